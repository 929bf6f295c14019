#include <memory/space.h>

int space_create(struct hal_space **out)
{
    *out = NULL;
    int status = hal_space_create(out);
    return status == VB_ERR_NOT_SUPPORTED ? VB_OK : status;
}

void space_destroy(struct kernel *kernel, struct hal_space *space)
{
    if (space == NULL)
        return;
    if (kernel->space == space)
        space_enter(kernel, NULL);
    hal_space_destroy(space);
}
