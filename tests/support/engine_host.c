#include "engine_host.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool refused(struct host *host)
{
    host->allocations++;
    return host->refuse_at != 0 && host->allocations == host->refuse_at;
}

static void *host_alloc(void *ctx, size_t size)
{
    struct host *host = ctx;
    if (refused(host) || (host->most_bytes != 0 && host->bytes + size > host->most_bytes))
        return NULL;
    void *block = calloc(1, size ? size : 1);
    if (!block)
        return NULL;
    host->blocks++;
    host->bytes += size;
    return block;
}

static void host_free(void *ctx, void *ptr, size_t size)
{
    struct host *host = ctx;
    host->blocks--;
    host->bytes -= size;
    free(ptr);
}

struct host_memory {
    struct linear_memory memory;
    struct host *host;
    unsigned references;
};

static bool too_large(const struct host *host, uint64_t size)
{
    return host->most_memory != 0 && size > host->most_memory;
}

static struct linear_memory *memory_create(void *ctx, uint64_t size, uint64_t max_size)
{
    struct host *host = ctx;
    (void)max_size;
    if (refused(host) || too_large(host, size))
        return NULL;
    struct host_memory *m = calloc(1, sizeof *m);
    uint8_t *base = calloc(1, size ? size : 1);
    if (!m || !base) {
        free(m);
        free(base);
        return NULL;
    }
    *m = (struct host_memory){{base, size}, host, 1};
    host->blocks++;
    return &m->memory;
}

static int memory_grow(void *ctx, struct linear_memory *memory, uint64_t new_size)
{
    struct host *host = ctx;
    uint8_t *base =
        refused(host) || too_large(host, new_size) ? NULL : calloc(1, new_size ? new_size : 1);
    if (!base)
        return VB_ERR_NO_MEMORY;
    memcpy(base, memory->base, memory->size);
    free(memory->base);
    memory->base = base;
    memory->size = new_size;
    return VB_OK;
}

static struct linear_memory *memory_clone(void *ctx, struct linear_memory *memory)
{
    struct linear_memory *copy = memory_create(ctx, memory->size, memory->size);
    if (copy)
        memcpy(copy->base, memory->base, memory->size);
    return copy;
}

static void memory_retain(struct linear_memory *memory)
{
    CONTAINER_OF(memory, struct host_memory, memory)->references++;
}

static void memory_release(struct linear_memory *memory)
{
    struct host_memory *m = CONTAINER_OF(memory, struct host_memory, memory);
    if (--m->references > 0)
        return;
    m->host->blocks--;
    free(m->memory.base);
    free(m);
}

void host_begin(struct host *host)
{
    host_begin_limited(host, 0, 0);
}

void host_begin_limited(struct host *host, size_t bytes, uint64_t memory)
{
    *host = (struct host){.most_bytes = bytes, .most_memory = memory};
    host->allocator = (struct engine_allocator){host_alloc, host_free, host};
    host->memory = (struct linear_memory_ops){memory_create, memory_grow,    memory_clone,
                                              memory_retain, memory_release, host};
    if (engine_create(&host->allocator, NULL, &host->engine) < 0)
        abort();
}

void host_end(struct host *host)
{
    engine_destroy(host->engine);
}

struct store_config host_config(struct host *host)
{
    return (struct store_config){.allocator = host->allocator, .memory = host->memory};
}

uint8_t *read_file(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        perror(path);
        exit(2);
    }
    fseek(file, 0, SEEK_END);
    *size = (size_t)ftell(file);
    rewind(file);
    /* Exactly the file's size, so that the address sanitizer sees the decoder read too far. */
    uint8_t *bytes = malloc(*size ? *size : 1);
    if (fread(bytes, 1, *size, file) != *size)
        abort();
    fclose(file);
    return bytes;
}
