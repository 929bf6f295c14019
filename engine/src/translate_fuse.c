/*
 * What becomes of an instruction when the next one begins: nothing more of it will change, so it
 * takes the form for an operand that is still in the accumulator, and joins the ones before it.
 *
 * The accumulator is the interpreter's register `acc`: most instructions leave there what they
 * write to their slot, and the one behind them reads it there (its form _T, or _R when it is the
 * second operand) and need not wait for the slot. An instruction behind a label, a call or a
 * safepoint never does, because what is there may come from elsewhere; so clones and stops need not
 * know of it.
 */
#include "translate.h"

enum after { LOST, WRITES, KEEPS }; /* what an instruction does to the accumulator */
enum {
    WRITES_i32 = WRITES,
    WRITES_i64 = WRITES,
    WRITES_f32 = LOST,
    WRITES_f64 = LOST,
    WRITES_v128 = LOST,
};
struct form {
    uint16_t left, right; /* instruction whose first, second operand is the accumulator, or 0 */
    uint8_t after;
    bool from_a;   /* the operands are fields a and b, not b and c */
    bool exchange; /* the operands may change places */
};

static const struct form forms[OP_COUNT] = {
    [OP_MOVE] = {OP_MOVE_T, 0, WRITES, false, false},
    [OP_CONST32] = {0, 0, WRITES, false, false},
    [OP_CONST64] = {0, 0, WRITES, false, false},
    [OP_SELECT] = {0, 0, WRITES, false, false},
    [OP_SELECT_SK] = {0, 0, WRITES, false, false},
    [OP_SELECT_KS] = {0, 0, WRITES, false, false},
    [OP_SELECT_KK] = {0, 0, WRITES, false, false},
    [OP_GLOBAL_GET] = {0, 0, WRITES, false, false},
    [OP_GLOBAL_SET] = {OP_GLOBAL_SET_T, 0, KEEPS, true, false},
    [OP_BR_NZ] = {OP_BR_NZ_T, 0, KEEPS, true, false},
    [OP_BR_Z] = {OP_BR_Z_T, 0, KEEPS, true, false},
    [OP_LOOP_NZ] = {OP_LOOP_NZ_T, 0, KEEPS, true, false},
    [OP_LOOP_Z] = {OP_LOOP_Z_T, 0, KEEPS, true, false},
    [OP_BR_TABLE] = {OP_BR_TABLE_T, 0, LOST, true, false},
    [OP_RETURN1] = {0, OP_RETURN1_T, LOST, true, false},
    [OP_ADD_SHL1] = {OP_ADD_SHL1_T, OP_ADD_SHL1_R, WRITES, false, false},
    [OP_ADD_SHL2] = {OP_ADD_SHL2_T, OP_ADD_SHL2_R, WRITES, false, false},
    [OP_ADD_SHL3] = {OP_ADD_SHL3_T, OP_ADD_SHL3_R, WRITES, false, false},
#define INT_BINARY(n, type, expression, commutes)                                                  \
    [OP_##n] = {OP_##n##_T, 0, WRITES, false, commutes},                                           \
    [OP_##n##_I] = {OP_##n##_I_T, 0, WRITES, false, false},                                        \
    [OP_##n##_K] = {OP_##n##_K_T, 0, WRITES, false, false},
#define COMPARE(n, type, expression, inverse, swapped)                                             \
    [OP_##n] = {OP_##n##_T, 0, WRITES, false, false},                                              \
    [OP_##n##_I] = {OP_##n##_I_T, 0, WRITES, false, false},                                        \
    [OP_BR_##n] = {OP_BR_##n##_T, 0, KEEPS, true, false},                                          \
    [OP_BR_##n##_I] = {OP_BR_##n##_I_T, 0, KEEPS, true, false},                                    \
    [OP_LOOP_##n] = {OP_LOOP_##n##_T, 0, KEEPS, true, false},                                      \
    [OP_LOOP_##n##_I] = {OP_LOOP_##n##_I_T, 0, KEEPS, true, false},
#define FLOAT_BINARY(...)
#define FLOAT_COMPARE(n, type, expression) [OP_##n] = {0, 0, WRITES, false, false},
#define DIVIDE(n, type, traps, expression)                                                         \
    [OP_##n] = {0, 0, WRITES, false, false}, [OP_##n##_K] = {0, 0, WRITES, false, false},
#define UNARY(n, from, to, expression) [OP_##n] = {OP_##n##_T, 0, WRITES_##to, false, false},
#define FLOAT_UNARY(...)
#define TRUNCATE(n, from, to, convert, low, high) [OP_##n] = {0, 0, WRITES, false, false},
#define SATURATE(n, from, to, convert, low, high, least, greatest)                                 \
    [OP_##n] = {0, 0, WRITES, false, false},
#include "ops/numeric.def"
#define LOAD(n, memory_type, type, convert)                                                        \
    [OP_##n] = {OP_##n##_T, 0, WRITES_##type, false, false},                                       \
    [OP_##n##_W] = {0, 0, WRITES_##type, false, false},                                            \
    [OP_##n##_K] = {0, 0, WRITES_##type, false, false},                                            \
    [OP_##n##_X] = {OP_##n##_X_T, 0, WRITES_##type, false, true},                                  \
    [OP_##n##_A] = {OP_##n##_A_T, 0, WRITES_##type, false, false},                                 \
    [OP_##n##_AW] = {0, 0, WRITES_##type, false, false},
#define STORE_V128(...)
#define STORE(n, memory_type, type)                                                                \
    [OP_##n] = {OP_##n##_T, OP_##n##_R, KEEPS, true, false},                                       \
    [OP_##n##_W] = {0, 0, KEEPS, true, false},                                                     \
    [OP_##n##_K] = {OP_##n##_K_T, 0, KEEPS, true, false},                                          \
    [OP_##n##_X] = {0, OP_##n##_X_R, KEEPS, true, false},                                          \
    [OP_##n##_A] = {0, OP_##n##_A_R, KEEPS, true, false},                                          \
    [OP_##n##_AW] = {0, 0, KEEPS, true, false},                                                    \
    [OP_##n##_I] = {OP_##n##_I_T, 0, KEEPS, true, false},
#include "ops/memory.def"
#include "ops/undef.h"
};

static void use_accumulator(struct translator *t, struct insn *insn)
{
    const struct form *form = &forms[insn->op];
    uint32_t left = form->from_a ? insn->a : insn->b, right = form->from_a ? insn->b : insn->c;
    if (form->exchange && right == t->accumulator) {
        insn->b = (uint16_t)right;
        insn->c = (uint16_t)left;
        insn->op = form->left;
    } else if (form->left != 0 && left == t->accumulator) {
        insn->op = form->left;
    } else if (form->right != 0 && right == t->accumulator) {
        insn->op = form->right;
    }
    if (form->after == WRITES)
        t->accumulator = insn->a;
    else if (form->after == LOST)
        t->accumulator = NO_SLOT;
}

/* ops/joins.def: a row for each first instruction, for each two, and for each three, and a column
 * for each that may follow. */
enum join_row {
    JOIN_ROW_NONE,
#define JOIN_FIRST(first) JOIN_ROW_##first,
#define JOIN_NEXT(next)
#define JOIN(first, second)
#define JOIN_TWO(first, second)
#define JOIN3(first, second, third)
#define JOIN_THREE(first, second, third)
#define JOIN4(first, second, third, fourth)
#include "ops/joins.def"
#undef JOIN_FIRST
#undef JOIN_TWO
    JOIN_ROW_TWO, /* and what follows: rows of two */
#define JOIN_FIRST(first)
#define JOIN_TWO(first, second) JOIN_ROW_##first##__##second,
#include "ops/joins.def"
#undef JOIN_TWO
#undef JOIN_THREE
    JOIN_ROW_THREE,
#define JOIN_TWO(first, second)
#define JOIN_THREE(first, second, third) JOIN_ROW_##first##__##second##__##third,
#include "ops/joins.def"
#undef JOIN_THREE
#undef JOIN_NEXT
    JOIN_ROW_COUNT,
};
enum join_column {
    JOIN_COLUMN_NONE,
#define JOIN_NEXT(next) JOIN_COLUMN_##next,
#define JOIN_THREE(first, second, third)
#include "ops/joins.def"
#include "ops/undef.h"
    JOIN_COLUMN_COUNT,
};
static const uint8_t join_rows[OP_COUNT] = {
#define JOIN_FIRST(first) [OP_##first] = JOIN_ROW_##first,
#define JOIN_NEXT(next)
#define JOIN(first, second)
#define JOIN_TWO(first, second) [OP_##first##__##second] = JOIN_ROW_##first##__##second,
#define JOIN3(first, second, third)
#define JOIN_THREE(first, second, third)                                                           \
    [OP_##first##__##second##__##third] = JOIN_ROW_##first##__##second##__##third,
#define JOIN4(first, second, third, fourth)
#include "ops/joins.def"
#include "ops/undef.h"
};
static const uint8_t join_columns[OP_COUNT] = {
#define JOIN_FIRST(first)
#define JOIN_NEXT(next) [OP_##next] = JOIN_COLUMN_##next,
#define JOIN(first, second)
#define JOIN_TWO(first, second)
#define JOIN3(first, second, third)
#define JOIN_THREE(first, second, third)
#define JOIN4(first, second, third, fourth)
#include "ops/joins.def"
#include "ops/undef.h"
};
static const uint16_t joins[JOIN_ROW_COUNT][JOIN_COLUMN_COUNT] = {
#define JOIN_FIRST(first)
#define JOIN_NEXT(next)
#define JOIN(first, second) [JOIN_ROW_##first][JOIN_COLUMN_##second] = OP_##first##__##second,
#define JOIN_TWO(first, second)
#define JOIN3(first, second, third)                                                                \
    [JOIN_ROW_##first##__##second][JOIN_COLUMN_##third] = OP_##first##__##second##__##third,
#define JOIN_THREE(first, second, third)
#define JOIN4(first, second, third, fourth)                                                        \
    [JOIN_ROW_##first##__##second##__##third][JOIN_COLUMN_##fourth] =                              \
        OP_##first##__##second##__##third##__##fourth,
#include "ops/joins.def"
#include "ops/undef.h"
};

/* Whoever jumps between joined instructions finds each as it was. */
static void join(struct translator *t)
{
    static const uint8_t least[] = {JOIN_ROW_NONE, JOIN_ROW_TWO, JOIN_ROW_THREE};
    uint32_t column = join_columns[t->words[t->starts[0]].op];
    for (uint32_t i = 0; column != JOIN_COLUMN_NONE && i < ARRAY_LEN(least); i++) {
        uint32_t first = t->starts[i + 1];
        if (first == NO_WORD || first + 1 != t->starts[i])
            break;
        uint32_t row = join_rows[t->words[first].op];
        uint16_t op = row > least[i] ? joins[row][column] : 0;
        if (op != 0)
            t->words[first].op = op;
    }
}

void tr_fuse(struct translator *t)
{
    uint32_t word = t->starts[0];
    if (t->status < 0 || word == NO_WORD || word == t->final)
        return;
    t->final = word;
    use_accumulator(t, &t->words[word]);
    join(t);
}
