/*
 * The CPU: the seam between the kernel and whatever executes programs.
 *
 * The kernel knows no WebAssembly. It loads images, makes contexts (one a thread), resumes them for
 * a number of reductions and looks at why they stopped; platforms/common joins this to the engine,
 * and kernel/tests to a fake. A context keeps its whole state as data between two resumes.
 *
 * No function blocks. Memory is charged to the account given as cpu_host.
 */
#ifndef KERNEL_CPU_H
#define KERNEL_CPU_H

#include <base/macros.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vibee/objects.h>
#include <vibee/status.h>

struct cpu_image;   /* an immutable program or library, shared by contexts */
struct cpu_context; /* the state of one thread */

/* What the kernel gives to a context: memory charged to an account. Who gets one copies it. */
struct cpu_host {
    void *account; /* passed to the functions below, or with the whole */
    void *space;   /* where linear memories are made, see memory_create */
    /* Zeroed; NULL when out of memory or quota. `size` on free is the size asked for. */
    void *(*alloc)(void *account, size_t size);
    void (*free)(void *account, void *ptr, size_t size);
    /* Linear memories: contiguous, zeroed, growable; *base may change in grow. The handle is the
     * kernel's; references are counted. Sizes in bytes. With a space they may be touched only while
     * a context is created or resumed that was given it. */
    struct cpu_memory *(*memory_create)(const struct cpu_host *host, uint64_t size,
                                        uint64_t max_size);
    int (*memory_grow)(void *account, struct cpu_memory *memory, uint64_t new_size);
    struct cpu_memory *(*memory_clone)(const struct cpu_host *host, struct cpu_memory *memory);
    void (*memory_retain)(struct cpu_memory *memory);
    void (*memory_release)(struct cpu_memory *memory);
};

/* A linear memory as the CPU sees it; the kernel embeds it in its own object. */
struct cpu_memory {
    uint8_t *base;
    uint64_t size;
};

struct cpu_diagnostic {
    char text[240]; /* one line: what was expected, what was found, where */
};

/* The images of a program in link order; the last one is the program. */
struct cpu_link {
    struct cpu_image *image;
    const char
        *provides;    /* comma-separated module names that later images may import from, or NULL */
    bool if_imported; /* leave it out when no later image imports from a name it provides */
};
struct cpu_program {
    const struct cpu_link *links;
    size_t count;
    uint64_t stack_limit;  /* bytes, 0: the default */
    uint64_t memory_limit; /* bytes of one linear memory, 0: no limit */
};

enum cpu_stop {
    CPU_STOP_BUDGET, /* reductions used up */
    CPU_STOP_CALL,   /* a system call: ops->call(), later ops->complete() */
    CPU_STOP_EXIT,   /* the program's entry function returned */
    CPU_STOP_TRAP,   /* ops->trap() */
    CPU_STOP_ATOMIC, /* waits in a memory, or notifies: ops->atomic(), later ops->complete() */
};

/* A thread waits until another one that uses the same memory notifies the address. The CPU has
 * compared what is there already. */
struct cpu_atomic {
    bool notify;
    const struct cpu_memory *memory; /* the kernel's: who it is, not what it holds */
    uint64_t address;
    uint64_t count;  /* notify: at most so many */
    int64_t timeout; /* wait: nanoseconds, negative: none */
};

struct cpu_call {
    uint32_t number;           /* enum syscall_number */
    const uint64_t *arguments; /* as many as the call has; valid until complete() */
};

struct cpu_trap {
    uint32_t code;
    uint32_t instance, function;
    uint64_t offset;
    char text[240]; /* "out of bounds memory access in NAME at offset 0x1234", and a short backtrace
                     */
};

/* Where a snapshot goes. A negative status ends the saving and is passed on. */
struct cpu_output {
    int (*write)(void *ctx, const void *bytes, size_t size);
    void *ctx;
};

/* How far the memories of a context were saved or loaded; all zero at first. */
struct cpu_position {
    uint32_t memory;
    uint64_t page;
};

struct cpu_ops {
    /* `bytes` stay valid and unchanged until the image is released. */
    int (*image_load)(void *cpu, const struct cpu_host *host, const uint8_t *bytes, size_t size,
                      struct cpu_image **out, struct cpu_diagnostic *diagnostic);
    void (*image_release)(struct cpu_image *image);

    /* Link a program and prepare its entry. The context holds references to the images. */
    int (*create)(void *cpu, const struct cpu_host *host, const struct cpu_program *program,
                  struct cpu_context **out, struct cpu_diagnostic *diagnostic);
    /* A copy for fork: independent memories. The pending call is pending in the copy too. */
    int (*clone)(struct cpu_context *context, const struct cpu_host *host,
                 struct cpu_context **out);
    /* A further thread: shared memories, own globals and tables; will call the program's export
     * vibee_thread_start(function, stack, argument) or, when it has none, vibee_thread_begin() of
     * its libraries with the same arguments, and then its wasi_thread_start(function, stack), as
     * WASI has it (a number, an argument). VB_ERR_NOT_FOUND when there is neither. */
    int (*thread)(struct cpu_context *context, const struct cpu_host *host, uint32_t function,
                  uint64_t stack, uint64_t argument, struct cpu_context **out);
    void (*destroy)(struct cpu_context *context);

    /* *reductions > 0 is decremented by what was used. */
    enum cpu_stop (*resume)(struct cpu_context *context, int64_t *reductions);
    void (*call)(struct cpu_context *context, struct cpu_call *out);
    void (*atomic)(struct cpu_context *context, struct cpu_atomic *out);
    /* End the pending call with its result; a notification with how many threads it woke; a wait
     * with VB_OK (woken), or VB_ERR_TIMED_OUT; with another error the program sees it as woken,
     * for no instruction can say otherwise. Touches no guest memory. */
    void (*complete)(struct cpu_context *context, int64_t result);
    void (*trap)(struct cpu_context *context, struct cpu_trap *out);
    /* Host address of size bytes at a guest address (vb_buffer_selector), NULL when they are not
     * all inside. Only while a call is pending; valid until the next resume, grow or complete.
     * Touches no guest memory. */
    void *(*translate)(struct cpu_context *context, uint64_t address, uint64_t size);
    uint64_t (*reductions)(const struct cpu_context *context);
    /* Bytes it holds, its linear memories included. */
    size_t (*memory_use)(const struct cpu_context *context);

    /* Snapshots of a context that is not being resumed (docs/snapshot-format.md). save() writes the
     * next piece of its state, save_pages() contents of its memories from *at on until about
     * `pages` pages of 4 KiB were looked at; load() and load_pages() make a context, of the same
     * program and not yet resumed, what was written. They answer 1 when there is more, and none
     * takes long. VB_ERR_BUSY: of a state that is not at its beginning, and was resumed or
     * completed since the piece before. A context that is loaded `with` another one, which is
     * complete, has the same memories. A call that was pending is completed with
     * VB_ERR_INTERRUPTED. save_pages() and load_pages() touch guest memory. VB_ERR_NOT_SUPPORTED,
     * VB_ERR_PROTOCOL and others; of loading with a diagnostic. */
    int (*save)(struct cpu_context *context, bool begins, const struct cpu_output *out);
    int (*save_pages)(struct cpu_context *context, struct cpu_position *at, uint64_t pages,
                      const struct cpu_output *out);
    int (*load)(struct cpu_context *context, const struct cpu_context *with, bool begins,
                const uint8_t *bytes, size_t size, size_t *used, struct cpu_diagnostic *diagnostic);
    int (*load_pages)(struct cpu_context *context, struct cpu_position *at, const uint8_t *bytes,
                      size_t size, size_t *used, struct cpu_diagnostic *diagnostic);
};

#endif
