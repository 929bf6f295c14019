/* The import section (core 5.5.5). Imports open every index space, so this fills the first part
 * of each space's array; decode_spaces.c adds what the module defines. */
#include "load.h"

static int read_import(struct loader *l, struct module_import *import, uint32_t *type_index)
{
    uint8_t kind;
    int status = read_name(l, &import->module);
    if (status == VB_OK)
        status = read_name(l, &import->field);
    if (status == VB_OK)
        status = read_byte(l, &kind, "an import kind");
    if (status < 0)
        return status;
    import->kind = (enum extern_kind)kind;
    switch (import->kind) {
    case EXTERN_FUNC:
        return read_type_use(l, type_index, &import->type.func);
    case EXTERN_TABLE:
        return read_table_type(l, &import->type.table);
    case EXTERN_MEMORY:
        return read_memory_type(l, &import->type.memory);
    case EXTERN_GLOBAL:
        return read_global_type(l, &import->type.global);
    case EXTERN_TAG:
        return read_tag_type(l, &import->type.func);
    }
    return load_fail(l, VB_ERR_BAD_MODULE, l->r.at - 1,
                     "malformed import kind: expected 0 to 4, found 0x%02x", kind);
}

static void count_import(struct module *m, enum extern_kind kind)
{
    uint32_t *const counts[] = {
        [EXTERN_FUNC] = &m->imported_funcs,      [EXTERN_TABLE] = &m->imported_tables,
        [EXTERN_MEMORY] = &m->imported_memories, [EXTERN_GLOBAL] = &m->imported_globals,
        [EXTERN_TAG] = &m->imported_tags,
    };
    ++*counts[kind];
}

static int allocate_spaces(struct loader *l)
{
    struct module *m = l->module;
    int status = load_array(l, &m->funcs, m->imported_funcs, sizeof *m->funcs);
    if (status == VB_OK) {
        m->func_count = m->imported_funcs;
        status = load_array(l, &m->tables, m->imported_tables, sizeof *m->tables);
    }
    if (status == VB_OK) {
        m->table_count = m->imported_tables;
        status = load_array(l, &m->memories, m->imported_memories, sizeof *m->memories);
    }
    if (status == VB_OK) {
        m->memory_count = m->imported_memories;
        status = load_array(l, &m->globals, m->imported_globals, sizeof *m->globals);
    }
    if (status == VB_OK) {
        m->global_count = m->imported_globals;
        status = load_array(l, &m->tags, m->imported_tags, sizeof *m->tags);
    }
    if (status == VB_OK)
        m->tag_count = m->imported_tags;
    return status;
}

static void fill_spaces(struct module *m, const uint32_t *type_indices)
{
    uint32_t func = 0, table = 0, memory = 0, global = 0, tag = 0;
    for (uint32_t i = 0; i < m->import_count; i++) {
        const struct module_import *import = &m->imports[i];
        switch (import->kind) {
        case EXTERN_FUNC:
            m->funcs[func].type = import->type.func;
            m->funcs[func++].type_index = type_indices[i];
            break;
        case EXTERN_TABLE:
            m->tables[table++] = import->type.table;
            break;
        case EXTERN_MEMORY:
            m->memories[memory++] = import->type.memory;
            break;
        case EXTERN_GLOBAL:
            m->globals[global++].type = import->type.global;
            break;
        case EXTERN_TAG:
            m->tags[tag++] = import->type.func;
            break;
        }
    }
}

static int check_space_limits(struct loader *l, const uint8_t *at)
{
    const struct module *m = l->module;
    const struct engine_limits *limits = &m->engine->limits;
    const struct {
        const char *what;
        uint32_t most, found;
    } imported[] = {
        {"memories", MAX_MEMORIES, m->imported_memories},
        {"functions", limits->max_functions, m->imported_funcs},
        {"globals", limits->max_globals, m->imported_globals},
        {"tables", MAX_TABLES, m->imported_tables},
        {"tags", MAX_TAGS, m->imported_tags},
    };
    for (size_t i = 0; i < ARRAY_LEN(imported); i++)
        if (imported[i].found > imported[i].most)
            return load_fail(l, VB_ERR_LIMIT, at, "too many %s: expected at most %u, found %u",
                             imported[i].what, imported[i].most, imported[i].found);
    return VB_OK;
}

int decode_import_section(struct loader *l)
{
    struct module *m = l->module;
    const uint8_t *at = l->r.at;
    uint32_t count, *type_indices = NULL;
    int status = read_count(l, &count, UINT32_MAX, "imports");
    if (status == VB_OK)
        status = load_array(l, &m->imports, count, sizeof *m->imports);
    if (status == VB_OK) {
        m->import_count = count;
        status = load_array(l, &type_indices, count, sizeof *type_indices);
    }
    for (uint32_t i = 0; status == VB_OK && i < count; i++) {
        status = read_import(l, &m->imports[i], &type_indices[i]);
        if (status == VB_OK)
            count_import(m, m->imports[i].kind);
    }
    if (status == VB_OK)
        status = check_space_limits(l, at);
    if (status == VB_OK)
        status = allocate_spaces(l);
    if (status == VB_OK)
        fill_spaces(m, type_indices);
    module_free(m, type_indices, count * sizeof *type_indices);
    return status;
}
