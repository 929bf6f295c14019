/*
 * An intrusive pairing heap (Fredman, Sedgewick, Sleator, Tarjan 1986): a priority queue that needs
 * no memory of its own, so inserting cannot fail. Insert and first are O(1), remove is O(log n)
 * amortised. Smallest key first; equal keys in no particular order. Freestanding, stateless.
 */
#ifndef BASE_HEAP_H
#define BASE_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct heap_node {
    uint64_t key;
    struct heap_node *child;   /* first child */
    struct heap_node *sibling; /* next child of the same parent */
    struct heap_node *back;    /* previous sibling, or the parent of a first child; root: NULL */
};

struct heap {
    struct heap_node *root; /* NULL when empty */
};

void heap_insert(struct heap *heap, struct heap_node *node, uint64_t key);
/* `node` is in the heap. */
void heap_remove(struct heap *heap, struct heap_node *node);

static inline struct heap_node *heap_first(const struct heap *heap)
{
    return heap->root;
}

#endif
