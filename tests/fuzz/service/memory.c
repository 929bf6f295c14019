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

/* ---- variables: the linker names the ends of the sections that memory.h puts them in ---- */

extern uint8_t bss_start[] __asm__("__start_service_bss") __attribute__((weak));
extern uint8_t bss_stop[] __asm__("__stop_service_bss") __attribute__((weak));
extern uint8_t data_start[] __asm__("__start_service_data") __attribute__((weak));
extern uint8_t data_stop[] __asm__("__stop_service_data") __attribute__((weak));

/* Between variables the sanitizer has put bytes that nobody may touch; so no memcpy(). */
__attribute__((no_sanitize("address", "undefined", "coverage"), no_builtin)) static void
copy(uint8_t *to, const uint8_t *from, size_t size)
{
    size_t i = 0;

    for (; i + sizeof(uint64_t) <= size; i += sizeof(uint64_t))
        *(uint64_t *)(void *)(to + i) =
            from == NULL ? 0 : *(const uint64_t *)(const void *)(from + i);
    for (; i < size; i++)
        to[i] = from == NULL ? 0 : from[i];
}

void fake_variables_reset(void)
{
    static uint8_t *first;
    size_t size = (size_t)(data_stop - data_start);

    if (first == NULL) {
        first = malloc(size + 1);
        if (first == NULL)
            abort();
        copy(first, data_start, size);
    }
    copy(data_start, first, size);
    copy(bss_start, NULL, (size_t)(bss_stop - bss_start));
}
