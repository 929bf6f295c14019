/*
 * The services' malloc on the build machine: random requests against a model. Every block is filled
 * with a pattern of its own that must still be there when it is freed or moved; what the heap takes
 * from the system must stay in proportion to what was ever in use at a time.
 */
#include <assert.h>
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A linear memory of 64 MiB that begins where WebAssembly's would. */
enum { ARENA = 64 << 20, WASM_PAGE = 65536 };
static _Alignas(WASM_PAGE) unsigned char memory[ARENA];
static unsigned char *arena;
static size_t taken = 1;

static uintptr_t memory_size(void)
{
    return (uintptr_t)arena / WASM_PAGE + taken;
}

static size_t memory_grow(size_t more)
{
    if (more > ARENA / WASM_PAGE - taken)
        return SIZE_MAX;
    taken += more;
    return 0;
}

#define __heap_base                          (*arena)
#define __builtin_wasm_memory_size(index)    memory_size()
#define __builtin_wasm_memory_grow(index, n) memory_grow(n)
#include "../../../sdk/native/heap_blocks.c"
#define malloc             heap_malloc
#define free               heap_free
#define calloc             heap_calloc
#define realloc            heap_realloc
#define aligned_alloc      heap_aligned_alloc
#define posix_memalign     heap_posix_memalign
#define malloc_usable_size heap_malloc_usable_size
#define __libc_malloc      heap_libc_malloc
#define __libc_free        heap_libc_free
#define __libc_calloc      heap_libc_calloc
void *malloc(size_t size);
void free(void *bytes);
void *calloc(size_t count, size_t size);
void *realloc(void *old, size_t size);
void *aligned_alloc(size_t alignment, size_t size);
int posix_memalign(void **out, size_t alignment, size_t size);
size_t malloc_usable_size(void *bytes);
#include "../../../sdk/native/heap.c"

enum { SLOTS = 2000 };
static struct {
    unsigned char *bytes;
    size_t size;
    unsigned char pattern;
} slots[SLOTS];
static size_t live, most;

static uint32_t random_number(void)
{
    static uint64_t state = 88172645463325252u;

    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 16);
}

/* Mostly small, sometimes large, as services ask. */
static size_t random_size(void)
{
    uint32_t kind = random_number() % 100;

    return kind < 70   ? random_number() % 256
           : kind < 97 ? random_number() % 8192
                       : random_number() % 200000;
}

static void check(int i, size_t size)
{
    for (size_t k = 0; k < size; k++)
        assert(slots[i].bytes[k] == slots[i].pattern);
}

static void drop(int i)
{
    check(i, slots[i].size);
    free(slots[i].bytes);
    live -= slots[i].size;
    slots[i].bytes = NULL;
}

static void fill(int i, size_t size)
{
    assert((uintptr_t)slots[i].bytes % ALIGNMENT == 0 &&
           malloc_usable_size(slots[i].bytes) >= size);
    slots[i].size = size;
    slots[i].pattern = (unsigned char)random_number();
    memset(slots[i].bytes, slots[i].pattern, size);
    live += size;
    most = live > most ? live : most;
}

static void change(int i, size_t size)
{
    size_t before = slots[i].size;
    unsigned char *bytes = realloc(slots[i].bytes, size);

    assert(bytes != NULL);
    slots[i].bytes = bytes;
    check(i, before < size ? before : size);
    live -= before;
    fill(i, size);
}

/* The lists and the blocks side by side say the same; no two free blocks touch. */
static void consistent(void)
{
    uint32_t before_size = 0, listed = 0, free_blocks = 0;
    int last_used = 1;

    for (uintptr_t at = heap.start; at != heap.top;) {
        struct block *block = (struct block *)at;

        assert(block->before == before_size && block->size % ALIGNMENT == 0 && block->size > 0);
        assert(block->used || last_used);
        free_blocks += !block->used;
        last_used = (int)block->used;
        before_size = block->size;
        at += sizeof *block + block->size;
    }
    assert(last_used && heap.last == before_size);
    for (uint32_t list = 0; list < CLASSES; list++)
        for (struct block *block = heap.lists[list]; block != NULL; block = link_of(block)->next) {
            assert(!block->used && class_of(block->size) == list);
            listed++;
        }
    assert(listed == free_blocks);
}

static void test_random(void)
{
    for (uint32_t round = 0; round < 400000; round++) {
        int i = (int)(random_number() % SLOTS);

        if (slots[i].bytes == NULL) {
            size_t size = random_size();

            slots[i].bytes = malloc(size);
            assert(slots[i].bytes != NULL);
            fill(i, size);
        } else if (random_number() % 4 == 0) {
            change(i, random_size());
        } else {
            drop(i);
        }
        if (round % 20000 == 0)
            consistent();
    }
    fprintf(stderr, "most in use %zu, memory %zu, ratio %.2f\n", most, taken * WASM_PAGE,
            (double)(taken * WASM_PAGE) / (double)most);
    assert(taken * WASM_PAGE < most + most / 2);
}

/* All that was freed is one piece again, whatever its sizes were. */
static void test_empty(void)
{
    for (int i = 0; i < SLOTS; i++)
        if (slots[i].bytes != NULL)
            drop(i);
    consistent();
    assert(heap.top == heap.start && live == 0);
}

/* Sizes that grow, none of which fits what the one before left: nothing is kept for good. */
static void test_growing(void)
{
    size_t before = taken;

    for (size_t size = 16; size < 400000; size += size / 8 + 16) {
        void *first = malloc(size), *second = malloc(24);

        assert(first != NULL && second != NULL);
        free(first);
        free(second);
    }
    assert(taken == before && heap.top == heap.start);
}

static void test_refusals(void)
{
    void *bytes = malloc(100);
    size_t before = taken;

    assert(malloc(SIZE_MAX) == NULL && errno == ENOMEM);
    assert(malloc(ARENA) == NULL && realloc(bytes, ARENA) == NULL && calloc(SIZE_MAX, 2) == NULL);
    assert(taken == before && malloc_usable_size(bytes) >= 100);
    free(bytes);
    consistent();
}

int main(void)
{
    arena = memory;
    test_random();
    test_empty();
    test_growing();
    test_refusals();
    return 0;
}
