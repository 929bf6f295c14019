/*
 * Snapshots of a context: which functions it runs and how many of them have begun, then the state
 * of its store. The functions themselves follow from the images.
 */
#include "cpu.h"

#include <base/format.h>
#include <engine/save.h>

static void copy_text(const struct engine_diagnostic *from, struct cpu_diagnostic *to)
{
    format_text(to->text, sizeof to->text, "%s", from->text);
}

/* A saving or loading that is not complete. */
struct snapshot_transfer {
    struct saver *saver;
    struct restorer *restorer;
    struct restore_source source;
    struct module *modules[MODULES_MAX];
    struct cpu_diagnostic *diagnostic; /* of this call */
    uint8_t next_entry;                /* what was read of the context */
    bool running;
    bool is_thread;
    uint64_t arguments[ENTRY_ARGUMENTS];
};

/* What begins anew has ended what was there. */
static int begin_transfer(struct cpu_context *context, struct snapshot_transfer **out)
{
    wasm_end_transfer(context);
    *out = context->transfer = context->host.alloc(context->host.account, sizeof **out);
    return *out ? VB_OK : VB_ERR_NO_MEMORY;
}

void wasm_end_transfer(struct cpu_context *context)
{
    struct snapshot_transfer *transfer = context->transfer;
    if (!transfer) {
        return;
    }
    context->transfer = NULL;
    if (transfer->saver) {
        store_save_end(transfer->saver);
    }
    if (transfer->restorer) {
        struct store *store = store_restore_end(transfer->restorer);
        if (store) {
            store_destroy(store);
        }
    }
    context->host.free(context->host.account, transfer, sizeof *transfer);
}

/* ---- saving --------------------------------------------------------------------------------- */

/* What comes first: which entry functions, how many of them have begun, and whether one runs; then
 * what a thread was started with. */
enum { HEAD_KIND, HEAD_BEGUN, HEAD_RUNNING, HEAD_SIZE };
enum { HEAD_PROGRAM, HEAD_THREAD };
#define ARGUMENT_SIZE 8u

static int put_head(const struct cpu_context *context, const struct cpu_output *out)
{
    uint8_t bytes[HEAD_SIZE + ENTRY_ARGUMENTS * ARGUMENT_SIZE] = {
        [HEAD_KIND] = context->is_thread ? HEAD_THREAD : HEAD_PROGRAM,
        [HEAD_BEGUN] = (uint8_t)context->next_entry,
        [HEAD_RUNNING] = context->running};
    for (uint32_t i = 0; i < ENTRY_ARGUMENTS * ARGUMENT_SIZE; i++) {
        bytes[HEAD_SIZE + i] =
            (uint8_t)(context->arguments[i / ARGUMENT_SIZE] >> (i % ARGUMENT_SIZE * 8));
    }
    return out->write(out->ctx, bytes, context->is_thread ? sizeof bytes : HEAD_SIZE);
}

static int begin_save(struct cpu_context *context, const struct cpu_output *out)
{
    struct snapshot_transfer *transfer;
    int status = begin_transfer(context, &transfer);
    if (status == VB_OK) {
        status = store_save_begin(context->store, &transfer->saver);
    }
    return status == VB_OK ? put_head(context, out) : status;
}

int wasm_save(struct cpu_context *context, bool begins, const struct cpu_output *out)
{
    struct save_output output = {out->write, out->ctx};
    int status = begins ? begin_save(context, out) : VB_OK;
    if (status == VB_OK && (!context->transfer || !context->transfer->saver)) {
        return VB_ERR_BUSY;
    }
    if (status == VB_OK) {
        status = store_save_step(context->transfer->saver, &output, NULL);
    }
    if (status != 1) {
        wasm_end_transfer(context);
    }
    return status;
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
    const struct snapshot_transfer *transfer = ctx;
    return wasm_resolve_syscall(import, out, transfer->diagnostic);
}

/* ---- loading -------------------------------------------------------------------------------- */

static int begin_restore(struct cpu_context *context, struct snapshot_transfer *transfer)
{
    struct store_config config = wasm_store_config(context);
    for (uint32_t i = 0; i < context->image_count; i++) {
        transfer->modules[i] = context->images[i]->module;
    }
    transfer->source = (struct restore_source){.modules = transfer->modules,
                                               .module_count = context->image_count,
                                               .host = {.resolve = resolve, .ctx = transfer}};
    return store_restore_begin(context->cpu->engine, &config, &transfer->source,
                               &transfer->restorer);
}

/* How many bytes it takes; 0: it is none. */
static size_t read_head(struct snapshot_transfer *transfer, const uint8_t *bytes, size_t size)
{
    if (size < HEAD_SIZE || bytes[HEAD_KIND] > HEAD_THREAD || bytes[HEAD_RUNNING] > 1 ||
        bytes[HEAD_RUNNING] > bytes[HEAD_BEGUN]) {
        return 0;
    }
    transfer->is_thread = bytes[HEAD_KIND] == HEAD_THREAD;
    transfer->next_entry = bytes[HEAD_BEGUN];
    transfer->running = bytes[HEAD_RUNNING];
    size_t wanted = HEAD_SIZE + (transfer->is_thread ? ENTRY_ARGUMENTS * ARGUMENT_SIZE : 0);
    for (size_t i = HEAD_SIZE; i < wanted && wanted <= size; i++) {
        size_t at = i - HEAD_SIZE;
        transfer->arguments[at / ARGUMENT_SIZE] |= (uint64_t)bytes[i] << (at % ARGUMENT_SIZE * 8);
    }
    return wanted <= size ? wanted : 0;
}

static int begin_load(struct cpu_context *context, const uint8_t *bytes, size_t size, size_t *used,
                      struct cpu_diagnostic *diagnostic)
{
    struct snapshot_transfer *transfer;
    int status = begin_transfer(context, &transfer);
    if (status == VB_OK) {
        status = begin_restore(context, transfer);
    }
    *used = status == VB_OK ? read_head(transfer, bytes, size) : 0;
    if (status < 0 || *used > 0) {
        return status;
    }
    format_text(diagnostic->text, sizeof diagnostic->text,
                "expected which functions a thread runs, found something else");
    return VB_ERR_PROTOCOL;
}

/* The functions that it runs, in the new store. */
static int queue_again(struct cpu_context *context, const struct snapshot_transfer *transfer,
                       struct cpu_diagnostic *diagnostic)
{
    int status;
    context->entry_count = 0;
    if (transfer->is_thread) {
        const uint64_t *arguments = transfer->arguments;
        status = wasm_queue_thread(context, (uint32_t)arguments[0], arguments[1], arguments[2]);
    } else {
        status = wasm_queue_entries(context, diagnostic);
    }
    bool good = status == VB_OK && transfer->next_entry <= context->entry_count;
    context->next_entry = good ? transfer->next_entry : context->entry_count;
    context->running = good && transfer->running;
    if (good) {
        return VB_OK;
    }
    format_text(diagnostic->text, sizeof diagnostic->text,
                "expected the state of a program with %u entry functions, found another",
                context->entry_count);
    return VB_ERR_PROTOCOL;
}

static int take_over(struct cpu_context *context, struct cpu_diagnostic *diagnostic)
{
    struct snapshot_transfer *transfer = context->transfer;
    struct store *store = store_restore_end(transfer->restorer);
    transfer->restorer = NULL;
    store_destroy(context->store);
    context->store = store;
    if (store_has_host_call(store)) {
        const uint64_t interrupted = (uint64_t)(int64_t)VB_ERR_INTERRUPTED;
        store_host_return(store, &interrupted);
    }
    return queue_again(context, transfer, diagnostic);
}

static int load_step(struct cpu_context *context, const struct cpu_context *with,
                     const uint8_t *bytes, size_t size, size_t *used,
                     struct cpu_diagnostic *diagnostic)
{
    struct snapshot_transfer *transfer = context->transfer;
    struct engine_diagnostic found = {.offset = UINT64_MAX};
    size_t taken;
    if (!transfer || !transfer->restorer) {
        return VB_ERR_BUSY;
    }
    transfer->diagnostic = diagnostic;
    transfer->source.shares = with ? with->store : NULL;
    int status =
        store_restore_step(transfer->restorer, bytes + *used, size - *used, &taken, &found);
    *used += taken;
    if (status < 0) {
        format_text(diagnostic->text, sizeof diagnostic->text,
                    "the saved state does not fit the program: %s (byte %llu)", found.text,
                    (unsigned long long)found.offset);
    }
    return status;
}

int wasm_load(struct cpu_context *context, const struct cpu_context *with, bool begins,
              const uint8_t *bytes, size_t size, size_t *used, struct cpu_diagnostic *diagnostic)
{
    int status = VB_OK;
    diagnostic->text[0] = '\0';
    *used = 0;
    if (begins) {
        status = begin_load(context, bytes, size, used, diagnostic);
    }
    if (status == VB_OK) {
        status = load_step(context, with, bytes, size, used, diagnostic);
    }
    if (status == VB_OK) {
        status = take_over(context, diagnostic);
    }
    if (status != 1) {
        wasm_end_transfer(context);
    }
    return status;
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
