/* Programs that were built for something else get a line that says for what, and what to do. */
#include "cpu.h"

#include <base/format.h>

static const char wasi_name[] = "wasi_snapshot_preview1";

static bool is_emscripten(const struct module_import *import)
{
    const struct module_name *field = &import->field;
    if (wasm_name_is(&import->module, "a")) {
        return true; /* its optimiser shortens every name */
    }
    return wasm_name_is(&import->module, "env") &&
           (wasm_name_starts(field, "emscripten_") || wasm_name_starts(field, "_emscripten_") ||
            wasm_name_starts(field, "invoke_") || wasm_name_starts(field, "__syscall_") ||
            wasm_name_starts(field, "__cxa_") || wasm_name_is(field, "DYNAMICTOP_PTR"));
}

static bool has_colon(const struct module_name *name)
{
    for (uint32_t i = 0; i < name->length; i++) {
        if (name->text[i] == ':') {
            return true;
        }
    }
    return false;
}

static const char *hint(const struct module_import *import)
{
    const struct module_name *module = &import->module;
    if (is_emscripten(import)) {
        return "an Emscripten program needs a JavaScript host; build it with wasi-sdk or link "
               "with -sSTANDALONE_WASM";
    }
    if (wasm_name_is(module, "wasi_unstable")) {
        return "WASI snapshot 0 is not supported; build it for wasi_snapshot_preview1";
    }
    if (wasm_name_is(module, "wbg") || wasm_name_starts(module, "__wbindgen")) {
        return "a wasm-bindgen program needs a JavaScript host; build it for wasm32-wasi";
    }
    if (wasm_name_is(module, "gojs") || wasm_name_is(module, "go")) {
        return "a Go program for js needs a JavaScript host; build it with GOOS=wasip1";
    }
    if (has_colon(module)) {
        return "the component model is not supported; build it for WASI preview 1";
    }
    return NULL;
}

void wasm_explain_import(const struct module_import *import, struct cpu_diagnostic *diagnostic)
{
    const char *reason = hint(import);
    int module = wasm_name_precision(&import->module), field = wasm_name_precision(&import->field);
    if (reason) {
        format_text(diagnostic->text, sizeof diagnostic->text, "unknown import %.*s.%.*s: %s",
                    module, import->module.text, field, import->field.text, reason);
        return;
    }
    char found[64];
    wasm_import_text(import, found, sizeof found);
    format_text(diagnostic->text, sizeof diagnostic->text,
                "unknown import %.*s.%.*s (%s): expected vibee or %s", module, import->module.text,
                field, import->field.text, found, wasi_name);
}
