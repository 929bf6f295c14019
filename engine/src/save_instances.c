/*
 * Reading instances, globals, tables and memories of a state. Everything is read first; then each
 * instance is checked against its module as instantiation would, and its host functions are asked
 * for.
 */
#include "link.h"
#include "save.h"

/* ---- instances ------------------------------------------------------------------------------ */

/* As it stands there; checked later. */
static int read_import(struct restorer *r, uint64_t *out)
{
    uint32_t instance, function = 0;
    int status = restore_u32(r, r->source->module_count, "instance of an import", &instance);
    if (status == VB_OK && instance != 0)
        status = restore_u32(r, UINT32_MAX, "function of an import", &function);
    *out = (uint64_t)instance << 32 | function;
    return status;
}

static int read_addresses(struct restorer *r, uint32_t *to, uint32_t count, const char *what)
{
    int status = VB_OK;
    for (uint32_t i = 0; i < count && status == VB_OK; i++)
        status = restore_u32(r, UINT32_MAX - 1, what, &to[i]);
    return status;
}

static int read_memory_addresses(struct restorer *r, struct instance *instance)
{
    uint32_t count;
    int status = restore_u32(r, UINT32_MAX, "memories of an instance", &count);
    if (status == VB_OK && count != instance->module->memory_count)
        status = restore_fail(r, VB_ERR_PROTOCOL, "memories of an instance: expected %u, found %u",
                              instance->module->memory_count, count);
    return status < 0
               ? status
               : read_addresses(r, instance_memories(instance), count, "address of a memory");
}

static int read_bits(struct restorer *r, uint8_t *to, uint32_t segments)
{
    const uint8_t *bits;
    size_t size = (segments + 7) / 8;
    int status = restore_bytes(r, size, "dropped segments", &bits);
    if (status == VB_OK && size > 0)
        __builtin_memcpy(to, bits, size);
    return status;
}

static int read_instance(struct restorer *r, struct module *m)
{
    struct store *store = r->store;
    size_t size = instance_size(m);
    int status = store_reserve(store, (void *)&store->instances, &store->instance_capacity,
                               store->instance_count + 1, sizeof *store->instances);
    if (status < 0)
        return restore_fail(r, status, "no memory for instances");
    struct instance *instance = size > UINT32_MAX ? NULL : store_alloc(store, size);
    if (!instance)
        return restore_fail(r, VB_ERR_NO_MEMORY, "no memory for an instance");
    *instance = (struct instance){m, (uint32_t)size, 0};
    module_retain(m);
    store->instances[store->instance_count++] = instance;
    status = restore_u32(r, UINT32_MAX, "first global", &instance->global_base);
    for (uint32_t i = 0; i < m->imported_funcs && status == VB_OK; i++)
        status = read_import(r, &instance_imports(instance)[i]);
    if (status == VB_OK)
        status = read_memory_addresses(r, instance);
    if (status == VB_OK)
        status = read_addresses(r, instance_tables(instance), m->table_count, "address of a table");
    if (status == VB_OK)
        status = read_addresses(r, instance_tags(instance), m->tag_count, "address of a tag");
    if (status == VB_OK)
        status = read_addresses(r, instance_globals(instance), m->imported_globals,
                                "address of a global");
    if (status == VB_OK)
        status = read_bits(r, instance_dropped_elems(instance), m->elem_count);
    if (status == VB_OK)
        status = read_bits(r, instance_dropped_datas(instance), m->data_count);
    return status;
}

int restore_instance(struct restorer *r)
{
    if (r->next == r->source->module_count)
        return 1;
    return read_instance(r, r->source->modules[r->next++]);
}

/* ---- globals, tables, memories -------------------------------------------------------------- */

static int read_type(struct restorer *r, uint8_t *out)
{
    const uint8_t *byte;
    int status = restore_bytes(r, 1, "a type", &byte);
    if (status == VB_OK)
        *out = *byte;
    return status;
}

static int read_global(struct restorer *r)
{
    struct global_type type;
    uint32_t is_mutable;
    uint64_t value[2], address;
    int status = read_type(r, &type.type);
    if (status == VB_OK)
        status = restore_u32(r, 1, "whether a global can be changed", &is_mutable);
    if (status == VB_OK)
        status = restore_value(r, type.type, value);
    if (status < 0)
        return status;
    type.mutable_ = is_mutable;
    status = store_new_global(r->store, type, value, &address);
    if (status == VB_OK)
        status = store_reserve(r->store, &r->global_slots, &r->global_capacity, r->global_count + 1,
                               sizeof *r->global_slots);
    if (status < 0)
        return restore_fail(r, status, "no memory for %u globals", r->global_count + 1);
    r->global_slots[r->global_count++] = (uint32_t)address;
    return VB_OK;
}

static int read_limits(struct restorer *r, struct limits *out)
{
    uint32_t flags;
    *out = (struct limits){0};
    int status =
        restore_u32(r, LIMITS_MAXIMUM | LIMITS_64 | LIMITS_SHARED, "flags of limits", &flags);
    if (status == VB_OK)
        status = restore_number(r, UINT64_MAX, "a minimum", &out->min);
    out->has_max = flags & LIMITS_MAXIMUM;
    out->is64 = flags & LIMITS_64;
    out->shared = flags & LIMITS_SHARED;
    if (status == VB_OK && out->has_max)
        status = restore_number(r, UINT64_MAX, "a maximum", &out->max);
    return status;
}

static int read_run(struct restorer *r)
{
    const struct table *table = &r->store->tables[r->store->table_count - 1];
    uint32_t run;
    uint64_t reference;
    int status =
        restore_u32(r, MIN(table->size - r->entry, TABLE_RUN_MAX), "a run of table entries", &run);
    if (status == VB_OK && run == 0)
        status = restore_fail(r, VB_ERR_PROTOCOL, "a run of table entries: found none");
    if (status == VB_OK)
        status = restore_value(r, table->type.type, &reference);
    if (status < 0)
        return status;
    r->work += run;
    while (run-- > 0)
        table->entries[r->entry++] = reference;
    return VB_OK;
}

static int read_table(struct restorer *r)
{
    struct table_type type;
    uint32_t size, address, most = r->store->engine->limits.max_table_entries;
    int status = read_type(r, &type.type);
    if (status == VB_OK && !is_reference_type(type.type))
        status = restore_fail(r, VB_ERR_PROTOCOL, "type of a table: found 0x%02x", type.type);
    if (status == VB_OK)
        status = read_limits(r, &type.limits);
    if (status == VB_OK && type.limits.has_max)
        most = (uint32_t)MIN(most, type.limits.max);
    if (status == VB_OK)
        status = restore_u32(r, most, "entries of a table", &size);
    if (status < 0)
        return status;
    struct table_type now = type;
    now.limits.min = size;
    status = table_create(r->store, now, &address);
    if (status < 0)
        return restore_fail(r, status, "no memory for a table of %u entries", size);
    r->store->tables[address].type = type;
    r->entry = 0;
    return VB_OK;
}

static bool same_limits(const struct limits *a, const struct limits *b)
{
    return a->min == b->min && a->is64 == b->is64 && a->shared == b->shared &&
           a->has_max == b->has_max && (!a->has_max || a->max == b->max);
}

/* Another thread's, which is the same for both. */
static int share_memory(struct restorer *r, const struct limits *limits, uint64_t pages)
{
    struct store *store = r->store;
    const struct store *with = r->source->shares;
    uint32_t index = store->memory_count;
    if (index >= with->memory_count || !same_limits(limits, &with->memories[index].limits) ||
        with->memories[index].memory->size / WASM_PAGE_SIZE != pages)
        return restore_fail(r, VB_ERR_PROTOCOL, "memory %u: expected that of the first thread",
                            index);
    int status = store_reserve(store, &store->memories, &store->memory_capacity, index + 1,
                               sizeof *store->memories);
    if (status < 0)
        return restore_fail(r, status, "no memory for %u memories", index + 1);
    store->memories[index] = with->memories[index];
    store->config.memory.retain(store->memories[index].memory);
    store->memory_count++;
    return VB_OK;
}

static int read_memory(struct restorer *r)
{
    struct limits limits;
    uint64_t pages;
    uint32_t address;
    int status = read_limits(r, &limits);
    if (status == VB_OK)
        status = restore_number(r, limits.has_max ? limits.max : UINT32_MAX, "pages of a memory",
                                &pages);
    if (status < 0)
        return status;
    if (r->source->shares)
        return share_memory(r, &limits, pages);
    struct limits now = limits;
    now.min = pages;
    status = memory_create(r->store, now, &address);
    if (status < 0)
        return restore_fail(r, status, "a memory of %llu pages of 64 KiB cannot be made here",
                            (unsigned long long)pages);
    r->store->memories[address].limits = limits;
    return VB_OK;
}

int restore_global(struct restorer *r)
{
    return restore_each(r, "globals", read_global);
}

/* Its head, or a run. */
int restore_table(struct restorer *r)
{
    const struct store *store = r->store;
    if (store->table_count > 0 && r->entry < store->tables[store->table_count - 1].size)
        return read_run(r);
    return restore_each(r, "tables", read_table);
}

int restore_memory(struct restorer *r)
{
    return restore_each(r, "memories", read_memory);
}

/* ---- the check ------------------------------------------------------------------------------ */

static int refuse(struct restorer *r, uint32_t instance, const char *what, uint32_t index)
{
    return restore_fail(r, VB_ERR_PROTOCOL, "instance %u: %s %u is not what its module declares",
                        instance, what, index);
}

/* From numbers in the format to addresses in the store. */
static int place_globals(struct restorer *r, uint32_t index)
{
    struct instance *instance = r->store->instances[index];
    if (instance->global_base > r->global_count)
        return refuse(r, index, "global", 0);
    instance->global_base = instance->global_base < r->global_count
                                ? r->global_slots[instance->global_base]
                                : r->store->global_slots;
    for (uint32_t i = 0; i < instance->module->imported_globals; i++) {
        uint32_t *address = &instance_globals(instance)[i];
        if (*address >= r->global_count)
            return refuse(r, index, "global", i);
        *address = r->global_slots[*address];
    }
    return VB_OK;
}

static int check_own_items(struct restorer *r, uint32_t index)
{
    const struct store *store = r->store;
    struct instance *instance = store->instances[index];
    const struct module *m = instance->module;
    for (uint32_t i = m->imported_globals; i < m->global_count; i++) {
        uint64_t address = (uint64_t)instance->global_base + m->globals[i].slot;
        if (address >= store->global_slots)
            return refuse(r, index, "global", i);
        struct global_type type = store->global_types[address];
        if (type.type != m->globals[i].type.type || type.mutable_ != m->globals[i].type.mutable_)
            return refuse(r, index, "global", i);
    }
    for (uint32_t i = m->imported_tables; i < m->table_count; i++) {
        uint32_t address = instance_tables(instance)[i];
        if (address >= store->table_count ||
            store->tables[address].type.type != m->tables[i].type ||
            store->tables[address].size < m->tables[i].limits.min ||
            !same_limits(&store->tables[address].type.limits, &m->tables[i].limits))
            return refuse(r, index, "table", i);
    }
    for (uint32_t i = m->imported_memories; i < m->memory_count; i++) {
        uint32_t address = instance_memories(instance)[i];
        if (address >= store->memory_count ||
            store->memories[address].memory->size / WASM_PAGE_SIZE < m->memories[i].min ||
            !same_limits(&store->memories[address].limits, &m->memories[i]))
            return refuse(r, index, "memory", i);
    }
    return VB_OK;
}

/* The first who names a tag says its type. */
static int check_tags(struct restorer *r, uint32_t index)
{
    const struct store *store = r->store;
    const struct instance *instance = store->instances[index];
    const struct module *m = instance->module;
    for (uint32_t i = 0; i < m->tag_count; i++) {
        uint32_t address = instance_tags(instance)[i];
        if (address >= store->tag_count || m->tags[i]->param_slots > MAX_TAG_SLOTS)
            return refuse(r, index, "tag", i);
        if (!store->tags[address])
            store->tags[address] = m->tags[i];
        if (store->tags[address] != m->tags[i])
            return refuse(r, index, "tag", i);
    }
    return VB_OK;
}

static int ask_host(struct restorer *r, const struct module_import *import, uint64_t *out)
{
    struct extern_value value = {0};
    int status = r->source->host.resolve(r->source->host.ctx, r->store, import, &value);
    if (status == VB_OK && value.kind == EXTERN_FUNC && value.is_host) {
        *out = value.host_id;
        return VB_OK;
    }
    return restore_fail(r, VB_ERR_UNLINKABLE, "expected the host function %.*s.%.*s, found none",
                        (int)import->module.length, import->module.text, (int)import->field.length,
                        import->field.text);
}

static struct extern_value imported(const struct instance *instance, enum extern_kind kind,
                                    uint32_t index)
{
    struct extern_value value = {.kind = kind};
    switch (kind) {
    case EXTERN_FUNC:
        value.address = instance_imports(instance)[index];
        break;
    case EXTERN_TABLE:
        value.address = instance_tables(instance)[index];
        break;
    case EXTERN_MEMORY:
        value.address = instance_memories(instance)[index];
        break;
    case EXTERN_GLOBAL:
        value.address = instance_globals(instance)[index];
        break;
    case EXTERN_TAG:
        value.address = instance_tags(instance)[index];
        break;
    }
    return value;
}

static int check_imports(struct restorer *r, uint32_t index)
{
    struct instance *instance = r->store->instances[index];
    struct module *m = instance->module;
    struct linker linker = {r->store, m, NULL, r->diagnostic, instance, index};
    uint32_t next[EXTERN_TAG + 1] = {0};
    for (uint32_t i = 0; i < m->import_count; i++) {
        const struct module_import *import = &m->imports[i];
        uint32_t item = next[import->kind]++;
        struct extern_value value = imported(instance, import->kind, item);
        int status = VB_OK;
        if (import->kind == EXTERN_FUNC && value.address == 0)
            status = ask_host(r, import, &instance_imports(instance)[item]);
        else if (import->kind == EXTERN_FUNC && !restore_reference_ok(r->store, value.address))
            status = refuse(r, index, "imported function", item);
        else
            status = link_check(&linker, import, &value);
        if (status < 0)
            return status == VB_ERR_UNLINKABLE ? VB_ERR_PROTOCOL : status;
    }
    return VB_OK;
}

/* Of each instance. */
int restore_own_items(struct restorer *r)
{
    uint32_t index = r->next++;
    if (index == r->store->instance_count)
        return 1;
    int status = place_globals(r, index);
    r->work += r->store->instances[index]->size;
    return status < 0 ? status : check_own_items(r, index);
}

/* Imports are checked against own items and tags of all, so these come first. Host functions have
 * no upper half in their imports until now either, so references to them are known. */
int restore_tags(struct restorer *r)
{
    struct store *store = r->store;
    uint32_t index = r->next++;
    if (index < store->instance_count)
        return check_tags(r, index);
    for (uint32_t i = 0; i < store->tag_count; i++)
        if (!store->tags[i])
            return restore_fail(r, VB_ERR_PROTOCOL, "tag %u belongs to no instance", i);
    return 1;
}

int restore_imports(struct restorer *r)
{
    uint32_t index = r->next++;
    if (index == r->store->instance_count)
        return 1;
    r->work += r->store->instances[index]->size;
    return check_imports(r, index);
}
