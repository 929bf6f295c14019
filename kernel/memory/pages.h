/*
 * Pages: a buddy allocator over arenas of ARENA_PAGES pages from the HAL, for ranges of any length
 * below half an arena; longer ones are got from and given back to the HAL directly. Arenas are
 * added on demand and given back when all of their pages are free (one is kept in hand).
 *
 * Charges nobody: callers do.
 */
#ifndef KERNEL_MEMORY_PAGES_H
#define KERNEL_MEMORY_PAGES_H

#include <base/list.h>
#include <base/macros.h>
#include <hal/hal.h>

struct kernel;

#define ARENA_ORDER       10u
#define ARENA_PAGES       (1u << ARENA_ORDER) /* 4 MiB */
#define PAGES_DIRECT      (ARENA_PAGES / 2)   /* from this length on, a range is the HAL's */
#define ARENA_BUCKET_BITS 9u                  /* 100,000 small processes have some 1,700 arenas */

struct arena_link {
    struct arena_link *next;
    struct arena *arena;
};

struct page_allocator {
    struct list free[ARENA_ORDER];                       /* free blocks by order */
    struct arena_link *buckets[1u << ARENA_BUCKET_BITS]; /* arenas by address */
    uint64_t held;                                       /* pages got from the HAL */
    uint32_t arenas, idle;                               /* all, and those without a used page */
};

void pages_init(struct kernel *kernel);
/* Give back idle arenas. At the end, when nothing is in use, no page is held. */
void pages_trim(struct kernel *kernel);

/* `count` contiguous pages, zeroed if asked; NULL when there are none. */
void *pages_get(struct kernel *kernel, size_t count, bool zeroed);
/* Any range that was got, whole. */
void pages_release(struct kernel *kernel, void *base, size_t count);
/* Extend in place; new pages are zeroed. False leaves the range as it was. */
bool pages_extend(struct kernel *kernel, void *base, size_t old_count, size_t new_count);

static inline size_t pages_for(uint64_t bytes)
{
    return (size_t)((bytes + HAL_PAGE_SIZE - 1) / HAL_PAGE_SIZE);
}

#endif
