/*
 * Linear memories of the engine on those of the kernel. Both sides want to own the header with base
 * and size, and the engine's retain and release carry no context; so a small object stands between,
 * with the engine's header in front and one reference to the kernel's memory.
 */
#include "cpu.h"

struct wasm_memory {
    struct linear_memory header;
    struct cpu_host host; /* of the account that pays for this object */
    struct cpu_memory *backing;
    uint32_t references;
};

static struct wasm_memory *wrap(const struct cpu_host *host, struct cpu_memory *backing)
{
    if (!backing) {
        return NULL;
    }
    struct wasm_memory *memory = host->alloc(host->account, sizeof *memory);
    if (!memory) {
        host->memory_release(backing);
        return NULL;
    }
    *memory = (struct wasm_memory){.header = {.base = backing->base, .size = backing->size},
                                   .host = *host,
                                   .backing = backing,
                                   .references = 1};
    return memory;
}

static struct linear_memory *create(void *ctx, uint64_t size, uint64_t max_size)
{
    const struct cpu_host *host = ctx;
    struct wasm_memory *memory = wrap(host, host->memory_create(host, size, max_size));
    return memory ? &memory->header : NULL;
}

static int grow(void *ctx, struct linear_memory *header, uint64_t new_size)
{
    const struct cpu_host *host = ctx;
    struct wasm_memory *memory = CONTAINER_OF(header, struct wasm_memory, header);
    int status = host->memory_grow(host->account, memory->backing, new_size);
    header->base = memory->backing->base;
    header->size = memory->backing->size;
    return status;
}

static struct linear_memory *clone(void *ctx, struct linear_memory *header)
{
    const struct cpu_host *host = ctx;
    struct wasm_memory *memory = CONTAINER_OF(header, struct wasm_memory, header);
    struct wasm_memory *copy = wrap(host, host->memory_clone(host, memory->backing));
    return copy ? &copy->header : NULL;
}

static void retain(struct linear_memory *header)
{
    CONTAINER_OF(header, struct wasm_memory, header)->references++;
}

static void release(struct linear_memory *header)
{
    struct wasm_memory *memory = CONTAINER_OF(header, struct wasm_memory, header);
    if (--memory->references == 0) {
        struct cpu_host host = memory->host;
        host.memory_release(memory->backing);
        host.free(host.account, memory, sizeof *memory);
    }
}

const struct cpu_memory *wasm_memory_backing(const struct linear_memory *memory)
{
    return CONTAINER_OF(memory, const struct wasm_memory, header)->backing;
}

struct linear_memory_ops wasm_memory_ops(struct cpu_host *host)
{
    return (struct linear_memory_ops){.create = create,
                                      .grow = grow,
                                      .clone = clone,
                                      .retain = retain,
                                      .release = release,
                                      .ctx = host};
}
