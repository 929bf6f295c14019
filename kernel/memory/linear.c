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

static struct linear *linear_make(struct account *account, uint64_t size, uint64_t max_size,
                                  bool zeroed)
{
    int status;
    if (!size_fits(size))
        return NULL;
    struct linear *linear = kernel_alloc(account, sizeof *linear, &status);
    if (linear == NULL)
        return NULL;
    linear->pages = pages_for(size);
    if (linear->pages > 0) {
        linear->memory.base = charged_pages_or_reclaim(account, linear->pages, zeroed);
        if (linear->memory.base == NULL) {
            kernel_free(account, linear, sizeof *linear);
            return NULL;
        }
    }
    linear->memory.size = size;
    linear->account = account;
    linear->max_size = max_size;
    linear->references = 1;
    object_retain(&account->object);
    return linear;
}

struct cpu_memory *linear_create(void *account, uint64_t size, uint64_t max_size)
{
    struct linear *linear = linear_make(account, size, max_size, true);
    return linear == NULL ? NULL : &linear->memory;
}

static bool extend_in_place(struct linear *linear, size_t pages)
{
    uint64_t charge = (uint64_t)(pages - linear->pages) * HAL_PAGE_SIZE;
    if (linear->pages == 0 || account_charge(linear->account, charge) != VB_OK)
        return false;
    if (pages_extend(linear->account->kernel, linear->memory.base, linear->pages, pages))
        return true;
    account_uncharge(linear->account, charge);
    return false;
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

int linear_grow(void *account, struct cpu_memory *memory, uint64_t new_size)
{
    (void)account; /* the memory stays charged to the account it was made for */
    struct linear *linear = linear_of(memory);
    if (!size_fits(new_size) || (linear->max_size != 0 && new_size > linear->max_size))
        return VB_ERR_LIMIT;
    size_t pages = pages_for(new_size);
    if (pages > linear->pages) {
        if (!extend_in_place(linear, pages) && !move(linear, pages))
            return VB_ERR_NO_MEMORY;
        linear->pages = pages;
    }
    linear->memory.size = new_size;
    return VB_OK;
}

struct cpu_memory *linear_clone(void *account, struct cpu_memory *memory)
{
    struct linear *from = linear_of(memory);
    struct linear *linear = linear_make(account, memory->size, from->max_size, false);
    if (linear == NULL)
        return NULL;
    if (linear->pages > 0)
        memcpy(linear->memory.base, memory->base, linear->pages * HAL_PAGE_SIZE);
    return &linear->memory;
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
    uncharged_release(account, linear->memory.base, linear->pages);
    kernel_free(account, linear, sizeof *linear);
    object_release(account->kernel, &account->object);
}
