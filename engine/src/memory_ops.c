/* Linear memories as a store sees them; the embedder supplies the memory itself. */
#include "store.h"

#define MAX_PAGES 65536u

/* In pages, like all sizes here: bytes could overflow. */
static uint64_t max_pages(const struct store *store, const struct limits *pages)
{
    uint64_t most = store->config.max_memory_bytes / WASM_PAGE_SIZE;
    if (!pages->is64)
        most = MIN(most, MAX_PAGES);
    return pages->has_max ? MIN(most, pages->max) : most;
}

int memory_create(struct store *store, struct limits pages, uint32_t *address)
{
    uint64_t most = max_pages(store, &pages);
    *address = store->memory_count;
    if (pages.min > most)
        return VB_ERR_LIMIT;
    int status = store_reserve(store, &store->memories, &store->memory_capacity,
                               store->memory_count + 1, sizeof *store->memories);
    if (status < 0)
        return status;
    struct linear_memory *memory = store->config.memory.create(
        store->config.memory.ctx, pages.min * WASM_PAGE_SIZE, most * WASM_PAGE_SIZE);
    if (!memory)
        return VB_ERR_NO_MEMORY;
    store->memories[store->memory_count++] = (struct store_memory){memory, pages};
    return VB_OK;
}

uint64_t memory_grow(struct store *store, uint32_t index, uint64_t pages)
{
    const struct store_memory *m = &store->memories[instance_memories(store->instance)[index]];
    uint64_t old = m->memory->size / WASM_PAGE_SIZE, most = max_pages(store, &m->limits);
    uint64_t failed = m->limits.is64 ? UINT64_MAX : UINT32_MAX;
    if (old > most || pages > most - old)
        return failed;
    if (pages > 0 && store->config.memory.grow(store->config.memory.ctx, m->memory,
                                               (old + pages) * WASM_PAGE_SIZE) < 0)
        return failed;
    return old;
}
