/* Linking a program: which images it needs, and what their imports mean. */
#include "cpu.h"

#include <base/format.h>

struct linker {
    const struct cpu_program *program;
    struct cpu_diagnostic *diagnostic;
    size_t current;                    /* the link being instantiated */
    uint32_t instance_of[MODULES_MAX]; /* by link; NOT_LINKED */
};

#define NOT_LINKED UINT32_MAX

/* Is `name` one of the comma-separated names? */
static bool provides(const char *list, const struct module_name *name)
{
    for (const char *at = list; at && *at;) {
        size_t length = 0;
        while (at[length] && at[length] != ',') {
            length++;
        }
        bool same = length == name->length;
        for (size_t i = 0; same && i < length; i++) {
            same = at[i] == name->text[i];
        }
        if (same) {
            return true;
        }
        at += length + (at[length] == ',');
    }
    return false;
}

static bool imports_from(const struct module *module, const char *list)
{
    for (uint32_t i = 0; i < module_import_count(module); i++) {
        if (provides(list, &module_import(module, i)->module)) {
            return true;
        }
    }
    return false;
}

/* From the program backwards, so that a library needed only by a library is linked, too. */
static void choose_images(struct linker *linker)
{
    const struct cpu_program *program = linker->program;
    uint32_t instances = 0;
    for (size_t i = program->count; i-- > 0;) {
        const struct cpu_link *link = &program->links[i];
        bool needed = !link->if_imported;
        for (size_t j = i + 1; j < program->count && !needed; j++) {
            needed = linker->instance_of[j] != NOT_LINKED &&
                     imports_from(program->links[j].image->module, link->provides);
        }
        linker->instance_of[i] = needed ? 0 : NOT_LINKED;
    }
    for (size_t i = 0; i < program->count; i++) {
        if (linker->instance_of[i] != NOT_LINKED) {
            linker->instance_of[i] = instances++;
        }
    }
}

static int resolve_export(struct linker *linker, struct store *store, uint32_t instance,
                          const struct module_import *import, struct extern_value *out)
{
    int status = store_find_export(store, instance, import->field.text, import->field.length, out);
    if (status == VB_OK && out->kind == import->kind) {
        return VB_OK; /* the engine compares the types */
    }
    char wanted[80];
    wasm_import_text(import, wanted, sizeof wanted);
    format_text(linker->diagnostic->text, sizeof linker->diagnostic->text,
                "unknown import %.*s.%.*s: expected %s, found %s in the library that provides it",
                wasm_name_precision(&import->module), import->module.text,
                wasm_name_precision(&import->field), import->field.text, wanted,
                status == VB_OK ? "something else of that name" : "no such export");
    return VB_ERR_NOT_FOUND;
}

/* A program built for threads imports its memory from whoever makes the threads: here it has one
 * made for it, as when it declares it itself. */
static bool is_own_shared_memory(const struct module_import *import)
{
    return import->kind == EXTERN_MEMORY && import->type.memory.shared &&
           wasm_name_is(&import->module, "env") && wasm_name_is(&import->field, "memory");
}

static int resolve(void *ctx, struct store *store, const struct module_import *import,
                   struct extern_value *out)
{
    struct linker *linker = ctx;
    if (wasm_name_is(&import->module, "vibee")) {
        return wasm_resolve_syscall(import, out, linker->diagnostic);
    }
    for (size_t i = linker->current; i-- > 0;) {
        if (linker->instance_of[i] != NOT_LINKED &&
            provides(linker->program->links[i].provides, &import->module)) {
            return resolve_export(linker, store, linker->instance_of[i], import, out);
        }
    }
    if (is_own_shared_memory(import)) {
        out->kind = EXTERN_MEMORY;
        return store_new_memory(store, import->type.memory, &out->address);
    }
    wasm_explain_import(import, linker->diagnostic);
    return VB_ERR_NOT_FOUND;
}

static int instantiate(struct cpu_context *context, struct linker *linker, size_t link)
{
    struct cpu_image *image = linker->program->links[link].image;
    struct import_resolver resolver = {.resolve = resolve, .ctx = linker};
    struct engine_diagnostic found = {.offset = UINT64_MAX};
    uint32_t instance;
    linker->current = link;
    int status = store_instantiate(context->store, image->module, &resolver, &instance, &found);
    if (status != VB_OK) {
        if (linker->diagnostic->text[0] == '\0') { /* ours says more than the engine's */
            format_text(linker->diagnostic->text, sizeof linker->diagnostic->text, "%s",
                        found.text);
        }
        return status;
    }
    image->references++;
    context->images[context->image_count++] = image;
    return VB_OK;
}

int wasm_link(struct cpu_context *context, const struct cpu_program *program,
              struct cpu_diagnostic *diagnostic)
{
    if (program->count == 0 || program->count > MODULES_MAX) {
        format_text(diagnostic->text, sizeof diagnostic->text,
                    "expected 1 to %u modules to link, found %zu", MODULES_MAX, program->count);
        return VB_ERR_LIMIT;
    }
    struct linker linker = {.program = program, .diagnostic = diagnostic};
    choose_images(&linker);
    for (size_t i = 0; i < program->count; i++) {
        if (linker.instance_of[i] == NOT_LINKED) {
            continue;
        }
        int status = instantiate(context, &linker, i);
        if (status != VB_OK) {
            return status;
        }
    }
    return VB_OK;
}
