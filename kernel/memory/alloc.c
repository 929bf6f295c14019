#include <kernel_state.h>
#include <memory/account.h>
#include <memory/alloc.h>
#include <string.h>

/* At the start of a slab page; the slots follow. */
struct slab {
    struct list link; /* in cache->partial, or unlinked when full */
    void *free;       /* slots given back, linked through their first word */
    uint32_t fresh;   /* slots never used yet begin with this one */
    uint32_t used;
};

#define SLAB_HEADER 64u
_Static_assert(sizeof(struct slab) <= SLAB_HEADER, "slots begin behind the header");

/* 16-byte multiples that leave little of 4032 bytes over. */
static const uint16_t slot_sizes[ALLOC_CLASSES] = {32,  64,  96,  128,  192,  256,
                                                   400, 576, 672, 1008, 1344, ALLOC_SLAB_MAX};

void alloc_init(struct kernel *kernel)
{
    for (size_t i = 0; i < ALLOC_CLASSES; i++) {
        list_init(&kernel->allocator.caches[i].partial);
        kernel->allocator.caches[i].slot_size = slot_sizes[i];
    }
}

static struct slab_cache *cache_for(struct kernel *kernel, size_t size)
{
    struct slab_cache *cache = kernel->allocator.caches;
    while (cache->slot_size < size)
        cache++;
    return cache;
}

static uint32_t slot_count(const struct slab_cache *cache)
{
    return (HAL_PAGE_SIZE - SLAB_HEADER) / cache->slot_size;
}

static struct slab *slab_with_room(struct kernel *kernel, struct slab_cache *cache)
{
    struct list *first = list_first(&cache->partial);
    if (first != NULL)
        return LIST_ENTRY(first, struct slab, link);
    struct slab *slab = pages_get(kernel, 1, false);
    if (slab == NULL)
        return NULL;
    *slab = (struct slab){0};
    list_append(&cache->partial, &slab->link);
    cache->empty++;
    return slab;
}

static void *slot_get(struct kernel *kernel, struct slab_cache *cache)
{
    struct slab *slab = slab_with_room(kernel, cache);
    if (slab == NULL)
        return NULL;
    void *slot = slab->free;
    if (slot != NULL)
        memcpy(&slab->free, slot, sizeof slab->free);
    else
        slot = (uint8_t *)slab + SLAB_HEADER + (size_t)slab->fresh++ * cache->slot_size;
    if (slab->used++ == 0)
        cache->empty--;
    if (slab->used == slot_count(cache))
        list_remove(&slab->link);
    return slot;
}

static void slot_put(struct kernel *kernel, struct slab_cache *cache, void *slot)
{
    struct slab *slab = (struct slab *)ALIGN_DOWN((uintptr_t)slot, (uintptr_t)HAL_PAGE_SIZE);
    if (slab->used == slot_count(cache))
        list_prepend(&cache->partial, &slab->link);
    memcpy(slot, &slab->free, sizeof slab->free);
    slab->free = slot;
    if (--slab->used > 0 || ++cache->empty == 1)
        return; /* one empty page stays at hand */
    cache->empty--;
    list_remove(&slab->link);
    pages_release(kernel, slab, 1);
}

void alloc_trim(struct kernel *kernel)
{
    for (size_t i = 0; i < ALLOC_CLASSES; i++) {
        struct slab_cache *cache = &kernel->allocator.caches[i];
        LIST_FOR_EACH (node, &cache->partial) {
            struct slab *slab = LIST_ENTRY(node, struct slab, link);
            if (slab->used > 0)
                continue;
            list_remove(&slab->link);
            cache->empty--;
            pages_release(kernel, slab, 1);
        }
    }
}

size_t kernel_alloc_charge(size_t size)
{
    if (size > ALLOC_SLAB_MAX)
        return ALIGN_UP(size, (size_t)HAL_PAGE_SIZE);
    size_t i = 0;
    while (slot_sizes[i] < size)
        i++;
    return slot_sizes[i];
}

static void *take(struct kernel *kernel, size_t size)
{
    if (size > ALLOC_SLAB_MAX)
        return pages_get(kernel, pages_for(size), true);
    void *slot = slot_get(kernel, cache_for(kernel, size));
    return slot == NULL ? NULL : memset(slot, 0, size);
}

static void *try_alloc(struct account *account, size_t size, int *status)
{
    size_t charge = kernel_alloc_charge(size);
    int charged = account_charge(account, charge);
    if (charged != VB_OK) {
        *status = charged;
        return NULL;
    }
    void *ptr = take(account->kernel, size);
    if (ptr == NULL) {
        account_uncharge(account, charge);
        *status = VB_ERR_NO_MEMORY;
    }
    return ptr;
}

void *kernel_alloc(struct account *account, size_t size, int *status)
{
    if (size > SIZE_MAX / 2) {
        *status = VB_ERR_NO_MEMORY;
        return NULL;
    }
    void *ptr = try_alloc(account, size, status);
    if (LIKELY(ptr != NULL) || !kernel_reclaim(account, kernel_alloc_charge(size)))
        return ptr;
    return try_alloc(account, size, status);
}

void kernel_free(struct account *account, void *ptr, size_t size)
{
    if (ptr == NULL)
        return;
    struct kernel *kernel = account->kernel;
    account_uncharge(account, kernel_alloc_charge(size));
    if (size > ALLOC_SLAB_MAX)
        pages_release(kernel, ptr, pages_for(size));
    else
        slot_put(kernel, cache_for(kernel, size), ptr);
}

bool kernel_extend(struct account *account, void *base, size_t old_pages, size_t new_pages)
{
    const uint64_t charge = (uint64_t)(new_pages - old_pages) * HAL_PAGE_SIZE;
    if (account_charge(account, charge) != VB_OK)
        return false;
    if (pages_extend(account->kernel, base, old_pages, new_pages))
        return true;
    account_uncharge(account, charge);
    return false;
}

bool kernel_reclaim(struct account *account, uint64_t bytes)
{
    struct kernel *kernel = account->kernel;
    const struct account *full = account_full(account, bytes);
    if (!images_trim(kernel, full != NULL ? full : &kernel->root))
        return false;
    alloc_trim(kernel);
    return true;
}
