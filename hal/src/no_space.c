/* For platforms without an MMU of their own: there are no spaces, so the rest is never called. */
#include <hal/space.h>

size_t hal_space_cost(size_t pages)
{
    (void)pages;
    return 0;
}

int hal_space_create(struct hal_space **out)
{
    *out = NULL;
    return VB_ERR_NOT_SUPPORTED;
}

void hal_space_destroy(struct hal_space *space)
{
    (void)space;
}

void hal_space_enter(struct hal_space *space)
{
    (void)space;
}

int hal_space_map(struct hal_space *space, size_t pages, uint8_t **base)
{
    (void)space;
    (void)pages;
    (void)base;
    return VB_ERR_NOT_SUPPORTED;
}

int hal_space_extend(struct hal_space *space, uint8_t *base, size_t old_pages, size_t new_pages)
{
    (void)space;
    (void)base;
    (void)old_pages;
    (void)new_pages;
    return VB_ERR_NOT_SUPPORTED;
}

void hal_space_unmap(struct hal_space *space, uint8_t *base, size_t pages)
{
    (void)space;
    (void)base;
    (void)pages;
}

int hal_space_clone(struct hal_space *from, const uint8_t *base, size_t pages, struct hal_space *to,
                    uint8_t **out)
{
    (void)from;
    (void)base;
    (void)pages;
    (void)to;
    (void)out;
    return VB_ERR_NOT_SUPPORTED;
}

void hal_space_read(struct hal_space *from, void *to, const uint8_t *at, size_t size)
{
    (void)from;
    (void)to;
    (void)at;
    (void)size;
}

void hal_space_write(struct hal_space *to, uint8_t *at, const void *from, size_t size)
{
    (void)to;
    (void)at;
    (void)from;
    (void)size;
}

bool hal_space_run(void (*run)(void *ctx), void *ctx, uintptr_t *at)
{
    (void)at;
    run(ctx);
    return true;
}
