/* A store in an array, which can be cut off after a number of writes: what a kill does. */
#ifndef VFS_TESTS_MEMORY_STORE_H
#define VFS_TESTS_MEMORY_STORE_H

#include "../store.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/status.h>

struct memory_store {
    uint8_t *bytes;
    uint64_t size, limit; /* limit: of the size; 0: none */
    uint64_t writes, cut; /* cut: no write after this many; 0: never */
    bool bad;             /* an access outside */
};

static inline bool memory_store_dead(const struct memory_store *memory)
{
    return memory->cut > 0 && memory->writes > memory->cut;
}

static inline int64_t memory_store_read(void *context, uint64_t offset, void *bytes, size_t size)
{
    struct memory_store *memory = context;

    if (offset > memory->size || size > memory->size - offset) {
        memory->bad = true;
        return VB_ERR_RANGE;
    }
    memcpy(bytes, memory->bytes + offset, size);
    return VB_OK;
}

static inline int64_t memory_store_write(void *context, uint64_t offset, const void *bytes,
                                         size_t size)
{
    struct memory_store *memory = context;

    if (offset > memory->size || size > memory->size - offset) {
        memory->bad = true;
        return VB_ERR_RANGE;
    }
    memory->writes++;
    if (memory_store_dead(memory))
        return VB_ERR_IO;
    memcpy(memory->bytes + offset, bytes, size);
    return VB_OK;
}

static inline int64_t memory_store_resize(void *context, uint64_t size)
{
    struct memory_store *memory = context;

    if (memory->limit > 0 && size > memory->limit)
        return VB_ERR_QUOTA;
    memory->writes++;
    if (memory_store_dead(memory))
        return VB_ERR_IO;
    memory->bytes = realloc(memory->bytes, size);
    if (size > memory->size)
        memset(memory->bytes + memory->size, 0, size - memory->size);
    memory->size = size;
    return VB_OK;
}

static inline struct store memory_store(struct memory_store *memory)
{
    return (struct store){.context = memory,
                          .size = memory->size,
                          .read = memory_store_read,
                          .write = memory_store_write,
                          .resize = memory_store_resize};
}

#endif
