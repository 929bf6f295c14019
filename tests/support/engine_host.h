/*
 * What tests of the engine stand on: an allocator that counts, and can refuse, and linear memories
 * in blocks of exactly their size, so that the address sanitizer sees an access beyond.
 */
#ifndef TESTS_ENGINE_HOST_H
#define TESTS_ENGINE_HOST_H

#include <engine/engine.h>

struct host {
    size_t blocks, bytes;
    size_t allocations;   /* so far, memories and growth included */
    size_t refuse_at;     /* 1: the next one; 0: never */
    size_t most_bytes;    /* of all allocations together; 0: any */
    uint64_t most_memory; /* bytes of a linear memory; 0: any */
    struct engine_allocator allocator;
    struct linear_memory_ops memory;
    struct engine *engine;
};

void host_begin(struct host *host);
/* The same with most_bytes and most_memory. */
void host_begin_limited(struct host *host, size_t bytes, uint64_t memory);
/* Destroys the engine. */
void host_end(struct host *host);
struct store_config host_config(struct host *host);

/* A whole file; aborts the program when it cannot be read. */
uint8_t *read_file(const char *path, size_t *size);

#endif
