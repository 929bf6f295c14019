#include <kernel_state.h>
#include <memory/pages.h>
#include <string.h>

#define BLOCK_ORDER_MAX (ARENA_ORDER - 1) /* page 0 is the header's, so no block is the whole */
#define STATE_FREE      0x80u /* | order: first page of a free block; 0: anything else */

/* The first page of an arena. */
struct arena {
    struct arena_link links[2]; /* it lies in at most two of the address ranges that are hashed */
    uint32_t used;              /* pages, this one not counted */
    uint8_t state[ARENA_PAGES];
    uint8_t dirty[ARENA_PAGES / 8]; /* bit set: pages that were used; the others are still zero */
};
_Static_assert(sizeof(struct arena) <= HAL_PAGE_SIZE, "an arena's header is one page");

static unsigned log2_floor(size_t value)
{
    return (unsigned)(sizeof(unsigned long long) * 8 - 1) - (unsigned)__builtin_clzll(value);
}

static unsigned log2_ceil(size_t value)
{
    return value == 1 ? 0 : log2_floor(value - 1) + 1;
}

static uint8_t *page_at(struct arena *arena, size_t index)
{
    return (uint8_t *)arena + index * HAL_PAGE_SIZE;
}

/* ---- finding the arena of a page ------------------------------------------------------------- */

static struct arena_link **bucket_of(struct kernel *kernel, uintptr_t address)
{
    /* Spread: platforms place arenas at multiples of large powers of two. */
    uint64_t key = address / (ARENA_PAGES * (uintptr_t)HAL_PAGE_SIZE) * 0x9e3779b97f4a7c15u;
    return &kernel->pages.buckets[key >> (64 - ARENA_BUCKET_BITS)];
}

static bool arena_has(const struct arena *arena, const void *page)
{
    uintptr_t base = (uintptr_t)arena, address = (uintptr_t)page;
    return address >= base && address - base < ARENA_PAGES * (uintptr_t)HAL_PAGE_SIZE;
}

static struct arena *arena_of(struct kernel *kernel, const void *page)
{
    struct arena_link *link = *bucket_of(kernel, (uintptr_t)page);
    while (!arena_has(link->arena, page))
        link = link->next;
    return link->arena;
}

static void arena_hash(struct kernel *kernel, struct arena *arena)
{
    uintptr_t ends[2] = {(uintptr_t)arena, (uintptr_t)page_at(arena, ARENA_PAGES - 1)};
    for (size_t i = 0; i < 2; i++) {
        struct arena_link **bucket = bucket_of(kernel, ends[i]);
        arena->links[i] = (struct arena_link){.next = *bucket, .arena = arena};
        *bucket = &arena->links[i];
    }
}

static void arena_unhash(struct kernel *kernel, struct arena *arena)
{
    uintptr_t ends[2] = {(uintptr_t)arena, (uintptr_t)page_at(arena, ARENA_PAGES - 1)};
    for (size_t i = 0; i < 2; i++) {
        struct arena_link **link = bucket_of(kernel, ends[i]);
        while (*link != &arena->links[i])
            link = &(*link)->next;
        *link = arena->links[i].next;
    }
}

/* ---- blocks -----------------------------------------------------------------------------------
 */

static void block_insert(struct kernel *kernel, struct arena *arena, size_t index, unsigned order)
{
    arena->state[index] = (uint8_t)(STATE_FREE | order);
    list_prepend(&kernel->pages.free[order], (struct list *)page_at(arena, index));
}

static void block_remove(struct arena *arena, size_t index)
{
    struct list *link = (struct list *)page_at(arena, index);
    arena->state[index] = 0;
    list_remove(link);
    memset(link, 0, sizeof *link);
}

static void block_free(struct kernel *kernel, struct arena *arena, size_t index, unsigned order)
{
    while (order < BLOCK_ORDER_MAX) {
        size_t buddy = index ^ ((size_t)1 << order);
        if (arena->state[buddy] != (STATE_FREE | order))
            break;
        block_remove(arena, buddy);
        index &= ~((size_t)1 << order);
        order++;
    }
    block_insert(kernel, arena, index, order);
}

/* Free any run of pages, as the largest aligned blocks that it consists of. */
static void run_free(struct kernel *kernel, struct arena *arena, size_t index, size_t count)
{
    while (count > 0) {
        unsigned order = MIN((unsigned)__builtin_ctzll(index), log2_floor(count));
        block_free(kernel, arena, index, order);
        index += (size_t)1 << order;
        count -= (size_t)1 << order;
    }
}

/* The first page of the free block that holds the page; false when the page is used. */
static bool block_find(const struct arena *arena, size_t page, size_t *index, unsigned *order)
{
    for (*order = 0; *order <= BLOCK_ORDER_MAX; ++*order) {
        *index = page & ~(((size_t)1 << *order) - 1);
        if (arena->state[*index] == (STATE_FREE | *order))
            return true;
    }
    return false;
}

/* ---- arenas -----------------------------------------------------------------------------------
 */

static struct arena *arena_create(struct kernel *kernel)
{
    struct arena *arena = hal_pages_get(ARENA_PAGES);
    if (arena == NULL)
        return NULL;
    arena_hash(kernel, arena);
    kernel->pages.held += ARENA_PAGES;
    kernel->pages.arenas++;
    kernel->pages.idle++;
    run_free(kernel, arena, 1, ARENA_PAGES - 1);
    return arena;
}

static void arena_destroy(struct kernel *kernel, struct arena *arena)
{
    for (size_t index = 1; index < ARENA_PAGES; index *= 2) /* coalesced: 1, 2, 4 ... */
        block_remove(arena, index);
    arena_unhash(kernel, arena);
    kernel->pages.held -= ARENA_PAGES;
    kernel->pages.arenas--;
    kernel->pages.idle--;
    hal_pages_release(arena, ARENA_PAGES);
}

/* Free pages become used ones, zeroed if `zeroed`: those that never were used are zero already, and
 * not touching them saves the host the page. */
static void arena_use(struct kernel *kernel, struct arena *arena, size_t index, size_t count,
                      bool zeroed)
{
    if (arena->used == 0)
        kernel->pages.idle--;
    arena->used += (uint32_t)count;
    for (size_t end = index + count; index < end; index++) {
        uint8_t bit = (uint8_t)(1u << index % 8);
        if (zeroed && (arena->dirty[index / 8] & bit))
            memset(page_at(arena, index), 0, HAL_PAGE_SIZE);
        arena->dirty[index / 8] |= bit;
    }
}

void pages_init(struct kernel *kernel)
{
    for (size_t order = 0; order < ARENA_ORDER; order++)
        list_init(&kernel->pages.free[order]);
}

void pages_trim(struct kernel *kernel)
{
    struct list *largest = &kernel->pages.free[BLOCK_ORDER_MAX];
    LIST_FOR_EACH (node, largest) {
        struct arena *arena = arena_of(kernel, node);
        if (arena->used == 0)
            arena_destroy(kernel, arena);
    }
}

/* ---- ranges -----------------------------------------------------------------------------------
 */

static void *direct_get(struct kernel *kernel, size_t count)
{
    void *base = hal_pages_get(count);
    if (base != NULL)
        kernel->pages.held += count;
    return base;
}

static bool order_available(const struct kernel *kernel, unsigned *order)
{
    while (*order <= BLOCK_ORDER_MAX && list_empty(&kernel->pages.free[*order]))
        ++*order;
    return *order <= BLOCK_ORDER_MAX;
}

void *pages_get(struct kernel *kernel, size_t count, bool zeroed)
{
    if (count >= PAGES_DIRECT)
        return direct_get(kernel, count);
    unsigned wanted = log2_ceil(count), order = wanted;
    if (!order_available(kernel, &order)) {
        if (arena_create(kernel) == NULL)
            return NULL;
        order = wanted;
        if (!order_available(kernel, &order))
            return NULL;
    }
    void *base = list_first(&kernel->pages.free[order]);
    struct arena *arena = arena_of(kernel, base);
    size_t index = (size_t)((uint8_t *)base - (uint8_t *)arena) / HAL_PAGE_SIZE;
    block_remove(arena, index);
    arena_use(kernel, arena, index, count, zeroed);
    run_free(kernel, arena, index + count, ((size_t)1 << order) - count);
    return base;
}

void pages_release(struct kernel *kernel, void *base, size_t count)
{
    if (count >= PAGES_DIRECT) {
        kernel->pages.held -= count;
        hal_pages_release(base, count);
        return;
    }
    struct arena *arena = arena_of(kernel, base);
    run_free(kernel, arena, (size_t)((uint8_t *)base - (uint8_t *)arena) / HAL_PAGE_SIZE, count);
    arena->used -= (uint32_t)count;
    if (arena->used == 0 && ++kernel->pages.idle > 1)
        arena_destroy(kernel, arena);
}

static bool direct_extend(struct kernel *kernel, void *base, size_t old_count, size_t new_count)
{
    if (hal_pages_extend(base, old_count, new_count) != VB_OK)
        return false;
    kernel->pages.held += new_count - old_count;
    return true;
}

bool pages_extend(struct kernel *kernel, void *base, size_t old_count, size_t new_count)
{
    if (old_count >= PAGES_DIRECT)
        return direct_extend(kernel, base, old_count, new_count);
    if (new_count >= PAGES_DIRECT)
        return false; /* a range that is the HAL's must have come from there */
    struct arena *arena = arena_of(kernel, base);
    size_t first = (size_t)((uint8_t *)base - (uint8_t *)arena) / HAL_PAGE_SIZE;
    size_t page = first + old_count, end = first + new_count;
    size_t index;
    unsigned order;
    if (end > ARENA_PAGES)
        return false;
    for (size_t next = page; next < end; next = index + ((size_t)1 << order)) {
        if (!block_find(arena, next, &index, &order))
            return false;
    }
    while (page < end && block_find(arena, page, &index, &order)) {
        /* The range ends where a free block begins, so only the last block has a rest. */
        size_t block_end = index + ((size_t)1 << order);
        block_remove(arena, index);
        if (block_end > end)
            run_free(kernel, arena, end, block_end - end);
        page = block_end;
    }
    arena_use(kernel, arena, first + old_count, new_count - old_count, true);
    return true;
}
