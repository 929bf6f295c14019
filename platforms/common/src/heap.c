/* Blocks of a power of two from pages, longer ones as pages. All of it is zeroed. */
#include <hal/hal.h>
#include <platform/heap.h>
#include <string.h>

#define SMALLEST 6u  /* 64 bytes */
#define LARGEST  11u /* 2048 bytes */

struct block {
    struct block *next;
};

static struct block *free_blocks[LARGEST + 1];

static unsigned order_of(size_t size)
{
    unsigned order = SMALLEST;
    while (order <= LARGEST && (size_t)1 << order < size) {
        order++;
    }
    return order;
}

static size_t pages_for(size_t size)
{
    return (size + HAL_PAGE_SIZE - 1) / HAL_PAGE_SIZE;
}

static void divide_page(char *page, unsigned order)
{
    for (size_t at = 0; at < HAL_PAGE_SIZE; at += (size_t)1 << order) {
        struct block *block = (struct block *)(page + at);
        block->next = free_blocks[order];
        free_blocks[order] = block;
    }
}

static void *heap_alloc(void *unused, size_t size)
{
    (void)unused;
    unsigned order = order_of(size);
    if (order > LARGEST) {
        return size < SIZE_MAX - HAL_PAGE_SIZE ? hal_pages_get(pages_for(size)) : NULL;
    }
    if (!free_blocks[order]) {
        char *page = hal_pages_get(1);
        if (!page) {
            return NULL;
        }
        divide_page(page, order);
    }
    struct block *block = free_blocks[order];
    free_blocks[order] = block->next;
    return memset(block, 0, (size_t)1 << order);
}

static void heap_free(void *unused, void *bytes, size_t size)
{
    (void)unused;
    unsigned order = order_of(size);
    if (!bytes) {
        return;
    }
    if (order > LARGEST) {
        hal_pages_release(bytes, pages_for(size));
        return;
    }
    struct block *block = bytes;
    block->next = free_blocks[order];
    free_blocks[order] = block;
}

const struct engine_allocator platform_heap = {.alloc = heap_alloc, .free = heap_free};
