#include <base/heap.h>

static struct heap_node *meld(struct heap_node *a, struct heap_node *b)
{
    if (a == NULL)
        return b;
    if (b == NULL)
        return a;
    if (b->key < a->key) {
        struct heap_node *other = a;
        a = b;
        b = other;
    }
    b->back = a;
    b->sibling = a->child;
    if (a->child != NULL)
        a->child->back = b;
    a->child = b;
    a->sibling = NULL;
    a->back = NULL;
    return a;
}

/* Meld a list of siblings: pairs from left to right, then the pairs from right to left. */
static struct heap_node *meld_siblings(struct heap_node *first)
{
    struct heap_node *pairs = NULL; /* linked by sibling, last pair first */
    while (first != NULL) {
        struct heap_node *a = first, *b = a->sibling;
        first = b != NULL ? b->sibling : NULL;
        a->sibling = NULL;
        a->back = NULL;
        if (b != NULL) {
            b->sibling = NULL;
            b->back = NULL;
        }
        struct heap_node *pair = meld(a, b);
        pair->sibling = pairs;
        pairs = pair;
    }
    struct heap_node *root = NULL;
    while (pairs != NULL) {
        struct heap_node *next = pairs->sibling;
        pairs->sibling = NULL;
        root = meld(root, pairs);
        pairs = next;
    }
    return root;
}

void heap_insert(struct heap *heap, struct heap_node *node, uint64_t key)
{
    *node = (struct heap_node){.key = key};
    heap->root = meld(heap->root, node);
}

void heap_remove(struct heap *heap, struct heap_node *node)
{
    struct heap_node *children = meld_siblings(node->child);
    if (heap->root == node) {
        heap->root = children;
    } else {
        if (node->back->child == node)
            node->back->child = node->sibling;
        else
            node->back->sibling = node->sibling;
        if (node->sibling != NULL)
            node->sibling->back = node->back;
        heap->root = meld(heap->root, children);
    }
    *node = (struct heap_node){.key = node->key};
}
