/* Imports: resolution and the checks of the standard's section 4.5.4 (external typing). */
#include "link.h"
#include <base/format.h>
#include <stdarg.h>

int link_fail(struct linker *l, int status, const char *format, ...)
{
    if (l->diagnostic) {
        va_list arguments;
        va_start(arguments, format);
        format_text_v(l->diagnostic->text, sizeof l->diagnostic->text, format, arguments);
        va_end(arguments);
        l->diagnostic->offset = UINT64_MAX;
    }
    return status;
}

static const char *kind_name(enum extern_kind kind)
{
    static const char *const names[] = {"function", "table", "memory", "global", "tag"};
    return names[kind];
}

static void append(char *out, size_t size, size_t *at, const char *text)
{
    *at += format_text(out + MIN(*at, size - 1), size - MIN(*at, size - 1), "%s", text);
}

/* "[i32 i64] -> [f32]" */
static const char *describe_func(const struct func_type *type, char *out, size_t size)
{
    size_t at = 0;
    append(out, size, &at, "[");
    for (uint32_t i = 0; i < type->param_count + type->result_count; i++) {
        if (i == type->param_count)
            append(out, size, &at, "] -> [");
        else if (i > 0)
            append(out, size, &at, " ");
        append(out, size, &at, value_type_name(type->types[i]));
    }
    append(out, size, &at, type->result_count == 0 ? "] -> []" : "]");
    return out;
}

static const char *describe_limits(const struct limits *limits, char *out, size_t size)
{
    const char *shared = limits->shared ? "shared " : "", *index = limits->is64 ? "i64 " : "";
    if (limits->has_max)
        format_text(out, size, "%s%s%llu to %llu", shared, index, (unsigned long long)limits->min,
                    (unsigned long long)limits->max);
    else
        format_text(out, size, "%s%sat least %llu", shared, index, (unsigned long long)limits->min);
    return out;
}

static int incompatible(struct linker *l, const struct module_import *import, const char *wanted,
                        const char *found)
{
    return link_fail(l, VB_ERR_UNLINKABLE,
                     "incompatible import type: %.*s.%.*s: expected %s %s, found %s",
                     (int)import->module.length, import->module.text, (int)import->field.length,
                     import->field.text, kind_name(import->kind), wanted, found);
}

static int check_func_type(struct linker *l, const struct module_import *import,
                           const struct func_type *found)
{
    char wanted[64], other[64];
    if (found == import->type.func)
        return VB_OK;
    return incompatible(l, import, describe_func(import->type.func, wanted, sizeof wanted),
                        found ? describe_func(found, other, sizeof other) : "nothing");
}

static bool limits_match(const struct limits *found, const struct limits *wanted)
{
    return found->is64 == wanted->is64 && found->shared == wanted->shared &&
           found->min >= wanted->min &&
           (!wanted->has_max || (found->has_max && found->max <= wanted->max));
}

static int check_table(struct linker *l, const struct module_import *import, uint64_t address)
{
    char wanted[64], other[64];
    const struct table *table = &l->store->tables[address];
    struct limits now = table->type.limits;
    now.min = table->size;
    if (table->type.type != import->type.table.type)
        return incompatible(l, import, value_type_name(import->type.table.type),
                            value_type_name(table->type.type));
    if (!limits_match(&now, &import->type.table.limits))
        return incompatible(l, import,
                            describe_limits(&import->type.table.limits, wanted, sizeof wanted),
                            describe_limits(&now, other, sizeof other));
    return VB_OK;
}

static int check_memory(struct linker *l, const struct module_import *import, uint64_t address)
{
    char wanted[64], other[64];
    const struct store_memory *m = &l->store->memories[address];
    struct limits now = m->limits;
    now.min = m->memory->size / WASM_PAGE_SIZE;
    if (!limits_match(&now, &import->type.memory))
        return incompatible(l, import, describe_limits(&import->type.memory, wanted, sizeof wanted),
                            describe_limits(&now, other, sizeof other));
    return VB_OK;
}

static int check_global(struct linker *l, const struct module_import *import, uint64_t address)
{
    char wanted[64], other[64];
    struct global_type found = l->store->global_types[address];
    if (found.type == import->type.global.type && found.mutable_ == import->type.global.mutable_)
        return VB_OK;
    format_text(wanted, sizeof wanted, "%s%s", import->type.global.mutable_ ? "mutable " : "",
                value_type_name(import->type.global.type));
    format_text(other, sizeof other, "%s%s", found.mutable_ ? "mutable " : "",
                value_type_name(found.type));
    return incompatible(l, import, wanted, other);
}

static bool is_address(const struct store *store, const struct extern_value *value)
{
    switch (value->kind) {
    case EXTERN_FUNC:
        return value->is_host || store_function_type(store, value->address);
    case EXTERN_TABLE:
        return value->address < store->table_count;
    case EXTERN_MEMORY:
        return value->address < store->memory_count;
    case EXTERN_GLOBAL:
        return value->address < store->global_slots &&
               store->global_types[value->address].type != 0;
    case EXTERN_TAG:
        return value->address < store->tag_count;
    default:
        return false;
    }
}

int link_check(struct linker *l, const struct module_import *import,
               const struct extern_value *value)
{
    if (!is_address(l->store, value))
        return incompatible(l, import, "", "an address that is not in the store");
    switch (import->kind) {
    case EXTERN_FUNC:
        /* A host function that another instance exports again has a known type. */
        if (value->is_host && value->address == 0)
            return VB_OK;
        return check_func_type(l, import, store_function_type(l->store, value->address));
    case EXTERN_TABLE:
        return check_table(l, import, value->address);
    case EXTERN_MEMORY:
        return check_memory(l, import, value->address);
    case EXTERN_GLOBAL:
        return check_global(l, import, value->address);
    default:
        return check_func_type(l, import, l->store->tags[value->address]);
    }
}

static int resolve(struct linker *l, const struct module_import *import, struct extern_value *out)
{
    int status = l->resolver->resolve(l->resolver->ctx, l->store, import, out);
    if (status == VB_ERR_NOT_FOUND)
        return link_fail(l, VB_ERR_UNLINKABLE, "unknown import: %.*s.%.*s: expected a %s",
                         (int)import->module.length, import->module.text, (int)import->field.length,
                         import->field.text, kind_name(import->kind));
    if (status == VB_ERR_BAD_TYPE)
        return incompatible(l, import, "of another type", "a host function that has no such type");
    if (status < 0)
        return link_fail(l, status, "%.*s.%.*s: the resolver failed", (int)import->module.length,
                         import->module.text, (int)import->field.length, import->field.text);
    if (out->kind != import->kind)
        return incompatible(l, import, "", kind_name(out->kind));
    return link_check(l, import, out);
}

int link_imports(struct linker *l)
{
    struct instance *instance = l->instance;
    uint32_t func = 0, table = 0, memory = 0, global = 0, tag = 0;
    for (uint32_t i = 0; i < l->module->import_count; i++) {
        struct extern_value value = {0};
        int status = resolve(l, &l->module->imports[i], &value);
        if (status < 0)
            return status;
        uint32_t address = (uint32_t)value.address;
        switch (value.kind) {
        case EXTERN_FUNC:
            instance_imports(instance)[func++] = value.is_host ? value.host_id : value.address;
            break;
        case EXTERN_TABLE:
            instance_tables(instance)[table++] = address;
            break;
        case EXTERN_MEMORY:
            instance_memories(instance)[memory++] = address;
            break;
        case EXTERN_GLOBAL:
            instance_globals(instance)[global++] = address;
            break;
        case EXTERN_TAG:
            instance_tags(instance)[tag++] = address;
            break;
        }
    }
    return VB_OK;
}
