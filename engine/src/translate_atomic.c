/* Atomic instructions. */
#include "translate.h"

/* By log2 of the size of the access. */
#define SIZES(n) {OP_ATOMIC_##n##8, OP_ATOMIC_##n##16, OP_ATOMIC_##n##32, OP_ATOMIC_##n##64}

/* The opcodes from the first load on are groups of seven: i32 and i64 of their own size, then the
 * shorter ones. */
#define GROUP_SIZE 7u
enum group { GROUP_LOAD, GROUP_STORE, GROUP_ADD, GROUP_CMPXCHG = 8, GROUP_COUNT = 9 };
static const uint16_t groups[GROUP_COUNT][4] = {
    SIZES(LOAD), SIZES(STORE), SIZES(ADD),  SIZES(SUB),     SIZES(AND),
    SIZES(OR),   SIZES(XOR),   SIZES(XCHG), SIZES(CMPXCHG),
};

static void emit_words(struct translator *t, const struct memory_argument *argument, uint32_t third)
{
    tr_emit_word(t, argument->offset);
    tr_emit_word(t, argument->memory | (uint64_t)third << 32);
}

static void atomic_load(struct translator *t, uint32_t op)
{
    struct memory_argument argument = tr_read_access(t);
    uint32_t address = tr_slot_of(t, tr_pop(t));
    tr_map_here(t);
    tr_emit_value(t, op, tr_push(t), address, 0);
    emit_words(t, &argument, 0);
}

static void atomic_store(struct translator *t, uint32_t op)
{
    struct memory_argument argument = tr_read_access(t);
    struct operand value = tr_pop(t), address = tr_pop(t);
    uint32_t at = tr_slot_of(t, address), from = tr_slot_of(t, value);
    tr_map_here(t);
    tr_emit(t, op, at, from, 0);
    emit_words(t, &argument, 0);
}

static void atomic_rmw(struct translator *t, uint32_t op)
{
    struct memory_argument argument = tr_read_access(t);
    struct operand value = tr_pop(t), address = tr_pop(t);
    uint32_t at = tr_slot_of(t, address), from = tr_slot_of(t, value);
    tr_map_here(t);
    tr_emit_value(t, op, tr_push(t), at, from);
    emit_words(t, &argument, 0);
}

static void atomic_cmpxchg(struct translator *t, uint32_t op)
{
    struct memory_argument argument = tr_read_access(t);
    struct operand value = tr_pop(t), expected = tr_pop(t), address = tr_pop(t);
    uint32_t at = tr_slot_of(t, address), wanted = tr_slot_of(t, expected);
    uint32_t from = tr_slot_of(t, value);
    tr_map_here(t);
    tr_emit_value(t, op, tr_push(t), at, wanted);
    emit_words(t, &argument, from);
}

/* The operands side by side and everything settled, as with a bulk operation: here a thread may
 * stop, and be saved before or behind the instruction. */
static void wait_or_notify(struct translator *t, uint32_t op, uint32_t operands)
{
    struct memory_argument argument = tr_read_access(t);
    tr_settle(t);
    uint32_t first = tr_arguments(t, operands);
    tr_map_here(t);
    tr_emit(t, op, first, 0, 0);
    emit_words(t, &argument, 0);
    tr_map_resume(t);
    tr_drop_to(t, t->operand_count - operands, first);
    static const uint8_t result[] = {TYPE_I32};
    tr_push_types(t, (struct type_list){result, 1});
}

static void access(struct translator *t, uint32_t opcode)
{
    uint32_t number = opcode - OPCODE_I32_ATOMIC_LOAD, group = number / GROUP_SIZE;
    uint32_t size = instruction_table[OPCODE_INDEX(opcode)].immediate - IMMEDIATE_ATOMIC8;
    uint32_t op = groups[group][size];
    if (group == GROUP_LOAD)
        atomic_load(t, op);
    else if (group == GROUP_STORE)
        atomic_store(t, op);
    else if (group == GROUP_CMPXCHG)
        atomic_cmpxchg(t, op);
    else
        atomic_rmw(t, op);
}

bool translate_atomic(struct translator *t, enum opcode opcode)
{
    switch (opcode) {
    case OPCODE_MEMORY_ATOMIC_NOTIFY:
        wait_or_notify(t, OP_ATOMIC_NOTIFY, 2);
        return true;
    case OPCODE_MEMORY_ATOMIC_WAIT32:
        wait_or_notify(t, OP_ATOMIC_WAIT32, 3);
        return true;
    case OPCODE_MEMORY_ATOMIC_WAIT64:
        wait_or_notify(t, OP_ATOMIC_WAIT64, 3);
        return true;
    case OPCODE_ATOMIC_FENCE: /* accesses happen in their order */
        t->r.at++;
        return true;
    case OPCODE_I32_ATOMIC_LOAD ... OPCODE_I64_ATOMIC_RMW32_CMPXCHG_U:
        access(t, opcode);
        return true;
    default:
        return false;
    }
}
