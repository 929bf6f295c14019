/*
 * malloc for services: a list of free blocks for each of a few sizes, four between two powers of
 * two, so that at most a fifth of a block is unused. Constant time; a tenth of the code of
 * wasi-libc's, which every service would translate when it starts. Blocks are neither split nor
 * joined, which suits programs that ask for the same sizes all their lives; only the topmost block
 * grows in place.
 */
#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define ALIGNMENT 16u
#define CLASSES   104u
#define PAGE      65536u

/* Directly before a block's bytes. */
struct block {
    uint32_t size; /* of the bytes behind it */
    uint32_t unused[3];
};
_Static_assert(sizeof(struct block) == ALIGNMENT, "the bytes of a block are aligned");

extern unsigned char __heap_base;

static struct {
    void *free[CLASSES]; /* the first word of a free block's bytes is the next one */
    uintptr_t top, end;  /* of what was handed out, and of the memory */
} heap;

/* The list of blocks of that size or the next that there is, and which size that is. */
static uint32_t class_of(size_t size, uint32_t *rounded)
{
    uint32_t units = size == 0 ? 1 : (uint32_t)((size + ALIGNMENT - 1) / ALIGNMENT), shift, index;

    if (units <= 8) {
        *rounded = units * ALIGNMENT;
        return units - 1;
    }
    /* units - 1 in binary: 1ab..., of which a and b count. */
    shift = 29 - (uint32_t)__builtin_clz(units - 1);
    index = (units - 1) >> shift; /* 4 to 7 */
    *rounded = ((index + 1) << shift) * ALIGNMENT;
    return 4 * shift + index;
}

static int reserve(uintptr_t end)
{
    size_t pages;

    if (heap.top == 0) {
        heap.top = ((uintptr_t)&__heap_base + ALIGNMENT - 1) & ~(uintptr_t)(ALIGNMENT - 1);
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

void *malloc(size_t size)
{
    uint32_t rounded, index;
    struct block *block;
    void *bytes;

    if (size > PTRDIFF_MAX / 2 || !reserve(heap.top)) {
        errno = ENOMEM;
        return NULL;
    }
    index = class_of(size, &rounded);
    bytes = heap.free[index];
    if (bytes != NULL) {
        memcpy(&heap.free[index], bytes, sizeof bytes);
        return bytes;
    }
    if (rounded > UINTPTR_MAX - heap.top - 2 * PAGE ||
        !reserve(heap.top + sizeof *block + rounded)) {
        errno = ENOMEM;
        return NULL;
    }
    block = (struct block *)heap.top;
    block->size = rounded;
    heap.top += sizeof *block + rounded;
    return block + 1;
}

void free(void *bytes)
{
    uint32_t rounded, index;

    if (bytes == NULL)
        return;
    index = class_of(((struct block *)bytes - 1)->size, &rounded);
    memcpy(bytes, &heap.free[index], sizeof bytes);
    heap.free[index] = bytes;
}

void *calloc(size_t count, size_t size)
{
    size_t all;
    void *bytes;

    if (__builtin_mul_overflow(count, size, &all)) {
        errno = ENOMEM;
        return NULL;
    }
    bytes = malloc(all);
    if (bytes != NULL)
        memset(bytes, 0, all);
    return bytes;
}

void *realloc(void *old, size_t size)
{
    struct block *block = (struct block *)old - 1;
    uint32_t rounded;
    void *bytes;

    if (old == NULL)
        return malloc(size);
    if (size <= block->size)
        return old;
    if (size <= PTRDIFF_MAX / 2 && (uintptr_t)old + block->size == heap.top) {
        class_of(size, &rounded);
        if (rounded < UINTPTR_MAX - heap.top && reserve((uintptr_t)old + rounded)) {
            block->size = rounded;
            heap.top = (uintptr_t)old + rounded;
            return old;
        }
    }
    bytes = malloc(size);
    if (bytes != NULL) {
        memcpy(bytes, old, block->size);
        free(old);
    }
    return bytes;
}

/* Blocks are aligned for every type; more is nobody's need here. */
void *aligned_alloc(size_t alignment, size_t size)
{
    if (alignment <= ALIGNMENT)
        return malloc(size);
    errno = ENOMEM;
    return NULL;
}

int posix_memalign(void **out, size_t alignment, size_t size)
{
    void *bytes = aligned_alloc(alignment, size);

    if (bytes == NULL)
        return ENOMEM;
    *out = bytes;
    return 0;
}

size_t malloc_usable_size(void *bytes)
{
    return bytes == NULL ? 0 : ((struct block *)bytes - 1)->size;
}

/* What wasi-libc itself calls them. */
void *__libc_malloc(size_t size);
void __libc_free(void *bytes);
void *__libc_calloc(size_t count, size_t size);

void *__libc_malloc(size_t size)
{
    return malloc(size);
}

void __libc_free(void *bytes)
{
    free(bytes);
}

void *__libc_calloc(size_t count, size_t size)
{
    return calloc(count, size);
}
