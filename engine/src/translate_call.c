/* Calls. A call is a safepoint: the whole operand stack is settled, so the arguments are where the
 * callee's frame begins. */
#include "translate.h"

static void push_results(struct translator *t, const struct func_type *type)
{
    tr_push_types(t, (struct type_list){type->types + type->param_count, type->result_count});
}

/* The word behind the instruction: where to return to, complete as the frame's header wants it. */
static void emit_link(struct translator *t, uint32_t first, uint32_t words)
{
    uint32_t back = (uint32_t)(sizeof(struct code) + (t->word_count + words) * sizeof(struct insn));
    tr_emit_word(t, link_make(back, first, t->header));
}

static void call(struct translator *t, uint32_t function)
{
    const struct func_type *type = t->module->funcs[function].type;
    bool imported = function < t->module->imported_funcs;
    tr_settle(t);
    uint32_t first = tr_arguments(t, type->param_count);
    tr_map_here(t);
    tr_emit_bc(t, imported ? OP_CALL_IMPORT : OP_CALL, first, function);
    emit_link(t, first, 1);
    tr_drop_to(t, t->operand_count - type->param_count, first);
    push_results(t, type);
}

static void call_indirect(struct translator *t)
{
    const struct func_type *type = t->module->types[code_u32(&t->r)];
    uint32_t table = code_u32(&t->r);
    uint32_t index = tr_slot_of(t, tr_pop(t));
    tr_settle(t);
    uint32_t first = tr_arguments(t, type->param_count);
    tr_map_here(t);
    tr_emit(t, OP_CALL_INDIRECT, first, 0, index);
    emit_link(t, first, 3);
    tr_emit_word(t, (uintptr_t)type);
    tr_emit_word(t, table);
    tr_drop_to(t, t->operand_count - type->param_count, first);
    push_results(t, type);
}

/* A host function is called as usual, and the return follows: whether an import is one is known to
 * a store only. */
static void return_results(struct translator *t, const struct func_type *type, uint32_t first)
{
    tr_drop_to(t, t->operand_count - type->param_count, first);
    push_results(t, type);
    translate_return(t);
}

static void tail_call(struct translator *t, uint32_t function)
{
    const struct func_type *type = t->module->funcs[function].type;
    bool imported = function < t->module->imported_funcs;
    tr_settle(t);
    uint32_t first = tr_arguments(t, type->param_count);
    tr_map_here(t);
    tr_emit_bc(t, imported ? OP_TAIL_CALL_IMPORT : OP_TAIL_CALL, first, function);
    tr_emit_word(t, type->param_slots);
    if (imported)
        return_results(t, type, first);
    tr_end_of_reach(t);
}

static void tail_call_indirect(struct translator *t)
{
    const struct func_type *type = t->module->types[code_u32(&t->r)];
    uint32_t table = code_u32(&t->r);
    uint32_t index = tr_slot_of(t, tr_pop(t));
    tr_settle(t);
    uint32_t first = tr_arguments(t, type->param_count);
    tr_map_here(t);
    tr_emit(t, OP_TAIL_CALL_INDIRECT, first, 0, index);
    tr_emit_word(t, type->param_slots);
    tr_emit_word(t, (uintptr_t)type);
    tr_emit_word(t, table);
    return_results(t, type, first);
    tr_end_of_reach(t);
}

bool translate_call(struct translator *t, enum opcode opcode)
{
    if (t->status < 0)
        return false;
    switch (opcode) {
    case OPCODE_CALL:
        call(t, code_u32(&t->r));
        return true;
    case OPCODE_CALL_INDIRECT:
        call_indirect(t);
        return true;
    case OPCODE_RETURN_CALL:
        tail_call(t, code_u32(&t->r));
        return true;
    case OPCODE_RETURN_CALL_INDIRECT:
        tail_call_indirect(t);
        return true;
    default:
        return false;
    }
}
