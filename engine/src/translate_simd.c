/* Vector instructions. */
#include "translate.h"

enum shape { NOT_VECTOR, OPERANDS1, OPERANDS2, OPERANDS3, SHIFT, TEST, EXTRACT, REPLACE };
struct rule {
    uint8_t shape;
    uint16_t op;
};

#define VECTOR_INDEX(code) ((code) & 0xfffu)

/* clang-format off */
#define RULE(n, shape, as) [VECTOR_INDEX(OPCODE_##n)] = {shape, OP_##as}
static const struct rule rules[OPCODE_FD_COUNT] = {
#define V_UNARY(n, ...)         RULE(n, OPERANDS1, n),
#define V_BINARY(n, ...)        RULE(n, OPERANDS2, n),
#define V_TERNARY(n, ...)       RULE(n, OPERANDS3, n),
#define V_SHIFT(n, ...)         RULE(n, SHIFT, n),
#define V_TEST(n, ...)          RULE(n, TEST, n),
#define V_SPLAT(n, ...)         RULE(n, OPERANDS1, n),
#define V_EXTRACT(n, ...)       RULE(n, EXTRACT, n),
#define V_REPLACE(n, ...)       RULE(n, REPLACE, n),
#define V_FLOAT_UNARY(n, ...)   RULE(n, OPERANDS1, n),
#define V_FLOAT_BINARY(n, ...)  RULE(n, OPERANDS2, n),
#define V_FLOAT_TERNARY(n, ...) RULE(n, OPERANDS3, n),
#define V_LOAD_LANE(...)
#define V_STORE_LANE(...)
#include "ops/vector.def"
#include "ops/undef.h"
    /* Relaxed instructions that are another one. */
    RULE(I8X16_RELAXED_SWIZZLE, OPERANDS2, I8X16_SWIZZLE),
    RULE(I32X4_RELAXED_TRUNC_F32X4_S, OPERANDS1, I32X4_TRUNC_SAT_F32X4_S),
    RULE(I32X4_RELAXED_TRUNC_F32X4_U, OPERANDS1, I32X4_TRUNC_SAT_F32X4_U),
    RULE(I32X4_RELAXED_TRUNC_F64X2_S_ZERO, OPERANDS1, I32X4_TRUNC_SAT_F64X2_S_ZERO),
    RULE(I32X4_RELAXED_TRUNC_F64X2_U_ZERO, OPERANDS1, I32X4_TRUNC_SAT_F64X2_U_ZERO),
    RULE(I8X16_RELAXED_LANESELECT, OPERANDS3, V128_BITSELECT),
    RULE(I16X8_RELAXED_LANESELECT, OPERANDS3, V128_BITSELECT),
    RULE(I32X4_RELAXED_LANESELECT, OPERANDS3, V128_BITSELECT),
    RULE(I64X2_RELAXED_LANESELECT, OPERANDS3, V128_BITSELECT),
    RULE(F32X4_RELAXED_MIN, OPERANDS2, F32X4_MIN),
    RULE(F32X4_RELAXED_MAX, OPERANDS2, F32X4_MAX),
    RULE(F64X2_RELAXED_MIN, OPERANDS2, F64X2_MIN),
    RULE(F64X2_RELAXED_MAX, OPERANDS2, F64X2_MAX),
    RULE(I16X8_RELAXED_Q15MULR_S, OPERANDS2, I16X8_Q15MULR_SAT_S),
};
/* clang-format on */

static void unary(struct translator *t, uint32_t op)
{
    uint32_t from = tr_slot_of(t, tr_pop(t));
    tr_emit_value(t, op, tr_push_v128(t), from, 0);
}

static void binary(struct translator *t, uint32_t op)
{
    struct operand r = tr_pop(t), l = tr_pop(t);
    uint32_t right = tr_slot_of(t, r), left = tr_slot_of(t, l);
    tr_emit_value(t, op, tr_push_v128(t), left, right);
}

static void ternary(struct translator *t, uint32_t op)
{
    struct operand z = tr_pop(t), y = tr_pop(t), x = tr_pop(t);
    uint32_t third = tr_slot_of(t, z), second = tr_slot_of(t, y), first = tr_slot_of(t, x);
    tr_emit_value(t, op, tr_push_v128(t), first, second);
    tr_emit_word(t, (uint64_t)third << 16);
}

/* Amounts count modulo the width of a lane, so their lower bits do. */
static void shift(struct translator *t, uint32_t op)
{
    struct operand amount = tr_pop(t), v = tr_pop(t);
    bool constant = amount.kind == OPERAND_CONSTANT;
    uint32_t n = constant ? (uint16_t)amount.value : tr_slot_of(t, amount);
    uint32_t from = tr_slot_of(t, v);
    tr_emit_value(t, op + constant, tr_push_v128(t), from, n);
}

static void test(struct translator *t, uint32_t op)
{
    uint32_t from = tr_slot_of(t, tr_pop(t));
    tr_emit_value(t, op, tr_push(t), from, 0);
}

static void extract(struct translator *t, uint32_t op)
{
    uint32_t lane = code_u8(&t->r), from = tr_slot_of(t, tr_pop(t));
    tr_emit_value(t, op, tr_push(t), from, lane);
}

static void replace(struct translator *t, uint32_t op)
{
    uint32_t lane = code_u8(&t->r);
    struct operand scalar = tr_pop(t), v = tr_pop(t);
    uint32_t with = tr_slot_of(t, scalar), from = tr_slot_of(t, v);
    tr_emit_value(t, op, tr_push_v128(t), from, with);
    tr_emit_word(t, (uint64_t)lane << 16);
}

static void constant(struct translator *t)
{
    tr_emit_value(t, OP_CONST_V128, tr_push_v128(t), 0, 0);
    tr_emit_word(t, load_u64le(t->r.at));
    tr_emit_word(t, load_u64le(t->r.at + 8));
    t->r.at += 16;
}

/* The word of SHUFFLE_32, when the indices move the bytes by fours. */
static bool quarters(const uint8_t *lanes, uint64_t *word)
{
    *word = 0;
    for (uint32_t i = 0; i < 4; i++, lanes += 4) {
        if (lanes[0] % 4 != 0 || lanes[1] != lanes[0] + 1 || lanes[2] != lanes[0] + 2 ||
            lanes[3] != lanes[0] + 3)
            return false;
        *word |= (uint64_t)(lanes[0] / 4) << 16 * i;
    }
    return true;
}

static void shuffle(struct translator *t)
{
    const uint8_t *lanes = t->r.at;
    uint64_t word;
    t->r.at += 16;
    if (quarters(lanes, &word)) {
        binary(t, OP_SHUFFLE_32);
        tr_emit_word(t, word);
    } else {
        binary(t, OP_SHUFFLE);
        tr_emit_word(t, load_u64le(lanes));
        tr_emit_word(t, load_u64le(lanes + 8));
    }
}

/* The words behind an access to one lane: the offset, above it the lane; or, of other memories and
 * 64-bit addresses, the offset, then memory and lane. */
static void emit_lane_words(struct translator *t, const struct memory_argument *argument,
                            uint64_t lane)
{
    if (argument->usual) {
        tr_emit_word(t, argument->offset | lane << 48);
        return;
    }
    tr_emit_word(t, argument->offset);
    tr_emit_word(t, argument->memory | lane << 48);
}

static void load_lane(struct translator *t, uint32_t op)
{
    struct memory_argument argument = tr_read_access(t);
    uint32_t lane = code_u8(&t->r);
    struct operand v = tr_pop(t), address = tr_pop(t);
    uint32_t from = tr_slot_of(t, v), at = tr_slot_of(t, address);
    tr_map_here(t);
    tr_emit_value(t, op + !argument.usual, tr_push_v128(t), at, from);
    emit_lane_words(t, &argument, lane);
}

static void store_lane(struct translator *t, uint32_t op)
{
    struct memory_argument argument = tr_read_access(t);
    uint32_t lane = code_u8(&t->r);
    struct operand v = tr_pop(t), address = tr_pop(t);
    uint32_t from = tr_slot_of(t, v), at = tr_slot_of(t, address);
    tr_map_here(t);
    tr_emit(t, op + !argument.usual, at, from, 0);
    emit_lane_words(t, &argument, lane);
}

static void by_rule(struct translator *t, const struct rule *rule)
{
    switch ((enum shape)rule->shape) {
    case OPERANDS1:
        unary(t, rule->op);
        break;
    case OPERANDS2:
        binary(t, rule->op);
        break;
    case OPERANDS3:
        ternary(t, rule->op);
        break;
    case SHIFT:
        shift(t, rule->op);
        break;
    case TEST:
        test(t, rule->op);
        break;
    case EXTRACT:
        extract(t, rule->op);
        break;
    case REPLACE:
        replace(t, rule->op);
        break;
    case NOT_VECTOR:
        tr_fail(t, VB_ERR_NOT_SUPPORTED);
    }
}

/* Loads of whole vectors, in the order of the opcodes from v128.load and from v128.load32_zero. */
static uint32_t load_op(enum opcode opcode)
{
    enum { EACH = OP_V128_LOAD8X8_S - OP_V128_LOAD };
    uint32_t row =
        opcode >= OPCODE_V128_LOAD32_ZERO
            ? opcode - OPCODE_V128_LOAD32_ZERO + 1 + OPCODE_V128_LOAD64_SPLAT - OPCODE_V128_LOAD
            : opcode - OPCODE_V128_LOAD;
    return OP_V128_LOAD + row * EACH;
}

bool translate_simd(struct translator *t, enum opcode opcode)
{
    switch (opcode) {
    case OPCODE_V128_LOAD ... OPCODE_V128_LOAD64_SPLAT:
    case OPCODE_V128_LOAD32_ZERO:
    case OPCODE_V128_LOAD64_ZERO:
        tr_load(t, load_op(opcode));
        break;
    case OPCODE_V128_STORE:
        tr_store(t, OP_V128_STORE);
        break;
    case OPCODE_V128_LOAD8_LANE ... OPCODE_V128_LOAD64_LANE:
        load_lane(t, OP_V128_LOAD8_LANE + 2 * (opcode - OPCODE_V128_LOAD8_LANE));
        break;
    case OPCODE_V128_STORE8_LANE ... OPCODE_V128_STORE64_LANE:
        store_lane(t, OP_V128_STORE8_LANE + 2 * (opcode - OPCODE_V128_STORE8_LANE));
        break;
    case OPCODE_V128_CONST:
        constant(t);
        break;
    case OPCODE_I8X16_SHUFFLE:
        shuffle(t);
        break;
    default:
        by_rule(t, &rules[VECTOR_INDEX((uint32_t)opcode)]);
    }
    return true;
}
