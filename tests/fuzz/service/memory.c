#include "memory.h"
#include "fake.h"

#undef malloc
#undef calloc
#undef realloc
#undef free

struct block {
    struct block *next, **at;
    size_t size, unused;
};

static struct block *blocks;
static size_t count;

void *fake_malloc(size_t size)
{
    struct block *block = fake_fails() ? NULL : malloc(sizeof *block + size);

    if (block == NULL)
        return NULL;
    *block = (struct block){.next = blocks, .at = &blocks, .size = size};
    if (blocks != NULL)
        blocks->at = &block->next;
    blocks = block;
    count++;
    return block + 1;
}

void *fake_calloc(size_t number, size_t size)
{
    void *bytes = fake_malloc(number * size);

    return bytes == NULL ? NULL : memset(bytes, 0, number * size);
}

void fake_free(void *bytes)
{
    struct block *block;

    if (bytes == NULL)
        return;
    block = (struct block *)bytes - 1;
    *block->at = block->next;
    if (block->next != NULL)
        block->next->at = block->at;
    count--;
    free(block);
}

void *fake_realloc(void *bytes, size_t size)
{
    void *moved = fake_malloc(size);

    if (moved != NULL && bytes != NULL) {
        size_t before = ((struct block *)bytes - 1)->size;

        memcpy(moved, bytes, before < size ? before : size);
        fake_free(bytes);
    }
    return moved;
}

size_t fake_allocated(void)
{
    return count;
}

void fake_free_all(void)
{
    while (blocks != NULL)
        fake_free(blocks + 1);
}
