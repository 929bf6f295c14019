/* Names and types in words, for diagnostics. */
#include "cpu.h"

#include <base/format.h>

#define NAME_SHOWN 60u /* bytes of a name in a diagnostic of 240 */

/* How much of `text` the name begins with. */
static uint32_t common_length(const struct module_name *name, const char *text)
{
    uint32_t i = 0;
    while (text[i] && i < name->length && name->text[i] == text[i]) {
        i++;
    }
    return i;
}

bool wasm_name_starts(const struct module_name *name, const char *text)
{
    return text[common_length(name, text)] == '\0';
}

bool wasm_name_is(const struct module_name *name, const char *text)
{
    uint32_t length = common_length(name, text);
    return length == name->length && text[length] == '\0';
}

int wasm_name_precision(const struct module_name *name)
{
    return (int)MIN(name->length, NAME_SHOWN);
}

static size_t append(char *out, size_t size, size_t at, const char *text)
{
    if (at >= size) {
        return at;
    }
    return at + format_text(out + at, size - at, "%s", text);
}

static size_t append_types(char *out, size_t size, size_t at, const uint8_t *types, uint32_t count)
{
    for (uint32_t i = 0; i < count && at < size; i++) {
        at = append(out, size, at, i > 0 ? ", " : "");
        at = append(out, size, at, value_type_name(types[i]));
    }
    return at;
}

void wasm_type_text(const struct func_type *type, char *out, size_t size)
{
    size_t at = append(out, size, 0, "(");
    at = append_types(out, size, at, type->types, type->param_count);
    at = append(out, size, at, ") -> ");
    const uint8_t *results = type->types + type->param_count;
    if (type->result_count == 1) {
        append_types(out, size, at, results, 1);
    } else {
        at = append(out, size, at, "(");
        at = append_types(out, size, at, results, type->result_count);
        append(out, size, at, ")");
    }
}

void wasm_import_text(const struct module_import *import, char *out, size_t size)
{
    static const char *const kinds[] = {"a function ", "a table", "a memory", "a global", "a tag "};
    size_t at = append(out, size, 0, kinds[import->kind]);
    if ((import->kind == EXTERN_FUNC || import->kind == EXTERN_TAG) && at < size) {
        wasm_type_text(import->type.func, out + at, size - at);
    }
}
