/* Numeric instructions: choice of the variant that fits the operands, and fusion. */
#include "translate.h"

enum family { OTHER, BINARY, COMPARE_INT, BINARY_FLOAT, COMPARE_FLOAT, DIVISION, ONE };
struct rule {
    uint8_t family;
    bool wide; /* operands of 64 bits: which immediates are the same value */
    bool commutes;
    uint16_t op, swapped;
};

enum { WIDE_i32 = 0, WIDE_i64 = 1, WIDE_f32 = 0, WIDE_f64 = 1 };

static const struct rule rules[OPCODE_INDEX_COUNT] = {
#define RULE(n, ...) [OPCODE_INDEX(OPCODE_##n)] = {__VA_ARGS__},
#define INT_BINARY(n, type, expression, commutes)                                                  \
    RULE(n, BINARY, WIDE_##type, commutes, OP_##n, OP_##n)
#define COMPARE(n, type, expression, inverse, swapped)                                             \
    RULE(n, COMPARE_INT, WIDE_##type, true, OP_##n, OP_##swapped)
#define FLOAT_BINARY(n, type, expression) RULE(n, BINARY_FLOAT, WIDE_##type, false, OP_##n, OP_##n)
#define FLOAT_COMPARE(n, type, expression)                                                         \
    RULE(n, COMPARE_FLOAT, WIDE_##type, false, OP_##n, OP_##n)
#define DIVIDE(n, type, traps, expression)        RULE(n, DIVISION, WIDE_##type, false, OP_##n, OP_##n)
#define UNARY(n, from, to, expression)            RULE(n, ONE, false, false, OP_##n, OP_##n)
#define FLOAT_UNARY(n, from, to, expression)      RULE(n, ONE, false, false, OP_##n, OP_##n)
#define TRUNCATE(n, from, to, convert, low, high) RULE(n, ONE, false, false, OP_##n, OP_##n)
#define SATURATE(n, from, to, convert, low, high, least, greatest)                                 \
    RULE(n, ONE, false, false, OP_##n, OP_##n)
#include "ops/numeric.def"
#include "ops/undef.h"
};

/* What a comparison becomes when its result is negated, in the order of enum code_op. */
static const uint16_t inverses[] = {
#define INT_BINARY(...)
#define COMPARE(n, type, expression, inverse, swapped) OP_##inverse,
#define FLOAT_BINARY(...)
#define FLOAT_COMPARE(...)
#define DIVIDE(...)
#define UNARY(...)
#define FLOAT_UNARY(...)
#define TRUNCATE(...)
#define SATURATE(...)
#include "ops/numeric.def"
#include "ops/undef.h"
};

/* The comparisons are contiguous in enum code_op, each with its variants. */
#define COMPARE_VARIANTS       (OP_I32_NE - OP_I32_EQ)
#define FLOAT_COMPARE_VARIANTS (OP_F32_NE - OP_F32_EQ)

static bool is_compare(uint32_t op)
{
    return op >= OP_I32_EQ && op < OP_I32_EQ + ARRAY_LEN(inverses) * COMPARE_VARIANTS &&
           (op - OP_I32_EQ) % COMPARE_VARIANTS < COMPARE_BR;
}

static uint32_t inverse(uint32_t op)
{
    uint32_t row = (op - OP_I32_EQ) / COMPARE_VARIANTS;
    return inverses[row] + (op - OP_I32_EQ) % COMPARE_VARIANTS;
}

static bool is_float_compare(uint32_t op)
{
    return op >= OP_F32_EQ && op <= OP_F64_GE && (op - OP_F32_EQ) % FLOAT_COMPARE_VARIANTS == 0;
}

/* Whether a constant can be the signed 16-bit field of an instruction. */
static bool is_immediate(const struct rule *rule, const struct operand *operand)
{
    if (operand->kind != OPERAND_CONSTANT)
        return false;
    return rule->wide ? operand->value == (uint64_t)(int16_t)operand->value
                      : (uint32_t)operand->value == (uint32_t)(int16_t)operand->value;
}

/* The instruction that computes `operand`, when it is the last one and does nothing else. */
static const struct insn *producer(const struct translator *t, const struct operand *operand)
{
    if (t->status < 0 || operand->kind != OPERAND_TEMPORARY || t->last == NO_WORD)
        return NULL;
    const struct insn *last = &t->words[t->last];
    return last->a == operand->home ? last : NULL;
}

/* base + (index << n), of which one operand is in the last instruction. */
static bool fuse_shift(struct translator *t, struct operand shifted, struct operand base)
{
    const struct insn *shift = producer(t, &shifted);
    if (!shift || shift->op != OP_I32_SHL + VARIANT_I || shift->c < 1 || shift->c > 3 ||
        base.kind == OPERAND_CONSTANT)
        return false;
    uint32_t index = shift->b, op = OP_ADD_SHL1 + shift->c - 1;
    tr_unemit(t);
    uint32_t from = tr_slot_of(t, base);
    tr_emit_value(t, op, tr_push(t), from, index);
    return true;
}

/* A sum is left symbolic where its slot stays as it is: a local (whose writers look for it), or a
 * temporary that will lie under the sum itself. */
static bool can_defer(const struct translator *t, const struct operand *operand)
{
    return operand->kind == OPERAND_LOCAL ||
           (operand->kind == OPERAND_TEMPORARY && operand->home == t->top);
}

static void binary(struct translator *t, const struct rule *rule)
{
    struct operand r = tr_pop(t), l = tr_pop(t);
    uint32_t op = rule->op;
    if (rule->commutes && l.kind == OPERAND_CONSTANT && r.kind != OPERAND_CONSTANT) {
        struct operand constant = l;
        l = r;
        r = constant;
        op = rule->swapped;
    }
    if (op == OP_I32_ADD && (fuse_shift(t, r, l) || fuse_shift(t, l, r)))
        return;
    if (op == OP_I32_ADD && r.kind == OPERAND_CONSTANT && can_defer(t, &l)) {
        tr_push_sum(t, tr_slot_of(t, l), (uint32_t)r.value);
        return;
    }
    uint32_t left = tr_slot_of(t, l);
    if (is_immediate(rule, &r) && (rule->family == BINARY || rule->family == COMPARE_INT)) {
        tr_emit_value(t, op + VARIANT_I, tr_push(t), left, (uint16_t)r.value);
    } else if (r.kind == OPERAND_CONSTANT &&
               (rule->family == BINARY || rule->family == BINARY_FLOAT)) {
        op += rule->family == BINARY ? VARIANT_K : VARIANT_FLOAT_K;
        tr_emit_value(t, op, tr_push(t), left, 0);
        tr_emit_word(t, r.value);
    } else {
        uint32_t right = tr_slot_of(t, r);
        tr_emit_value(t, op, tr_push(t), left, right);
    }
}

static void divide(struct translator *t, const struct rule *rule)
{
    struct operand r = tr_pop(t), l = tr_pop(t);
    bool minus_one = rule->wide ? r.value == UINT64_MAX : (uint32_t)r.value == UINT32_MAX;
    uint32_t left = tr_slot_of(t, l);
    if (r.kind == OPERAND_CONSTANT && r.value != 0 && !minus_one) {
        tr_emit_value(t, rule->op + VARIANT_DIVIDE_K, tr_push(t), left, 0);
        tr_emit_word(t, r.value);
        return;
    }
    uint32_t right = tr_slot_of(t, r);
    tr_map_here(t);
    tr_emit_value(t, rule->op, tr_push(t), left, right);
}

static void unary(struct translator *t, const struct rule *rule)
{
    struct operand v = tr_pop(t);
    const struct insn *last = producer(t, &v);
    if (rule->op == OP_I32_EQZ && last && is_compare(last->op)) {
        t->words[t->last].op = (uint16_t)inverse(last->op);
        tr_push(t);
        return;
    }
    uint32_t from = tr_slot_of(t, v);
    if (rule->op >= OP_I32_TRUNC_F32_S && rule->op <= OP_I64_TRUNC_F64_U)
        tr_map_here(t);
    tr_emit_value(t, rule->op, tr_push(t), from, 0);
}

bool translate_numeric(struct translator *t, enum opcode opcode)
{
    switch (opcode) {
    case OPCODE_I32_REINTERPRET_F32: /* a slot's bits are what they are */
    case OPCODE_I64_REINTERPRET_F64:
    case OPCODE_F32_REINTERPRET_I32:
    case OPCODE_F64_REINTERPRET_I64:
    case OPCODE_I64_EXTEND_I32_U: /* the upper half of an i32's slot is zero */
        return true;
    case OPCODE_I32_CONST:
        tr_push_constant(t, (uint32_t)code_s32(&t->r));
        return true;
    case OPCODE_I64_CONST:
        tr_push_constant(t, (uint64_t)code_s64(&t->r));
        return true;
    case OPCODE_F32_CONST:
        tr_push_constant(t, code_f32(&t->r));
        return true;
    case OPCODE_F64_CONST:
        tr_push_constant(t, code_f64(&t->r));
        return true;
    default:
        break;
    }
    const struct rule *rule = &rules[OPCODE_INDEX((uint32_t)opcode)];
    switch (rule->family) {
    case OTHER:
        return false;
    case DIVISION:
        divide(t, rule);
        break;
    case ONE:
        unary(t, rule);
        break;
    default:
        binary(t, rule);
    }
    return true;
}

static struct condition fused(const struct insn *compare)
{
    uint32_t op = compare->op;
    if (is_compare(op))
        return (struct condition){op + COMPARE_BR,
                                  inverse(op) + COMPARE_BR,
                                  op + COMPARE_LOOP,
                                  inverse(op) + COMPARE_LOOP,
                                  compare->b,
                                  compare->c,
                                  true};
    return (struct condition){op + FLOAT_COMPARE_BR,
                              op + FLOAT_COMPARE_BR + FLOAT_COMPARE_NOT,
                              op + FLOAT_COMPARE_LOOP,
                              op + FLOAT_COMPARE_LOOP + FLOAT_COMPARE_NOT,
                              compare->b,
                              compare->c,
                              true};
}

struct condition tr_take_condition(struct translator *t)
{
    struct operand v = tr_pop(t);
    const struct insn *last = producer(t, &v);
    struct condition c = {OP_BR_NZ, OP_BR_Z, OP_LOOP_NZ, OP_LOOP_Z, 0, 0, false};
    if (last && !t->far && (is_compare(last->op) || is_float_compare(last->op))) {
        c = fused(last);
        tr_unemit(t);
    } else if (last && last->op == OP_I32_EQZ) {
        c = (struct condition){OP_BR_Z, OP_BR_NZ, OP_LOOP_Z, OP_LOOP_NZ, last->b, 0, false};
        tr_unemit(t);
    } else if (last && !t->far && last->op == OP_I64_EQZ) {
        struct insn zero = {OP_I64_EQ + VARIANT_I, 0, last->b, 0};
        c = fused(&zero);
        tr_unemit(t);
    } else {
        c.a = tr_slot_of(t, v);
    }
    return c;
}
