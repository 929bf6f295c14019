/* Imports from "vibee": system calls, by their exact types. */
#include "cpu.h"

#include <base/format.h>
#include <kernel/kernel.h>
#include <vibee/syscall_numbers.h>

/* Calls that never return, not even with an error, are declared without a result. */
static bool has_result(uint32_t number)
{
    return number != SYSCALL_TASK_EXIT && number != SYSCALL_THREAD_EXIT;
}

static bool type_matches(const struct func_type *type, uint32_t number, const char *parameters)
{
    uint32_t i = 0;
    for (; parameters[i]; i++) {
        uint8_t wanted = parameters[i] == 'i' ? TYPE_I32 : TYPE_I64;
        if (i >= type->param_count || type->types[i] != wanted) {
            return false;
        }
    }
    if (i != type->param_count) {
        return false;
    }
    if (!has_result(number)) {
        return type->result_count == 0;
    }
    return type->result_count == 1 && type->types[i] == TYPE_I64;
}

static void expected_type(uint32_t number, const char *parameters, char *out, size_t size)
{
    size_t at = format_text(out, size, "(");
    for (uint32_t i = 0; parameters[i] && at < size; i++) {
        at += format_text(out + at, size - at, "%s%s", i > 0 ? ", " : "",
                          parameters[i] == 'i' ? "i32" : "i64");
    }
    if (at < size) {
        format_text(out + at, size - at, ") -> %s", has_result(number) ? "i64" : "()");
    }
}

int wasm_resolve_syscall(const struct module_import *import, struct extern_value *out,
                         struct cpu_diagnostic *diagnostic)
{
    int precision = wasm_name_precision(&import->field);
    uint32_t number;
    const char *parameters;
    int status =
        kernel_syscall_lookup(import->field.text, import->field.length, &number, &parameters);
    if (status != VB_OK) {
        format_text(diagnostic->text, sizeof diagnostic->text,
                    "unknown import vibee.%.*s: expected the name of a system call", precision,
                    import->field.text);
        return VB_ERR_NOT_FOUND;
    }
    if (import->kind == EXTERN_FUNC && type_matches(import->type.func, number, parameters)) {
        *out = (struct extern_value){.kind = EXTERN_FUNC, .is_host = true, .host_id = number};
        return VB_OK;
    }
    char wanted[64], found[80];
    expected_type(number, parameters, wanted, sizeof wanted);
    wasm_import_text(import, found, sizeof found);
    format_text(diagnostic->text, sizeof diagnostic->text,
                "incompatible import type of vibee.%.*s: expected a function %s, found %s",
                precision, import->field.text, wanted, found);
    return VB_ERR_BAD_TYPE;
}
