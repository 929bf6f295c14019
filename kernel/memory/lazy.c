#include <hal/lazy.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <memory/lazy.h>
#include <memory/pages.h>

static uint64_t bytes_of(size_t pages)
{
    return (uint64_t)pages * HAL_PAGE_SIZE;
}

/* A new range: zeroed, or beginning with a copy. */
static int try_range(struct account *account, const uint8_t *from, size_t from_pages, size_t pages,
                     uint8_t **out)
{
    int status = account_charge(account, bytes_of(pages));
    if (status != VB_OK)
        return status;
    status = from == NULL ? hal_lazy_get(pages, out) : hal_lazy_copy(from, from_pages, pages, out);
    if (status != VB_OK)
        account_uncharge(account, bytes_of(pages));
    else
        account->kernel->pages.held += pages;
    return status;
}

static int range_or_reclaim(struct account *account, const uint8_t *from, size_t from_pages,
                            size_t pages, uint8_t **out)
{
    int status = try_range(account, from, from_pages, pages, out);
    if (status == VB_OK || status == VB_ERR_NOT_SUPPORTED ||
        !kernel_reclaim(account, bytes_of(pages)))
        return status;
    return try_range(account, from, from_pages, pages, out);
}

int lazy_alloc(struct account *account, size_t size, uint8_t **out)
{
    return range_or_reclaim(account, NULL, 0, pages_for(size), out);
}

int lazy_copy(struct account *account, const uint8_t *from, size_t kept, size_t size, uint8_t **out)
{
    return range_or_reclaim(account, from, pages_for(kept), pages_for(size), out);
}

bool lazy_extend(struct account *account, uint8_t *bytes, size_t old_size, size_t size)
{
    size_t old_pages = pages_for(old_size), pages = pages_for(size);
    if (pages == old_pages)
        return true;
    uint64_t charge = bytes_of(pages - old_pages);
    if (account_charge(account, charge) != VB_OK)
        return false;
    if (hal_lazy_extend(bytes, old_pages, pages) != VB_OK) {
        account_uncharge(account, charge);
        return false;
    }
    account->kernel->pages.held += pages - old_pages;
    return true;
}

void lazy_free(struct account *account, uint8_t *bytes, size_t size)
{
    size_t pages = pages_for(size);
    hal_lazy_release(bytes, pages);
    account->kernel->pages.held -= pages;
    account_uncharge(account, bytes_of(pages));
}
