/*
 * Backings: the bytes of memory objects, each shared by the objects that refer to it.
 *
 * Where the platform has an MMU, the bytes of large objects are in lazy pages: such a copy then
 * shares what is not written page by page, and what was never written is not there. Nobody can
 * tell.
 *
 * A backing is charged to the account of the object it was made for until its last user is gone;
 * a copy at first write is charged to the account of the written object.
 */
#ifndef KERNEL_MEMORY_BACKING_H
#define KERNEL_MEMORY_BACKING_H

#include <memory/account.h>

struct backing {
    uint8_t *bytes;
    size_t capacity;         /* bytes allocated; 0: the embedder's bytes, never written */
    struct account *account; /* retained */
    uint32_t references;
    bool lazy; /* the bytes are in lazy pages (memory/lazy.h) */
};

/* What a backing is made with: the first `kept` bytes at `from`, the others zeroed. */
struct backing_contents {
    const uint8_t *from;
    size_t kept;
    bool lazy;       /* `from` is in lazy pages */
    bool contiguous; /* a device will be told of the pages */
};

/* One reference is the caller's. VB_ERR_QUOTA, VB_ERR_NO_MEMORY. */
MUST_CHECK int backing_create(struct account *account, size_t capacity,
                              const struct backing_contents *contents, struct backing **out);
/* Without bytes, which the caller fills in: the embedder's. */
MUST_CHECK int backing_new(struct account *account, struct backing **out);
void backing_retain(struct backing *backing);
void backing_release(struct backing *backing);
/* Grow where it is, by zeroed pages; it has one reference. False leaves it as it was. */
MUST_CHECK bool backing_extend(struct backing *backing, size_t capacity);

#endif
