/* Between a frame's slots and words, and the terms of the format. The one file of saving that knows
 * the internal form. */
#include "reader.h"
#include "save.h"

uint32_t call_words(const struct insn *at)
{
    switch (at->op) {
    case OP_CALL:
    case OP_CALL_IMPORT:
    case OP_TAIL_CALL_IMPORT:
        return 2;
    case OP_CALL_INDIRECT:
    case OP_TAIL_CALL_INDIRECT:
        return 4;
    default:
        return 0;
    }
}

bool call_has_link(const struct insn *at)
{
    return at->op == OP_CALL || at->op == OP_CALL_IMPORT || at->op == OP_CALL_INDIRECT;
}

/* ---- slots ---------------------------------------------------------------------------------- */

void items_begin(struct item_cursor *c, const struct module *module, uint32_t function,
                 const struct frame_layout *layout)
{
    const struct module_func *func = &module->funcs[function];
    *c = (struct item_cursor){.layout = layout,
                              .module = module,
                              .params = func->type->param_count,
                              .behind_header = func->code->header + FRAME_HEADER};
}

/* Parameters are in front of the header, the other locals and the operands behind it. */
static void pass_header(struct item_cursor *c)
{
    if (c->item == c->params && c->slot < c->behind_header)
        c->slot = c->behind_header;
}

static uint32_t caught_slots(const struct item_cursor *c, uint32_t index)
{
    uint32_t tag = c->layout->caught[index].tag;
    return 1 + (tag == CATCH_ALL ? MAX_TAG_SLOTS : c->module->tags[tag]->param_slots);
}

static bool exception_is_next(const struct item_cursor *c)
{
    const struct frame_layout *layout = c->layout;
    return c->item >= layout->local_count && c->caught < layout->caught_count &&
           layout->caught[c->caught].operand == c->item - layout->local_count;
}

uint32_t items_next(struct item_cursor *c, uint8_t *type)
{
    pass_header(c);
    while (exception_is_next(c))
        c->slot += caught_slots(c, c->caught++);
    *type = c->layout->types[c->item++];
    uint32_t slot = c->slot;
    c->slot += value_type_slots(*type);
    return slot;
}

uint32_t items_next_caught(struct item_cursor *c)
{
    for (pass_header(c); !exception_is_next(c); pass_header(c))
        c->slot += value_type_slots(c->layout->types[c->item++]);
    uint32_t slot = c->slot;
    c->slot += caught_slots(c, c->caught++);
    return slot;
}

/* ---- words ---------------------------------------------------------------------------------- */

struct map_cursor {
    struct reader r;
    uint32_t word, offset;
};

static struct map_cursor map_begin(const struct code *code)
{
    return (struct map_cursor){{code_map(code), code_map(code) + code->map_size}, 0, 0};
}

static bool map_next(struct map_cursor *c)
{
    if (c->r.at >= c->r.end)
        return false;
    c->word += code_u32(&c->r);
    c->offset += code_u32(&c->r);
    return true;
}

/* The last entry before `word`, and the first one there and how many other words of its offset are
 * before it. */
struct map_found {
    bool before, here;
    uint32_t before_word, before_offset, here_offset, here_rank;
};
static struct map_found map_find(const struct code *code, uint32_t word)
{
    struct map_found f = {0};
    uint32_t rank = 0;
    for (struct map_cursor c = map_begin(code); map_next(&c) && c.word <= word;) {
        if (f.before && c.offset == f.before_offset)
            rank += c.word != f.before_word;
        else
            rank = 0;
        if (c.word == word) {
            f.here = true;
            f.here_offset = c.offset;
            f.here_rank = rank;
            break;
        }
        f.before = true;
        f.before_word = c.word;
        f.before_offset = c.offset;
    }
    return f;
}

static int locate_call(struct store *store, const struct frame_cursor *frame, uint64_t *offset,
                       enum frame_place *place, struct frame_layout **out)
{
    struct module *module = store->instances[frame->instance]->module;
    *offset = code_wasm_offset(module, frame->function, frame->word, false);
    *place = PLACE_CALL;
    return layout_make(store, module, frame->function, *offset, PLACE_CALL, out);
}

static int locate_stop(struct store *store, const struct frame_cursor *frame, uint64_t *offset,
                       enum frame_place *place, struct frame_layout **out)
{
    struct module *module = store->instances[frame->instance]->module;
    const struct code *code = module->funcs[frame->function].code;
    struct map_found f = map_find(code, frame->word);
    uint32_t length = f.before ? call_words(&code->words[f.before_word]) : 0;
    if (length > 0 && f.before_word + length == frame->word) {
        *offset = f.before_offset;
        *place = PLACE_RETURNED;
        return layout_make(store, module, frame->function, *offset, *place, out);
    }
    if (!f.here)
        return VB_ERR_NOT_FOUND;
    *offset = f.here_offset;
    *place = PLACE_BEFORE;
    int status = layout_make(store, module, frame->function, *offset, *place, out);
    if (status == VB_OK && (*out)->is_charged && f.here_rank == (*out)->can_stop)
        *place = PLACE_CHARGED;
    return status;
}

/* The word of the entry of this offset and rank; `last`: of its last entry. */
static int word_at(const struct code *code, uint64_t offset, uint32_t rank, bool last,
                   uint32_t *word)
{
    int status = VB_ERR_NOT_FOUND;
    for (struct map_cursor c = map_begin(code); map_next(&c) && c.offset <= offset;) {
        if (c.offset != offset)
            continue;
        bool another = status == VB_OK && c.word != *word;
        if (another && !last && rank == 0)
            break;
        rank -= another && !last;
        *word = c.word;
        status = VB_OK;
    }
    return rank == 0 || last ? status : VB_ERR_NOT_FOUND;
}

int frame_word(const struct module *module, uint32_t function, uint64_t offset,
               enum frame_place place, const struct frame_layout *layout, uint32_t *word)
{
    const struct code *code = module->funcs[function].code;
    int status;
    switch (place) {
    case PLACE_BEFORE:
        if (!layout->can_stop && (!layout->is_bulk || layout->is_charged))
            return VB_ERR_NOT_FOUND;
        return word_at(code, offset, 0, false, word);
    case PLACE_CHARGED:
        if (!layout->is_charged)
            return VB_ERR_NOT_FOUND;
        return word_at(code, offset, layout->can_stop, false, word);
    default:
        status = word_at(code, offset, 0, true, word);
        if (status < 0)
            return status;
        uint32_t length = call_words(&code->words[*word]);
        if (length == 0)
            return VB_ERR_NOT_FOUND;
        *word += place == PLACE_RETURNED ? length : 0;
        return VB_OK;
    }
}

int frame_locate(struct store *store, const struct frame_cursor *frame, uint64_t *offset,
                 enum frame_place *place, struct frame_layout **out)
{
    const struct module *module = store->instances[frame->instance]->module;
    bool stopped = frame->innermost && store_stopped_before(store);
    uint32_t word;
    int status = stopped ? locate_stop(store, frame, offset, place, out)
                         : locate_call(store, frame, offset, place, out);
    if (status < 0)
        return status == VB_ERR_NOT_FOUND ? VB_ERR_NOT_SUPPORTED : status;
    /* What is saved must lead back to where it came from. */
    status = frame_word(module, frame->function, *offset, *place, *out, &word);
    if (stopped && (status < 0 || word != frame->word)) {
        layout_free(store, *out);
        return VB_ERR_NOT_SUPPORTED;
    }
    return VB_OK;
}
