/*
 * The validator of function bodies: the algorithm of the standard's appendix A.3, over an operand
 * stack of types and a control stack of open blocks. One pass, no recursion; the stacks are arrays
 * that serve all bodies of a module and grow by doubling, so that an instruction allocates nothing.
 * Internal to the front half of the engine.
 */
#ifndef ENGINE_SRC_VALIDATE_H
#define ENGINE_SRC_VALIDATE_H

#include "load.h"

/* The type of an operand below an unconditional branch: it fits everywhere. */
#define TYPE_ANY 0u

struct control {
    struct type_list params, results;
    uint32_t height; /* of the operand stack below the block's parameters */
    uint8_t opcode;  /* that opened the frame: block (a function too), loop, if, else, try, catch,
                        catch_all */
    bool unreachable;
};

struct validator {
    struct loader *l;
    const uint8_t *instruction; /* where the current one begins */
    const char *name;           /* of the current one */
    bool wide;                  /* its memory argument was of a memory with 64-bit addresses */

    uint8_t *locals; /* types, parameters first */
    uint32_t local_count, local_capacity;
    uint8_t *operands;
    uint32_t operand_count, operand_capacity;
    uint32_t floor;           /* the innermost block's height: it owns the operands from here on */
    struct control *controls; /* [0] is the function; count 0 when its `end` was read */
    uint32_t control_count, control_capacity;
};

/* ---- validate.c ----------------------------------------------------------------------------- */

void validator_create(struct validator *v, struct loader *l);
void validator_destroy(struct validator *v);
/* Start on a function: locals are its parameters. */
MUST_CHECK int validator_begin(struct validator *v, const struct func_type *type);
/* The caller has checked the limit on locals. */
MUST_CHECK int validator_add_locals(struct validator *v, uint8_t type, uint32_t count);
/* Instructions from l->r.at to l->r.end, the final `end` included. */
MUST_CHECK int validate_body(struct validator *v);
/* One of them. */
MUST_CHECK int validate_step(struct validator *v);

/* ---- validate_stack.c ----------------------------------------------------------------------- */

/* Room for `count` more operands. */
MUST_CHECK int reserve_operands(struct validator *v, uint32_t count);
MUST_CHECK int pop_mismatch(struct validator *v, uint8_t expected);
MUST_CHECK int pop_types(struct validator *v, struct type_list list);
MUST_CHECK int push_types(struct validator *v, struct type_list list);
/* Whether the operands on top fit `list`, without popping them. */
MUST_CHECK int check_types(struct validator *v, struct type_list list);
MUST_CHECK int push_control(struct validator *v, uint8_t opcode, struct type_list params,
                            struct type_list results);
/* Check that exactly the block's results are on the stack, and remove the block with them. */
MUST_CHECK int pop_control(struct validator *v, struct control *out);
void set_unreachable(struct validator *v);

static inline struct control *top_control(struct validator *v)
{
    return &v->controls[v->control_count - 1];
}

MUST_CHECK static inline int push_type(struct validator *v, uint8_t type)
{
    if (UNLIKELY(v->operand_count == v->operand_capacity)) {
        int status = reserve_operands(v, 1);
        if (status < 0)
            return status;
    }
    v->operands[v->operand_count++] = type;
    return VB_OK;
}

MUST_CHECK static inline int pop_type(struct validator *v, uint8_t expected)
{
    uint32_t count = v->operand_count;
    if (LIKELY(count > v->floor && v->operands[count - 1] == expected)) {
        v->operand_count = count - 1;
        return VB_OK;
    }
    return pop_mismatch(v, expected);
}

/* Any operand; *type may be TYPE_ANY. */
MUST_CHECK int pop_any(struct validator *v, uint8_t *type);

/* ---- validate_immediates.c ------------------------------------------------------------------ */

/* An index below `count`, else "unknown <space> N". */
MUST_CHECK int read_wide_index(struct validator *v, uint32_t *out, uint32_t count,
                               const char *space);
MUST_CHECK static inline int read_index(struct validator *v, uint32_t *out, uint32_t count,
                                        const char *space)
{
    struct reader *r = &v->l->r;
    if (UNLIKELY(r->at == r->end || *r->at >= MIN(count, 0x80u)))
        return read_wide_index(v, out, count, space);
    *out = *r->at++;
    return VB_OK;
}
/* The immediates of an instruction whose operand types do not depend on them. */
MUST_CHECK int check_immediates(struct validator *v, enum immediate kind);

/* ---- instructions with a rule of their own: validate_control.c, validate_branch.c,
 *      validate_exceptions.c, validate_variables.c ----------------------------------------------
 */

MUST_CHECK int validate_unreachable(struct validator *v);
MUST_CHECK int validate_block(struct validator *v, uint8_t opcode);
MUST_CHECK int validate_if(struct validator *v);
MUST_CHECK int validate_else(struct validator *v);
MUST_CHECK int validate_end(struct validator *v);

MUST_CHECK int validate_br(struct validator *v);
MUST_CHECK int validate_br_if(struct validator *v);
MUST_CHECK int validate_br_table(struct validator *v);
MUST_CHECK int validate_return(struct validator *v);
MUST_CHECK int validate_call(struct validator *v);
MUST_CHECK int validate_return_call(struct validator *v);
/* call_indirect or, with `tail`, return_call_indirect. */
MUST_CHECK int validate_call_indirect(struct validator *v, bool tail);
/* A label index and the block that it names. */
MUST_CHECK int read_label(struct validator *v, struct control **out);

MUST_CHECK int validate_throw(struct validator *v);
MUST_CHECK int validate_throw_ref(struct validator *v);
MUST_CHECK int validate_try_table(struct validator *v);
/* validate_control.c: the type of a block. */
MUST_CHECK int read_block_type(struct validator *v, struct type_list *params,
                               struct type_list *results);
/* validate_branch.c: what a branch to a block carries. */
struct type_list label_types(const struct control *control);
MUST_CHECK int validate_catch(struct validator *v);
MUST_CHECK int validate_catch_all(struct validator *v);
MUST_CHECK int validate_delegate(struct validator *v);
MUST_CHECK int validate_rethrow(struct validator *v);

MUST_CHECK int validate_drop(struct validator *v);
MUST_CHECK int validate_select(struct validator *v);
MUST_CHECK int validate_select_typed(struct validator *v);
MUST_CHECK int validate_local(struct validator *v, uint32_t opcode);
MUST_CHECK int validate_global(struct validator *v, uint32_t opcode);
MUST_CHECK int validate_table_access(struct validator *v, uint32_t opcode);
/* validate_memory.c: a memory argument whose access has natural alignment 2^natural; v->wide is set
 * when its address is an i64. */
MUST_CHECK int check_memory_argument(struct validator *v, uint32_t natural);
MUST_CHECK int check_atomic_argument(struct validator *v, uint32_t natural);
/* validate_immediates.c: the segment that an instruction names at `at`. */
MUST_CHECK int check_data_index(struct validator *v, uint32_t index, const uint8_t *at);
MUST_CHECK int validate_memory(struct validator *v, uint32_t opcode);
MUST_CHECK int validate_table(struct validator *v, uint32_t opcode);
/* The type of a table's indices or a memory's addresses. */
static inline uint8_t index_type(const struct limits *limits)
{
    return limits->is64 ? TYPE_I64 : TYPE_I32;
}
MUST_CHECK int validate_ref_null(struct validator *v);
MUST_CHECK int validate_ref_is_null(struct validator *v);

#endif
