/* Calls. A call is a safepoint: the whole operand stack is settled, so the arguments are where the
 * callee's frame begins. */
#include "translate.h"

/* A call whose arguments are in place: from slot `first` on. */
struct call_site {
    const struct func_type *type;
    uint32_t first;
};

static struct call_site arguments(struct translator *t, const struct func_type *type)
{
    tr_settle(t);
    struct call_site site = {type, tr_arguments(t, type->param_count)};
    tr_map_here(t);
    return site;
}

static void results(struct translator *t, const struct call_site *site)
{
    const struct func_type *type = site->type;
    tr_drop_to(t, t->operand_count - type->param_count, site->first);
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
    bool imported = function < t->module->imported_funcs;
    struct call_site site = arguments(t, t->module->funcs[function].type);
    tr_emit_bc(t, imported ? OP_CALL_IMPORT : OP_CALL, site.first, function);
    emit_link(t, site.first, 1);
    results(t, &site);
}

/* A host function is called as usual, and the return follows: whether an import is one is known to
 * a store only. */
static void tail_call(struct translator *t, uint32_t function)
{
    bool imported = function < t->module->imported_funcs;
    struct call_site site = arguments(t, t->module->funcs[function].type);
    tr_emit_bc(t, imported ? OP_TAIL_CALL_IMPORT : OP_TAIL_CALL, site.first, function);
    tr_emit_word(t, site.type->param_slots);
    if (imported) {
        results(t, &site);
        translate_return(t);
    }
    tr_end_of_reach(t);
}

static void call_indirect(struct translator *t, bool tail)
{
    const struct func_type *type = t->module->types[code_u32(&t->r)];
    uint32_t table = code_u32(&t->r);
    uint32_t index = tr_slot_of(t, tr_pop(t));
    struct call_site site = arguments(t, type);
    tr_emit(t, tail ? OP_TAIL_CALL_INDIRECT : OP_CALL_INDIRECT, site.first, 0, index);
    if (tail)
        tr_emit_word(t, type->param_slots);
    else
        emit_link(t, site.first, 3);
    tr_emit_word(t, (uintptr_t)type);
    tr_emit_word(t, table);
    results(t, &site);
    if (tail) { /* of a host function, as above */
        translate_return(t);
        tr_end_of_reach(t);
    }
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
        call_indirect(t, false);
        return true;
    case OPCODE_RETURN_CALL:
        tail_call(t, code_u32(&t->r));
        return true;
    case OPCODE_RETURN_CALL_INDIRECT:
        call_indirect(t, true);
        return true;
    default:
        return false;
    }
}
