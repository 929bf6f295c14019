/* Which functions a context runs, in which order. */
#include "cpu.h"

#include <base/format.h>

static bool function_export(const struct store *store, uint32_t instance, const char *name,
                            size_t length, uint64_t *out)
{
    struct extern_value value;
    if (store_find_export(store, instance, name, length, &value) != VB_OK ||
        value.kind != EXTERN_FUNC || value.is_host) {
        return false;
    }
    *out = value.address;
    return true;
}

static bool takes_nothing(const struct store *store, uint64_t function)
{
    const struct func_type *type = store_function_type(store, function);
    return type && type->param_count == 0 && type->result_count == 0;
}

/* Queue an export without parameters and results. VB_ERR_NOT_FOUND, VB_ERR_BAD_TYPE. */
static int queue_export(struct cpu_context *context, uint32_t instance, const char *name,
                        size_t length, struct cpu_diagnostic *diagnostic)
{
    uint64_t function;
    if (!function_export(context->store, instance, name, length, &function)) {
        return VB_ERR_NOT_FOUND;
    }
    if (!takes_nothing(context->store, function)) {
        char found[80];
        wasm_type_text(store_function_type(context->store, function), found, sizeof found);
        format_text(diagnostic->text, sizeof diagnostic->text,
                    "incompatible type of the export %s: expected () -> (), found %s", name, found);
        return VB_ERR_BAD_TYPE;
    }
    context->entries[context->entry_count++] = function;
    return VB_OK;
}

static int queue_program(struct cpu_context *context, uint32_t instance,
                         struct cpu_diagnostic *diagnostic)
{
    int status = queue_export(context, instance, "_start", 6, diagnostic);
    if (status == VB_ERR_NOT_FOUND) {
        status = queue_export(context, instance, "_initialize", 11, diagnostic);
    }
    if (status == VB_ERR_NOT_FOUND) {
        format_text(diagnostic->text, sizeof diagnostic->text,
                    "expected a program, which exports the function _start (or _initialize); found "
                    "neither among the %u exports of the module",
                    module_export_count(store_instance_module(context->store, instance)));
        return VB_ERR_UNLINKABLE;
    }
    return status == VB_ERR_BAD_TYPE ? VB_ERR_UNLINKABLE : status;
}

int wasm_queue_entries(struct cpu_context *context, struct cpu_diagnostic *diagnostic)
{
    uint32_t program = context->image_count - 1;
    context->is_thread = false;
    for (uint32_t i = 0; i <= program; i++) {
        uint64_t start = store_start_function(context->store, i);
        if (start != 0) {
            context->entries[context->entry_count++] = start;
        }
        if (i < program) {
            int status = queue_export(context, i, "_initialize", 11, diagnostic);
            if (status == VB_ERR_BAD_TYPE) {
                return VB_ERR_UNLINKABLE;
            }
        }
    }
    return queue_program(context, program, diagnostic);
}

static bool takes(const struct store *store, uint64_t function, const uint8_t *types,
                  uint32_t count)
{
    const struct func_type *type = store_function_type(store, function);
    bool fits = type->param_count == count && type->result_count == 0;
    for (uint32_t i = 0; fits && i < count; i++) {
        fits = type->types[i] == types[i];
    }
    return fits;
}

/* Queue an export that takes the first `count` of a thread's arguments. */
static bool queue_for_thread(struct cpu_context *context, uint32_t instance, const char *name,
                             size_t length, uint32_t count)
{
    static const uint8_t types[ENTRY_ARGUMENTS] = {TYPE_I32, TYPE_I32, TYPE_I64};
    uint64_t entry;
    if (!function_export(context->store, instance, name, length, &entry) ||
        !takes(context->store, entry, types, count)) {
        return false;
    }
    context->entries[context->entry_count++] = entry;
    return true;
}

int wasm_queue_thread(struct cpu_context *context, uint32_t function, uint64_t stack,
                      uint64_t argument)
{
    uint32_t program = context->image_count - 1;
    context->entry_count = context->next_entry = 0;
    context->is_thread = true;
    if (!queue_for_thread(context, program, "vibee_thread_start", 18, ENTRY_ARGUMENTS)) {
        for (uint32_t i = 0; i < program; i++) {
            (void)queue_for_thread(context, i, "vibee_thread_begin", 18, ENTRY_ARGUMENTS);
        }
        if (!queue_for_thread(context, program, "wasi_thread_start", 17, 2)) {
            return VB_ERR_NOT_FOUND;
        }
    }
    context->arguments[0] = function;
    context->arguments[1] = (uint32_t)stack;
    context->arguments[2] = argument;
    return VB_OK;
}
