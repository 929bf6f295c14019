/* The sections that define items of an index space: functions, tables, memories, tags and globals
 * (core 5.5.6 to 5.5.9, tags as in the exception handling proposal). */
#include "load.h"

/* The number of items a section adds to an index space that may hold `limit` of them. */
static int read_space_count(struct loader *l, uint32_t imported, uint32_t limit, const char *what,
                            uint32_t *out)
{
    const uint8_t *at = l->r.at;
    int status = read_count(l, out, UINT32_MAX, what);
    uint64_t all = (uint64_t)imported + *out;
    if (status == VB_OK && all > limit)
        return load_fail(l, VB_ERR_LIMIT, at,
                         "too many %s: expected at most %u with imported ones, found %llu", what,
                         limit, (unsigned long long)all);
    return status;
}

int decode_function_section(struct loader *l)
{
    struct module *m = l->module;
    uint32_t count;
    int status = read_space_count(l, m->imported_funcs, m->engine->limits.max_functions,
                                  "functions", &count);
    if (status == VB_OK)
        status = extend_array(l, &m->funcs, m->func_count, count, sizeof *m->funcs);
    if (status < 0)
        return status;
    m->func_count += count;
    l->funcs_without_body = count;
    for (uint32_t i = m->imported_funcs; status == VB_OK && i < m->func_count; i++)
        status = read_type_use(l, &m->funcs[i].type_index, &m->funcs[i].type);
    return status;
}

static int read_table(struct loader *l, struct table_type *out)
{
    const uint8_t initialised = 0x40;
    if (l->r.at != l->r.end && *l->r.at == initialised)
        return load_fail(l, VB_ERR_NOT_SUPPORTED, l->r.at,
                         "typed function references are not supported (a table's initial value)");
    return read_table_type(l, out);
}

int decode_table_section(struct loader *l)
{
    struct module *m = l->module;
    uint32_t count;
    int status = read_space_count(l, m->imported_tables, MAX_TABLES, "tables", &count);
    if (status == VB_OK)
        status = extend_array(l, &m->tables, m->table_count, count, sizeof *m->tables);
    if (status < 0)
        return status;
    m->table_count += count;
    for (uint32_t i = m->imported_tables; status == VB_OK && i < m->table_count; i++)
        status = read_table(l, &m->tables[i]);
    return status;
}

int decode_memory_section(struct loader *l)
{
    struct module *m = l->module;
    uint32_t count;
    int status = read_space_count(l, m->imported_memories, MAX_MEMORIES, "memories", &count);
    if (status == VB_OK)
        status = extend_array(l, &m->memories, m->memory_count, count, sizeof *m->memories);
    if (status < 0)
        return status;
    m->memory_count += count;
    for (uint32_t i = m->imported_memories; status == VB_OK && i < m->memory_count; i++)
        status = read_memory_type(l, &m->memories[i]);
    return status;
}

int decode_tag_section(struct loader *l)
{
    struct module *m = l->module;
    uint32_t count;
    int status = read_space_count(l, m->imported_tags, MAX_TAGS, "tags", &count);
    if (status == VB_OK)
        status = extend_array(l, &m->tags, m->tag_count, count, sizeof *m->tags);
    if (status < 0)
        return status;
    m->tag_count += count;
    for (uint32_t i = m->imported_tags; status == VB_OK && i < m->tag_count; i++)
        status = read_tag_type(l, &m->tags[i]);
    return status;
}

static int read_global(struct loader *l, struct module_global *out)
{
    int status = read_global_type(l, &out->type);
    return status < 0 ? status : read_const_expr(l, out->type.type, &out->init);
}

int decode_global_section(struct loader *l)
{
    struct module *m = l->module;
    uint32_t count;
    int status =
        read_space_count(l, m->imported_globals, m->engine->limits.max_globals, "globals", &count);
    if (status == VB_OK)
        status = extend_array(l, &m->globals, m->global_count, count, sizeof *m->globals);
    if (status < 0)
        return status;
    m->global_count += count;
    uint32_t slot = 0;
    for (uint32_t i = m->imported_globals; status == VB_OK && i < m->global_count; i++) {
        m->globals[i].slot = slot;
        l->globals_read = i;
        status = read_global(l, &m->globals[i]);
        slot += value_type_slots(m->globals[i].type.type);
    }
    l->globals_read = m->global_count;
    return status;
}
