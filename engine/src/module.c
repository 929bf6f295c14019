/* Engines and modules: creation, loading, life time, introspection. */
#include "load.h"

/* ---- engines ------------------------------------------------------------------------------- */

static const struct engine_limits default_limits = {
    .max_module_size = 1u << 30,
    .max_functions = 1000000,
    .max_types = 1000000,
    .max_globals = 1000000,
    .max_locals = 50000,
    .max_function_size = 7654321,
    .max_nesting = 10000,
    .max_table_entries = 10000000,
    .max_br_table = 65520,
};

static uint32_t or_default(uint32_t limit, uint32_t fallback)
{
    return limit ? limit : fallback;
}

static struct engine_limits fill_limits(const struct engine_limits *wanted)
{
    const struct engine_limits none = {0}, *w = wanted ? wanted : &none, *d = &default_limits;
    return (struct engine_limits){
        .max_module_size = or_default(w->max_module_size, d->max_module_size),
        .max_functions = or_default(w->max_functions, d->max_functions),
        .max_types = or_default(w->max_types, d->max_types),
        .max_globals = or_default(w->max_globals, d->max_globals),
        .max_locals = or_default(w->max_locals, d->max_locals),
        .max_function_size = or_default(w->max_function_size, d->max_function_size),
        .max_nesting = or_default(w->max_nesting, d->max_nesting),
        .max_table_entries = or_default(w->max_table_entries, d->max_table_entries),
        .max_br_table = or_default(w->max_br_table, d->max_br_table),
    };
}

int engine_create(const struct engine_allocator *allocator, const struct engine_limits *limits,
                  struct engine **out)
{
    struct engine *engine = allocator->alloc(allocator->ctx, sizeof *engine);
    if (!engine)
        return VB_ERR_NO_MEMORY;
    engine->allocator = *allocator;
    engine->limits = fill_limits(limits);
    /* Addresses vary between runs where it matters; ids and results do not depend on the seed. */
    engine->type_hash_seed = (uintptr_t)engine * 0xd6e8feb86659fd93u;
    *out = engine;
    return VB_OK;
}

void engine_destroy(struct engine *engine)
{
    struct engine_allocator allocator = engine->allocator;
    func_types_destroy(engine);
    allocator.free(allocator.ctx, engine, sizeof *engine);
}

/* ---- life time ----------------------------------------------------------------------------- */

static void free_funcs(struct module *m)
{
    for (uint32_t i = 0; i < m->func_count; i++)
        if (m->funcs[i].code)
            code_free(m, m->funcs[i].code);
    module_free(m, m->funcs, m->func_count * sizeof *m->funcs);
}

static void free_elems(struct module *m)
{
    for (uint32_t i = 0; i < m->elem_count; i++)
        module_free(m, m->elems[i].items, m->elems[i].count * sizeof *m->elems[i].items);
    module_free(m, m->elems, m->elem_count * sizeof *m->elems);
}

void module_destroy(struct module *m)
{
    struct engine_allocator allocator = m->allocator;
    free_funcs(m);
    free_elems(m);
    module_free(m, m->imports, m->import_count * sizeof *m->imports);
    module_free(m, m->exports, m->export_count * sizeof *m->exports);
    module_free(m, m->tables, m->table_count * sizeof *m->tables);
    module_free(m, m->memories, m->memory_count * sizeof *m->memories);
    module_free(m, m->globals, m->global_count * sizeof *m->globals);
    module_free(m, m->tags, m->tag_count * sizeof *m->tags);
    module_free(m, m->datas, m->data_count * sizeof *m->datas);
    if (m->declared_funcs)
        module_free(m, m->declared_funcs, m->func_count / 8 + 1);
    for (uint32_t i = 0; i < m->type_count; i++)
        func_type_release(m->engine, m->types[i]);
    module_free(m, m->types, m->type_capacity * sizeof *m->types);
    allocator.free(allocator.ctx, m, sizeof *m);
}

static int decode(struct module *m, struct engine_diagnostic *diagnostic)
{
    struct loader l = {
        .module = m,
        .diagnostic = diagnostic,
        .r = {.at = m->bytes, .end = m->bytes + m->size},
    };
    uint32_t limit = m->engine->limits.max_module_size;
    if (m->size > limit)
        return load_fail(&l, VB_ERR_LIMIT, NULL,
                         "module too big: expected at most %u bytes, found %zu", limit, m->size);
    int status = decode_module(&l);
    if (m->bodies_later)
        m->declared_funcs = l.declared_funcs;
    else
        module_free(m, l.declared_funcs, m->func_count / 8 + 1);
    return status;
}

static int load(struct engine *engine, const struct engine_allocator *allocator, bool bodies_later,
                const uint8_t *bytes, size_t size, struct module **out,
                struct engine_diagnostic *diagnostic)
{
    struct module *m = allocator->alloc(allocator->ctx, sizeof *m);
    if (!m) {
        struct loader l = {.diagnostic = diagnostic};
        return load_no_memory(&l);
    }
    m->engine = engine;
    m->allocator = *allocator;
    m->references = 1;
    m->bytes = bytes;
    m->size = size;
    m->start = -1;
    m->bodies_later = bodies_later;
    m->memory_use = sizeof *m;
    int status = decode(m, diagnostic);
    if (status < 0) {
        module_destroy(m);
        return status;
    }
    *out = m;
    return VB_OK;
}

int module_load(struct engine *engine, const struct engine_allocator *allocator,
                const uint8_t *bytes, size_t size, struct module **out,
                struct engine_diagnostic *diagnostic)
{
    return load(engine, allocator, false, bytes, size, out, diagnostic);
}

int module_load_trusted(struct engine *engine, const struct engine_allocator *allocator,
                        const uint8_t *bytes, size_t size, struct module **out,
                        struct engine_diagnostic *diagnostic)
{
    return load(engine, allocator, true, bytes, size, out, diagnostic);
}

void module_retain(struct module *module)
{
    module->references++;
}

void module_release(struct module *module)
{
    if (--module->references == 0)
        module_destroy(module);
}

/* ---- introspection ------------------------------------------------------------------------- */

uint32_t module_import_count(const struct module *module)
{
    return module->import_count;
}

const struct module_import *module_import(const struct module *module, uint32_t i)
{
    return &module->imports[i];
}

uint32_t module_export_count(const struct module *module)
{
    return module->export_count;
}

const struct module_export *module_export(const struct module *module, uint32_t i)
{
    return &module->exports[i];
}

size_t module_memory_use(const struct module *module)
{
    return module->memory_use;
}
