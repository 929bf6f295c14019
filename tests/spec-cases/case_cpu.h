/*
 * A CPU whose programs are the scripts of cases: what the kernel drives when a case runs.
 *
 * Its images are the beginnings of WebAssembly modules: 8 bytes are a program that can run, a
 * longer one cannot be linked, another version is not supported, anything else is malformed.
 */
#ifndef TESTS_SPEC_CASES_CASE_CPU_H
#define TESTS_SPEC_CASES_CASE_CPU_H

#include "interpreter.h"
#include <kernel/cpu.h>

/* The void *cpu of its functions. */
struct case_cpu {
    void *owner; /* for the two below */
    void (*hook)(void *owner, uint32_t hook, uint64_t argument);
    void (*failed)(void *owner, const char *failure);
    bool caller;     /* VB_CALLER_MEMORY means the context's own memory, else nothing */
    bool threadless; /* programs have no vibee_thread_start */
};

extern const struct cpu_ops case_cpu_ops;
extern const uint8_t case_cpu_program[8];

#endif
