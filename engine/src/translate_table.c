/* Variables, select, references and tables. */
#include "translate.h"

static void global_get(struct translator *t)
{
    uint32_t index = code_u32(&t->r), imported = t->module->imported_globals;
    const struct module_global *global = &t->module->globals[index];
    bool wide = global->type.type == TYPE_V128;
    if (index >= imported && !global->type.mutable_ && global->init.kind == CONST_VALUE) {
        tr_push_constant(t, global->init.value);
        return;
    }
    uint32_t op = wide ? OP_GLOBAL_GET_IMPORT_V128 : OP_GLOBAL_GET_IMPORT, from = index;
    if (index >= imported) {
        op = wide ? OP_GLOBAL_GET_V128 : OP_GLOBAL_GET;
        from = global->slot;
    }
    tr_emit_value(t, op, wide ? tr_push_v128(t) : tr_push(t), from & 0xffff, from >> 16);
}

static void global_set(struct translator *t)
{
    uint32_t index = code_u32(&t->r), imported = t->module->imported_globals;
    const struct module_global *global = &t->module->globals[index];
    bool wide = global->type.type == TYPE_V128;
    uint32_t from = tr_slot_of(t, tr_pop(t));
    if (index >= imported)
        tr_emit_bc(t, wide ? OP_GLOBAL_SET_V128 : OP_GLOBAL_SET, from, global->slot);
    else
        tr_emit_bc(t, wide ? OP_GLOBAL_SET_IMPORT_V128 : OP_GLOBAL_SET_IMPORT, from, index);
}

static bool is_small(const struct operand *operand)
{
    return operand->kind == OPERAND_CONSTANT && operand->value <= UINT16_MAX;
}

static void select(struct translator *t)
{
    struct operand condition = tr_pop(t), no = tr_pop(t), yes = tr_pop(t);
    if (yes.slots == 2) {
        uint32_t c = tr_slot_of(t, condition), n = tr_slot_of(t, no), y = tr_slot_of(t, yes);
        tr_emit_value(t, OP_SELECT_V128, tr_push_v128(t), y, n);
        tr_emit_word(t, (uint64_t)c << 16);
        return;
    }
    bool small_yes = is_small(&yes), small_no = is_small(&no);
    uint32_t op = small_yes  ? small_no ? OP_SELECT_KK : OP_SELECT_KS
                  : small_no ? OP_SELECT_SK
                             : OP_SELECT;
    uint32_t c = tr_slot_of(t, condition);
    uint32_t n = small_no ? (uint32_t)no.value : tr_slot_of(t, no);
    uint32_t y = small_yes ? (uint32_t)yes.value : tr_slot_of(t, yes);
    tr_emit_value(t, op, tr_push(t), y, n);
    tr_emit_word(t, (uint64_t)c << 16);
}

bool translate_variable(struct translator *t, enum opcode opcode)
{
    uint32_t slot, slots;
    switch (opcode) {
    case OPCODE_NOP:
        return true;
    case OPCODE_DROP:
        tr_pop(t);
        return true;
    case OPCODE_SELECT_T:
        for (uint32_t count = code_u32(&t->r); count > 0; count--)
            code_u8(&t->r);
        select(t);
        return true;
    case OPCODE_SELECT:
        select(t);
        return true;
    case OPCODE_LOCAL_GET:
        slot = tr_local_slot(t, code_u32(&t->r), &slots);
        tr_push_local(t, slot, slots);
        return true;
    case OPCODE_LOCAL_SET:
    case OPCODE_LOCAL_TEE:
        slot = tr_local_slot(t, code_u32(&t->r), &slots);
        tr_set_local(t, slot, tr_pop(t), opcode == OPCODE_LOCAL_TEE);
        return true;
    case OPCODE_GLOBAL_GET:
        global_get(t);
        return true;
    case OPCODE_GLOBAL_SET:
        global_set(t);
        return true;
    default:
        return false;
    }
}

static void bulk(struct translator *t, uint32_t op, uint64_t word)
{
    tr_settle(t);
    uint32_t first = tr_arguments(t, 3);
    tr_map_here(t);
    tr_emit(t, op, first, 0, 0);
    tr_emit_word(t, word);
    tr_map_resume(t);
    tr_drop_to(t, t->operand_count - 3, first);
}

static void table_get(struct translator *t)
{
    uint32_t table = code_u32(&t->r), index = tr_slot_of(t, tr_pop(t));
    tr_map_here(t);
    tr_emit_value(t, OP_TABLE_GET, tr_push(t), index, 0);
    tr_emit_word(t, table);
}

static void table_set(struct translator *t)
{
    uint32_t table = code_u32(&t->r);
    struct operand value = tr_pop(t), index = tr_pop(t);
    uint32_t v = tr_slot_of(t, value), i = tr_slot_of(t, index);
    tr_map_here(t);
    tr_emit(t, OP_TABLE_SET, i, v, 0);
    tr_emit_word(t, table);
}

static void table_grow(struct translator *t)
{
    uint32_t table = code_u32(&t->r);
    struct operand entries = tr_pop(t), value = tr_pop(t);
    uint32_t e = tr_slot_of(t, entries), v = tr_slot_of(t, value);
    tr_emit_value(t, OP_TABLE_GROW, tr_push(t), v, e);
    tr_emit_word(t, table);
}

static bool translate_table_bulk(struct translator *t, enum opcode opcode)
{
    uint32_t first;
    switch (opcode) {
    case OPCODE_TABLE_FILL:
        bulk(t, OP_TABLE_FILL, code_u32(&t->r));
        return true;
    case OPCODE_TABLE_COPY:
        first = code_u32(&t->r);
        bulk(t, OP_TABLE_COPY, (uint64_t)code_u32(&t->r) << 32 | first);
        return true;
    case OPCODE_TABLE_INIT:
        first = code_u32(&t->r);
        bulk(t, OP_TABLE_INIT, (uint64_t)first << 32 | code_u32(&t->r));
        return true;
    default:
        return false;
    }
}

bool translate_table(struct translator *t, enum opcode opcode)
{
    uint32_t index, from;
    switch (opcode) {
    case OPCODE_REF_NULL:
        code_u8(&t->r);
        tr_push_constant(t, 0);
        return true;
    case OPCODE_REF_IS_NULL:
        from = tr_slot_of(t, tr_pop(t));
        tr_emit_value(t, OP_I64_EQZ, tr_push(t), from, 0);
        return true;
    case OPCODE_REF_FUNC:
        index = code_u32(&t->r);
        tr_emit_value(t, OP_REF_FUNC, tr_push(t), index & 0xffff, index >> 16);
        return true;
    case OPCODE_TABLE_GET:
        table_get(t);
        return true;
    case OPCODE_TABLE_SET:
        table_set(t);
        return true;
    case OPCODE_TABLE_SIZE:
        index = code_u32(&t->r);
        tr_emit_value(t, OP_TABLE_SIZE, tr_push(t), index & 0xffff, index >> 16);
        return true;
    case OPCODE_TABLE_GROW:
        table_grow(t);
        return true;
    case OPCODE_ELEM_DROP:
        tr_emit_bc(t, OP_ELEM_DROP, 0, code_u32(&t->r));
        return true;
    default:
        return translate_table_bulk(t, opcode);
    }
}
