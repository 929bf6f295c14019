/* Instantiation: the standard's section 4.5.4, without the start function. */
#include "link.h"

size_t instance_size(const struct module *m)
{
    return sizeof(struct instance) + m->imported_funcs * sizeof(uint64_t) +
           ((size_t)m->table_count + m->tag_count + m->imported_globals + m->memory_count) *
               sizeof(uint32_t) +
           (m->elem_count + 7) / 8 + (m->data_count + 7) / 8;
}

static int create_globals(struct linker *l)
{
    const struct module *m = l->module;
    l->instance->global_base = l->store->global_slots;
    for (uint32_t i = m->imported_globals; i < m->global_count; i++) {
        uint64_t address, value[2];
        const_value(l->store, l->index, &m->globals[i].init, value);
        int status = store_new_global(l->store, m->globals[i].type, value, &address);
        if (status < 0)
            return link_fail(l, status, "no memory for %u globals", m->global_count);
    }
    return VB_OK;
}

static int create_tables(struct linker *l)
{
    const struct module *m = l->module;
    for (uint32_t i = m->imported_tables; i < m->table_count; i++) {
        int status = table_create(l->store, m->tables[i], &instance_tables(l->instance)[i]);
        if (status == VB_ERR_LIMIT)
            return link_fail(l, status, "table %u too big: expected at most %u entries, found %llu",
                             i, l->store->engine->limits.max_table_entries,
                             (unsigned long long)m->tables[i].limits.min);
        if (status < 0)
            return link_fail(l, status, "no memory for table %u of %llu entries", i,
                             (unsigned long long)m->tables[i].limits.min);
    }
    return VB_OK;
}

static int create_memories(struct linker *l)
{
    const struct module *m = l->module;
    for (uint32_t i = m->imported_memories; i < m->memory_count; i++) {
        int status = memory_create(l->store, m->memories[i], &instance_memories(l->instance)[i]);
        if (status == VB_ERR_LIMIT)
            return link_fail(
                l, status, "memory %u too big: expected at most %llu pages, found %llu", i,
                (unsigned long long)(l->store->config.max_memory_bytes / WASM_PAGE_SIZE),
                (unsigned long long)m->memories[i].min);
        if (status < 0)
            return link_fail(l, status, "no memory for linear memory %u of %llu pages", i,
                             (unsigned long long)m->memories[i].min);
    }
    return VB_OK;
}

static int create_tags(struct linker *l)
{
    const struct module *m = l->module;
    struct store *store = l->store;
    for (uint32_t i = 0; i < m->tag_count; i++)
        if (m->tags[i]->param_slots > MAX_TAG_SLOTS)
            return link_fail(l, VB_ERR_LIMIT,
                             "tag %u: expected at most %u parameters (a v128 counts twice), "
                             "found %u",
                             i, MAX_TAG_SLOTS, m->tags[i]->param_slots);
    for (uint32_t i = m->imported_tags; i < m->tag_count; i++) {
        int status = store_reserve(store, (void *)&store->tags, &store->tag_capacity,
                                   store->tag_count + 1, sizeof *store->tags);
        if (status < 0)
            return link_fail(l, status, "no memory for %u tags", m->tag_count);
        instance_tags(l->instance)[i] = store->tag_count;
        store->tags[store->tag_count++] = m->tags[i];
    }
    return VB_OK;
}

static int run_elements(struct linker *l)
{
    const struct module *m = l->module;
    uint8_t *dropped = instance_dropped_elems(l->instance);
    for (uint32_t i = 0; i < m->elem_count; i++) {
        const struct module_elem *elem = &m->elems[i];
        if (elem->mode == SEGMENT_PASSIVE)
            continue;
        segment_drop(dropped, i);
        if (elem->mode == SEGMENT_DECLARED)
            continue;
        const struct table *table = &l->store->tables[instance_tables(l->instance)[elem->table]];
        uint64_t at = element_value(l->store, l->index, &elem->offset);
        if (at > table->size || elem->count > table->size - at)
            return link_fail(l, VB_ERR_TRAPPED,
                             "out of bounds table access: element segment %u: %u entries at %llu, "
                             "the table has %u",
                             i, elem->count, (unsigned long long)at, table->size);
        for (uint32_t j = 0; j < elem->count; j++)
            table->entries[at + j] = element_value(l->store, l->index, &elem->items[j]);
    }
    return VB_OK;
}

static int run_datas(struct linker *l)
{
    const struct module *m = l->module;
    uint8_t *dropped = instance_dropped_datas(l->instance);
    for (uint32_t i = 0; i < m->data_count; i++) {
        const struct module_data *data = &m->datas[i];
        if (data->mode != SEGMENT_ACTIVE)
            continue;
        segment_drop(dropped, i);
        uint32_t address = instance_memories(l->instance)[data->memory];
        const struct linear_memory *memory = l->store->memories[address].memory;
        uint64_t at = element_value(l->store, l->index, &data->offset);
        if (at > memory->size || data->size > memory->size - at)
            return link_fail(l, VB_ERR_TRAPPED,
                             "out of bounds memory access: data segment %u: %u bytes at %llu, the "
                             "memory has %llu",
                             i, data->size, (unsigned long long)at,
                             (unsigned long long)memory->size);
        if (data->size > 0)
            __builtin_memcpy(memory->base + at, m->bytes + data->start, data->size);
    }
    return VB_OK;
}

/* The instance is in its place before its items exist, because initialisers refer to it; it counts
 * when all of them do. */
static int create_items(struct linker *l)
{
    struct store *store = l->store;
    struct store_mark mark = store_mark(store);
    l->index = store->instance_count;
    int status = store_reserve(store, (void *)&store->instances, &store->instance_capacity,
                               store->instance_count + 1, sizeof *store->instances);
    if (status < 0)
        return link_fail(l, status, "no memory for %u instances", l->index + 1);
    store->instances[l->index] = l->instance;
    status = create_tags(l);
    if (status == VB_OK)
        status = create_globals(l);
    if (status == VB_OK)
        status = create_tables(l);
    if (status == VB_OK)
        status = create_memories(l);
    if (status < 0)
        store_roll_back(store, mark);
    return status;
}

/* A trap in a segment leaves the instance: tables of others may hold its functions by then. */
int store_instantiate(struct store *store, struct module *module,
                      const struct import_resolver *resolver, uint32_t *instance,
                      struct engine_diagnostic *diagnostic)
{
    struct linker l = {store, module, resolver, diagnostic, NULL, 0};
    size_t size = instance_size(module);
    if (size <= UINT32_MAX)
        l.instance = store_alloc(store, size);
    if (!l.instance)
        return link_fail(&l, VB_ERR_NO_MEMORY, "no memory for an instance of %zu bytes", size);
    *l.instance = (struct instance){module, (uint32_t)size, 0};
    int status = link_imports(&l);
    if (status == VB_OK)
        status = create_items(&l);
    if (status < 0) {
        store_free(store, l.instance, size);
        return status;
    }
    module_retain(module);
    store->instance_count++;
    *instance = l.index;
    status = run_elements(&l);
    return status == VB_OK ? run_datas(&l) : status;
}

uint64_t store_start_function(const struct store *store, uint32_t instance)
{
    int64_t start = store->instances[instance]->module->start;
    return start < 0 ? 0 : store_function_ref(store, instance, (uint32_t)start);
}

static struct extern_value exported(const struct store *store, uint32_t index,
                                    const struct module_export *export)
{
    const struct instance *instance = store->instances[index];
    const struct module *m = instance->module;
    struct extern_value value = {.kind = export->kind};
    switch (export->kind) {
    case EXTERN_FUNC:
        value.address = store_function_ref(store, index, export->index);
        value.is_host = export->index < m->imported_funcs &&
                        instance_imports(instance)[export->index] >> 32 == 0;
        if (value.is_host)
            value.host_id = (uint32_t)instance_imports(instance)[export->index];
        break;
    case EXTERN_TABLE:
        value.address = instance_tables(instance)[export->index];
        break;
    case EXTERN_MEMORY:
        value.address = instance_memories(instance)[export->index];
        break;
    case EXTERN_GLOBAL:
        value.address = export->index < m->imported_globals
                            ? instance_globals(instance)[export->index]
                            : instance->global_base + m->globals[export->index].slot;
        break;
    case EXTERN_TAG:
        value.address = instance_tags(instance)[export->index];
        break;
    }
    return value;
}

int store_find_export(const struct store *store, uint32_t instance, const char *name, size_t length,
                      struct extern_value *out)
{
    const struct module *m = store->instances[instance]->module;
    for (uint32_t i = 0; i < m->export_count; i++) {
        const struct module_export *export = &m->exports[i];
        if (export->name.length == length &&
            __builtin_memcmp(export->name.text, name, length) == 0) {
            *out = exported(store, instance, export);
            return VB_OK;
        }
    }
    return VB_ERR_NOT_FOUND;
}
