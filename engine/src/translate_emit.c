/* The translator's output: words, labels, and the map from words to offsets in the module. */
#include "translate.h"

void tr_fail(struct translator *t, int status)
{
    if (t->status == VB_OK)
        t->status = status;
}

bool tr_grow_more(struct translator *t, void *array, uint32_t count, uint32_t *capacity,
                  uint32_t more, size_t element)
{
    if (t->status < 0)
        return false;
    uint32_t bigger = MAX(*capacity * 2, MAX(count + more, 16u));
    void *old = *(void **)array, *block = module_alloc(t->module, bigger * element);
    if (!block) {
        tr_fail(t, VB_ERR_NO_MEMORY);
        return false;
    }
    if (count > 0)
        __builtin_memcpy(block, old, count * element);
    module_free(t->module, old, *capacity * element);
    *(void **)array = block;
    *capacity = bigger;
    return true;
}

static uint32_t append(struct translator *t, struct insn insn)
{
    if (!tr_grow(t, &t->words, t->word_count, &t->word_capacity, 1, sizeof *t->words))
        return NO_WORD;
    t->words[t->word_count] = insn;
    return t->word_count++;
}

uint32_t tr_emit(struct translator *t, uint32_t op, uint32_t a, uint32_t b, uint32_t c)
{
    t->last = t->last_move = NO_WORD;
    if (t->last_add == t->word_count) /* it was taken back */
        t->last_add = NO_WORD;
    tr_fuse(t);
    uint32_t word = append(t, (struct insn){(uint16_t)op, (uint16_t)a, (uint16_t)b, (uint16_t)c});
    t->starts[3] = t->starts[2];
    t->starts[2] = t->starts[1];
    t->starts[1] = t->starts[0];
    t->starts[0] = word;
    return word;
}

uint32_t tr_emit_bc(struct translator *t, uint32_t op, uint32_t a, uint32_t bc)
{
    return tr_emit(t, op, a, bc & 0xffff, bc >> 16);
}

void tr_emit_word(struct translator *t, uint64_t word)
{
    append(t, (struct insn){(uint16_t)word, (uint16_t)(word >> 16), (uint16_t)(word >> 32),
                            (uint16_t)(word >> 48)});
}

uint32_t tr_emit_value(struct translator *t, uint32_t op, uint32_t a, uint32_t b, uint32_t c)
{
    uint32_t word = tr_emit(t, op, a, b, c);
    t->last = word;
    if (op == OP_I32_ADD + VARIANT_I || op == OP_I64_ADD + VARIANT_I)
        t->last_add = word;
    return word;
}

/* Compiled loops end in runs of moves, so two go into one instruction. */
void tr_emit_move(struct translator *t, uint32_t to, uint32_t from)
{
    if (to == from)
        return;
    if (t->last_move != NO_WORD) {
        t->words[t->last_move].op = OP_MOVE2;
        tr_emit(t, OP_MOVE, to, from, 0);
        return;
    }
    uint32_t word = tr_emit(t, OP_MOVE, to, from, 0);
    t->last_move = word;
}

void tr_emit_move_v128(struct translator *t, uint32_t to, uint32_t from)
{
    if (to != from)
        tr_emit(t, OP_MOVE_V128, to, from, 0);
}

void tr_emit_constant(struct translator *t, uint32_t to, uint64_t value)
{
    if (value <= UINT32_MAX) {
        tr_emit_bc(t, OP_CONST32, to, (uint32_t)value);
        return;
    }
    tr_emit(t, OP_CONST64, to, 0, 0);
    tr_emit_word(t, value);
}

void tr_unemit(struct translator *t)
{
    if (t->status == VB_OK)
        t->word_count = t->last;
    t->starts[0] = t->starts[1];
    t->starts[1] = t->starts[2];
    t->starts[2] = t->starts[3];
    t->starts[3] = NO_WORD;
    t->last = t->last_move = NO_WORD;
}

void tr_barrier(struct translator *t)
{
    tr_fuse(t);
    t->accumulator = NO_SLOT;
    t->last = t->last_move = t->last_add = NO_WORD;
}

/* ---- the offset map ------------------------------------------------------------------------- */

static void map_byte(struct translator *t, uint32_t byte)
{
    if (tr_grow(t, &t->map, t->map_count, &t->map_capacity, 1, 1))
        t->map[t->map_count++] = (uint8_t)byte;
}

static void map_number(struct translator *t, uint32_t number)
{
    for (; number >= 0x80; number >>= 7)
        map_byte(t, number | 0x80);
    map_byte(t, number);
}

static void map_add(struct translator *t, const uint8_t *place)
{
    uint32_t offset = (uint32_t)(place - t->module->bytes);
    map_number(t, t->word_count - t->map_word);
    map_number(t, offset - t->map_offset);
    t->map_word = t->word_count;
    t->map_offset = offset;
}

void tr_map_here(struct translator *t)
{
    map_add(t, t->at);
}

void tr_map_resume(struct translator *t)
{
    map_add(t, t->r.at);
}

/* ---- labels --------------------------------------------------------------------------------- */

void tr_set_distance(struct translator *t, uint32_t word, uint32_t origin, uint8_t kind,
                     uint32_t target)
{
    if (t->status < 0)
        return;
    int32_t distance = (int32_t)(target - origin);
    struct insn *at = &t->words[word];
    switch (kind) {
    case FIXUP_C:
        if (distance != (int16_t)distance)
            t->far = true;
        at->c = (uint16_t)distance;
        break;
    case FIXUP_BC:
    case FIXUP_HIGH:
        at->b = (uint16_t)distance;
        at->c = (uint16_t)((uint32_t)distance >> 16);
        break;
    case FIXUP_LOW:
        at->op = (uint16_t)distance;
        at->a = (uint16_t)((uint32_t)distance >> 16);
        break;
    default:
        break;
    }
}

void tr_add_fixup(struct translator *t, uint32_t *list, uint32_t word, uint32_t origin,
                  uint8_t kind)
{
    uint32_t index = t->free_fixups;
    if (index != NO_FIXUP) {
        t->free_fixups = t->fixups[index].next;
    } else {
        if (!tr_grow(t, &t->fixups, t->fixup_count, &t->fixup_capacity, 1, sizeof *t->fixups))
            return;
        index = t->fixup_count++;
    }
    t->fixups[index] = (struct fixup){word, origin, *list, kind};
    *list = index;
}

void tr_bind(struct translator *t, uint32_t *list)
{
    while (*list != NO_FIXUP) {
        struct fixup *f = &t->fixups[*list];
        uint32_t index = *list;
        tr_set_distance(t, f->word, f->origin, f->kind, t->word_count);
        *list = f->next;
        f->next = t->free_fixups;
        t->free_fixups = index;
    }
    tr_barrier(t);
}
