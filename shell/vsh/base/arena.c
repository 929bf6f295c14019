#include "arena.h"
#include "strbuf.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_SIZE = 2000 };

struct arena_block {
    struct arena_block *next;
    size_t used, size;
    _Alignas(8) char data[];
};

struct arena *arena_create(void)
{
    struct arena *arena = checked_alloc(sizeof *arena);
    arena->references = 1;
    return arena;
}

struct arena *arena_hold(struct arena *arena)
{
    arena->references++;
    return arena;
}

void arena_release(struct arena *arena)
{
    if (!arena || --arena->references > 0)
        return;
    while (arena->blocks) {
        struct arena_block *next = arena->blocks->next;
        free(arena->blocks);
        arena->blocks = next;
    }
    free(arena);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    size = (size + 7) & ~(size_t)7;
    struct arena_block *block = arena->blocks;
    if (!block || block->size - block->used < size) {
        size_t room = size > BLOCK_SIZE ? size : BLOCK_SIZE;
        block = checked_alloc(sizeof *block + room);
        block->size = room;
        block->next = arena->blocks;
        arena->blocks = block;
    }
    void *result = block->data + block->used;
    block->used += size;
    return result;
}

char *arena_copy(struct arena *arena, const char *text, size_t length)
{
    char *copy = arena_alloc(arena, length + 1);
    if (length)
        memcpy(copy, text, length);
    return copy;
}
