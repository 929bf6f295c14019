/*
 * The translator: a validated body to the internal form, in one pass. Internal to translate*.c.
 *
 * The operand stack is symbolic: an entry is a local, a constant, a temporary or an i32 sum of a
 * slot and a constant (which loads and stores can use as it is), and instructions are emitted with
 * the slots of their operands, so that local.get and constants emit nothing. Each entry has a home,
 * the slot it would have in an ordinary stack machine; temporaries are always at home. An entry is
 * sent home ("spilled")
 *   - at a safepoint and at the start of a block: all of them, so that a safepoint's state and
 *     every path to a label look the same;
 *   - when the local that it names is about to be overwritten;
 *   - when an instruction wants operands side by side (calls, bulk operations, block results).
 *
 * Functions shared by the files begin with tr_ (translator); the names without it are too common.
 *
 * Failures (no memory, a frame too large) are sticky: `status` is set, emission goes nowhere, and
 * code_translate() finds it at the next instruction.
 */
#ifndef ENGINE_SRC_TRANSLATE_H
#define ENGINE_SRC_TRANSLATE_H

#include "code.h"
#include "reader.h"

enum operand_kind { OPERAND_TEMPORARY, OPERAND_LOCAL, OPERAND_CONSTANT, OPERAND_SUM };
struct operand {
    uint64_t value; /* the constant; the local's slot; of a sum: addend << 32 | slot */
    uint16_t home;
    uint8_t kind;
    uint8_t slots; /* 1, or 2 of a v128, which is never a constant */
};

enum control_kind {
    CONTROL_FUNCTION,
    CONTROL_BLOCK,
    CONTROL_LOOP,
    CONTROL_IF,
    CONTROL_ELSE,
    CONTROL_TRY,
    CONTROL_CATCH,
    CONTROL_TRY_TABLE,
};
struct control {
    uint8_t kind;
    bool dead;       /* it begins in unreachable code: nothing of it is translated */
    uint16_t base;   /* home of the first parameter and of the first result */
    uint16_t caught; /* CATCH: slot where the exception is kept */
    uint32_t height; /* operands below its parameters */
    struct type_list params, results;
    uint32_t head;          /* LOOP: word */
    uint32_t fixups;        /* branches to its end */
    uint32_t trampoline;    /* entries of the br_table in translation that want code of their own */
    uint32_t else_fixups;   /* IF: the branch to the else part */
    uint32_t try_id;        /* TRY, CATCH, TRY_TABLE */
    uint32_t start;         /* TRY, TRY_TABLE: first protected word */
    const uint8_t *clauses; /* TRY_TABLE: in the code */
    uint32_t region;        /* CATCH: index */
};

/* A branch whose target is not known yet. A list per label. */
enum fixup_kind { FIXUP_C, FIXUP_BC, FIXUP_LOW, FIXUP_HIGH };
struct fixup {
    uint32_t word;   /* to patch */
    uint32_t origin; /* distances count from here */
    uint32_t next;
    uint8_t kind; /* field c, fields bc, or the lower or upper half of the word */
};
#define WIDE_LOCAL 0x80000000u
#define NO_FIXUP   UINT32_MAX
#define NO_WORD    UINT32_MAX
#define NO_SLOT    UINT32_MAX

struct translator {
    struct module *module;
    const struct module_func *func;
    struct reader r;
    const uint8_t *at; /* the instruction in translation */
    int status;
    bool reachable;
    bool far; /* a distance did not fit 16 bits: translate again without fused branches */
    uint32_t instructions;

    struct insn *words;
    uint32_t word_count, word_capacity;
    uint32_t last;      /* word of the last instruction, when it only computes slot a; or NO_WORD */
    uint32_t last_move; /* likewise when it is a MOVE */
    uint32_t starts[4]; /* words of the last instructions, the latest first, or NO_WORD */
    uint32_t final;     /* the latest of those that tr_fuse() has seen */
    uint32_t accumulator; /* the slot whose value the interpreter's accumulator has, or NO_SLOT */
    uint32_t last_add;    /* word of the latest addition of an immediate */

    struct operand *operands;
    uint32_t operand_count, operand_capacity;
    uint32_t settled; /* the operands below this index are temporaries */
    uint32_t top;     /* home of the next operand */
    uint32_t most;    /* highest slot used, plus one */

    struct control *controls;
    uint32_t control_count, control_capacity;
    struct fixup *fixups;
    uint32_t fixup_count, fixup_capacity;
    uint32_t free_fixups;

    struct handler_region *regions;
    uint32_t region_count, region_capacity;
    struct handler_clause *clauses;
    uint32_t clause_count, clause_capacity;
    uint32_t tries;

    uint8_t *map;
    uint32_t map_count, map_capacity;
    uint32_t map_word, map_offset; /* of the last entry */

    uint32_t param_count, local_count, header;
    uint32_t param_slots, local_slots; /* of all locals, parameters included */
    uint32_t *wide_locals; /* of each local the slot, and WIDE_LOCAL; NULL: none is a v128 */
    uint32_t wide_local_capacity;
};

/* ---- translate_emit.c: words, labels, the offset map ---------------------------------------- */

void tr_fail(struct translator *t, int status);
/* Room for `more` elements of `array` behind `count`; false after a failure. */
bool tr_grow_more(struct translator *t, void *array, uint32_t count, uint32_t *capacity,
                  uint32_t more, size_t element);
static inline bool tr_grow(struct translator *t, void *array, uint32_t count, uint32_t *capacity,
                           uint32_t more, size_t element)
{
    if (LIKELY(t->status >= 0 && more <= *capacity - count))
        return true;
    return tr_grow_more(t, array, count, capacity, more, element);
}
/* Returns the number of the word, NO_WORD after a failure. The instruction becomes `last` by
 * tr_emit_value() only. */
uint32_t tr_emit(struct translator *t, uint32_t op, uint32_t a, uint32_t b, uint32_t c);
uint32_t tr_emit_bc(struct translator *t, uint32_t op, uint32_t a, uint32_t bc);
void tr_emit_word(struct translator *t, uint64_t word);
/* An instruction that does nothing but compute slot a from its operands, or trap. */
uint32_t tr_emit_value(struct translator *t, uint32_t op, uint32_t a, uint32_t b, uint32_t c);
void tr_emit_move(struct translator *t, uint32_t to, uint32_t from);
void tr_emit_move_v128(struct translator *t, uint32_t to, uint32_t from);
void tr_emit_constant(struct translator *t, uint32_t to, uint64_t value);
/* translate_fuse.c: the last instruction is final. */
void tr_fuse(struct translator *t);
/* Take back the last instruction, which is `last`. */
void tr_unemit(struct translator *t);
/* Whatever is here can be reached otherwise than from the instruction before. */
void tr_barrier(struct translator *t);
/* Let the map say that the next word belongs to the instruction in translation (or: that
 * execution goes on there at r.at). */
void tr_map_here(struct translator *t);
void tr_map_resume(struct translator *t);
void tr_add_fixup(struct translator *t, uint32_t *list, uint32_t word, uint32_t origin,
                  uint8_t kind);
void tr_set_distance(struct translator *t, uint32_t word, uint32_t origin, uint8_t kind,
                     uint32_t target);
/* The label is here: patch the list and empty it. */
void tr_bind(struct translator *t, uint32_t *list);

/* ---- translate_stack.c: the symbolic operands ----------------------------------------------- */

/* A new temporary; returns its slot. */
uint32_t tr_push(struct translator *t);
uint32_t tr_push_v128(struct translator *t); /* of two slots */
/* Temporaries of these types, which are settled. */
void tr_push_types(struct translator *t, struct type_list types);
void tr_push_local(struct translator *t, uint32_t slot, uint32_t slots);
void tr_push_constant(struct translator *t, uint64_t value);
/* slot + addend, modulo 2^32. The slot is a local or the entry's own home. */
void tr_push_sum(struct translator *t, uint32_t slot, uint32_t addend);
struct operand tr_pop(struct translator *t);
/* The slot to read an operand from; emits a constant. It must just have been popped. */
uint32_t tr_slot_of(struct translator *t, struct operand operand);
/* Send home all operands from index `from` on, or those that name a local. */
void tr_settle(struct translator *t);
/* Put the topmost `count` operands home (they stay on the stack); the home of the first. */
uint32_t tr_arguments(struct translator *t, uint32_t count);
void tr_set_local(struct translator *t, uint32_t slot, struct operand value, bool tee);
/* Write the value to a slot; may redirect the instruction that computes it. */
void tr_store_operand(struct translator *t, uint32_t to, struct operand value);
/* Forget operands down to `height`; the next home is `top`. */
void tr_drop_to(struct translator *t, uint32_t height, uint32_t top);
/* The first slot of a local and how many it has. */
uint32_t tr_local_slot(const struct translator *t, uint32_t local, uint32_t *slots);

/* ---- translate_numeric.c, translate_memory.c, translate_table.c, translate_simd.c,
 * translate_atomic.c -------------------------------------------------------------------------- */

/* False when the opcode is not theirs. */
bool translate_numeric(struct translator *t, enum opcode opcode);
bool translate_memory(struct translator *t, enum opcode opcode);
bool translate_table(struct translator *t, enum opcode opcode);
bool translate_variable(struct translator *t, enum opcode opcode);
bool translate_simd(struct translator *t, enum opcode opcode);
bool translate_atomic(struct translator *t, enum opcode opcode);

/* The memory argument at t->r. */
struct memory_argument {
    uint32_t memory;
    uint64_t offset;
    bool usual; /* memory 0, with 32-bit addresses */
};
struct memory_argument tr_read_access(struct translator *t);
/* A load or a store (op, in its first variant) with the memory argument at t->r. */
void tr_load(struct translator *t, uint32_t op);
void tr_store(struct translator *t, uint32_t op);

/* A condition taken from the stack: whether slot is not 0, or a comparison to fuse. */
struct condition {
    uint32_t op;   /* branch instruction for "true", taken forward */
    uint32_t not_; /* for "false" */
    uint32_t loop, not_loop;
    uint32_t a, b;
    bool fused; /* distance in c */
};
struct condition tr_take_condition(struct translator *t);

/* ---- translate_control.c, translate_branch.c, translate_call.c, translate_exception.c -------- */

bool translate_control(struct translator *t, enum opcode opcode);
bool translate_branch(struct translator *t, enum opcode opcode);
bool translate_call(struct translator *t, enum opcode opcode);
bool translate_exception(struct translator *t, enum opcode opcode);
/* The `end` of a try_table: the code of its clauses, then the end of the block. */
void tr_end_try_table(struct translator *t);
/* Branch to a label with the operands on top. */
void tr_leave_to(struct translator *t, struct control *c);
/* Those that open, divide or close a block; they matter in unreachable code too. */
bool tr_is_structural(enum opcode opcode);

/* Open a block: reads its type, settles the operands. NULL after a failure. */
struct control *tr_begin_block(struct translator *t, uint8_t kind);
/* Close the innermost block: its results become operands. */
void tr_end_block(struct translator *t);
struct control *tr_label(struct translator *t, uint32_t depth);
/* Move the topmost `count` operands to where a label wants them; they stay on the stack. */
void tr_place_results(struct translator *t, const struct control *c, uint32_t count);
/* Go to a label's end or loop head, without results. */
void tr_jump(struct translator *t, struct control *c);
/* Branch to the end of a list when the condition is `sense`. */
void tr_branch_forward(struct translator *t, const struct condition *condition, bool sense,
                       uint32_t *list);
void translate_return(struct translator *t);
void tr_charge(struct translator *t);
/* Nothing that follows in this block can be reached. */
void tr_end_of_reach(struct translator *t);

#endif
