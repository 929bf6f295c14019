/*
 * What the engine's tests and benchmark stand on: an allocator that counts, and can refuse, and
 * linear memories from it. HOST_END() fails a test that left anything allocated.
 */
#ifndef ENGINE_TESTS_HOST_H
#define ENGINE_TESTS_HOST_H

#include <engine/engine.h>

struct host {
    size_t blocks, bytes;
    size_t allocations; /* so far, memories and growth included */
    size_t refuse_at;   /* 1: the next one; 0: never */
    struct engine_allocator allocator;
    struct linear_memory_ops memory;
    struct engine *engine;
};

void host_begin(struct host *host);
/* Destroys the engine. */
void host_end(struct host *host);
struct store_config host_config(struct host *host);

/* A whole file; aborts the program when it cannot be read. */
uint8_t *read_file(const char *path, size_t *size);

#endif
