#include <memory/space.h>

static uint64_t charge_of_space(void)
{
    return (uint64_t)hal_space_cost(0) * HAL_PAGE_SIZE;
}

int space_create(struct account *account, struct hal_space **out)
{
    *out = NULL;
    int status = account_charge(account, charge_of_space());
    if (status != VB_OK)
        return status;
    status = hal_space_create(out);
    if (status != VB_OK)
        account_uncharge(account, charge_of_space());
    return status == VB_ERR_NOT_SUPPORTED ? VB_OK : status;
}

void space_destroy(struct account *account, struct hal_space *space)
{
    if (space == NULL)
        return;
    if (account->kernel->space == space)
        space_enter(account->kernel, NULL);
    hal_space_destroy(space);
    account_uncharge(account, charge_of_space());
}
