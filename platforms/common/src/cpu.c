/* Contexts: made, copied, resumed, asked. The operations of struct cpu_ops over the engine. */
#include "cpu.h"

#include <base/format.h>
#include <hal/space.h>

int cpu_wasm_create(const struct engine_allocator *allocator, struct cpu_wasm **out)
{
    struct cpu_wasm *cpu = allocator->alloc(allocator->ctx, sizeof *cpu);
    if (!cpu) {
        return VB_ERR_NO_MEMORY;
    }
    *cpu = (struct cpu_wasm){.allocator = *allocator};
    int status = engine_create(&cpu->allocator, NULL, &cpu->engine);
    if (status != VB_OK) {
        allocator->free(allocator->ctx, cpu, sizeof *cpu);
        return status;
    }
    *out = cpu;
    return VB_OK;
}

void cpu_wasm_trust(struct cpu_wasm *cpu, const uint8_t *bytes, size_t size)
{
    cpu->trusted = bytes;
    cpu->trusted_size = size;
}

void cpu_wasm_destroy(struct cpu_wasm *cpu)
{
    engine_destroy(cpu->engine);
    struct engine_allocator allocator = cpu->allocator;
    allocator.free(allocator.ctx, cpu, sizeof *cpu);
}

/* ---- making and unmaking -------------------------------------------------------------------- */

static struct cpu_context *context_alloc(struct cpu_wasm *cpu, const struct cpu_host *host)
{
    struct cpu_context *context = host->alloc(host->account, sizeof *context);
    if (context) {
        context->host = *host;
        context->cpu = cpu;
    }
    return context;
}

/* The functions keep a pointer to context->host, which lives as long as the store. */
struct store_config wasm_store_config(struct cpu_context *context)
{
    return (struct store_config){.allocator = {.alloc = context->host.alloc,
                                               .free = context->host.free,
                                               .ctx = context->host.account},
                                 .memory = wasm_memory_ops(&context->host),
                                 .max_stack_bytes = context->stack_limit,
                                 .max_memory_bytes = context->memory_limit};
}

static void destroy(struct cpu_context *context)
{
    wasm_end_transfer(context);
    if (context->store) {
        store_destroy(context->store);
    }
    for (uint32_t i = 0; i < context->image_count; i++) {
        wasm_image_release(context->images[i]);
    }
    struct cpu_host host = context->host;
    host.free(host.account, context, sizeof *context);
}

static int create(void *cpu, const struct cpu_host *host, const struct cpu_program *program,
                  struct cpu_context **out, struct cpu_diagnostic *diagnostic)
{
    diagnostic->text[0] = '\0';
    struct cpu_context *context = context_alloc(cpu, host);
    if (!context) {
        return VB_ERR_NO_MEMORY;
    }
    context->stack_limit = program->stack_limit;
    context->memory_limit = program->memory_limit;
    struct store_config config = wasm_store_config(context);
    int status = store_create(context->cpu->engine, &config, &context->store);
    if (status == VB_OK) {
        status = wasm_link(context, program, diagnostic);
    }
    if (status == VB_OK) {
        status = wasm_queue_entries(context, diagnostic);
    }
    if (status != VB_OK) {
        if (diagnostic->text[0] == '\0') {
            format_text(diagnostic->text, sizeof diagnostic->text,
                        "the program does not fit into the memory it may use");
        }
        destroy(context);
        return status;
    }
    *out = context;
    return VB_OK;
}

/* A context with the images of another and a copy of its store. */
static int copy(struct cpu_context *from, const struct cpu_host *host, bool share_memories,
                struct cpu_context **out)
{
    struct cpu_context *context = context_alloc(from->cpu, host);
    if (!context) {
        return VB_ERR_NO_MEMORY;
    }
    context->stack_limit = from->stack_limit;
    context->memory_limit = from->memory_limit;
    struct store_config config = wasm_store_config(context);
    int status = store_clone(from->store, &config, share_memories, &context->store);
    if (status != VB_OK) {
        destroy(context);
        return status;
    }
    for (uint32_t i = 0; i < from->image_count; i++) {
        from->images[i]->references++;
        context->images[context->image_count++] = from->images[i];
    }
    *out = context;
    return VB_OK;
}

static int clone(struct cpu_context *from, const struct cpu_host *host, struct cpu_context **out)
{
    struct cpu_context *context;
    int status = copy(from, host, false, &context);
    if (status != VB_OK) {
        return status;
    }
    for (uint32_t i = 0; i < from->entry_count; i++) {
        context->entries[i] = from->entries[i]; /* a funcref means the same in the copy */
    }
    for (uint32_t i = 0; i < ENTRY_ARGUMENTS; i++) {
        context->arguments[i] = from->arguments[i];
    }
    context->entry_count = from->entry_count;
    context->next_entry = from->next_entry;
    context->running = from->running;
    context->is_thread = from->is_thread;
    *out = context;
    return VB_OK;
}

static int thread(struct cpu_context *from, const struct cpu_host *host, uint32_t function,
                  uint64_t stack, uint64_t argument, struct cpu_context **out)
{
    struct cpu_context *context;
    int status = copy(from, host, true, &context);
    if (status != VB_OK) {
        return status;
    }
    status = wasm_queue_thread(context, function, stack, argument);
    if (status != VB_OK) {
        destroy(context);
        return status;
    }
    *out = context;
    return VB_OK;
}

/* ---- running -------------------------------------------------------------------------------- */

/* Begin the next entry; false when its first frame found no room. */
static bool begin(struct cpu_context *context)
{
    uint64_t function = context->entries[context->next_entry];
    uint32_t count = store_function_type(context->store, function)->param_slots;
    if (store_call(context->store, function, context->arguments, count) != VB_OK) {
        context->no_stack = true;
        return false;
    }
    context->next_entry++;
    context->running = true;
    return true;
}

/* What was saved or loaded of it does not go with the rest any more. */
static void changes(struct cpu_context *context)
{
    if (UNLIKELY(context->transfer != NULL)) {
        wasm_end_transfer(context);
    }
}

struct run {
    struct store *store;
    int64_t *reductions;
    enum engine_stop stop;
};

static void run(void *ctx)
{
    struct run *run = ctx;
    run->stop = store_run(run->store, run->reductions);
}

/* Where the platform has spaces its MMU is a second guard behind the engine's own checks. What it
 * stops is abandoned in the middle of an instruction: the store is still whole, as everything in it
 * lies in blocks of its own, but the thread cannot go on. */
static enum engine_stop run_guarded(struct cpu_context *context, int64_t *reductions)
{
    struct run guarded = {.store = context->store, .reductions = reductions};
    if (LIKELY(context->host.space == NULL)) {
        run(&guarded);
    } else if (!hal_space_run(run, &guarded, &context->fault_address)) {
        context->faulted = true;
        store_abandon(context->store, TRAP_MEMORY_OUT_OF_BOUNDS);
        return ENGINE_STOP_TRAP;
    }
    return guarded.stop;
}

static enum cpu_stop resume(struct cpu_context *context, int64_t *reductions)
{
    changes(context);
    while (*reductions > 0) {
        if (!context->running) {
            if (context->next_entry == context->entry_count) {
                return CPU_STOP_EXIT;
            }
            if (!begin(context)) {
                return CPU_STOP_TRAP;
            }
        }
        switch (run_guarded(context, reductions)) {
        case ENGINE_STOP_DONE:
            context->running = false;
            break;
        case ENGINE_STOP_HOST_CALL:
            return CPU_STOP_CALL;
        case ENGINE_STOP_REDUCTIONS:
            return CPU_STOP_BUDGET;
        case ENGINE_STOP_TRAP:
            return CPU_STOP_TRAP;
        case ENGINE_STOP_ATOMIC:
            return CPU_STOP_ATOMIC;
        }
    }
    return !context->running && context->next_entry == context->entry_count ? CPU_STOP_EXIT
                                                                            : CPU_STOP_BUDGET;
}

static void call(struct cpu_context *context, struct cpu_call *out)
{
    struct host_call call;
    store_host_call(context->store, &call);
    *out = (struct cpu_call){.number = call.host_id, .arguments = call.arguments};
}

static void atomic(struct cpu_context *context, struct cpu_atomic *out)
{
    struct atomic_operation operation;
    store_atomic(context->store, &operation);
    *out = (struct cpu_atomic){.notify = operation.kind == ATOMIC_NOTIFY,
                               .memory = wasm_memory_backing(operation.memory),
                               .address = operation.address,
                               .count = operation.count,
                               .timeout = operation.timeout};
}

static void complete(struct cpu_context *context, int64_t result)
{
    changes(context);
    if (store_has_atomic(context->store)) {
        if (result < 0) {
            result = result == VB_ERR_TIMED_OUT ? ATOMIC_TIMED_OUT : ATOMIC_WOKEN;
        }
        store_atomic_return(context->store, (uint32_t)result);
        return;
    }
    uint64_t slot = (uint64_t)result;
    store_host_return(context->store, &slot);
}

static void *translate(struct cpu_context *context, uint64_t address, uint64_t size)
{
    bool caller = (address & VB_CALLER_MEMORY) != 0;
    const struct linear_memory *memory = store_host_memory(context->store, caller);
    address &= ~VB_CALLER_MEMORY;
    if (!memory || address > memory->size || size > memory->size - address) {
        return NULL;
    }
    /* An empty memory has no base; no byte of it will be touched, and NULL would say "outside". */
    return memory->base ? memory->base + address : (void *)context;
}

static uint64_t reductions(const struct cpu_context *context)
{
    return store_reductions(context->store);
}

static size_t memory_use(const struct cpu_context *context)
{
    return sizeof *context + store_memory_use(context->store) +
           (size_t)store_linear_memory(context->store);
}

const struct cpu_ops cpu_wasm_ops = {
    .image_load = wasm_image_load,
    .image_release = wasm_image_release,
    .create = create,
    .clone = clone,
    .thread = thread,
    .destroy = destroy,
    .resume = resume,
    .call = call,
    .atomic = atomic,
    .complete = complete,
    .trap = wasm_trap,
    .translate = translate,
    .reductions = reductions,
    .memory_use = memory_use,
    .save = wasm_save,
    .save_pages = wasm_save_pages,
    .load = wasm_load,
    .load_pages = wasm_load_pages,
};
