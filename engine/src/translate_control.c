/* Blocks. */
#include "translate.h"

bool tr_is_structural(enum opcode opcode)
{
    switch (opcode) {
    case OPCODE_BLOCK:
    case OPCODE_LOOP:
    case OPCODE_IF:
    case OPCODE_ELSE:
    case OPCODE_TRY:
    case OPCODE_TRY_TABLE:
    case OPCODE_CATCH:
    case OPCODE_CATCH_ALL:
    case OPCODE_DELEGATE:
    case OPCODE_END:
        return true;
    default:
        return false;
    }
}

static void read_block_type(struct translator *t, struct control *c)
{
    const uint8_t *at = t->r.at;
    int64_t type = code_s64(&t->r);
    if (type >= 0) {
        const struct func_type *func = t->module->types[type];
        c->params = (struct type_list){func->types, func->param_count};
        c->results = (struct type_list){func->types + func->param_count, func->result_count};
    } else {
        /* The codes of types and of "none" are negative numbers of one byte: 0x40 is -64. The byte
         * in the code is the list of the one result. */
        c->params = (struct type_list){NULL, 0};
        c->results = (struct type_list){at, type == -64 ? 0 : 1};
    }
}

struct control *tr_begin_block(struct translator *t, uint8_t kind)
{
    if (!tr_grow(t, &t->controls, t->control_count, &t->control_capacity, 1, sizeof *t->controls))
        return NULL;
    struct control *c = &t->controls[t->control_count++];
    *c = (struct control){.kind = kind,
                          .dead = !t->reachable,
                          .fixups = NO_FIXUP,
                          .else_fixups = NO_FIXUP,
                          .trampoline = NO_FIXUP};
    read_block_type(t, c);
    if (!t->reachable)
        return c;
    tr_settle(t);
    if (t->status < 0)
        return NULL;
    c->height = t->operand_count - c->params.count;
    c->base = (uint16_t)(c->params.count > 0 ? t->operands[c->height].home : t->top);
    return c;
}

void tr_end_of_reach(struct translator *t)
{
    t->reachable = false;
    tr_barrier(t);
}

void tr_charge(struct translator *t)
{
    tr_settle(t);
    tr_emit(t, OP_CHARGE, 0, 0, 0);
    tr_map_resume(t);
}

struct control *tr_label(struct translator *t, uint32_t depth)
{
    return &t->controls[t->control_count - 1 - depth];
}

/* No result overtakes another: the homes of results lie at or below those of the operands, and in
 * the same order. */
void tr_place_results(struct translator *t, const struct control *c, uint32_t count)
{
    if (t->status < 0 || count == 0)
        return;
    const struct operand *first = &t->operands[t->operand_count - count];
    for (uint32_t i = 0, to = c->base; i < count; to += first[i++].slots)
        if (first[i].kind != OPERAND_TEMPORARY || first[i].home != to)
            tr_store_operand(t, to, first[i]);
}

static void begin_loop(struct translator *t)
{
    struct control *c = tr_begin_block(t, CONTROL_LOOP);
    if (!c || c->dead)
        return;
    tr_charge(t);
    tr_barrier(t);
    c->head = t->word_count;
}

static void begin_if(struct translator *t)
{
    struct condition condition = {0};
    if (t->reachable)
        condition = tr_take_condition(t);
    struct control *c = tr_begin_block(t, CONTROL_IF);
    if (c && !c->dead)
        tr_branch_forward(t, &condition, false, &c->else_fixups);
}

static void translate_else(struct translator *t)
{
    struct control *c = tr_label(t, 0);
    if (c->dead)
        return;
    if (t->reachable) {
        tr_place_results(t, c, c->results.count);
        tr_jump(t, c);
    }
    tr_bind(t, &c->else_fixups);
    c->kind = CONTROL_ELSE;
    tr_drop_to(t, c->height, c->base);
    tr_push_types(t, c->params);
    t->reachable = true;
}

void tr_end_block(struct translator *t)
{
    struct control *c = tr_label(t, 0);
    if (!c->dead) {
        if (t->reachable)
            tr_place_results(t, c, c->results.count);
        if (c->fixups != NO_FIXUP || c->else_fixups != NO_FIXUP)
            t->reachable = true;
        tr_bind(t, &c->else_fixups);
        tr_bind(t, &c->fixups);
        tr_drop_to(t, c->height, c->base);
        tr_push_types(t, c->results);
    }
    t->control_count--;
}

bool translate_control(struct translator *t, enum opcode opcode)
{
    switch (opcode) {
    case OPCODE_BLOCK:
        tr_begin_block(t, CONTROL_BLOCK);
        return true;
    case OPCODE_LOOP:
        begin_loop(t);
        return true;
    case OPCODE_IF:
        begin_if(t);
        return true;
    case OPCODE_ELSE:
        translate_else(t);
        return true;
    case OPCODE_END:
        if (tr_label(t, 0)->kind == CONTROL_TRY_TABLE) {
            tr_end_try_table(t);
        } else if (t->control_count > 1) {
            tr_end_block(t);
        } else {
            if (t->reachable)
                translate_return(t);
            t->control_count--;
        }
        return true;
    default:
        return false;
    }
}
