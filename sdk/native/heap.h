/* The blocks that malloc hands out: see heap_blocks.c. Sizes are multiples of ALIGNMENT. */
#ifndef SDK_NATIVE_HEAP_H
#define SDK_NATIVE_HEAP_H

#include <stdint.h>

#define ALIGNMENT 16u
#define SIZE_MOST (UINT32_C(1) << 31)

/* Directly before a block's bytes. */
struct block {
    uint32_t size;   /* of the bytes behind it, a multiple of ALIGNMENT */
    uint32_t before; /* size of the block before it; 0: it is the first */
    uint32_t used;   /* 1; 0: its bytes begin with struct link */
    uint32_t unused;
};
_Static_assert(sizeof(struct block) == ALIGNMENT, "the bytes of a block are aligned");

/* A block of this size, or a little more; NULL: there is no memory. */
struct block *heap_take(uint32_t size);
/* Free a block that was taken. */
void heap_give_back(struct block *block);
/* Free what a block has beyond size. */
void heap_cut(struct block *block, uint32_t size);
/* Make it larger where it is; 0: there is no room. */
int heap_grow(struct block *block, uint32_t size);

#endif
