/* The symbolic operand stack. */
#include "translate.h"

/* Slots beside the frame's own that the translator adds to `most` at calls fit as well. */
static uint32_t push_operand(struct translator *t, uint8_t kind, uint64_t value, uint32_t slots)
{
    if (!tr_grow(t, &t->operands, t->operand_count, &t->operand_capacity, 1, sizeof *t->operands))
        return 0;
    if (t->top + slots > FRAME_SLOTS) {
        tr_fail(t, VB_ERR_LIMIT);
        return 0;
    }
    uint32_t home = t->top;
    t->top += slots;
    t->operands[t->operand_count++] = (struct operand){value, (uint16_t)home, kind, (uint8_t)slots};
    t->most = MAX(t->most, t->top);
    return home;
}

uint32_t tr_push(struct translator *t)
{
    return push_operand(t, OPERAND_TEMPORARY, 0, 1);
}

uint32_t tr_push_v128(struct translator *t)
{
    return push_operand(t, OPERAND_TEMPORARY, 0, 2);
}

void tr_push_types(struct translator *t, struct type_list types)
{
    for (uint32_t i = 0; i < types.count; i++)
        push_operand(t, OPERAND_TEMPORARY, 0, value_type_slots(types.types[i]));
    t->settled = t->operand_count;
}

void tr_push_local(struct translator *t, uint32_t slot, uint32_t slots)
{
    push_operand(t, OPERAND_LOCAL, slot, slots);
}

void tr_push_constant(struct translator *t, uint64_t value)
{
    push_operand(t, OPERAND_CONSTANT, value, 1);
}

void tr_push_sum(struct translator *t, uint32_t slot, uint32_t addend)
{
    push_operand(t, OPERAND_SUM, (uint64_t)addend << 32 | slot, 1);
}

struct operand tr_pop(struct translator *t)
{
    if (t->status < 0)
        return (struct operand){0};
    struct operand top = t->operands[--t->operand_count];
    t->settled = MIN(t->settled, t->operand_count);
    t->top = top.home;
    return top;
}

static void emit_sum(struct translator *t, uint32_t to, uint64_t sum)
{
    uint32_t addend = (uint32_t)(sum >> 32), slot = (uint16_t)sum;
    if (addend == (uint32_t)(int16_t)addend) {
        tr_emit_value(t, OP_I32_ADD + VARIANT_I, to, slot, (uint16_t)addend);
        return;
    }
    tr_emit_value(t, OP_I32_ADD + VARIANT_K, to, slot, 0);
    tr_emit_word(t, addend);
}

uint32_t tr_slot_of(struct translator *t, struct operand operand)
{
    if (operand.kind == OPERAND_LOCAL)
        return (uint32_t)operand.value;
    if (operand.kind == OPERAND_CONSTANT)
        tr_emit_constant(t, operand.home, operand.value);
    else if (operand.kind == OPERAND_SUM)
        emit_sum(t, operand.home, operand.value);
    return operand.home;
}

static void move(struct translator *t, uint32_t to, uint32_t from, uint32_t slots)
{
    if (slots == 1)
        tr_emit_move(t, to, from);
    else
        tr_emit_move_v128(t, to, from);
}

static void send_home(struct translator *t, struct operand *operand)
{
    if (operand->kind == OPERAND_LOCAL)
        move(t, operand->home, (uint32_t)operand->value, operand->slots);
    else if (operand->kind == OPERAND_CONSTANT)
        tr_emit_constant(t, operand->home, operand->value);
    else if (operand->kind == OPERAND_SUM)
        emit_sum(t, operand->home, operand->value);
    operand->kind = OPERAND_TEMPORARY;
}

void tr_settle(struct translator *t)
{
    for (uint32_t i = t->settled; i < t->operand_count; i++)
        send_home(t, &t->operands[i]);
    t->settled = t->operand_count;
}

uint32_t tr_arguments(struct translator *t, uint32_t count)
{
    if (t->status < 0)
        return 0;
    for (uint32_t i = t->operand_count - count; i < t->operand_count; i++)
        send_home(t, &t->operands[i]);
    return count > 0 ? t->operands[t->operand_count - count].home : t->top;
}

/* Overwriting a local looks through the operands that are not settled. More of them than compilers
 * leave are settled first, so that the search is bounded whatever the program does. */
#define MAX_UNSETTLED 64u

static bool settle_references(struct translator *t, uint32_t slot)
{
    if (t->operand_count - t->settled > MAX_UNSETTLED) {
        tr_settle(t);
        return true;
    }
    bool any = false;
    for (uint32_t i = t->settled; i < t->operand_count; i++) {
        struct operand *operand = &t->operands[i];
        bool names = operand->kind == OPERAND_LOCAL || operand->kind == OPERAND_SUM;
        if (names && (uint16_t)operand->value == slot) {
            send_home(t, operand);
            any = true;
        }
    }
    return any;
}

void tr_store_operand(struct translator *t, uint32_t to, struct operand value)
{
    if (t->status < 0)
        return;
    if (value.kind == OPERAND_CONSTANT) {
        tr_emit_constant(t, to, value.value);
    } else if (value.kind == OPERAND_SUM) {
        emit_sum(t, to, value.value);
    } else if (value.kind == OPERAND_LOCAL) {
        move(t, to, (uint32_t)value.value, value.slots);
    } else if (t->last != NO_WORD && t->words[t->last].a == value.home) {
        t->words[t->last].a = (uint16_t)to;
        t->last = NO_WORD;
    } else {
        move(t, to, value.home, value.slots);
    }
}

void tr_set_local(struct translator *t, uint32_t slot, struct operand value, bool tee)
{
    /* References that are sent home after the value was computed keep the producer from writing
     * the local itself: emission clears `last`. */
    settle_references(t, slot);
    tr_store_operand(t, slot, value);
    if (tee)
        tr_push_local(t, slot, value.slots);
}

void tr_drop_to(struct translator *t, uint32_t height, uint32_t top)
{
    t->operand_count = height;
    t->settled = MIN(t->settled, height);
    t->top = top;
}

uint32_t tr_local_slot(const struct translator *t, uint32_t local, uint32_t *slots)
{
    *slots = 1;
    if (UNLIKELY(t->wide_locals != NULL)) {
        *slots += t->wide_locals[local] / WIDE_LOCAL;
        return t->wide_locals[local] % WIDE_LOCAL;
    }
    return local < t->param_count ? local : t->header + FRAME_HEADER + local - t->param_count;
}
