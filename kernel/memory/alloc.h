/*
 * Kernel memory, charged to an account: size classes in slab pages up to ALLOC_SLAB_MAX, whole
 * pages above. The charge is what is really taken. The caller remembers the size.
 */
#ifndef KERNEL_MEMORY_ALLOC_H
#define KERNEL_MEMORY_ALLOC_H

#include <base/list.h>
#include <memory/pages.h>

struct account;
struct kernel;

#define ALLOC_SLAB_MAX 2016u
#define ALLOC_CLASSES  12u

struct slab_cache {
    struct list partial; /* slab pages with a free slot */
    uint32_t slot_size;
    uint32_t empty; /* pages without a used slot; one is kept */
};

struct allocator {
    struct slab_cache caches[ALLOC_CLASSES];
};

void alloc_init(struct kernel *kernel);
/* Give back the cached empty slab pages. */
void alloc_trim(struct kernel *kernel);

/* Zeroed and 16-byte aligned. NULL with *status = VB_ERR_QUOTA or VB_ERR_NO_MEMORY; *status is
 * written only then. size > 0. */
void *kernel_alloc(struct account *account, size_t size, int *status);
/* `size` is the size asked for. NULL is allowed. */
void kernel_free(struct account *account, void *ptr, size_t size);
/* Extend whole pages where they are, charging the new ones, which are zeroed; more than there were.
 * False leaves them as they were. */
bool kernel_extend(struct account *account, void *base, size_t old_pages, size_t new_pages);
/* `bytes` could not be had: drop what is only kept in case it is wanted again, as far as that
 * makes room where it was wanting; so an account at its limit does not cost others their cached
 * images. False: there was nothing. */
bool kernel_reclaim(struct account *account, uint64_t bytes);
/* What kernel_alloc() charges for a size. */
size_t kernel_alloc_charge(size_t size);

#endif
