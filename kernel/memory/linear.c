#include <hal/space.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <memory/linear.h>
#include <memory/pages.h>
#include <string.h>

static struct linear *linear_of(struct cpu_memory *memory)
{
    return CONTAINER_OF(memory, struct linear, memory);
}

static bool size_fits(uint64_t size)
{
    return size <= SIZE_MAX / 2;
}

/* Pages charged to the account, NULL when there are none. */
static void *charged_pages(struct account *account, size_t count, bool zeroed)
{
    if (account_charge(account, (uint64_t)count * HAL_PAGE_SIZE) != VB_OK)
        return NULL;
    void *base = pages_get(account->kernel, count, zeroed);
    if (base == NULL)
        account_uncharge(account, (uint64_t)count * HAL_PAGE_SIZE);
    return base;
}

static void *charged_pages_or_reclaim(struct account *account, size_t count, bool zeroed)
{
    void *base = charged_pages(account, count, zeroed);
    if (base == NULL && kernel_reclaim(account, (uint64_t)count * HAL_PAGE_SIZE))
        base = charged_pages(account, count, zeroed);
    return base;
}

static void uncharged_release(struct account *account, void *base, size_t count)
{
    if (count == 0)
        return;
    pages_release(account->kernel, base, count);
    account_uncharge(account, (uint64_t)count * HAL_PAGE_SIZE);
}

/* ---- in a space ------------------------------------------------------------------------------ */

/* With what the platform needs for tables. */
static uint64_t charge_of(size_t pages)
{
    return pages == 0 ? 0 : ((uint64_t)pages + hal_space_cost(pages)) * HAL_PAGE_SIZE;
}

/* How a memory gets the pages that it does not have yet. */
typedef int space_operation(struct linear *linear, size_t pages, const struct linear *from);

static int space_map(struct linear *linear, size_t pages, const struct linear *from)
{
    (void)from;
    return hal_space_map(linear->space, pages, &linear->memory.base);
}

static int space_clone(struct linear *linear, size_t pages, const struct linear *from)
{
    return hal_space_clone(from->space, from->memory.base, pages, linear->space,
                           &linear->memory.base);
}

static int space_extend(struct linear *linear, size_t pages, const struct linear *from)
{
    (void)from;
    return hal_space_extend(linear->space, linear->memory.base, linear->pages, pages);
}

static int charged_operation(struct linear *linear, space_operation *operation, size_t pages,
                             const struct linear *from)
{
    const uint64_t charge = charge_of(pages) - charge_of(linear->pages);
    int status = account_charge(linear->account, charge);
    if (status != VB_OK)
        return status;
    status = operation(linear, pages, from);
    if (status != VB_OK)
        account_uncharge(linear->account, charge);
    return status;
}

static bool space_take(struct linear *linear, space_operation *operation, size_t pages,
                       const struct linear *from)
{
    int status = charged_operation(linear, operation, pages, from);
    if (status != VB_OK &&
        kernel_reclaim(linear->account, charge_of(pages) - charge_of(linear->pages)))
        status = charged_operation(linear, operation, pages, from);
    if (status != VB_OK)
        return false;
    linear->account->kernel->pages.held += pages - linear->pages;
    linear->pages = pages;
    return true;
}

static void space_give(struct linear *linear)
{
    hal_space_unmap(linear->space, linear->memory.base, linear->pages);
    linear->account->kernel->pages.held -= linear->pages;
    account_uncharge(linear->account, charge_of(linear->pages));
}

/* ---- on the kernel's pages ------------------------------------------------------------------- */

static bool pages_take(struct linear *linear, size_t pages, const struct linear *from)
{
    if (pages == 0)
        return true;
    linear->memory.base = charged_pages_or_reclaim(linear->account, pages, from == NULL);
    if (linear->memory.base == NULL)
        return false;
    linear->pages = pages;
    if (from != NULL)
        memcpy(linear->memory.base, from->memory.base, pages * HAL_PAGE_SIZE);
    return true;
}

/* Both ranges are charged while the contents move: the peak is real. */
static bool move(struct linear *linear, size_t pages)
{
    uint8_t *base = charged_pages_or_reclaim(linear->account, pages, false);
    if (base == NULL)
        return false;
    size_t old = linear->pages * HAL_PAGE_SIZE;
    if (old > 0)
        memcpy(base, linear->memory.base, old);
    if (pages < PAGES_DIRECT) /* longer ones come zeroed from the HAL */
        memset(base + old, 0, pages * HAL_PAGE_SIZE - old);
    uncharged_release(linear->account, linear->memory.base, linear->pages);
    linear->memory.base = base;
    return true;
}

static bool pages_grow(struct linear *linear, size_t pages)
{
    bool extended = linear->pages > 0 &&
                    kernel_extend(linear->account, linear->memory.base, linear->pages, pages);
    if (!extended && !move(linear, pages))
        return false;
    linear->pages = pages;
    return true;
}

/* ---- either ---------------------------------------------------------------------------------- */

/* Zeroed, or with the contents of `from`. */
static struct linear *linear_make(const struct cpu_host *host, uint64_t size, uint64_t max_size,
                                  const struct linear *from)
{
    int status;
    struct account *account = host->account;
    if (!size_fits(size))
        return NULL;
    struct linear *linear = kernel_alloc(account, sizeof *linear, &status);
    if (linear == NULL)
        return NULL;
    const size_t pages = pages_for(size);
    linear->account = account;
    linear->space = host->space;
    bool taken = linear->space != NULL
                     ? space_take(linear, from != NULL ? space_clone : space_map, pages, from)
                     : pages_take(linear, pages, from);
    if (!taken) {
        kernel_free(account, linear, sizeof *linear);
        return NULL;
    }
    linear->memory.size = size;
    linear->max_size = max_size;
    linear->references = 1;
    object_retain(&account->object);
    return linear;
}

struct cpu_memory *linear_create(const struct cpu_host *host, uint64_t size, uint64_t max_size)
{
    struct linear *linear = linear_make(host, size, max_size, NULL);
    return linear == NULL ? NULL : &linear->memory;
}

int linear_grow(void *account, struct cpu_memory *memory, uint64_t new_size)
{
    (void)account; /* the memory stays charged to the account it was made for */
    struct linear *linear = linear_of(memory);
    if (!size_fits(new_size) || (linear->max_size != 0 && new_size > linear->max_size))
        return VB_ERR_LIMIT;
    size_t pages = pages_for(new_size);
    if (pages > linear->pages) {
        bool taken = linear->space != NULL ? space_take(linear, space_extend, pages, NULL)
                                           : pages_grow(linear, pages);
        if (!taken)
            return VB_ERR_NO_MEMORY;
    }
    linear->memory.size = new_size;
    return VB_OK;
}

struct cpu_memory *linear_clone(const struct cpu_host *host, struct cpu_memory *memory)
{
    const struct linear *from = linear_of(memory);
    struct linear *linear = linear_make(host, memory->size, from->max_size, from);
    return linear == NULL ? NULL : &linear->memory;
}

void linear_retain(struct cpu_memory *memory)
{
    linear_of(memory)->references++;
}

void linear_release(struct cpu_memory *memory)
{
    struct linear *linear = linear_of(memory);
    if (--linear->references > 0)
        return;
    struct account *account = linear->account;
    if (linear->space != NULL)
        space_give(linear);
    else
        uncharged_release(account, linear->memory.base, linear->pages);
    kernel_free(account, linear, sizeof *linear);
    object_release(account->kernel, &account->object);
}
