/*
 * Snapshots of a context: how many of its entry functions have begun, then the state of its store.
 * The functions themselves follow from the images.
 */
#include "cpu.h"

#include <base/format.h>
#include <base/leb128.h>
#include <engine/save.h>

static void copy_text(const struct engine_diagnostic *from, struct cpu_diagnostic *to)
{
    format_text(to->text, sizeof to->text, "%s", from->text);
}

int wasm_save(struct cpu_context *context, const struct cpu_output *out,
              struct cpu_diagnostic *diagnostic)
{
    /* Both are below 128, so each is one byte of LEB128. */
    const uint8_t entries[2] = {(uint8_t)context->next_entry, context->running};
    struct save_output output = {out->write, out->ctx};
    struct engine_diagnostic found = {.offset = UINT64_MAX};
    diagnostic->text[0] = '\0';
    int status = out->write(out->ctx, entries, sizeof entries);
    if (status == VB_OK) {
        status = store_save(context->store, &output, &found);
        copy_text(&found, diagnostic);
    }
    return status == VB_ERR_INVALID ? VB_ERR_NOT_SUPPORTED : status;
}

int wasm_save_pages(struct cpu_context *context, struct cpu_position *at, uint64_t pages,
                    const struct cpu_output *out)
{
    struct save_output output = {out->write, out->ctx};
    struct save_position position = {at->memory, at->page};
    int status = store_save_pages(context->store, &position, pages, &output);
    *at = (struct cpu_position){position.memory, position.page};
    return status;
}

static int resolve(void *ctx, struct store *store, const struct module_import *import,
                   struct extern_value *out)
{
    (void)store;
    if (!wasm_name_is(&import->module, "vibee")) {
        return VB_ERR_NOT_FOUND;
    }
    return wasm_resolve_syscall(import, out, ctx);
}

static int restore_store(struct cpu_context *context, const uint8_t *bytes, size_t size,
                         struct store **out, struct cpu_diagnostic *diagnostic)
{
    struct module *modules[MODULES_MAX];
    struct engine_diagnostic found = {.offset = UINT64_MAX};
    struct store_config config = wasm_store_config(context);
    config.max_stack_bytes = context->stack_limit;
    config.max_memory_bytes = context->memory_limit;
    for (uint32_t i = 0; i < context->image_count; i++) {
        modules[i] = context->images[i]->module;
    }
    const struct restore_source source = {
        modules, context->image_count, {.resolve = resolve, .ctx = diagnostic}};
    int status = store_restore(context->cpu->engine, &config, &source, bytes, size, out, &found);
    if (status < 0) {
        format_text(diagnostic->text, sizeof diagnostic->text,
                    "the saved state does not fit the program: %s (byte %llu)", found.text,
                    (unsigned long long)found.offset);
    }
    return status;
}

int wasm_load(struct cpu_context *context, const uint8_t *bytes, size_t size,
              struct cpu_diagnostic *diagnostic)
{
    struct store *store;
    diagnostic->text[0] = '\0';
    if (size < 2 || bytes[0] > context->entry_count || bytes[1] > 1 || (bytes[1] && !bytes[0])) {
        format_text(diagnostic->text, sizeof diagnostic->text,
                    "expected the state of a program with %u entry functions, found another",
                    context->entry_count);
        return VB_ERR_PROTOCOL;
    }
    int status = restore_store(context, bytes + 2, size - 2, &store, diagnostic);
    if (status < 0) {
        return status;
    }
    store_destroy(context->store);
    context->store = store;
    context->next_entry = bytes[0];
    context->running = bytes[1];
    if (store_has_host_call(store)) {
        const uint64_t interrupted = (uint64_t)(int64_t)VB_ERR_INTERRUPTED;
        store_host_return(store, &interrupted);
    }
    return VB_OK;
}

int wasm_load_pages(struct cpu_context *context, struct cpu_position *at, const uint8_t *bytes,
                    size_t size, size_t *used, struct cpu_diagnostic *diagnostic)
{
    struct save_position position = {at->memory, at->page};
    struct engine_diagnostic found = {.offset = UINT64_MAX};
    int status = store_restore_pages(context->store, &position, bytes, size, used, &found);
    *at = (struct cpu_position){position.memory, position.page};
    if (status < 0) {
        copy_text(&found, diagnostic);
    }
    return status;
}
