/* Linear memories as a store sees them; the embedder supplies the memory itself. */
#include "store.h"

#define MAX_PAGES 65536u

static uint64_t max_bytes(const struct store *store, const struct limits *pages)
{
    uint64_t most = pages->has_max ? MIN(pages->max, MAX_PAGES) : MAX_PAGES;
    return MIN(most * WASM_PAGE_SIZE,
               ALIGN_DOWN(store->config.max_memory_bytes, (uint64_t)WASM_PAGE_SIZE));
}

int memory_create(struct store *store, struct limits pages, uint32_t *address)
{
    uint64_t size = pages.min * WASM_PAGE_SIZE, most = max_bytes(store, &pages);
    *address = store->memory_count;
    if (size > most)
        return VB_ERR_LIMIT;
    int status = store_reserve(store, &store->memories, &store->memory_capacity,
                               store->memory_count + 1, sizeof *store->memories);
    if (status < 0)
        return status;
    struct linear_memory *memory =
        store->config.memory.create(store->config.memory.ctx, size, most);
    if (!memory)
        return VB_ERR_NO_MEMORY;
    store->memories[store->memory_count++] = (struct store_memory){memory, pages};
    return VB_OK;
}

int32_t memory_grow(struct store *store, uint32_t pages)
{
    const struct store_memory *m = &store->memories[store->instance->memory];
    uint64_t old = m->memory->size, size = old + (uint64_t)pages * WASM_PAGE_SIZE;
    if (size > max_bytes(store, &m->limits))
        return -1;
    if (pages > 0 && store->config.memory.grow(store->config.memory.ctx, m->memory, size) < 0)
        return -1;
    return (int32_t)(old / WASM_PAGE_SIZE);
}
