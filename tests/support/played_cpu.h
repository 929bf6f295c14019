/*
 * What the CPUs have in common that tests play for the kernel (kernel/tests/fake_cpu.c,
 * tests/spec-cases/case_cpu.c): the table of their functions, which have the same names in both,
 * and that no context of theirs can be saved.
 */
#ifndef TESTS_PLAYED_CPU_H
#define TESTS_PLAYED_CPU_H

#include <kernel/cpu.h>

static int cannot_save(struct cpu_context *context, void *stream)
{
    (void)context;
    (void)stream;
    return VB_ERR_NOT_SUPPORTED;
}

static int cannot_load(void *cpu, const struct cpu_host *host, void *stream,
                       struct cpu_context **out)
{
    (void)cpu;
    (void)host;
    (void)stream;
    (void)out;
    return VB_ERR_NOT_SUPPORTED;
}

#define PLAYED_CPU_OPS                                                                             \
    {                                                                                              \
        .image_load = image_load,                                                                  \
        .image_release = image_release,                                                            \
        .create = create,                                                                          \
        .clone = clone_context,                                                                    \
        .thread = thread,                                                                          \
        .destroy = destroy,                                                                        \
        .resume = resume,                                                                          \
        .call = call,                                                                              \
        .complete = complete,                                                                      \
        .trap = trap,                                                                              \
        .translate = translate,                                                                    \
        .reductions = reductions_used,                                                             \
        .memory_use = memory_use,                                                                  \
        .save = cannot_save,                                                                       \
        .load = cannot_load,                                                                       \
    }

#endif
