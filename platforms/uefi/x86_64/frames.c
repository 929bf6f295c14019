#include "frames.h"
#include "paging.h"
#include "processor.h"

#include <base/list.h>

#define BLOCK_FRAMES ((size_t)(LARGE_PAGE / HAL_PAGE_SIZE))
#define BUCKETS      64u
#define NONE         UINT16_MAX

/* Describes 2 MiB of physical memory; one page. */
struct block {
    struct list room;   /* in with_room, unless it is full */
    struct block *next; /* in its bucket */
    uint64_t physical;
    uint64_t mapping; /* the entry that maps it for the kernel when it is given back */
    uint32_t used;
    uint16_t free; /* the first free frame, NONE: no more */
    uint16_t next_free[BLOCK_FRAMES];
    uint32_t owners[BLOCK_FRAMES];
};
_Static_assert(sizeof(struct block) <= HAL_PAGE_SIZE, "a block is described by one page");

static struct block *buckets[BUCKETS];
static struct list with_room = {&with_room, &with_room};
static size_t capacity, committed; /* frames */

static struct block **bucket_of(uint64_t physical)
{
    return &buckets[physical / LARGE_PAGE % BUCKETS];
}

static struct block *block_of(uint64_t frame)
{
    uint64_t physical = ALIGN_DOWN(frame, LARGE_PAGE);
    struct block *block = *bucket_of(physical);
    while (block->physical != physical) {
        block = block->next;
    }
    return block;
}

/* ---- blocks come and go -----------------------------------------------------------------------
 */

static uint64_t *kernel_entry_of(uint64_t physical)
{
    return paging_entry(paging_root(), DIRECT + physical, 1); /* it is mapped, so there is one */
}

static bool block_add(void)
{
    struct block *block = hal_pages_get(1);
    void *memory = block ? pages_take_block(BLOCK_FRAMES) : NULL;
    if (!memory) {
        if (block) {
            hal_pages_release(block, 1);
        }
        return false;
    }
    block->physical = virtual_to_physical(memory);
    for (size_t i = 0; i < BLOCK_FRAMES; i++) {
        block->next_free[i] = i + 1 < BLOCK_FRAMES ? (uint16_t)(i + 1) : NONE;
    }
    uint64_t *entry = kernel_entry_of(block->physical);
    block->mapping = *entry;
    *entry = 0;
    paging_forget_all();
    block->next = *bucket_of(block->physical);
    *bucket_of(block->physical) = block;
    list_append(&with_room, &block->room);
    capacity += BLOCK_FRAMES;
    return true;
}

static void block_remove(struct block *block)
{
    struct block **link = bucket_of(block->physical);
    while (*link != block) {
        link = &(*link)->next;
    }
    *link = block->next;
    list_remove(&block->room);
    *kernel_entry_of(block->physical) = block->mapping;
    hal_pages_release(physical_to_virtual(block->physical), BLOCK_FRAMES);
    hal_pages_release(block, 1);
    capacity -= BLOCK_FRAMES;
}

bool frames_commit(size_t pages)
{
    while (capacity - committed < pages) {
        if (!block_add()) {
            frames_uncommit(0); /* gives back what was added in vain */
            return false;
        }
    }
    committed += pages;
    return true;
}

void frames_uncommit(size_t pages)
{
    committed -= pages;
    LIST_FOR_EACH (node, &with_room) {
        struct block *block = LIST_ENTRY(node, struct block, room);
        if (capacity - committed < BLOCK_FRAMES) {
            return;
        }
        if (block->used == 0) {
            block_remove(block);
        }
    }
}

/* ---- frames -----------------------------------------------------------------------------------
 */

uint64_t frame_take(void)
{
    struct block *block = LIST_ENTRY(list_first(&with_room), struct block, room);
    uint16_t index = block->free;
    block->free = block->next_free[index];
    block->used++;
    block->owners[index] = 1;
    if (block->free == NONE) {
        list_remove(&block->room);
    }
    return block->physical + index * PAGE;
}

static uint16_t index_in(const struct block *block, uint64_t frame)
{
    return (uint16_t)((frame - block->physical) / PAGE);
}

void frame_share(uint64_t frame)
{
    struct block *block = block_of(frame);
    block->owners[index_in(block, frame)]++;
}

bool frame_is_shared(uint64_t frame)
{
    const struct block *block = block_of(frame);
    return block->owners[index_in(block, frame)] > 1;
}

void frame_drop(uint64_t frame)
{
    struct block *block = block_of(frame);
    uint16_t index = index_in(block, frame);
    if (--block->owners[index] > 0) {
        return;
    }
    if (block->free == NONE) {
        list_append(&with_room, &block->room);
    }
    block->next_free[index] = block->free;
    block->free = index;
    block->used--;
}
