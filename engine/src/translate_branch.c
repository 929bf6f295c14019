/* Branches and returns. */
#include "translate.h"

static bool in_place(const struct translator *t, const struct control *c, uint32_t count)
{
    if (c->kind == CONTROL_FUNCTION)
        return false;
    for (uint32_t i = 0, to = c->base; i < count; i++) {
        const struct operand *operand = &t->operands[t->operand_count - count + i];
        if (operand->kind != OPERAND_TEMPORARY || operand->home != to)
            return false;
        to += operand->slots;
    }
    return true;
}

static uint32_t arity(const struct control *c)
{
    return c->kind == CONTROL_LOOP ? c->params.count : c->results.count;
}

void tr_branch_forward(struct translator *t, const struct condition *condition, bool sense,
                       uint32_t *list)
{
    uint32_t op = sense ? condition->op : condition->not_;
    uint32_t word = tr_emit(t, op, condition->a, condition->b, 0);
    tr_add_fixup(t, list, word, word, condition->fused ? FIXUP_C : FIXUP_BC);
}

/* Whether the last word is the addition of an immediate. */
static bool can_step(const struct translator *t)
{
    return t->status == VB_OK && t->last_add != NO_WORD && t->last_add + 1 == t->word_count;
}

/* A loop that ends with its counter's step executes that and the branch as one instruction. */
static void fuse_step(struct translator *t, const struct condition *c)
{
    uint32_t add = c->loop >= OP_I64_EQ ? OP_I64_ADD : OP_I32_ADD;
    bool integer = c->loop >= OP_I32_EQ && c->loop < OP_F32_EQ;
    if (c->fused && integer && can_step(t) && t->words[t->last_add].op == add + VARIANT_I)
        t->words[t->last_add].op = (uint16_t)(c->loop + COMPARE_STEP - COMPARE_LOOP);
}

static void branch_to_loop(struct translator *t, const struct condition *condition, uint32_t head)
{
    struct condition c = *condition;
    if (c.loop == OP_LOOP_NZ && can_step(t) && !t->far) {
        c.loop = OP_I32_NE + VARIANT_I + COMPARE_LOOP;
        c.b = 0;
        c.fused = true;
    }
    fuse_step(t, &c);
    uint32_t word = tr_emit(t, c.loop, c.a, c.b, 0);
    tr_set_distance(t, word, word, c.fused ? FIXUP_C : FIXUP_BC, head);
}

void tr_jump(struct translator *t, struct control *c)
{
    if (c->kind == CONTROL_FUNCTION) {
        translate_return(t);
        return;
    }
    uint32_t word = tr_emit(t, c->kind == CONTROL_LOOP ? OP_LOOP : OP_BR, 0, 0, 0);
    if (c->kind == CONTROL_LOOP)
        tr_set_distance(t, word, word, FIXUP_BC, c->head);
    else
        tr_add_fixup(t, &c->fixups, word, word, FIXUP_BC);
}

void tr_leave_to(struct translator *t, struct control *c)
{
    if (c->kind != CONTROL_FUNCTION)
        tr_place_results(t, c, arity(c));
    tr_jump(t, c);
}

static void branch_if(struct translator *t)
{
    struct control *c = tr_label(t, code_u32(&t->r));
    struct condition condition = tr_take_condition(t);
    if (t->status < 0)
        return;
    if (!in_place(t, c, arity(c))) {
        uint32_t skip = NO_FIXUP;
        tr_branch_forward(t, &condition, false, &skip);
        tr_leave_to(t, c);
        tr_bind(t, &skip);
    } else if (c->kind == CONTROL_LOOP) {
        branch_to_loop(t, &condition, c->head);
    } else {
        tr_branch_forward(t, &condition, true, &c->fixups);
    }
}

/* Labels that need moves, a charge or a return get code of their own behind the table. */
static void branch_table(struct translator *t)
{
    uint32_t index = tr_slot_of(t, tr_pop(t)), count = code_u32(&t->r);
    struct reader again = t->r;
    uint32_t table = tr_emit_bc(t, OP_BR_TABLE, index, count);
    for (uint32_t i = 0; i <= count && t->status == VB_OK; i++) {
        struct control *c = tr_label(t, code_u32(&t->r));
        if (i % 2 == 0)
            tr_emit_word(t, 0);
        bool direct = c->kind != CONTROL_LOOP && in_place(t, c, arity(c));
        tr_add_fixup(t, direct ? &c->fixups : &c->trampoline, t->word_count - 1, table,
                     i % 2 == 0 ? FIXUP_LOW : FIXUP_HIGH);
    }
    for (uint32_t i = 0; i <= count && t->status == VB_OK; i++) {
        struct control *c = tr_label(t, code_u32(&again));
        if (c->trampoline == NO_FIXUP)
            continue;
        tr_bind(t, &c->trampoline);
        tr_leave_to(t, c);
    }
    tr_end_of_reach(t);
}

static bool is_of_local(const struct operand *operand, uint32_t below)
{
    return (operand->kind == OPERAND_LOCAL || operand->kind == OPERAND_SUM) &&
           (uint16_t)operand->value < below;
}

/* Results go to the first slots, where the parameters are: one that is still to be read is taken
 * home first. The symbolic stack stays as it is, because the return may be conditional. */
static void return_many(struct translator *t, uint32_t count)
{
    const struct operand *first = count > 0 ? &t->operands[t->operand_count - count] : NULL;
    uint32_t slots = t->func->type->result_slots;
    for (uint32_t i = 0; count > 1 && i < count; i++)
        if (is_of_local(&first[i], slots))
            tr_store_operand(t, first[i].home, first[i]);
    for (uint32_t i = 0, to = 0; i < count; i++) {
        struct operand result = first[i];
        if (count > 1 && is_of_local(&result, slots))
            result.kind = OPERAND_TEMPORARY;
        tr_store_operand(t, to, result);
        to += result.slots;
    }
    tr_emit(t, OP_RETURN, t->header, 0, 0);
}

void translate_return(struct translator *t)
{
    uint32_t count = t->func->type->result_count;
    if (t->status < 0)
        return;
    const struct operand *top = count > 0 ? &t->operands[t->operand_count - 1] : NULL;
    if (count == 1 && top->slots == 1 &&
        (top->kind == OPERAND_LOCAL || top->kind == OPERAND_TEMPORARY))
        tr_emit(t, OP_RETURN1, t->header, tr_slot_of(t, *top), 0);
    else
        return_many(t, count);
}

bool translate_branch(struct translator *t, enum opcode opcode)
{
    switch (opcode) {
    case OPCODE_BR:
        tr_leave_to(t, tr_label(t, code_u32(&t->r)));
        tr_end_of_reach(t);
        return true;
    case OPCODE_BR_IF:
        branch_if(t);
        return true;
    case OPCODE_BR_TABLE:
        branch_table(t);
        return true;
    case OPCODE_RETURN:
        translate_return(t);
        tr_end_of_reach(t);
        return true;
    case OPCODE_UNREACHABLE:
        tr_map_here(t);
        tr_emit(t, OP_UNREACHABLE, 0, 0, 0);
        tr_end_of_reach(t);
        return true;
    default:
        return false;
    }
}
