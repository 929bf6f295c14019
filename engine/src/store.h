/*
 * The state of one thread. Internal to the back half of the engine.
 *
 * A store owns instances, globals, tables, tags and the execution stack, and one reference to each
 * of its linear memories. Instances name the store's items by address: an index in the arrays
 * below. Frames (code.h) hold numbers only. The hot fields are derived from the innermost frame by
 * store_enter() and are the only pointers that move with an instance or the stack.
 */
#ifndef ENGINE_SRC_STORE_H
#define ENGINE_SRC_STORE_H

#include "code.h"

struct store_exception;

struct table {
    struct table_type type;
    uint32_t size, capacity; /* entries */
    uint64_t *entries;       /* NULL when capacity is 0 */
};

struct store_memory {
    struct linear_memory *memory;
    struct limits limits; /* in pages, as declared */
};

/* A global's address is the index of its first slot in global_values; global_types has an entry a
 * slot, with type 0 for the second slot of a v128.
 *
 * One block: this, then imported functions (8 bytes each), the addresses of tables, tags, imported
 * globals and memories (4 bytes each), and two bit sets of the dropped element and data segments.
 */
struct instance {
    struct module *module;
    uint32_t size;        /* of the block, bytes */
    uint32_t global_base; /* address of the first own global; the others follow it */
};

/* An imported function: a funcref (its upper half is not 0), or the host's number. */
static inline uint64_t *instance_imports(const struct instance *instance)
{
    return (uint64_t *)(uintptr_t)(instance + 1);
}
static inline uint32_t *instance_tables(const struct instance *instance)
{
    return (uint32_t *)(instance_imports(instance) + instance->module->imported_funcs);
}
static inline uint32_t *instance_tags(const struct instance *instance)
{
    return instance_tables(instance) + instance->module->table_count;
}
static inline uint32_t *instance_globals(const struct instance *instance)
{
    return instance_tags(instance) + instance->module->tag_count;
}
static inline uint32_t *instance_memories(const struct instance *instance)
{
    return instance_globals(instance) + instance->module->imported_globals;
}
static inline uint8_t *instance_dropped_elems(const struct instance *instance)
{
    return (uint8_t *)(instance_memories(instance) + instance->module->memory_count);
}
static inline uint8_t *instance_dropped_datas(const struct instance *instance)
{
    return instance_dropped_elems(instance) + (instance->module->elem_count + 7) / 8;
}

/* instantiate.c: bytes of the block for an instance of the module. */
size_t instance_size(const struct module *m);

static inline uint64_t funcref_make(uint32_t instance, uint32_t function)
{
    return (uint64_t)(instance + 1) << 32 | function;
}

enum store_state {
    STORE_EMPTY,     /* no frames */
    STORE_READY,     /* goes on at ip */
    STORE_HOST_CALL, /* goes on at ip once the results are there */
    STORE_DONE,      /* results are at the bottom of the stack */
    STORE_TRAPPED,
    STORE_ATOMIC, /* at a wait or notify, which ip is at: store_atomic_return(), or once more */
};

struct store {
    /* Hot: of the innermost frame; see store_enter(). */
    const struct module_func *funcs;
    uint64_t instance_tag; /* instance << 32 */
    uint64_t *header;      /* of the innermost frame */
    uint64_t *stack_limit; /* frames end before it */
    uint64_t *globals;     /* the instance's own */
    struct instance *instance;
    struct linear_memory *memory; /* the instance's memory 0, or NULL */

    /* Where execution stopped. */
    const struct insn *ip;
    uint64_t *slots;
    enum store_state state;
    enum trap_code trap;
    bool place_lost;             /* ip is not where it stopped: see store_abandon() */
    struct engine_excess excess; /* what the last stack_reserve() or call_prepare() refused */
    uint64_t entry;              /* the funcref of the outermost call */
    uint64_t reductions;         /* used since the store was made */
    int64_t budget;              /* what engine_execute() left of it */

    /* The pending host call: its function in an instance's imports, and the first argument. */
    uint32_t host_instance, host_function, host_slot;

    struct engine *engine;
    struct store_config config;
    uint64_t *stack;
    uint32_t stack_capacity; /* slots */
    size_t memory_use;

    uint32_t instance_count, instance_capacity;
    uint32_t global_slots, global_capacity;
    uint32_t global_type_capacity;
    uint32_t table_count, table_capacity;
    uint32_t memory_count, memory_capacity;
    uint32_t tag_count, tag_capacity;
    struct instance **instances;
    uint64_t *global_values;
    struct global_type *global_types;
    struct table *tables;
    struct store_memory *memories;
    const struct func_type **tags;

    struct store_exception *exceptions;
    uint32_t exception_count, exception_capacity;
    uint32_t free_exceptions;     /* a list */
    uint32_t exceptions_until_gc; /* so many more before the next collection */
};

/* A memory of the current instance. */
static inline struct linear_memory *store_memory_at(const struct store *store, uint32_t index)
{
    return store->memories[instance_memories(store->instance)[index]].memory;
}

/* Whether a memory of the current instance is. */
static inline bool store_memory_shared(const struct store *store, uint32_t index)
{
    return store->memories[instance_memories(store->instance)[index]].limits.shared;
}

/* ---- store.c -------------------------------------------------------------------------------- */

void *store_alloc(struct store *store, size_t size);
void store_free(struct store *store, void *ptr, size_t size);
/* Make room in the array at *array (of *capacity elements) for `needed`. */
MUST_CHECK int store_reserve(struct store *store, void *array, uint32_t *capacity, uint32_t needed,
                             size_t element);
/* Forget what was added behind these counts, and free it. */
struct store_mark {
    uint32_t globals, tables, memories, tags;
};
struct store_mark store_mark(const struct store *store);
void store_roll_back(struct store *store, struct store_mark mark);

/* The instance and function of a funcref; false when it is null or foreign. */
bool store_resolve(const struct store *store, uint64_t funcref, uint32_t *instance,
                   uint32_t *function);
uint64_t store_function_ref(const struct store *store, uint32_t instance, uint32_t function);

/* ---- stack.c -------------------------------------------------------------------------------- */

/* Slots that the first frame finds below it: the pseudo frame's header. */
#define STACK_BOTTOM FRAME_HEADER

/* Let `slots` more be used from `from` on; store->slots and header move with the stack.
 * VB_ERR_LIMIT beyond max_stack_bytes, VB_ERR_NO_MEMORY. */
MUST_CHECK int stack_reserve(struct store *store, const uint64_t *from, uint64_t slots);

/* Walks from the innermost frame outwards. */
struct frame_cursor {
    uint64_t *slots, *header;
    uint32_t instance, function;
    uint32_t word;  /* of the instruction in execution, in the function's code */
    bool innermost; /* word is where the store stopped; else the call that made the next frame */
};
/* False when there is no frame. */
bool frame_first(const struct store *store, struct frame_cursor *out);
bool frame_next(const struct store *store, struct frame_cursor *cursor);

/* ---- table.c: what allocates, or is long ---------------------------------------------------- */

MUST_CHECK int table_create(struct store *store, struct table_type type, uint32_t *address);
/* The old size, or -1 as its index type has it. */
uint64_t table_grow(struct store *store, struct table *table, uint64_t entries, uint64_t value);
/* The slots of a constant expression. */
void const_value(const struct store *store, uint32_t instance, const struct const_expr *item,
                 uint64_t slots[2]);
/* The same of one that is not a v128. */
uint64_t element_value(const struct store *store, uint32_t instance, const struct const_expr *item);
bool segment_dropped(const uint8_t *bits, uint32_t index);
void segment_drop(uint8_t *bits, uint32_t index);

/* ---- memory_ops.c --------------------------------------------------------------------------- */

MUST_CHECK int memory_create(struct store *store, struct limits pages, uint32_t *address);
/* Grow a memory of the current instance. The old size in pages, or -1 as its index type has it. */
uint64_t memory_grow(struct store *store, uint32_t index, uint64_t pages);

/* ---- bulk.c: one piece of a bulk operation -------------------------------------------------- */

/* The operands are at operands[0..2] and are moved on. BULK_AGAIN: not finished. The whole range
 * is checked before anything is written. */
enum bulk { BULK_DONE, BULK_AGAIN, BULK_OUT_OF_BOUNDS };
enum bulk bulk_memory_copy(const struct linear_memory *to, const struct linear_memory *from,
                           uint64_t *operands);
enum bulk bulk_memory_fill(const struct linear_memory *memory, uint64_t *operands);
enum bulk bulk_memory_init(const struct store *store, const struct linear_memory *memory,
                           uint64_t *operands, uint32_t segment);
enum bulk bulk_table_copy(struct store *store, uint64_t *operands, uint32_t to, uint32_t from);
enum bulk bulk_table_fill(struct store *store, uint64_t *operands, uint32_t table);
enum bulk bulk_table_init(struct store *store, uint64_t *operands, uint32_t segment,
                          uint32_t table);
#define BULK_BYTES   4096u /* per reduction */
#define BULK_ENTRIES 512u

/* ---- exception.c ---------------------------------------------------------------------------- */

/* Find who catches the exception and go there (ip, slots, header, instance).
 * TRAP_UNCAUGHT_EXCEPTION, with nothing changed, when nobody does; TRAP_OUT_OF_MEMORY when a
 * reference is wanted and there is no memory for what it refers to. `values` may be anywhere on the
 * stack. */
MUST_CHECK enum trap_code exception_throw(struct store *store, uint32_t tag_address,
                                          const uint64_t *values);
/* The same of what an exnref refers to; TRAP_NULL_EXCEPTION. */
MUST_CHECK enum trap_code exception_throw_ref(struct store *store, uint64_t exnref);

/* ---- exception_refs.c: what an exnref refers to --------------------------------------------- */

/* Immutable, without identity: nothing can tell two with the same contents apart. */
struct store_exception {
    uint32_t tag;  /* address, or NO_TAG: the entry is free */
    uint32_t link; /* the next free one; while collecting: the next to look at */
    bool marked;
    uint64_t values[MAX_TAG_SLOTS];
};
#define NO_TAG         UINT32_MAX
#define NO_EXCEPTION   UINT32_MAX
#define MAX_EXCEPTIONS (1u << 20) /* at once in a store */

/* A new one with these values; *exnref refers to it. VB_ERR_NO_MEMORY. */
MUST_CHECK int exception_create(struct store *store, uint32_t tag, const uint64_t *values,
                                uint64_t *exnref);
/* NULL when the reference is null or foreign. */
const struct store_exception *exception_at(const struct store *store, uint64_t exnref);
uint64_t exnref_make(uint32_t index);

/* ---- execution ------------------------------------------------------------------------------ */

/* Derive the hot fields from the instance; header and the stack's are kept. */
void store_enter(struct store *store, uint32_t instance);
/* call.c: translate `function` of the current instance and make room for its frame at `frame`, or
 * say why not. */
MUST_CHECK enum trap_code call_prepare(struct store *store, uint32_t function, uint64_t *frame);
extern const struct insn call_bootstrap[2];
/* execute_*.c, chosen by the build: run from ip until something stops it. */
enum engine_stop engine_execute(struct store *store, int64_t *reductions);

#endif
