/* Bytes of growing number: where a test collects what is written. */
#ifndef TESTS_SUPPORT_BYTES_H
#define TESTS_SUPPORT_BYTES_H

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct bytes {
    uint8_t *data;
    size_t size, room;
};

/* A `write` of save_output: `ctx` is a struct bytes. */
static inline int bytes_append(void *ctx, const void *bytes, size_t size)
{
    struct bytes *b = ctx;
    if (b->size + size > b->room) {
        b->room = 2 * (b->size + size);
        b->data = realloc(b->data, b->room);
        if (!b->data)
            abort();
    }
    if (size != 0)
        memcpy(b->data + b->size, bytes, size);
    b->size += size;
    return 0;
}

#endif
