/* Tables, references, and the dropped segments of an instance. */
#include "store.h"

int table_create(struct store *store, struct table_type type, uint32_t *address)
{
    *address = store->table_count;
    if (type.limits.min > store->engine->limits.max_table_entries)
        return VB_ERR_LIMIT;
    int status = store_reserve(store, &store->tables, &store->table_capacity,
                               store->table_count + 1, sizeof *store->tables);
    if (status < 0)
        return status;
    struct table table = {.type = type, .size = (uint32_t)type.limits.min};
    table.capacity = table.size;
    if (table.size > 0) {
        table.entries = store_alloc(store, table.size * sizeof *table.entries);
        if (!table.entries)
            return VB_ERR_NO_MEMORY;
    }
    store->tables[store->table_count++] = table;
    return VB_OK;
}

int64_t table_grow(struct store *store, struct table *table, uint32_t entries, uint64_t value)
{
    uint64_t size = (uint64_t)table->size + entries;
    uint64_t most = store->engine->limits.max_table_entries;
    if (table->type.limits.has_max)
        most = MIN(most, table->type.limits.max);
    if (size > most)
        return -1;
    if (store_reserve(store, &table->entries, &table->capacity, (uint32_t)size,
                      sizeof *table->entries) < 0)
        return -1;
    uint32_t old = table->size;
    for (uint32_t i = old; i < size; i++)
        table->entries[i] = value;
    table->size = (uint32_t)size;
    return old;
}

bool store_resolve(const struct store *store, uint64_t funcref, uint32_t *instance,
                   uint32_t *function)
{
    *instance = (uint32_t)(funcref >> 32) - 1;
    *function = (uint32_t)funcref;
    return funcref >> 32 != 0 && *instance < store->instance_count &&
           *function < store->instances[*instance]->module->func_count;
}

const struct func_type *store_function_type(const struct store *store, uint64_t funcref)
{
    uint32_t instance, function;
    if (!store_resolve(store, funcref, &instance, &function))
        return NULL;
    return store->instances[instance]->module->funcs[function].type;
}

/* An imported function is known by its owner's reference; a host's by its importer's. */
uint64_t store_function_ref(const struct store *store, uint32_t instance, uint32_t function)
{
    const struct instance *owner = store->instances[instance];
    if (function < owner->module->imported_funcs) {
        uint64_t import = instance_imports(owner)[function];
        if (import >> 32 != 0)
            return import;
    }
    return funcref_make(instance, function);
}

struct global_reader {
    const struct store *store;
    const struct instance *owner;
};

static uint64_t read_global(const void *ctx, uint32_t index)
{
    const struct global_reader *reader = ctx;
    const struct store *store = reader->store;
    uint32_t imported = reader->owner->module->imported_globals;
    if (index < imported)
        return store->global_values[instance_globals(reader->owner)[index]];
    return store->global_values[reader->owner->global_base + index - imported];
}

uint64_t element_value(const struct store *store, uint32_t instance, const struct const_expr *item)
{
    const struct global_reader reader = {store, store->instances[instance]};
    switch (item->kind) {
    case CONST_FUNC:
        return store_function_ref(store, instance, (uint32_t)item->value);
    case CONST_GLOBAL:
        return read_global(&reader, (uint32_t)item->value);
    case CONST_CODE:
        return const_evaluate(reader.owner->module, item, read_global, &reader);
    default:
        return item->value;
    }
}

bool segment_dropped(const uint8_t *bits, uint32_t index)
{
    return bits[index / 8] >> (index % 8) & 1;
}

void segment_drop(uint8_t *bits, uint32_t index)
{
    bits[index / 8] |= (uint8_t)(1u << (index % 8));
}
