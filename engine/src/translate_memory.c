/* Loads, stores, and the instructions on memories. */
#include "translate.h"

/* Loads and stores of floats move bits, and loads that extend with zeros fill a slot whatever its
 * type is, so several opcodes share one instruction. */
static const uint16_t accesses[0x3f] = {
    [OPCODE_I32_LOAD] = OP_I32_LOAD,         [OPCODE_I64_LOAD] = OP_I64_LOAD,
    [OPCODE_F32_LOAD] = OP_I32_LOAD,         [OPCODE_F64_LOAD] = OP_I64_LOAD,
    [OPCODE_I32_LOAD8_S] = OP_I32_LOAD8_S,   [OPCODE_I32_LOAD8_U] = OP_I32_LOAD8_U,
    [OPCODE_I32_LOAD16_S] = OP_I32_LOAD16_S, [OPCODE_I32_LOAD16_U] = OP_I32_LOAD16_U,
    [OPCODE_I64_LOAD8_S] = OP_I64_LOAD8_S,   [OPCODE_I64_LOAD8_U] = OP_I32_LOAD8_U,
    [OPCODE_I64_LOAD16_S] = OP_I64_LOAD16_S, [OPCODE_I64_LOAD16_U] = OP_I32_LOAD16_U,
    [OPCODE_I64_LOAD32_S] = OP_I64_LOAD32_S, [OPCODE_I64_LOAD32_U] = OP_I32_LOAD,
    [OPCODE_I32_STORE] = OP_I32_STORE,       [OPCODE_I64_STORE] = OP_I64_STORE,
    [OPCODE_F32_STORE] = OP_I32_STORE,       [OPCODE_F64_STORE] = OP_I64_STORE,
    [OPCODE_I32_STORE8] = OP_I32_STORE8,     [OPCODE_I32_STORE16] = OP_I32_STORE16,
    [OPCODE_I64_STORE8] = OP_I32_STORE8,     [OPCODE_I64_STORE16] = OP_I32_STORE16,
    [OPCODE_I64_STORE32] = OP_I32_STORE,
};

/* An address that is the sum of two slots, computed by the last instruction. */
static bool is_sum(const struct translator *t, const struct operand *address)
{
    return t->status == VB_OK && address->kind == OPERAND_TEMPORARY && t->last != NO_WORD &&
           t->words[t->last].op == OP_I32_ADD && t->words[t->last].a == address->home;
}

static bool is_constant_address(const struct operand *address, uint32_t offset)
{
    return address->kind == OPERAND_CONSTANT && address->value + offset <= UINT32_MAX;
}

/* Where a load leaves its value. */
static uint32_t push_loaded(struct translator *t, uint32_t op)
{
    return op >= OP_V128_LOAD ? tr_push_v128(t) : tr_push(t);
}

static void load_sum(struct translator *t, uint32_t op, uint64_t sum)
{
    uint32_t addend = (uint32_t)(sum >> 32), slot = (uint16_t)sum;
    if (addend == (uint32_t)(int16_t)addend) {
        tr_emit_value(t, op + ACCESS_A, push_loaded(t, op), slot, (uint16_t)addend);
        return;
    }
    tr_emit_value(t, op + ACCESS_AW, push_loaded(t, op), slot, 0);
    tr_emit_word(t, addend);
}

static void store_sum(struct translator *t, uint32_t op, uint64_t sum, struct operand value)
{
    uint32_t addend = (uint32_t)(sum >> 32), slot = (uint16_t)sum, from = tr_slot_of(t, value);
    bool small = addend == (uint32_t)(int16_t)addend;
    tr_map_here(t);
    tr_emit(t, op + (small ? ACCESS_A : ACCESS_AW), slot, from, small ? (uint16_t)addend : 0);
    if (!small)
        tr_emit_word(t, addend);
}

static void load(struct translator *t, uint32_t op, uint32_t offset)
{
    struct operand address = tr_pop(t);
    if (is_constant_address(&address, offset)) {
        uint32_t at = (uint32_t)address.value + offset;
        tr_map_here(t);
        tr_emit_value(t, op + ACCESS_K, push_loaded(t, op), at & 0xffff, at >> 16);
    } else if (offset == 0 && is_sum(t, &address)) {
        struct insn sum = t->words[t->last];
        tr_unemit(t);
        tr_map_here(t);
        tr_emit_value(t, op + ACCESS_X, push_loaded(t, op), sum.b, sum.c);
    } else if (offset == 0 && address.kind == OPERAND_SUM) {
        tr_map_here(t);
        load_sum(t, op, address.value);
    } else {
        uint32_t slot = tr_slot_of(t, address);
        tr_map_here(t);
        if (offset <= UINT16_MAX) {
            tr_emit_value(t, op, push_loaded(t, op), slot, offset);
        } else {
            tr_emit_value(t, op + ACCESS_W, push_loaded(t, op), slot, 0);
            tr_emit_word(t, offset);
        }
    }
}

static void store(struct translator *t, uint32_t op, uint32_t offset)
{
    struct operand value = tr_pop(t), address = tr_pop(t);
    bool small = value.kind == OPERAND_CONSTANT &&
                 (op == OP_I64_STORE ? value.value == (uint64_t)(int16_t)value.value
                                     : (uint32_t)value.value == (uint32_t)(int16_t)value.value);
    if (is_constant_address(&address, offset)) {
        uint32_t at = (uint32_t)address.value + offset, slot = tr_slot_of(t, value);
        tr_map_here(t);
        tr_emit_bc(t, op + ACCESS_K, slot, at);
    } else if (offset == 0 && value.kind == OPERAND_LOCAL && is_sum(t, &address)) {
        struct insn sum = t->words[t->last];
        tr_unemit(t);
        tr_map_here(t);
        tr_emit(t, op + ACCESS_X, sum.b, (uint32_t)value.value, sum.c);
    } else if (offset == 0 && address.kind == OPERAND_SUM) {
        store_sum(t, op, address.value, value);
    } else if (small && offset <= UINT16_MAX) {
        uint32_t slot = tr_slot_of(t, address);
        tr_map_here(t);
        tr_emit(t, op + ACCESS_I, slot, (uint16_t)value.value, offset);
    } else {
        uint32_t at = tr_slot_of(t, address), slot = tr_slot_of(t, value);
        tr_map_here(t);
        tr_emit(t, offset <= UINT16_MAX ? op : op + ACCESS_W, at, slot, offset & 0xffff);
        if (offset > UINT16_MAX)
            tr_emit_word(t, offset);
    }
}

/* ---- other memories than the first, and 64-bit addresses ------------------------------------- */

static void load_long(struct translator *t, uint32_t op, uint32_t memory, uint64_t offset)
{
    uint32_t slot = tr_slot_of(t, tr_pop(t));
    tr_map_here(t);
    tr_emit_value(t, op + (memory == 0 ? ACCESS_L : ACCESS_M), push_loaded(t, op), slot, memory);
    tr_emit_word(t, offset);
}

static void store_long(struct translator *t, uint32_t op, uint32_t memory, uint64_t offset)
{
    struct operand value = tr_pop(t), address = tr_pop(t);
    uint32_t at = tr_slot_of(t, address), slot = tr_slot_of(t, value);
    tr_map_here(t);
    tr_emit(t, op + (memory == 0 ? ACCESS_L : ACCESS_M), at, slot, memory);
    tr_emit_word(t, offset);
}

struct memory_argument tr_read_access(struct translator *t)
{
    struct memory_argument argument = {0};
    if (code_u32(&t->r) & MEMORY_INDEX_FOLLOWS)
        argument.memory = code_u32(&t->r);
    argument.offset = code_u64(&t->r);
    argument.usual = argument.memory == 0 && !t->module->memories[0].is64;
    return argument;
}

void tr_load(struct translator *t, uint32_t op)
{
    struct memory_argument argument = tr_read_access(t);
    if (argument.usual)
        load(t, op, (uint32_t)argument.offset);
    else
        load_long(t, op, argument.memory, argument.offset);
}

void tr_store(struct translator *t, uint32_t op)
{
    struct memory_argument argument = tr_read_access(t);
    if (argument.usual)
        store(t, op, (uint32_t)argument.offset);
    else
        store_long(t, op, argument.memory, argument.offset);
}

/* ---- instructions on whole memories ---------------------------------------------------------- */

/* The three operands side by side and everything settled: between two pieces is a safepoint. With
 * `other`, a word says which memories. */
static void bulk(struct translator *t, uint32_t op, uint32_t segment, bool other, uint64_t word)
{
    tr_settle(t);
    uint32_t first = tr_arguments(t, 3);
    tr_map_here(t);
    tr_emit_bc(t, op, first, segment);
    if (other)
        tr_emit_word(t, word);
    tr_map_resume(t);
    tr_drop_to(t, t->operand_count - 3, first);
}

static void memory_copy(struct translator *t)
{
    uint32_t to = code_u32(&t->r), from = code_u32(&t->r);
    bool other = to != 0 || from != 0;
    bulk(t, other ? OP_MEMORY_COPY_M : OP_MEMORY_COPY, 0, other, (uint64_t)from << 32 | to);
}

static void memory_fill(struct translator *t)
{
    uint32_t memory = code_u32(&t->r);
    bulk(t, memory != 0 ? OP_MEMORY_FILL_M : OP_MEMORY_FILL, 0, memory != 0, memory);
}

static void memory_init(struct translator *t)
{
    uint32_t segment = code_u32(&t->r), memory = code_u32(&t->r);
    bulk(t, memory != 0 ? OP_MEMORY_INIT_M : OP_MEMORY_INIT, segment, memory != 0, memory);
}

static void memory_grow(struct translator *t)
{
    uint32_t memory = code_u32(&t->r);
    uint32_t from = tr_slot_of(t, tr_pop(t));
    if (memory == 0 && !t->module->memories[0].is64) {
        tr_emit_value(t, OP_MEMORY_GROW, tr_push(t), from, 0);
        return;
    }
    tr_emit_value(t, OP_MEMORY_GROW_M, tr_push(t), from, 0);
    tr_emit_word(t, memory);
}

static void memory_size(struct translator *t)
{
    uint32_t memory = code_u32(&t->r);
    tr_emit_value(t, memory == 0 ? OP_MEMORY_SIZE : OP_MEMORY_SIZE_M, tr_push(t), memory, 0);
}

bool translate_memory(struct translator *t, enum opcode opcode)
{
    if (opcode >= OPCODE_I32_LOAD && opcode <= OPCODE_I64_STORE32) {
        if (opcode < OPCODE_I32_STORE)
            tr_load(t, accesses[opcode]);
        else
            tr_store(t, accesses[opcode]);
        return true;
    }
    switch (opcode) {
    case OPCODE_MEMORY_SIZE:
        memory_size(t);
        return true;
    case OPCODE_MEMORY_GROW:
        memory_grow(t);
        return true;
    case OPCODE_MEMORY_COPY:
        memory_copy(t);
        return true;
    case OPCODE_MEMORY_FILL:
        memory_fill(t);
        return true;
    case OPCODE_MEMORY_INIT:
        memory_init(t);
        return true;
    case OPCODE_DATA_DROP:
        tr_emit_bc(t, OP_DATA_DROP, 0, code_u32(&t->r));
        return true;
    default:
        return false;
    }
}
