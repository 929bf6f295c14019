/* The host module that the suite's scripts import. */
#include "runner.h"
#include <string.h>

enum { GLOBAL_I32, GLOBAL_I64, GLOBAL_F32, GLOBAL_F64 };

static const struct print {
    const char *name, *params;
} prints[] = {
    {"print", ""},      {"print_i32", "i"},      {"print_i64", "I"},      {"print_f32", "f"},
    {"print_f64", "F"}, {"print_i32_f32", "if"}, {"print_f64_f64", "FF"},
};

static const char *const global_names[] = {"global_i32", "global_i64", "global_f32", "global_f64"};

static int make_items(struct spectest *s, struct store *store)
{
    static const struct {
        uint8_t type;
        uint64_t value;
    } globals[] = {
        [GLOBAL_I32] = {TYPE_I32, 666},
        [GLOBAL_I64] = {TYPE_I64, 666},
        [GLOBAL_F32] = {TYPE_F32, 0x4426a666},         /* 666.6 */
        [GLOBAL_F64] = {TYPE_F64, 0x4084d4cccccccccd}, /* 666.6 */
    };
    struct table_type table = {TYPE_FUNCREF, {.min = 10, .max = 20, .has_max = true}};
    struct limits pages = {.min = 1, .max = 2, .has_max = true};
    int status = VB_OK;
    for (size_t i = 0; status == VB_OK && i < ARRAY_LEN(globals); i++)
        status = store_new_global(store, (struct global_type){.type = globals[i].type},
                                  &globals[i].value, &s->globals[i]);
    if (status == VB_OK)
        status = store_new_table(store, table, &s->table);
    table.limits.is64 = true;
    if (status == VB_OK)
        status = store_new_table(store, table, &s->table64);
    if (status == VB_OK)
        status = store_new_memory(store, pages, &s->memory);
    pages.shared = true;
    if (status == VB_OK)
        status = store_new_memory(store, pages, &s->shared_memory);
    s->made = status == VB_OK;
    return status;
}

static bool name_is(const struct module_name *name, const char *text)
{
    return name->length == strlen(text) && memcmp(name->text, text, name->length) == 0;
}

static bool has_params(const struct func_type *type, const char *params)
{
    static const char letters[] = {[TYPE_I32 - TYPE_F64] = 'i',
                                   [TYPE_I64 - TYPE_F64] = 'I',
                                   [TYPE_F32 - TYPE_F64] = 'f',
                                   [TYPE_F64 - TYPE_F64] = 'F'};
    if (type->result_count > 0 || type->param_count != strlen(params))
        return false;
    for (uint32_t i = 0; i < type->param_count; i++)
        if (type->types[i] < TYPE_F64 || letters[type->types[i] - TYPE_F64] != params[i])
            return false;
    return true;
}

bool spectest_has_type(uint32_t host_id, const struct func_type *type)
{
    return host_id < ARRAY_LEN(prints) && has_params(type, prints[host_id].params);
}

static int resolve_print(const struct module_import *import, struct extern_value *out)
{
    for (size_t i = 0; i < ARRAY_LEN(prints); i++) {
        if (!name_is(&import->field, prints[i].name))
            continue;
        /* As something else than a function, the engine finds the kinds different. */
        if (import->kind == EXTERN_FUNC && !spectest_has_type((uint32_t)i, import->type.func))
            return VB_ERR_BAD_TYPE;
        *out = (struct extern_value){.kind = EXTERN_FUNC, .is_host = true, .host_id = (uint32_t)i};
        return VB_OK;
    }
    return VB_ERR_NOT_FOUND;
}

int spectest_resolve(struct runner *r, struct store *store, const struct module_import *import,
                     struct extern_value *out)
{
    struct spectest *s = &r->spectest;
    int status = s->made ? VB_OK : make_items(s, store);
    if (status < 0)
        return status;
    for (size_t i = 0; i < ARRAY_LEN(global_names); i++) {
        if (name_is(&import->field, global_names[i])) {
            *out = (struct extern_value){.kind = EXTERN_GLOBAL, .address = s->globals[i]};
            return VB_OK;
        }
    }
    if (name_is(&import->field, "table")) {
        *out = (struct extern_value){.kind = EXTERN_TABLE, .address = s->table};
        return VB_OK;
    }
    if (name_is(&import->field, "table64")) {
        *out = (struct extern_value){.kind = EXTERN_TABLE, .address = s->table64};
        return VB_OK;
    }
    if (name_is(&import->field, "memory")) {
        *out = (struct extern_value){.kind = EXTERN_MEMORY, .address = s->memory};
        return VB_OK;
    }
    if (name_is(&import->field, "shared_memory")) {
        *out = (struct extern_value){.kind = EXTERN_MEMORY, .address = s->shared_memory};
        return VB_OK;
    }
    return resolve_print(import, out);
}
