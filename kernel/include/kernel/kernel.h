/*
 * The kernel as a library: make one, give it a program for its first task, and step it.
 *
 * One struct kernel holds everything; many can live in one process. The embedder (platforms/common)
 * calls kernel_step() again and again; the kernel never blocks and is never entered twice at once.
 */
#ifndef KERNEL_KERNEL_H
#define KERNEL_KERNEL_H

#include <hal/hal.h>
#include <kernel/cpu.h>

struct kernel;

/* A module or file handed to init as a memory object with this name. The bytes are not copied and
 * must stay valid and unchanged as long as the kernel lives. */
struct kernel_blob {
    const char *name;
    const uint8_t *bytes;
    size_t size;
};

struct kernel_config {
    const struct cpu_ops *cpu_ops;
    void *cpu;
    struct hal_ring *ring;
    bool cooperative;      /* a thread runs until it blocks or yields */
    uint64_t memory_limit; /* bytes of the root account, 0: what the platform has */
    uint32_t
        entry_reductions; /* of one entry into the CPU, 0: the default (see docs/architecture.md) */
    uint32_t quantum_entries; /* entries before another thread of equal priority runs, 0: default */
    bool verbose;             /* log to the early console too */
};

MUST_CHECK int kernel_create(const struct kernel_config *config, struct kernel **out);
/* Ends every task and frees everything; afterwards no page of the platform is held. */
void kernel_destroy(struct kernel *kernel);

/* Start init. `image` is its module, arguments its command line. It gets named start handles:
 * "account" (root), "namespace" (its own, with proc and mem bound, MANAGE), "system", "job", each
 * device as "device.N", each blob by its name, and "manifest", a memory object that outlives it. */
MUST_CHECK int kernel_start_init(struct kernel *kernel, const uint8_t *image, size_t size,
                                 const char *const *arguments, size_t argument_count,
                                 const char *const *environment, size_t environment_count,
                                 const struct kernel_blob *blobs, size_t blob_count,
                                 struct cpu_diagnostic *diagnostic);

enum kernel_state {
    KERNEL_BUSY,    /* step again soon */
    KERNEL_IDLE,    /* nothing to do before *deadline or an interrupt */
    KERNEL_STOPPED, /* system_stop was called: kernel_stop_reason() */
};
/* Work for at most about `budget` nanoseconds. */
enum kernel_state kernel_step(struct kernel *kernel, uint64_t budget, uint64_t *deadline);
void kernel_stop_reason(const struct kernel *kernel, enum vb_system_action *action, int *status);

/* Counters for tests and the mem scheme. */
struct kernel_counts {
    uint64_t pages_held;    /* from the HAL */
    uint64_t bytes_charged; /* to the root account */
    uint32_t tasks, threads, handles, objects, messages, images;
};
void kernel_count(const struct kernel *kernel, struct kernel_counts *out);

/* The number and parameter types of a system call ('i': i32, 'I': i64, one letter each), for
 * linking imports. VB_ERR_NOT_FOUND. */
MUST_CHECK int kernel_syscall_lookup(const char *name, size_t length, uint32_t *number,
                                     const char **parameters);

#endif
