/* Stores: memory, address spaces, creation and destruction. */
#include "store.h"

#define DEFAULT_MAX_STACK_BYTES  (1u << 20)
#define DEFAULT_MAX_MEMORY_BYTES (1ull << 32)

void *store_alloc(struct store *store, size_t size)
{
    void *block = store->config.allocator.alloc(store->config.allocator.ctx, size);
    if (block)
        store->memory_use += size;
    return block;
}

void store_free(struct store *store, void *ptr, size_t size)
{
    if (!ptr)
        return;
    store->config.allocator.free(store->config.allocator.ctx, ptr, size);
    store->memory_use -= size;
}

int store_reserve(struct store *store, void *array, uint32_t *capacity, uint32_t needed,
                  size_t element)
{
    if (needed <= *capacity)
        return VB_OK;
    uint32_t bigger = MAX(needed, *capacity + *capacity / 2);
    void *old = *(void **)array, *block = store_alloc(store, bigger * element);
    if (!block)
        return VB_ERR_NO_MEMORY;
    if (*capacity > 0)
        __builtin_memcpy(block, old, *capacity * element);
    store_free(store, old, *capacity * element);
    *(void **)array = block;
    *capacity = bigger;
    return VB_OK;
}

int store_create(struct engine *engine, const struct store_config *config, struct store **out)
{
    struct store *store = config->allocator.alloc(config->allocator.ctx, sizeof *store);
    if (!store)
        return VB_ERR_NO_MEMORY;
    *store = (struct store){.engine = engine,
                            .config = *config,
                            .memory_use = sizeof *store,
                            .free_exceptions = NO_EXCEPTION,
                            .exceptions_until_gc = 64};
    if (store->config.max_stack_bytes == 0)
        store->config.max_stack_bytes = DEFAULT_MAX_STACK_BYTES;
    if (store->config.max_memory_bytes == 0)
        store->config.max_memory_bytes = DEFAULT_MAX_MEMORY_BYTES;
    *out = store;
    return VB_OK;
}

struct store_mark store_mark(const struct store *store)
{
    return (struct store_mark){store->global_slots, store->table_count, store->memory_count,
                               store->tag_count};
}

void store_roll_back(struct store *store, struct store_mark mark)
{
    for (; store->table_count > mark.tables; store->table_count--) {
        struct table *table = &store->tables[store->table_count - 1];
        store_free(store, table->entries, table->capacity * sizeof *table->entries);
    }
    for (; store->memory_count > mark.memories; store->memory_count--)
        store->config.memory.release(store->memories[store->memory_count - 1].memory);
    store->global_slots = mark.globals;
    store->tag_count = mark.tags;
}

void store_destroy(struct store *store)
{
    struct engine_allocator allocator = store->config.allocator;
    store_roll_back(store, (struct store_mark){0});
    for (uint32_t i = 0; i < store->instance_count; i++) {
        struct module *module = store->instances[i]->module;
        store_free(store, store->instances[i], store->instances[i]->size);
        module_release(module);
    }
    store_free(store, store->instances, store->instance_capacity * sizeof *store->instances);
    store_free(store, store->global_values, store->global_capacity * sizeof *store->global_values);
    store_free(store, store->global_types,
               store->global_type_capacity * sizeof *store->global_types);
    store_free(store, store->tables, store->table_capacity * sizeof *store->tables);
    store_free(store, store->memories, store->memory_capacity * sizeof *store->memories);
    store_free(store, (void *)store->tags, store->tag_capacity * sizeof *store->tags);
    store_free(store, store->exceptions, store->exception_capacity * sizeof *store->exceptions);
    store_free(store, store->stack, store->stack_capacity * sizeof *store->stack);
    allocator.free(allocator.ctx, store, sizeof *store);
}

void store_enter(struct store *store, uint32_t index)
{
    store->instance_tag = (uint64_t)index << 32;
    if (index == NO_INSTANCE) {
        store->instance = NULL;
        store->funcs = NULL;
        store->globals = NULL;
        store->memory = NULL;
        return;
    }
    struct instance *instance = store->instances[index];
    store->instance = instance;
    store->funcs = instance->module->funcs;
    store->globals = store->global_values ? store->global_values + instance->global_base : NULL;
    store->memory = instance->module->memory_count > 0 ? store_memory_at(store, 0) : NULL;
}

int store_new_global(struct store *store, struct global_type type, const uint64_t *value,
                     uint64_t *address)
{
    uint32_t first = store->global_slots, more = value_type_slots(type.type);
    int status = store_reserve(store, &store->global_values, &store->global_capacity, first + more,
                               sizeof *store->global_values);
    if (status == VB_OK)
        status = store_reserve(store, &store->global_types, &store->global_type_capacity,
                               first + more, sizeof *store->global_types);
    if (status < 0)
        return status;
    for (uint32_t i = 0; i < more; i++) {
        store->global_values[first + i] = value[i];
        store->global_types[first + i] = i == 0 ? type : (struct global_type){0};
    }
    store->global_slots += more;
    *address = first;
    return VB_OK;
}

int store_new_table(struct store *store, struct table_type type, uint64_t *address)
{
    uint32_t index;
    int status = table_create(store, type, &index);
    *address = index;
    return status;
}

int store_new_memory(struct store *store, struct limits pages, uint64_t *address)
{
    uint32_t index;
    int status = memory_create(store, pages, &index);
    *address = index;
    return status;
}

struct global_type store_global_type(const struct store *store, uint64_t address)
{
    return store->global_types[address];
}

const uint64_t *store_global_value(const struct store *store, uint64_t address)
{
    return &store->global_values[address];
}

void store_set_global_value(struct store *store, uint64_t address, const uint64_t *value)
{
    uint32_t slots = value_type_slots(store->global_types[address].type);
    for (uint32_t i = 0; i < slots; i++)
        store->global_values[address + i] = value[i];
}

uint32_t store_instance_count(const struct store *store)
{
    return store->instance_count;
}

struct module *store_instance_module(const struct store *store, uint32_t instance)
{
    return store->instances[instance]->module;
}

uint64_t store_reductions(const struct store *store)
{
    return store->reductions;
}

size_t store_memory_use(const struct store *store)
{
    return store->memory_use;
}

uint64_t store_linear_memory(const struct store *store)
{
    uint64_t total = 0;
    for (uint32_t i = 0; i < store->memory_count; i++)
        total += store->memories[i].memory->size;
    return total;
}
