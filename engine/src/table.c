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

uint64_t table_grow(struct store *store, struct table *table, uint64_t entries, uint64_t value)
{
    uint64_t most = store->engine->limits.max_table_entries;
    uint64_t failed = table->type.limits.is64 ? UINT64_MAX : UINT32_MAX;
    if (table->type.limits.has_max)
        most = MIN(most, table->type.limits.max);
    if (table->size > most || entries > most - table->size)
        return failed;
    uint64_t size = table->size + entries;
    if (store_reserve(store, &table->entries, &table->capacity, (uint32_t)size,
                      sizeof *table->entries) < 0)
        return failed;
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

/* The first slot of a global of an instance. */
static const uint64_t *global_slot(const struct store *store, const struct instance *owner,
                                   uint32_t index)
{
    const struct module *m = owner->module;
    uint32_t first = index < m->imported_globals ? instance_globals(owner)[index]
                                                 : owner->global_base + m->globals[index].slot;
    return &store->global_values[first];
}

struct global_reader {
    const struct store *store;
    const struct instance *owner;
};

static uint64_t read_global(const void *ctx, uint32_t index)
{
    const struct global_reader *reader = ctx;
    return *global_slot(reader->store, reader->owner, index);
}

void const_value(const struct store *store, uint32_t instance, const struct const_expr *item,
                 uint64_t slots[2])
{
    const struct global_reader reader = {store, store->instances[instance]};
    slots[1] = 0;
    switch (item->kind) {
    case CONST_FUNC:
        slots[0] = store_function_ref(store, instance, (uint32_t)item->value);
        break;
    case CONST_GLOBAL:
        __builtin_memcpy(slots, global_slot(store, reader.owner, (uint32_t)item->value),
                         value_type_slots(item->type) * sizeof *slots);
        break;
    case CONST_CODE:
        slots[0] = const_evaluate(reader.owner->module, item, read_global, &reader);
        break;
    case CONST_VECTOR:
        __builtin_memcpy(slots, reader.owner->module->bytes + item->value, 2 * sizeof *slots);
        break;
    default:
        slots[0] = item->value;
    }
}

uint64_t element_value(const struct store *store, uint32_t instance, const struct const_expr *item)
{
    uint64_t slots[2];
    const_value(store, instance, item, slots);
    return slots[0];
}

bool segment_dropped(const uint8_t *bits, uint32_t index)
{
    return bits[index / 8] >> (index % 8) & 1;
}

void segment_drop(uint8_t *bits, uint32_t index)
{
    bits[index / 8] |= (uint8_t)(1u << (index % 8));
}
