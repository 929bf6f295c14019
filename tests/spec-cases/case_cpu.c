#include "case_cpu.h"
#include <base/format.h>
#include <played_cpu.h>
#include <string.h>
#include <vibee/syscall_numbers.h>

#define MODULE_MAGIC "\0asm\1\0\0\0"

const uint8_t case_cpu_program[8] = MODULE_MAGIC;

struct cpu_image {
    struct cpu_host host;
    bool linkable;
};

struct cpu_context {
    struct case_cpu *cpu;
    struct cpu_host host;
    struct cpu_memory *memory;
    struct case_actor actor;
    struct case_request request; /* the pending call */
    uint64_t reductions;
    bool trapped;
    bool answered; /* the call has a result, which has not been looked at */
    int64_t result;
    bool parked; /* its script has ended: it sleeps for ever */
};

/* ---- images --------------------------------------------------------------------------------- */

static int image_load(void *cpu, const struct cpu_host *host, const uint8_t *bytes, size_t size,
                      struct cpu_image **out, struct cpu_diagnostic *diagnostic)
{
    (void)cpu;
    if (size < 8 || memcmp(bytes, MODULE_MAGIC, 4) != 0) {
        format_text(diagnostic->text, sizeof diagnostic->text, "expected a module, found another");
        return VB_ERR_BAD_MODULE;
    }
    if (memcmp(bytes, MODULE_MAGIC, 8) != 0) {
        format_text(diagnostic->text, sizeof diagnostic->text, "expected version 1, found another");
        return VB_ERR_NOT_SUPPORTED;
    }
    struct cpu_image *image = host->alloc(host->account, sizeof *image);
    if (image == NULL)
        return VB_ERR_NO_MEMORY;
    image->host = *host;
    image->linkable = size == 8;
    *out = image;
    return VB_OK;
}

static void image_release(struct cpu_image *image)
{
    struct cpu_host host = image->host;
    host.free(host.account, image, sizeof *image);
}

/* ---- contexts ------------------------------------------------------------------------------- */

static struct cpu_context *context_create(struct case_cpu *cpu, const struct cpu_host *host,
                                          struct cpu_memory *memory)
{
    struct cpu_context *context = host->alloc(host->account, sizeof *context);
    if (context != NULL) {
        context->cpu = cpu;
        context->host = *host;
        context->memory = memory;
    }
    return context;
}

static int create(void *cpu, const struct cpu_host *host, const struct cpu_program *program,
                  struct cpu_context **out, struct cpu_diagnostic *diagnostic)
{
    for (size_t i = 0; i < program->count; i++) {
        if (!program->links[i].image->linkable) {
            format_text(diagnostic->text, sizeof diagnostic->text,
                        "expected somebody to provide x.y, found nobody");
            return VB_ERR_UNLINKABLE;
        }
    }
    struct cpu_memory *memory = host->memory_create(host, CASE_ARENA_SIZE, CASE_ARENA_SIZE);
    if (memory == NULL)
        return VB_ERR_NO_MEMORY;
    *out = context_create(cpu, host, memory);
    if (*out == NULL) {
        host->memory_release(memory);
        return VB_ERR_NO_MEMORY;
    }
    case_begin_task(&(*out)->actor, 0, 0);
    return VB_OK;
}

static int clone_context(struct cpu_context *context, const struct cpu_host *host,
                         struct cpu_context **out)
{
    struct cpu_memory *memory = host->memory_clone(host, context->memory);
    if (memory == NULL)
        return VB_ERR_NO_MEMORY;
    *out = context_create(context->cpu, host, memory);
    if (*out == NULL) {
        host->memory_release(memory);
        return VB_ERR_NO_MEMORY;
    }
    (*out)->actor = context->actor;
    (*out)->request = context->request;
    return VB_OK;
}

static int thread(struct cpu_context *context, const struct cpu_host *host, uint32_t function,
                  uint64_t stack, uint64_t argument, struct cpu_context **out)
{
    (void)function;
    (void)stack;
    if (context->cpu->threadless)
        return VB_ERR_NOT_FOUND;
    *out = context_create(context->cpu, host, context->memory);
    if (*out == NULL)
        return VB_ERR_NO_MEMORY;
    host->memory_retain(context->memory);
    case_begin_thread(&(*out)->actor, &context->actor, argument);
    return VB_OK;
}

static void destroy(struct cpu_context *context)
{
    struct cpu_host host = context->host;
    host.memory_release(context->memory);
    host.free(host.account, context, sizeof *context);
}

/* ---- running -------------------------------------------------------------------------------- */

static enum cpu_stop park(struct cpu_context *context)
{
    context->parked = true;
    context->request = (struct case_request){SYSCALL_SLEEP, {VB_FOREVER}};
    return CPU_STOP_CALL;
}

/* Where the memory may be touched: in complete() it may not. */
static void look_at_result(struct cpu_context *context)
{
    char failure[CASE_FAILURE_SIZE];
    if (!context->answered)
        return;
    context->answered = false;
    if (!case_result(&context->actor, context->memory->base, context->result, failure)) {
        context->cpu->failed(context->cpu->owner, failure);
        context->parked = true;
    }
}

static enum cpu_stop resume(struct cpu_context *context, int64_t *reductions)
{
    char failure[CASE_FAILURE_SIZE];
    look_at_result(context);
    if (context->parked)
        return park(context);
    while (!context->trapped) {
        context->reductions++;
        if (--*reductions <= 0)
            return CPU_STOP_BUDGET;
        switch (case_next(&context->actor, context->memory->base, &context->request, failure)) {
        case CASE_DO_CALL:
            return CPU_STOP_CALL;
        case CASE_DONE:
            return park(context);
        case CASE_FAILED:
            context->cpu->failed(context->cpu->owner, failure);
            return park(context);
        case CASE_DO_HOOK:
            if (context->request.number == CASE_HOOK_TRAP)
                context->trapped = true;
            else
                context->cpu->hook(context->cpu->owner, context->request.number,
                                   context->request.arguments[0]);
            break;
        }
    }
    return CPU_STOP_TRAP;
}

static void call(struct cpu_context *context, struct cpu_call *out)
{
    *out = (struct cpu_call){context->request.number, context->request.arguments};
}

static void complete(struct cpu_context *context, int64_t result)
{
    context->answered = !context->parked;
    context->result = result;
}

static void trap(struct cpu_context *context, struct cpu_trap *out)
{
    (void)context;
    *out = (struct cpu_trap){.code = 1};
    format_text(out->text, sizeof out->text, "unreachable in the case");
}

static void *translate(struct cpu_context *context, uint64_t address, uint64_t size)
{
    if ((address & VB_CALLER_MEMORY) != 0 && !context->cpu->caller)
        return NULL;
    address &= ~VB_CALLER_MEMORY;
    uint64_t end = context->memory->size;
    return address <= end && size <= end - address ? context->memory->base + address : NULL;
}

static uint64_t reductions_used(const struct cpu_context *context)
{
    return context->reductions;
}

static size_t memory_use(const struct cpu_context *context)
{
    return sizeof *context + context->memory->size;
}

const struct cpu_ops case_cpu_ops = PLAYED_CPU_OPS(NULL);
