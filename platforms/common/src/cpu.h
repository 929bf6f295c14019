/* What the files of the WebAssembly CPU share. */
#ifndef PLATFORM_CPU_H
#define PLATFORM_CPU_H

#include <platform/cpu_wasm.h>

#define MODULES_MAX     16u                     /* images linked into one program */
#define ENTRIES_MAX     (2u * MODULES_MAX + 1u) /* two for each image, and the program's own */
#define ENTRY_ARGUMENTS 3u

struct cpu_wasm {
    struct engine_allocator allocator;
    struct engine *engine;
    const uint8_t *trusted; /* the boot image, or NULL */
    size_t trusted_size;
};

struct cpu_image {
    struct cpu_host host; /* of the account that pays for the module */
    struct engine_allocator allocator;
    struct module *module;
    uint32_t references;
};

struct cpu_context {
    struct cpu_host host;
    struct cpu_wasm *cpu;
    struct store *store;
    struct cpu_image *images[MODULES_MAX]; /* by instance; references */
    uint32_t image_count;
    uint64_t entries[ENTRIES_MAX]; /* funcrefs, in the order in which they run */
    uint32_t entry_count, next_entry;
    uint64_t stack_limit, memory_limit;  /* of the program, for a store made anew */
    uint64_t arguments[ENTRY_ARGUMENTS]; /* of the last entry when it takes any: a thread's */
    bool is_thread;                      /* the entries are those of a further thread */
    bool running;                        /* an entry has begun and not returned */
    bool faulted;                        /* the MMU stopped an access to fault_address */
    uintptr_t fault_address;
    bool no_stack;                      /* the next entry could not begin for lack of memory */
    struct snapshot_transfer *transfer; /* a saving or loading that goes on, or NULL */
};

/* cpu.c */
struct store_config wasm_store_config(struct cpu_context *context);

/* snapshot.c: operations of struct cpu_ops. */
int wasm_save(struct cpu_context *context, bool begins, const struct cpu_output *out);
int wasm_save_pages(struct cpu_context *context, struct cpu_position *at, uint64_t pages,
                    const struct cpu_output *out);
int wasm_load(struct cpu_context *context, const struct cpu_context *with, bool begins,
              const uint8_t *bytes, size_t size, size_t *used, struct cpu_diagnostic *diagnostic);
/* Drop what is not complete: the context changes. */
void wasm_end_transfer(struct cpu_context *context);
int wasm_load_pages(struct cpu_context *context, struct cpu_position *at, const uint8_t *bytes,
                    size_t size, size_t *used, struct cpu_diagnostic *diagnostic);

/* memory.c */
struct linear_memory_ops wasm_memory_ops(struct cpu_host *host);
/* The kernel's memory below one of the engine's. */
const struct cpu_memory *wasm_memory_backing(const struct linear_memory *memory);

/* image.c */
int wasm_image_load(void *cpu, const struct cpu_host *host, const uint8_t *bytes, size_t size,
                    struct cpu_image **out, struct cpu_diagnostic *diagnostic);
void wasm_image_release(struct cpu_image *image);

/* link.c: fill the store of `context` with the images of a program that it needs. */
int wasm_link(struct cpu_context *context, const struct cpu_program *program,
              struct cpu_diagnostic *diagnostic);

/* syscall.c: a system call for an import from "vibee". VB_OK, VB_ERR_NOT_FOUND or VB_ERR_BAD_TYPE
 * with a diagnostic. */
int wasm_resolve_syscall(const struct module_import *import, struct extern_value *out,
                         struct cpu_diagnostic *diagnostic);

/* foreign.c: for an import that nothing provides: the line to show. */
void wasm_explain_import(const struct module_import *import, struct cpu_diagnostic *diagnostic);

/* entry.c */
int wasm_queue_entries(struct cpu_context *context, struct cpu_diagnostic *diagnostic);
int wasm_queue_thread(struct cpu_context *context, uint32_t function, uint64_t stack,
                      uint64_t argument);

/* trap.c */
void wasm_trap(struct cpu_context *context, struct cpu_trap *out);

/* text.c */
bool wasm_name_is(const struct module_name *name, const char *text);
bool wasm_name_starts(const struct module_name *name, const char *text);
/* "(i32, i64) -> i64" */
void wasm_type_text(const struct func_type *type, char *out, size_t size);
/* "a function (i32) -> i64", "a memory"... */
void wasm_import_text(const struct module_import *import, char *out, size_t size);
/* The length of a name as a printf precision: cut so that a hostile name leaves room. */
int wasm_name_precision(const struct module_name *name);

#endif
