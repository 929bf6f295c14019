/*
 * The decoded module: what decode and validate produce, and instantiate and translate read.
 * Internal to the engine. Everything here is allocated from module->allocator and immutable once
 * module_load() has returned, except func.code, which translation fills when a function is first
 * called.
 */
#ifndef ENGINE_SRC_MODULE_H
#define ENGINE_SRC_MODULE_H

#include <engine/engine.h>

/* Parameters or results. */
struct type_list {
    const uint8_t *types;
    uint32_t count;
};

/* A constant expression (initialisers, offsets). What can be computed when a module is loaded is
 * CONST_VALUE; CONST_CODE computes with imported globals and is evaluated by const_evaluate(). */
enum const_kind { CONST_VALUE, CONST_VECTOR, CONST_GLOBAL, CONST_FUNC, CONST_CODE };
struct const_expr {
    enum const_kind kind;
    uint8_t type;   /* enum value_type of the result */
    uint64_t value; /* the slot (ref.null: 0), the global's or function's index, or the offset in
                       bytes[] of the code or of a v128's 16 bytes */
};
/* Operands that a constant expression may hold at once. */
#define MAX_CONST_OPERANDS 256u

struct code; /* translated function: translate.h */

struct module_func {
    const struct func_type *type;
    uint32_t type_index;
    uint32_t body;      /* offset in bytes[] of the body (its local declarations); 0: imported */
    uint32_t body_size; /* bytes, the final `end` included */
    struct code *code;  /* NULL until first called */
};

struct module_global {
    struct global_type type;
    uint32_t slot;          /* of those that the module's own globals take; unused for imports */
    struct const_expr init; /* unused for imports */
};

enum segment_mode { SEGMENT_ACTIVE, SEGMENT_PASSIVE, SEGMENT_DECLARED };

struct module_elem {
    enum segment_mode mode;
    uint8_t type; /* TYPE_FUNCREF or TYPE_EXTERNREF */
    uint32_t table;
    struct const_expr offset;
    uint32_t count;
    struct const_expr *items;
};

struct module_data {
    enum segment_mode mode;
    uint32_t memory;
    struct const_expr offset;
    uint32_t start, size; /* in bytes[] */
};

/* A custom section's content in bytes[]; size 0: there is none. */
struct module_range {
    uint32_t start, size;
};

/* In every index space the imports come first, as in the standard. */
struct module {
    struct engine *engine;
    struct engine_allocator allocator;
    uint32_t references;
    const uint8_t *bytes;
    size_t size;

    uint32_t type_count, import_count, export_count;
    uint32_t type_capacity; /* of types[]; equal to type_count once loaded */
    uint32_t func_count, imported_funcs;
    uint32_t table_count, imported_tables;
    uint32_t memory_count, imported_memories;
    uint32_t global_count, imported_globals;
    uint32_t tag_count, imported_tags;
    uint32_t elem_count, data_count;
    bool has_data_count;
    bool bodies_later; /* trusted: code_translate() validates each body */

    const struct func_type **types;
    struct module_import *imports;
    struct module_export *exports;
    struct module_func *funcs;
    struct table_type *tables;
    struct limits *memories;
    struct module_global *globals;
    const struct func_type **tags;
    struct module_elem *elems;
    struct module_data *datas;
    int64_t start;           /* function index, -1: none */
    uint32_t code;           /* offset in bytes[] of the code section's content */
    uint8_t *declared_funcs; /* bit set: those that ref.func may name; NULL: none, or all is
                                validated */
    /* Custom sections: names.c, and DWARF's for source_lines.c. */
    struct module_range names, debug_line, debug_line_str, debug_str;
    size_t memory_use;
};

struct engine {
    struct engine_allocator allocator;
    struct engine_limits limits;   /* defaults filled in */
    struct func_type **func_types; /* by id; NULL where free. types.c */
    uint32_t func_type_count, func_type_capacity;
    uint32_t *free_type_ids; /* a stack of the ids below the highest used that are free */
    uint32_t free_type_id_count, func_type_id_end;
    uint32_t *type_slots;     /* hash table, open addressing: id + 1, or 0 */
    uint32_t type_slot_count; /* a power of two */
    uint64_t type_hash_seed;
};

/* types.c: the registry. Returns NULL when out of memory; the caller owns one reference. */
const struct func_type *func_type_intern(struct engine *engine, const uint8_t *types,
                                         uint32_t params, uint32_t results);
void func_type_release(struct engine *engine, const struct func_type *type);
/* Frees the tables. Every type must have been released. */
void func_types_destroy(struct engine *engine);

/* decode_types.c */
bool is_reference_type(uint8_t type);

/* const_expr.c: whether an opcode is one of the integer operations that constant expressions have,
 * what it computes from two slots, and the value of a CONST_CODE; read_global gives the slot of a
 * global by its index in the module. */
bool is_const_arithmetic(uint32_t opcode);
uint64_t const_compute(uint32_t opcode, uint64_t left, uint64_t right);
uint64_t const_evaluate(const struct module *module, const struct const_expr *code,
                        uint64_t (*read_global)(const void *ctx, uint32_t index), const void *ctx);

/* memory.c: the allocator with accounting in module->memory_use. */
void *module_alloc(struct module *module, size_t size);
void module_free(struct module *module, void *ptr, size_t size);

/* decode_code.c: validate one body of a module whose bodies_later is set. VB_ERR_BAD_MODULE,
 * VB_ERR_NO_MEMORY. */
MUST_CHECK int validate_function(struct module *module, uint32_t function);

/* translate.c: frees what translation attached to a function; called by module_release(). */
void code_free(struct module *module, struct code *code);

#endif
