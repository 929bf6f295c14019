/* malloc for services, over the blocks of heap_blocks.c. */
#include "heap.h"
#include <errno.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/* 0: too much. */
static uint32_t rounded(size_t size)
{
    if (size >= SIZE_MOST - ALIGNMENT)
        return 0;
    return size == 0 ? ALIGNMENT : ((uint32_t)size + ALIGNMENT - 1) & ~(uint32_t)(ALIGNMENT - 1);
}

void *malloc(size_t size)
{
    uint32_t wanted = rounded(size);
    struct block *block = wanted == 0 ? NULL : heap_take(wanted);

    if (block == NULL) {
        errno = ENOMEM;
        return NULL;
    }
    return block + 1;
}

void free(void *bytes)
{
    if (bytes != NULL)
        heap_give_back((struct block *)bytes - 1);
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
    struct block *block;
    uint32_t wanted = rounded(size);
    void *bytes;

    if (old == NULL)
        return malloc(size);
    block = (struct block *)old - 1;
    if (wanted != 0 && wanted <= block->size) {
        heap_cut(block, wanted);
        return old;
    }
    if (wanted != 0 && heap_grow(block, wanted))
        return old;
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
