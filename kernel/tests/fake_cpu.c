#include "fake_cpu.h"

#include <played_cpu.h>
#include <stdio.h>
#include <string.h>

struct cpu_image {
    struct cpu_host host;
    struct fake_image image;
    struct fake_cpu *cpu;
    unsigned references;
};

struct cpu_context {
    struct fake_machine machine;
    struct cpu_image *image;
};

/* ---- what programs use -------------------------------------------------------------------------
 */

static uint8_t *inside(const struct cpu_memory *memory, uint64_t address, uint64_t size)
{
    if (memory == NULL || address > memory->size || size > memory->size - address)
        return NULL;
    return memory->base + address;
}

void *fake_at(struct fake_machine *m, uint64_t address, uint64_t size)
{
    if ((address & VB_CALLER_MEMORY) != 0)
        return inside(m->caller, address & ~VB_CALLER_MEMORY, size);
    return inside(m->memory, address, size);
}

int fake_grow(struct fake_machine *m, uint64_t size)
{
    return m->host.memory_grow(m->host.account, m->memory, size);
}

enum fake_action fake_call(struct fake_machine *m, uint32_t number, size_t count,
                           const uint64_t *arguments)
{
    m->number = number;
    memset(m->arguments, 0, sizeof m->arguments);
    memcpy(m->arguments, arguments, count * sizeof *arguments);
    return FAKE_DOES_CALL;
}

enum fake_action fake_trap(struct fake_machine *m, const char *text)
{
    snprintf(m->trap, sizeof m->trap, "%s", text);
    return FAKE_DOES_TRAP;
}

/* ---- images ------------------------------------------------------------------------------------
 */

static int image_load(void *cpu, const struct cpu_host *host, const uint8_t *bytes, size_t size,
                      struct cpu_image **out, struct cpu_diagnostic *diagnostic)
{
    struct fake_image image;
    if (size != sizeof image || memcmp(bytes, FAKE_MAGIC, sizeof FAKE_MAGIC) != 0) {
        snprintf(diagnostic->text, sizeof diagnostic->text,
                 "expected a fake image, found %zu bytes", size);
        return VB_ERR_BAD_MODULE;
    }
    memcpy(&image, bytes, sizeof image);
    struct cpu_image *loaded = host->alloc(host->account, sizeof *loaded);
    if (loaded == NULL)
        return VB_ERR_NO_MEMORY;
    *loaded = (struct cpu_image){*host, image, cpu, 1};
    loaded->cpu->images++;
    *out = loaded;
    return VB_OK;
}

static void image_release(struct cpu_image *image)
{
    if (--image->references > 0)
        return;
    image->cpu->images--;
    struct cpu_host host = image->host;
    host.free(host.account, image, sizeof *image);
}

/* ---- contexts ----------------------------------------------------------------------------------
 */

static struct cpu_context *context_make(const struct cpu_host *host, struct cpu_image *image)
{
    struct cpu_context *context = host->alloc(host->account, sizeof *context);
    if (context == NULL)
        return NULL;
    context->image = image;
    context->machine.image = &image->image;
    context->machine.host = *host;
    context->machine.cpu = image->cpu;
    return context;
}

static struct cpu_context *context_keep(struct cpu_context *context)
{
    context->image->references++;
    context->image->cpu->contexts++;
    return context;
}

static int create(void *cpu, const struct cpu_host *host, const struct cpu_program *program,
                  struct cpu_context **out, struct cpu_diagnostic *diagnostic)
{
    struct fake_cpu *fake = cpu;
    struct cpu_image *image = program->links[program->count - 1].image;
    fake->provides = program->links[0].provides;
    fake->stack_limit = program->stack_limit;
    fake->memory_limit = program->memory_limit;
    if (image->image.fails != NULL) {
        snprintf(diagnostic->text, sizeof diagnostic->text, "%s", image->image.fails);
        return VB_ERR_UNLINKABLE;
    }
    struct cpu_context *context = context_make(host, image);
    if (context == NULL)
        return VB_ERR_NO_MEMORY;
    context->machine.memory = host->memory_create(host, FAKE_MEMORY, 0);
    if (context->machine.memory == NULL) {
        host->free(host->account, context, sizeof *context);
        return VB_ERR_NO_MEMORY;
    }
    *out = context_keep(context);
    return VB_OK;
}

static int clone_context(struct cpu_context *context, const struct cpu_host *host,
                         struct cpu_context **out)
{
    struct cpu_context *copy = context_make(host, context->image);
    if (copy == NULL)
        return VB_ERR_NO_MEMORY;
    copy->machine = context->machine;
    copy->machine.host = *host;
    copy->machine.memory = host->memory_clone(host, context->machine.memory);
    if (copy->machine.memory == NULL) {
        host->free(host->account, copy, sizeof *copy);
        return VB_ERR_NO_MEMORY;
    }
    *out = context_keep(copy);
    return VB_OK;
}

static int thread(struct cpu_context *context, const struct cpu_host *host, uint32_t function,
                  uint64_t stack, uint64_t argument, struct cpu_context **out)
{
    struct cpu_context *copy = context_make(host, context->image);
    if (copy == NULL)
        return VB_ERR_NO_MEMORY;
    copy->machine.is_thread = true;
    copy->machine.reg[0] = function;
    copy->machine.reg[1] = stack;
    copy->machine.reg[2] = argument;
    copy->machine.memory = context->machine.memory;
    host->memory_retain(copy->machine.memory);
    *out = context_keep(copy);
    return VB_OK;
}

static void destroy(struct cpu_context *context)
{
    struct cpu_image *image = context->image;
    struct cpu_host host = context->machine.host;
    image->cpu->contexts--;
    host.memory_release(context->machine.memory);
    host.free(host.account, context, sizeof *context);
    image_release(image);
}

/* ---- running -----------------------------------------------------------------------------------
 */

static enum cpu_stop stop_for(struct fake_machine *m, enum fake_action action)
{
    if (action == FAKE_DOES_CALL) {
        m->calling = true;
        return CPU_STOP_CALL;
    }
    if (action == FAKE_DOES_ATOMIC)
        return CPU_STOP_ATOMIC;
    return action == FAKE_DOES_TRAP ? CPU_STOP_TRAP : CPU_STOP_EXIT;
}

static enum cpu_stop resume(struct cpu_context *context, int64_t *reductions)
{
    struct fake_machine *m = &context->machine;
    while (*reductions > 0) {
        if (m->compute > 0) {
            uint64_t use = m->compute < (uint64_t)*reductions ? m->compute : (uint64_t)*reductions;
            m->compute -= use;
            m->used += use;
            *reductions -= (int64_t)use;
            continue;
        }
        --*reductions;
        m->used++;
        enum fake_action action = context->image->image.step(m);
        if (action != FAKE_DOES_COMPUTE)
            return stop_for(m, action);
    }
    return CPU_STOP_BUDGET;
}

static void call(struct cpu_context *context, struct cpu_call *out)
{
    *out = (struct cpu_call){context->machine.number, context->machine.arguments};
}

static void atomic(struct cpu_context *context, struct cpu_atomic *out)
{
    *out = context->machine.atomic;
    out->memory = context->machine.memory;
}

static void complete(struct cpu_context *context, int64_t result)
{
    context->machine.calling = false;
    context->machine.result = result;
}

static void trap(struct cpu_context *context, struct cpu_trap *out)
{
    *out = (struct cpu_trap){.code = 7, .function = 1, .offset = (uint64_t)context->machine.pc};
    snprintf(out->text, sizeof out->text, "%s", context->machine.trap);
}

static void *translate(struct cpu_context *context, uint64_t address, uint64_t size)
{
    return fake_at(&context->machine, address, size);
}

static uint64_t reductions_used(const struct cpu_context *context)
{
    return context->machine.used;
}

static size_t memory_use(const struct cpu_context *context)
{
    return (size_t)context->machine.memory->size;
}

const struct cpu_ops fake_cpu_ops = PLAYED_CPU_OPS(atomic);
