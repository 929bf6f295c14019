/*
 * What the CPUs have in common that tests play for the kernel (kernel/tests/fake_cpu.c,
 * tests/spec-cases/case_cpu.c): the table of their functions, which have the same names in both,
 * and that no context of theirs can be saved.
 */
#ifndef TESTS_PLAYED_CPU_H
#define TESTS_PLAYED_CPU_H

#include <kernel/cpu.h>

static int cannot_save(struct cpu_context *context, bool begins, const struct cpu_output *out)
{
    (void)context;
    (void)begins;
    (void)out;
    return VB_ERR_NOT_SUPPORTED;
}

static int cannot_save_pages(struct cpu_context *context, struct cpu_position *at, uint64_t pages,
                             const struct cpu_output *out)
{
    (void)context;
    (void)at;
    (void)pages;
    (void)out;
    return VB_ERR_NOT_SUPPORTED;
}

static int cannot_load(struct cpu_context *context, const struct cpu_context *with, bool begins,
                       const uint8_t *bytes, size_t size, size_t *used,
                       struct cpu_diagnostic *diagnostic)
{
    (void)context;
    (void)with;
    (void)begins;
    (void)bytes;
    (void)size;
    *used = 0;
    diagnostic->text[0] = 0;
    return VB_ERR_NOT_SUPPORTED;
}

static int cannot_load_pages(struct cpu_context *context, struct cpu_position *at,
                             const uint8_t *bytes, size_t size, size_t *used,
                             struct cpu_diagnostic *diagnostic)
{
    (void)at;
    return cannot_load(context, NULL, false, bytes, size, used, diagnostic);
}

/* `atomic_`: how threads wait in its memory, or NULL when no program of it does. */
#define PLAYED_CPU_OPS(atomic_)                                                                    \
    {                                                                                              \
        .image_load = image_load,                                                                  \
        .image_release = image_release,                                                            \
        .create = create,                                                                          \
        .clone = clone_context,                                                                    \
        .thread = thread,                                                                          \
        .destroy = destroy,                                                                        \
        .resume = resume,                                                                          \
        .call = call,                                                                              \
        .atomic = (atomic_),                                                                       \
        .complete = complete,                                                                      \
        .trap = trap,                                                                              \
        .translate = translate,                                                                    \
        .reductions = reductions_used,                                                             \
        .memory_use = memory_use,                                                                  \
        .save = cannot_save,                                                                       \
        .save_pages = cannot_save_pages,                                                           \
        .load = cannot_load,                                                                       \
        .load_pages = cannot_load_pages,                                                           \
    }

#endif
