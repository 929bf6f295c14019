/*
 * The WebAssembly engine: decode, validate, link and execute.
 *
 * The engine is a library without an operating system: it includes `spec` and `base` only, takes
 * memory from the allocator and the linear-memory operations that it is given, and knows neither
 * the kernel nor the HAL. It follows the WebAssembly core specification 2.0 and
 * parts of 3.0, which docs/engine-loading.md lists.
 *
 * Objects
 *   engine    one per kernel: canonical function types, limits, the allocator of modules.
 *   module    decoded and validated code; immutable, reference counted, shared by any number of
 *             stores. Function bodies are translated when they are first called.
 *   store     the state of one thread: its instances, globals, tables, tags, its execution stack,
 *             and references to its linear memories. Everything is data: between two calls of
 *             store_run() nothing of a guest lives on the C stack, so a store can be copied,
 *             saved or destroyed at any time.
 *
 * Values travel as 64-bit slots: i32 and f32 in the low half with the high half zero, i64 and f64
 * whole, references as 64-bit numbers, a v128 as two slots with the low half first.
 * value_type_slots() says how many; arrays of values are arrays of slots. A null reference is 0. A
 * non-null funcref is
 * ((instance + 1) << 32) | function index; a non-null externref is the host's number plus one. A
 * non-null exnref is a number that the store gives and takes back: a host may pass it on at once,
 * but not keep it. NaNs that arithmetic produces are canonical (sign clear, quiet bit only).
 *
 * Concurrency: one C thread at a time per engine. Nothing here blocks.
 * Errors: negative enum vb_status; where a diagnostic is offered it is filled on failure only.
 */
#ifndef ENGINE_ENGINE_H
#define ENGINE_ENGINE_H

#include <base/macros.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vibee/status.h>

#define WASM_PAGE_SIZE 65536u

struct engine;
struct module;
struct store;

/* ---- what the embedder supplies ------------------------------------------------------------ */

/* Zeroed memory for engine structures. `size` on free is the size that was asked for. alloc
 * returns NULL when the account behind `ctx` is exhausted. Alignment 16. */
struct engine_allocator {
    void *(*alloc)(void *ctx, size_t size);
    void (*free)(void *ctx, void *ptr, size_t size);
    void *ctx;
};

/* A linear memory: one contiguous range. The supplier owns the object and may embed this header in
 * a larger one. `base` and `size` (bytes) change only inside grow(). */
struct linear_memory {
    uint8_t *base;
    uint64_t size;
};

/* All sizes in bytes, multiples of WASM_PAGE_SIZE; contents start zeroed. */
struct linear_memory_ops {
    /* NULL when out of memory or quota. The caller owns one reference. */
    struct linear_memory *(*create)(void *ctx, uint64_t size, uint64_t max_size);
    /* Grow to new_size; may move base. VB_ERR_NO_MEMORY leaves the memory as it was. */
    int (*grow)(void *ctx, struct linear_memory *memory, uint64_t new_size);
    /* An independent copy of the contents, charged in full to ctx. NULL when out of memory. */
    struct linear_memory *(*clone)(void *ctx, struct linear_memory *memory);
    void (*retain)(struct linear_memory *memory);
    void (*release)(struct linear_memory *memory);
    void *ctx;
};

/* A one-line description of what is wrong with a module: what was expected, what was found. */
struct engine_diagnostic {
    uint64_t offset; /* byte offset in the module, UINT64_MAX when not about one place */
    char text[200];  /* NUL-terminated UTF-8 */
};

/* Hard limits; 0 means the default in parentheses. Exceeding one is an error naming it. */
struct engine_limits {
    uint32_t max_module_size;   /* bytes (1 GiB) */
    uint32_t max_functions;     /* per module (1,000,000) */
    uint32_t max_types;         /* per module (1,000,000) */
    uint32_t max_globals;       /* per module (1,000,000) */
    uint32_t max_locals;        /* per function, parameters included (50,000) */
    uint32_t max_function_size; /* bytes (7,654,321) */
    uint32_t max_nesting;       /* of blocks in a function (10,000) */
    uint32_t max_table_entries; /* per table (10,000,000) */
    uint32_t max_br_table;      /* targets (65,520) */
};

/* ---- engine and modules -------------------------------------------------------------------- */

MUST_CHECK int engine_create(const struct engine_allocator *allocator,
                             const struct engine_limits *limits, struct engine **out);
/* Every module and store must be gone. */
void engine_destroy(struct engine *engine);

/* Decode and validate. `bytes` must stay readable and unchanged until the module is released.
 * VB_ERR_BAD_MODULE (malformed or invalid; diagnostic.text starts with the standard's own words,
 * for instance "unexpected end", "type mismatch"), VB_ERR_NOT_SUPPORTED (a feature or another kind
 * of binary, by name), VB_ERR_LIMIT (names the limit), VB_ERR_NO_MEMORY. The module takes its
 * memory, later translation included, from `allocator`, which must outlive it. */
MUST_CHECK int module_load(struct engine *engine, const struct engine_allocator *allocator,
                           const uint8_t *bytes, size_t size, struct module **out,
                           struct engine_diagnostic *diagnostic);
/* The same for bytes that whoever built the system vouches for: everything but the bodies is
 * checked, and a body is validated when its function is first called, before it is translated. A
 * call of one that is invalid traps as unreachable. */
MUST_CHECK int module_load_trusted(struct engine *engine, const struct engine_allocator *allocator,
                                   const uint8_t *bytes, size_t size, struct module **out,
                                   struct engine_diagnostic *diagnostic);
void module_retain(struct module *module);
void module_release(struct module *module);

enum extern_kind { EXTERN_FUNC, EXTERN_TABLE, EXTERN_MEMORY, EXTERN_GLOBAL, EXTERN_TAG };
enum value_type { /* the standard's binary codes */
                  TYPE_I32 = 0x7f,
                  TYPE_I64 = 0x7e,
                  TYPE_F32 = 0x7d,
                  TYPE_F64 = 0x7c,
                  TYPE_V128 = 0x7b,
                  TYPE_FUNCREF = 0x70,
                  TYPE_EXTERNREF = 0x6f,
                  TYPE_EXNREF = 0x69,
};

/* "i32", "funcref" and so on; "any" for what is no enum value_type. */
const char *value_type_name(uint8_t type);

/* Slots that a value of the type takes. */
static inline uint32_t value_type_slots(uint8_t type)
{
    return type == TYPE_V128 ? 2 : 1;
}
uint32_t value_types_slots(const uint8_t *types, uint32_t count);

/* Canonical within one engine: equal types have equal addresses. */
struct func_type {
    uint32_t id;         /* index in the engine's registry */
    uint32_t references; /* owned by the registry */
    uint32_t param_count;
    uint32_t result_count;
    uint32_t param_slots, result_slots; /* what they take */
    uint8_t types[];                    /* enum value_type: parameters, then results */
};

/* Names are UTF-8, not terminated, and point into the module's bytes. */
struct module_name {
    const char *text;
    uint32_t length;
};
struct limits {
    uint64_t min, max;
    bool has_max;
    bool is64;   /* addresses or indices are i64 */
    bool shared; /* of a memory: it is made to be common to several threads */
};
struct global_type {
    uint8_t type;
    bool mutable_;
};
struct table_type {
    uint8_t type;
    struct limits limits;
};

struct module_import {
    struct module_name module, field;
    enum extern_kind kind;
    union {
        const struct func_type *func; /* also the type of a tag */
        struct table_type table;
        struct limits memory; /* in WASM_PAGE_SIZE pages */
        struct global_type global;
    } type;
};
struct module_export {
    struct module_name name;
    enum extern_kind kind;
    uint32_t index;
};

uint32_t module_import_count(const struct module *module);
const struct module_import *module_import(const struct module *module, uint32_t i);
uint32_t module_export_count(const struct module *module);
const struct module_export *module_export(const struct module *module, uint32_t i);
/* The name of a function from the name section, else of its export, else "func[N]". */
void module_function_name(const struct module *module, uint32_t function, char *out, size_t size);
/* Where offsets in the module's bytes come from, by the line tables (DWARF 2 to 5) that a compiler
 * left in it: the file's name without directories, and the line; line 0 where that is not known. At
 * most SOURCE_LINES_MAX at a time. Takes time in proportion to the tables, of which 4 MiB at most
 * are read: for traps, not for programs. */
#define SOURCE_LINES_MAX 8u
struct source_line {
    uint64_t offset; /* given */
    struct module_name file;
    uint32_t line;
};
void module_source_lines(const struct module *module, struct source_line *lines, uint32_t count);
/* Bytes of memory held by decoded structures and translated code, without `bytes`. */
size_t module_memory_use(const struct module *module);

/* ---- stores -------------------------------------------------------------------------------- */

struct store_config {
    struct engine_allocator allocator; /* instances, tables, stack: charged to the task */
    struct linear_memory_ops memory;
    uint64_t max_stack_bytes;  /* execution stack; 0: 1 MiB */
    uint64_t max_memory_bytes; /* of one linear memory; 0: 4 GiB */
};

MUST_CHECK int store_create(struct engine *engine, const struct store_config *config,
                            struct store **out);
void store_destroy(struct store *store);
/* An independent copy of `store`, which must not be inside store_run(): instances, tables, globals,
 * stack (a pending host call included) and, by config->memory.clone, its linear memories; with
 * share_memories they are retained instead and the copy has no frames. */
MUST_CHECK int store_clone(const struct store *store, const struct store_config *config,
                           bool share_memories, struct store **out);

/* An item that can be imported. Indices are of the store's address space, as in the standard;
 * host functions have none. */
struct extern_value {
    enum extern_kind kind;
    bool is_host;     /* kind FUNC only: calls stop with ENGINE_STOP_HOST_CALL */
    uint32_t host_id; /* is_host: the number that store_host_call() reports */
    uint64_t address; /* else: a funcref for FUNC, an index in the store for the others */
};

/* Asked for each import of a module. VB_OK with *out filled; VB_ERR_NOT_FOUND ("unknown import");
 * VB_ERR_BAD_TYPE when a host function has another type than import->type.func. The engine itself
 * checks the types of everything that is not a host function ("incompatible import type"). */
struct import_resolver {
    int (*resolve)(void *ctx, struct store *store, const struct module_import *import,
                   struct extern_value *out);
    void *ctx;
};

/* Link, allocate, and run the element and data initialisers. The start function is not run: see
 * store_start_function(). Errors: VB_ERR_UNLINKABLE with a diagnostic that names the import, what
 * was wanted and what was found; VB_ERR_TRAPPED when an initialiser is out of bounds (what was
 * written before it stays, as the standard demands); VB_ERR_NO_MEMORY; VB_ERR_LIMIT. */
MUST_CHECK int store_instantiate(struct store *store, struct module *module,
                                 const struct import_resolver *resolver, uint32_t *instance,
                                 struct engine_diagnostic *diagnostic);
uint32_t store_instance_count(const struct store *store);
struct module *store_instance_module(const struct store *store, uint32_t instance);
/* The funcref of the start function of an instance, 0 when it has none. */
uint64_t store_start_function(const struct store *store, uint32_t instance);
MUST_CHECK int store_find_export(const struct store *store, uint32_t instance, const char *name,
                                 size_t length, struct extern_value *out);
/* The type of a function, NULL when `funcref` is null or foreign. */
const struct func_type *store_function_type(const struct store *store, uint64_t funcref);

/* Host-made items, for embedders and tests; *address is their index in the store. The value of a
 * global is value_type_slots() slots. */
MUST_CHECK int store_new_global(struct store *store, struct global_type type, const uint64_t *value,
                                uint64_t *address);
MUST_CHECK int store_new_table(struct store *store, struct table_type type, uint64_t *address);
MUST_CHECK int store_new_memory(struct store *store, struct limits pages, uint64_t *address);
struct global_type store_global_type(const struct store *store, uint64_t address);
const uint64_t *store_global_value(const struct store *store, uint64_t address);
void store_set_global_value(struct store *store, uint64_t address, const uint64_t *value);

/* ---- execution ----------------------------------------------------------------------------- */

enum engine_stop {
    ENGINE_STOP_DONE,       /* the outermost call returned: store_results() */
    ENGINE_STOP_HOST_CALL,  /* store_host_call(), then store_host_return() */
    ENGINE_STOP_REDUCTIONS, /* the budget is used up; run again to go on */
    ENGINE_STOP_TRAP,       /* store_trap() */
    ENGINE_STOP_ATOMIC,     /* store_atomic(), then store_atomic_return() */
};

enum trap_code {
    TRAP_NONE,
    TRAP_UNREACHABLE,
    TRAP_INTEGER_DIVIDE_BY_ZERO,
    TRAP_INTEGER_OVERFLOW,
    TRAP_INVALID_CONVERSION,
    TRAP_MEMORY_OUT_OF_BOUNDS,
    TRAP_TABLE_OUT_OF_BOUNDS,
    TRAP_UNDEFINED_ELEMENT,
    TRAP_UNINITIALIZED_ELEMENT,
    TRAP_INDIRECT_CALL_TYPE_MISMATCH,
    TRAP_CALL_STACK_EXHAUSTED,
    TRAP_UNCAUGHT_EXCEPTION,
    TRAP_OUT_OF_MEMORY,
    TRAP_HOST,
    TRAP_NULL_EXCEPTION,
    TRAP_UNALIGNED_ATOMIC,
    TRAP_EXPECTED_SHARED,
};
/* The standard's wording, for instance "integer divide by zero". */
const char *trap_message(enum trap_code code);

/* Start a call. The stack must be empty. `count` is the slots of the arguments, the function's
 * param_slots. */
MUST_CHECK int store_call(struct store *store, uint64_t funcref, const uint64_t *arguments,
                          uint32_t count);
/* Execute until something stops it. *reductions (> 0) is decremented by the reductions used and may
 * end slightly below zero. Deterministic: the same store and the same history of budgets' sums give
 * the same stops on every target and build. */
enum engine_stop store_run(struct store *store, int64_t *reductions);
/* All reductions this store has used. */
uint64_t store_reductions(const struct store *store);

struct host_call {
    uint32_t host_id;
    uint32_t instance; /* that made the call */
    const struct func_type *type;
    const uint64_t *arguments; /* param_slots, valid until store_host_return() */
};
void store_host_call(const struct store *store, struct host_call *out);
/* Whether one is pending. */
bool store_has_host_call(const struct store *store);
/* Finish the pending host call with its results (result_slots). */
void store_host_return(struct store *store, const uint64_t *results);
/* store_run() was left in the middle of an instruction, as by longjmp(): the platform's MMU stopped
 * an access. The store becomes one that has trapped there. Which function it was is known, and so
 * are its callers; its offset in a build whose loads and stores note it, else it is UINT64_MAX. */
void store_abandon(struct store *store, enum trap_code code);
/* Turn the pending host call into a trap at the call. */
void store_host_trap(struct store *store, enum trap_code code);
/* The memory 0 of the instance that made the pending host call or, with `caller`, of the nearest
 * frame below it that belongs to another instance. NULL when there is none. */
struct linear_memory *store_host_memory(const struct store *store, bool caller);

/* memory.atomic.wait32, wait64 and notify of a shared memory stop the store, for threads are the
 * embedder's. A wait has compared the value already, and found it as expected. The thread is then
 * to wait until one that runs in the same memory, through whichever store, notifies the address.
 * Nothing is kept here: a store that is saved or cloned meanwhile executes the instruction
 * again. With one thread only, a wait ends as ATOMIC_TIMED_OUT and a notify wakes 0. */
enum atomic_kind { ATOMIC_WAIT, ATOMIC_NOTIFY };
enum atomic_result { ATOMIC_WOKEN = 0, ATOMIC_NOT_EQUAL = 1, ATOMIC_TIMED_OUT = 2 };
struct atomic_operation {
    enum atomic_kind kind;
    struct linear_memory *memory;
    uint64_t address; /* in the memory, offset included */
    uint64_t count;   /* NOTIFY: at most so many; threads that waited longer go first */
    int64_t timeout;  /* WAIT: nanoseconds, negative: none */
};
void store_atomic(const struct store *store, struct atomic_operation *out);
/* Whether one is pending. */
bool store_has_atomic(const struct store *store);
/* Finish it with what the instruction yields: of a wait an enum atomic_result, of a notify how many
 * were woken. */
void store_atomic_return(struct store *store, uint32_t result);

/* The limit that a trap was about: TRAP_CALL_STACK_EXHAUSTED. */
struct engine_excess {
    const char *what;     /* "bytes of stack"; NULL: about none */
    uint64_t most, found; /* found 0: more than that */
};
struct trap_info {
    enum trap_code code;
    uint32_t instance, function; /* where */
    uint64_t offset; /* of the instruction, in the module's bytes; UINT64_MAX: unknown */
    struct engine_excess excess;
};
void store_trap(const struct store *store, struct trap_info *out);
/* Frames from innermost to outermost; returns how many there are, fills at most `max`. */
struct frame_info {
    uint32_t instance, function;
    uint64_t offset;
};
uint32_t store_backtrace(const struct store *store, struct frame_info *out, uint32_t max);
/* Results of the outermost call after ENGINE_STOP_DONE; *count is their slots. */
const uint64_t *store_results(const struct store *store, uint32_t *count);
/* Drop all frames: after a trap, to call again. */
void store_unwind(struct store *store);
/* Bytes the store holds beside its linear memories. */
size_t store_memory_use(const struct store *store);
/* The sizes of its linear memories, shared ones included. */
uint64_t store_linear_memory(const struct store *store);

#endif
