/* Exception handling, in both forms: nothing is executed for a try block; a table of the protected
 * words is searched when something is thrown. */
#include "translate.h"

static void begin_try(struct translator *t)
{
    struct control *c = tr_begin_block(t, CONTROL_TRY);
    if (!c || c->dead)
        return;
    tr_barrier(t);
    c->try_id = t->tries++;
    c->start = t->word_count;
}

static void add_region(struct translator *t, const struct control *c, uint32_t delegate)
{
    if (!tr_grow(t, &t->regions, t->region_count, &t->region_capacity, 1, sizeof *t->regions))
        return;
    t->regions[t->region_count++] = (struct handler_region){.start = c->start,
                                                            .end = t->word_count,
                                                            .id = c->try_id,
                                                            .delegate = delegate,
                                                            .first_clause = NO_CLAUSE};
}

static void add_clause(struct translator *t, uint32_t region, uint32_t tag, uint32_t slot)
{
    if (!tr_grow(t, &t->clauses, t->clause_count, &t->clause_capacity, 1, sizeof *t->clauses))
        return;
    uint32_t *last = &t->regions[region].first_clause;
    while (*last != NO_CLAUSE)
        last = &t->clauses[*last].next;
    *last = t->clause_count;
    t->clauses[t->clause_count++] = (struct handler_clause){
        .tag = tag, .target = t->word_count, .slot = slot, .next = NO_CLAUSE};
}

/* In a clause, the operands begin behind the exception that is kept for rethrow. */
static void begin_clause(struct translator *t, uint32_t tag)
{
    struct control *c = tr_label(t, 0);
    struct type_list values = {NULL, 0};
    uint32_t slots = MAX_TAG_SLOTS;
    if (tag != CATCH_ALL) {
        const struct func_type *type = t->module->tags[tag];
        values = (struct type_list){type->types, type->param_count};
        slots = type->param_slots;
    }
    if (c->dead)
        return;
    if (c->kind == CONTROL_TRY) {
        c->region = t->region_count;
        add_region(t, c, NO_DELEGATE);
    }
    if (t->reachable) {
        tr_place_results(t, c, c->results.count);
        tr_jump(t, c);
    }
    tr_barrier(t);
    c->kind = CONTROL_CATCH;
    c->caught = c->base;
    if (t->status == VB_OK)
        add_clause(t, c->region, tag, c->caught);
    tr_drop_to(t, c->height, c->base + 1 + slots);
    t->most = MAX(t->most, t->top);
    if (t->most > FRAME_SLOTS)
        tr_fail(t, VB_ERR_LIMIT);
    tr_push_types(t, values);
    t->reachable = true;
}

/* The exception goes on as if thrown at the label: from the next block around it that is a try
 * block and not yet in its clauses. Labels count from outside of the block that ends here. */
static void delegate(struct translator *t, uint32_t depth)
{
    struct control *c = tr_label(t, 0);
    if (!c->dead) {
        uint32_t to = DELEGATE_OUT;
        for (uint32_t i = depth + 1; i < t->control_count; i++)
            if (tr_label(t, i)->kind == CONTROL_TRY || tr_label(t, i)->kind == CONTROL_TRY_TABLE) {
                to = tr_label(t, i)->try_id;
                break;
            }
        add_region(t, c, to);
    }
    tr_end_block(t);
}

/* ---- try_table ------------------------------------------------------------------------------ */

static void read_clause(struct reader *r, struct handler_clause *out, uint32_t *label)
{
    uint8_t form = code_u8(r);
    *out = (struct handler_clause){
        .final = true,
        .next = NO_CLAUSE,
        .tag = form <= FORM_CATCH_REF ? code_u32(r) : CATCH_ALL,
        .ref = form == FORM_CATCH_REF || form == FORM_CATCH_ALL_REF,
    };
    *label = code_u32(r);
}

static void begin_try_table(struct translator *t)
{
    struct handler_clause clause;
    uint32_t label;
    struct control *c = tr_begin_block(t, CONTROL_TRY_TABLE);
    const uint8_t *clauses = t->r.at;
    for (uint32_t count = code_u32(&t->r); count > 0; count--)
        read_clause(&t->r, &clause, &label);
    if (!c || c->dead)
        return;
    tr_barrier(t);
    c->clauses = clauses;
    c->try_id = t->tries++;
    c->start = t->word_count;
}

/* Where a clause goes on: its values, and the reference, are the operands of a branch. */
static void translate_clause(struct translator *t, struct reader *r, uint32_t region)
{
    struct handler_clause clause;
    struct type_list values = {NULL, 0};
    uint32_t label;
    struct control *c = tr_label(t, 0);
    read_clause(r, &clause, &label);
    tr_barrier(t);
    tr_drop_to(t, c->height, c->base);
    add_clause(t, region, clause.tag, c->base);
    if (t->status < 0)
        return;
    t->clauses[t->clause_count - 1].final = true;
    t->clauses[t->clause_count - 1].ref = clause.ref;
    if (clause.tag != CATCH_ALL) {
        const struct func_type *type = t->module->tags[clause.tag];
        values = (struct type_list){type->types, type->param_count};
    }
    tr_push_types(t, values);
    if (clause.ref)
        tr_push(t);
    t->settled = t->operand_count;
    tr_leave_to(t, tr_label(t, label + 1));
}

void tr_end_try_table(struct translator *t)
{
    struct control *c = tr_label(t, 0);
    if (!c->dead && t->status == VB_OK) {
        struct reader r = {c->clauses, t->r.end};
        uint32_t region = t->region_count;
        add_region(t, c, NO_DELEGATE);
        if (t->reachable) {
            tr_place_results(t, c, c->results.count);
            tr_jump(t, c);
        }
        for (uint32_t count = code_u32(&r); count > 0 && t->status == VB_OK; count--)
            translate_clause(t, &r, region);
        tr_end_of_reach(t);
    }
    tr_end_block(t);
}

static void throw_ref(struct translator *t)
{
    uint32_t slot = tr_slot_of(t, tr_pop(t));
    tr_map_here(t);
    tr_emit(t, OP_THROW_REF, slot, 0, 0);
    tr_end_of_reach(t);
}

static void throw(struct translator * t, uint32_t tag)
{
    uint32_t first = tr_arguments(t, t->module->tags[tag]->param_count);
    tr_map_here(t);
    tr_emit_bc(t, OP_THROW, first, tag);
    tr_end_of_reach(t);
}

bool translate_exception(struct translator *t, enum opcode opcode)
{
    switch (opcode) {
    case OPCODE_TRY:
        begin_try(t);
        return true;
    case OPCODE_CATCH:
        begin_clause(t, code_u32(&t->r));
        return true;
    case OPCODE_CATCH_ALL:
        begin_clause(t, CATCH_ALL);
        return true;
    case OPCODE_DELEGATE:
        delegate(t, code_u32(&t->r));
        return true;
    case OPCODE_THROW:
        throw(t, code_u32(&t->r));
        return true;
    case OPCODE_TRY_TABLE:
        begin_try_table(t);
        return true;
    case OPCODE_THROW_REF:
        throw_ref(t);
        return true;
    case OPCODE_RETHROW:
        tr_map_here(t);
        tr_emit(t, OP_RETHROW, tr_label(t, code_u32(&t->r))->caught, 0, 0);
        tr_end_of_reach(t);
        return true;
    default:
        return false;
    }
}
