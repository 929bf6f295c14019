/*
 * Memory objects: bytes behind a handle.
 *
 * The bytes are in a backing, which clones, slices and loaded images share by reference. Copying is
 * lazy and whole: the first write through an object whose backing is shared gives it a backing of
 * its own with a copy of its part. So a backing with more than one reference never changes.
 *
 * An object that is pinned for DMA has a backing of its own that is shared with nobody, since a
 * device may write to it: what would share it gets a copy at once, and its size cannot change.
 */
#ifndef KERNEL_MEMORY_MEMORY_OBJECT_H
#define KERNEL_MEMORY_MEMORY_OBJECT_H

#include <memory/backing.h>
#include <object.h>

struct memory_object {
    struct object object;    /* VB_OBJECT_MEMORY */
    struct backing *backing; /* NULL when size is 0 */
    size_t offset;           /* in the backing */
    size_t size;
    uint32_t pins; /* a device reaches its bytes: the backing is its own and stays where it is */
    struct memory_object *copy; /* scratch of handle_table_fork() */
};

#define MEMORY_RIGHTS_ALL                                                                          \
    (VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER | VB_RIGHT_READ | VB_RIGHT_WRITE | VB_RIGHT_MANAGE)

/* A zeroed object; the caller owns its one reference. */
MUST_CHECK int memory_object_create(struct account *account, size_t size,
                                    struct memory_object **out);
/* An object over bytes of the embedder, which outlive the kernel. */
MUST_CHECK int memory_object_create_external(struct account *account, const uint8_t *bytes,
                                             size_t size, struct memory_object **out);
/* A copy of [offset, offset + size), which lies inside: copy-on-write, or made at once
 * of a pinned object. */
MUST_CHECK int memory_object_share(struct account *account, struct memory_object *memory,
                                   size_t offset, size_t size, struct memory_object **out);
/* The bytes to read; valid until the next change of the object. NULL when size is 0. */
const uint8_t *memory_object_bytes(const struct memory_object *memory);
/* The bytes to write: makes the backing the object's own first. */
MUST_CHECK int memory_object_writable(struct memory_object *memory, uint8_t **out);
/* Grow with zeroes or cut. VB_ERR_BUSY: it is pinned. */
MUST_CHECK int memory_object_resize(struct memory_object *memory, size_t size);

/* Make its bytes pages of its own that stay where they are until as many unpins. Its size is a
 * whole number of pages, and not 0. */
MUST_CHECK int memory_object_pin(struct memory_object *memory, uint8_t **out);
void memory_object_unpin(struct memory_object *memory);

static inline struct memory_object *memory_object_of(struct object *object)
{
    return CONTAINER_OF(object, struct memory_object, object);
}

#endif
