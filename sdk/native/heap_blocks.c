/*
 * Blocks of memory for malloc: free blocks in lists by size, four sizes between two powers of two,
 * and a bitmap of the lists that are not empty (two-level segregated fit: Masmano, Ripoll, Crespo
 * and Real, "TLSF: a New Dynamic Memory Allocator for Real-Time Systems", 2004). A block that is
 * freed is joined with free neighbours, or with the unused memory behind the topmost one, so that
 * what a service used for one size serves any other later. Constant time; a tenth of the code of
 * wasi-libc's, which every service would translate when it starts.
 */
#include "heap.h"
#include <stddef.h>

#define CLASSES 112u
#define PAGE    65536u

/* In a free block: its neighbours in the list of its class. */
struct link {
    struct block *next, *previous;
};
_Static_assert(sizeof(struct link) <= ALIGNMENT, "the smallest block holds it");

extern unsigned char __heap_base;

static struct {
    struct block *lists[CLASSES];
    uint32_t filled[CLASSES / 32 + 1]; /* a bit for each class: not empty */
    uintptr_t start, top, end;         /* first block, end of the last, and of the memory */
    uint32_t last;                     /* size of the block that ends at top; 0: none */
} heap;

/* ---- lists of free blocks ---- */

static struct link *link_of(struct block *block)
{
    return (struct link *)(block + 1);
}

/* The class whose blocks have at least class_least(class) bytes, and fewer than the next one's. */
static uint32_t class_of(uint32_t size)
{
    uint32_t units = size / ALIGNMENT, shift;

    if (units < 8)
        return units;
    shift = 29 - (uint32_t)__builtin_clz(units); /* units >> shift is 4 to 7 */
    return 4 * shift + (units >> shift);
}

/* The first class all of whose blocks are large enough. */
static uint32_t class_for(uint32_t size)
{
    uint32_t units = size / ALIGNMENT;

    if (units < 8)
        return units;
    return class_of(size + ((ALIGNMENT << (29 - (uint32_t)__builtin_clz(units))) - ALIGNMENT));
}

static void insert(struct block *block)
{
    uint32_t class = class_of(block->size);
    struct block *first = heap.lists[class];

    block->used = 0;
    *link_of(block) = (struct link){.next = first};
    if (first != NULL)
        link_of(first)->previous = block;
    heap.lists[class] = block;
    heap.filled[class / 32] |= UINT32_C(1) << class % 32;
}

static void take_out(struct block *block)
{
    uint32_t class = class_of(block->size);
    struct link link = *link_of(block);

    if (link.next != NULL)
        link_of(link.next)->previous = link.previous;
    if (link.previous != NULL)
        link_of(link.previous)->next = link.next;
    else
        heap.lists[class] = link.next;
    if (heap.lists[class] == NULL)
        heap.filled[class / 32] &= ~(UINT32_C(1) << class % 32);
    block->used = 1;
}

/* Some free block of at least this size, out of its list; NULL: there is none. */
static struct block *find(uint32_t size)
{
    uint32_t class = class_for(size), word = class / 32;
    uint32_t bits = heap.filled[word] & UINT32_MAX << class % 32;
    struct block *block;

    while (bits == 0 && ++word < sizeof heap.filled / sizeof heap.filled[0])
        bits = heap.filled[word];
    if (bits == 0)
        return NULL;
    block = heap.lists[word * 32 + (uint32_t)__builtin_ctz(bits)];
    take_out(block);
    return block;
}

/* ---- blocks side by side ---- */

/* NULL: the block is the last. */
static struct block *behind(struct block *block)
{
    uintptr_t at = (uintptr_t)(block + 1) + block->size;

    return at == heap.top ? NULL : (struct block *)at;
}

static struct block *before(struct block *block)
{
    return block->before == 0 ? NULL
                              : (struct block *)((uintptr_t)block - block->before - sizeof *block);
}

/* What follows a block must know its size. */
static void set_size(struct block *block, uint32_t size)
{
    struct block *next;

    block->size = size;
    next = behind(block);
    if (next != NULL)
        next->before = size;
    else
        heap.last = size;
}

/* Free a block that is in no list: joined with what is free around it. */
void heap_give_back(struct block *block)
{
    struct block *next = behind(block), *previous = before(block);

    if (next != NULL && !next->used) {
        take_out(next);
        set_size(block, block->size + (uint32_t)sizeof *block + next->size);
    }
    if (previous != NULL && !previous->used) {
        take_out(previous);
        set_size(previous, previous->size + (uint32_t)sizeof *block + block->size);
        block = previous;
    }
    if (behind(block) == NULL) {
        heap.top = (uintptr_t)block;
        heap.last = block->before;
    } else {
        insert(block);
    }
}

/* Give back what a block has beyond size. */
void heap_cut(struct block *block, uint32_t size)
{
    struct block *rest;

    if (block->size - size < sizeof *block + ALIGNMENT)
        return;
    rest = (struct block *)((uintptr_t)(block + 1) + size);
    *rest = (struct block){.size = block->size - size - (uint32_t)sizeof *rest, .used = 1};
    set_size(rest, rest->size);
    block->size = size;
    rest->before = size;
    heap_give_back(rest);
}

/* ---- memory behind the last block ---- */

static int reserve(uintptr_t end)
{
    size_t pages;

    if (heap.top == 0) {
        heap.start = ((uintptr_t)&__heap_base + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1);
        heap.top = heap.start;
        heap.end = (uintptr_t)__builtin_wasm_memory_size(0) * PAGE;
    }
    if (end <= heap.end)
        return 1;
    pages = (end - heap.end + PAGE - 1) / PAGE;
    if (__builtin_wasm_memory_grow(0, pages) == SIZE_MAX)
        return 0;
    heap.end += pages * PAGE;
    return 1;
}

static struct block *extend(uint32_t size)
{
    struct block *block;

    if (!reserve(0) || size > UINTPTR_MAX - heap.top - 2 * PAGE ||
        !reserve(heap.top + sizeof *block + size))
        return NULL;
    block = (struct block *)heap.top;
    *block = (struct block){.size = size, .before = heap.last, .used = 1};
    heap.top += sizeof *block + size;
    heap.last = size;
    return block;
}

/* Into a free block behind it, or the memory behind the last. */
int heap_grow(struct block *block, uint32_t size)
{
    struct block *next = behind(block);

    if (next == NULL) {
        uintptr_t start = (uintptr_t)(block + 1);

        if (size > UINTPTR_MAX - start - 2 * PAGE || !reserve(start + size))
            return 0;
        heap.top = start + size;
        heap.last = block->size = size;
        return 1;
    }
    if (next->used || block->size + (uint32_t)sizeof *next + next->size < size)
        return 0;
    take_out(next);
    set_size(block, block->size + (uint32_t)sizeof *next + next->size);
    heap_cut(block, size);
    return 1;
}

struct block *heap_take(uint32_t size)
{
    struct block *block = find(size);

    if (block == NULL)
        return extend(size);
    heap_cut(block, size);
    return block;
}
