/*
 * The state of one module_load(), shared by the decoder's and the validator's files. Internal to
 * the front half of the engine: nothing of it outlives module_load().
 *
 * Every function that can fail returns VB_OK or a negative status, and whoever makes a negative
 * status records the diagnostic at once, by load_fail() or load_fail_read(). Callers only pass it
 * on. Half-built modules are freed by module_load(), so nothing is undone on the way out.
 */
#ifndef ENGINE_SRC_LOAD_H
#define ENGINE_SRC_LOAD_H

#include "module.h"
#include "reader.h"

/* Limits of the implementation beside those of struct engine_limits: those of the WebAssembly
 * JavaScript interface, section 8 ("implementation-defined limits"), which producers respect. */
#define MAX_PARAMS  1000u
#define MAX_RESULTS 1000u
/* Memories, tables and tags of a module. */
#define MAX_MEMORIES 100u
#define MAX_TABLES   100000u
#define MAX_TAGS     1000000u
/* Operands a function may hold at once. */
#define MAX_OPERANDS 1000000u

struct validator;

struct loader {
    struct module *module;
    struct engine_diagnostic *diagnostic; /* or NULL */
    struct reader r;                      /* `end` is the end of the current section */
    uint32_t declared_data_count;         /* of the data count section */
    uint32_t funcs_without_body;          /* of the function section, until code follows */
    uint32_t globals_read;                /* how many are complete */
    uint8_t *declared_funcs;              /* bit set: those that ref.func may name */
    bool all_declared;                    /* or all are: the module was validated before */
    struct validator *validator;          /* its buffers serve all bodies */
};

/* Record what is wrong at `at` (a place in the module's bytes, or NULL) and return `status`. */
MUST_CHECK int load_fail(struct loader *l, int status, const uint8_t *at, const char *format, ...)
    PRINTF_LIKE(4, 5);
/* The same for a status that a reader_ function returned while it read `what` at `at`. */
MUST_CHECK int load_fail_read(struct loader *l, int status, const uint8_t *at, const char *what);
MUST_CHECK int load_no_memory(struct loader *l);

/* ---- read.c: items that many sections share ------------------------------------------------ */

MUST_CHECK int read_byte(struct loader *l, uint8_t *out, const char *what);
MUST_CHECK int read_u32(struct loader *l, uint32_t *out, const char *what);
MUST_CHECK int read_u64(struct loader *l, uint64_t *out, const char *what);
/* A vector's length: at most `limit`, and not more than the bytes left, since an element takes one
 * byte at least; so an allocation of `count` elements is in proportion to the input. */
MUST_CHECK int read_count(struct loader *l, uint32_t *out, uint32_t limit, const char *what);
MUST_CHECK int read_name(struct loader *l, struct module_name *out);
/* As module_alloc() for `count` elements; *out is NULL when count is 0. */
MUST_CHECK int load_array(struct loader *l, void *out, size_t count, size_t element);
/* Make room behind the first `old` elements of the array at *array for `added` more. */
MUST_CHECK int extend_array(struct loader *l, void *array, size_t old, size_t added,
                            size_t element);

/* ---- decode_types.c: types, and the sections that hold nothing else ------------------------- */

MUST_CHECK int read_value_type(struct loader *l, uint8_t *out);
MUST_CHECK int read_ref_type(struct loader *l, uint8_t *out);
MUST_CHECK int read_table_type(struct loader *l, struct table_type *out);
MUST_CHECK int read_memory_type(struct loader *l, struct limits *out);
MUST_CHECK int read_global_type(struct loader *l, struct global_type *out);
MUST_CHECK int read_tag_type(struct loader *l, const struct func_type **out);
/* A type index and the type it names. */
MUST_CHECK int read_type_use(struct loader *l, uint32_t *index, const struct func_type **out);
MUST_CHECK int decode_type_section(struct loader *l);

/* ---- one function a section ----------------------------------------------------------------- */

MUST_CHECK int decode_import_section(struct loader *l);     /* decode_imports.c */
MUST_CHECK int decode_export_section(struct loader *l);     /* decode_exports.c */
MUST_CHECK int decode_function_section(struct loader *l);   /* decode_spaces.c */
MUST_CHECK int decode_table_section(struct loader *l);      /* decode_spaces.c */
MUST_CHECK int decode_memory_section(struct loader *l);     /* decode_spaces.c */
MUST_CHECK int decode_tag_section(struct loader *l);        /* decode_spaces.c */
MUST_CHECK int decode_global_section(struct loader *l);     /* decode_spaces.c */
MUST_CHECK int decode_start_section(struct loader *l);      /* decode_exports.c */
MUST_CHECK int decode_element_section(struct loader *l);    /* decode_segments.c */
MUST_CHECK int decode_data_count_section(struct loader *l); /* decode_segments.c */
MUST_CHECK int decode_data_section(struct loader *l);       /* decode_segments.c */
MUST_CHECK int decode_code_section(struct loader *l);       /* decode_code.c */
MUST_CHECK int decode_custom_section(struct loader *l);     /* decode_custom.c */

/* decode_code.c: start on a body at l->r.at, with l->validator; its instructions follow. */
MUST_CHECK int validate_begin_again(struct loader *l, const struct func_type *type);

/* decode.c: everything, from the magic number to the last section. */
MUST_CHECK int decode_module(struct loader *l);

/* decode_const.c: a constant expression with its `end`, of `type`. */
MUST_CHECK int read_const_expr(struct loader *l, uint8_t type, struct const_expr *out);

/* decode_exports.c: let ref.func name a function, since it occurs outside of the bodies. */
MUST_CHECK int declare_func(struct loader *l, uint32_t index);
bool is_declared_func(const struct loader *l, uint32_t index);

/* utf8.c: whether all of it is well-formed (Unicode 3.9, table 3-7). */
bool is_utf8(const uint8_t *text, size_t length);

/* unsupported.c: refuse a byte that is not known where an instruction, a type or a section was
 * expected: with VB_ERR_NOT_SUPPORTED and the feature's name when it belongs to one, else as
 * malformed with `otherwise` as the reason. */
enum refused_space {
    REFUSED_OPCODE,
    REFUSED_OPCODE_FC,
    REFUSED_OPCODE_FD,
    REFUSED_OPCODE_FE,
    REFUSED_TYPE
};
MUST_CHECK int load_refuse(struct loader *l, enum refused_space space, uint32_t code,
                           const uint8_t *at, const char *otherwise);

/* A function index as a constant: ref.func's immediate, or an item of an element segment. */
MUST_CHECK int read_func_reference(struct loader *l, struct const_expr *out);

/* Release what a module holds and the module itself (module.c). */
void module_destroy(struct module *module);

#endif
