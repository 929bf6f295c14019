/*
 * What is in a frame at an offset of its function: the body is validated again up to there. Cost:
 * in proportion to the part of the body before the offset.
 */
#include "save.h"
#include "validate.h"

#define CHARGE_INTERVAL 256u

struct walk {
    struct loader loader;
    struct validator validator;
    uint32_t instructions; /* before the next one */
    uint32_t opcode;       /* of the one before, with its prefix */
    uint32_t *tags;        /* of the catch clause that a block is, by control stack index */
    uint32_t tag_capacity;
};

/* Opcode and, for those that have one, the first immediate; nothing moves. */
static uint32_t peek(const struct walk *w, uint32_t *immediate)
{
    struct reader r = w->loader.r;
    uint32_t opcode = code_opcode(&r);
    switch (opcode) {
    case OPCODE_CALL:
    case OPCODE_CALL_INDIRECT:
    case OPCODE_RETURN_CALL:
    case OPCODE_RETURN_CALL_INDIRECT:
    case OPCODE_CATCH:
        *immediate = code_u32(&r);
        break;
    default:
        *immediate = 0;
    }
    return opcode;
}

static bool is_bulk(uint32_t opcode)
{
    switch (opcode) {
    case OPCODE_MEMORY_COPY:
    case OPCODE_MEMORY_FILL:
    case OPCODE_MEMORY_INIT:
    case OPCODE_TABLE_COPY:
    case OPCODE_TABLE_FILL:
    case OPCODE_TABLE_INIT:
    case OPCODE_MEMORY_ATOMIC_WAIT32:
    case OPCODE_MEMORY_ATOMIC_WAIT64:
    case OPCODE_MEMORY_ATOMIC_NOTIFY:
        return true;
    default:
        return false;
    }
}

static int note_clause(struct walk *w, uint32_t tag)
{
    struct module *m = w->loader.module;
    uint32_t index = w->validator.control_count - 1;
    if (index >= w->tag_capacity) {
        uint32_t bigger = MAX(2 * w->tag_capacity, index + 16);
        uint32_t *block = module_alloc(m, bigger * sizeof *block);
        if (!block)
            return VB_ERR_NO_MEMORY;
        if (w->tag_capacity > 0)
            __builtin_memcpy(block, w->tags, w->tag_capacity * sizeof *block);
        module_free(m, w->tags, w->tag_capacity * sizeof *block);
        w->tags = block;
        w->tag_capacity = bigger;
    }
    w->tags[index] = tag;
    return VB_OK;
}

static int step(struct walk *w)
{
    uint32_t immediate, opcode = peek(w, &immediate);
    int status = validate_step(&w->validator);
    w->opcode = opcode;
    w->instructions++;
    if (status == VB_OK && opcode == OPCODE_CATCH)
        status = note_clause(w, immediate);
    if (status == VB_OK && opcode == OPCODE_CATCH_ALL)
        status = note_clause(w, CATCH_ALL);
    return status;
}

/* Up to the instruction at `place`. */
static int advance(struct walk *w, const struct module_func *func, const uint8_t *place)
{
    int status = validate_begin_again(&w->loader, func->type);
    while (status == VB_OK && w->validator.control_count > 0 && w->loader.r.at < place)
        status = step(w);
    if (status < 0)
        return status;
    bool reached = w->validator.control_count > 0 && w->loader.r.at == place;
    return reached && !top_control(&w->validator)->unreachable ? VB_OK : VB_ERR_NOT_FOUND;
}

static bool is_clause(const struct control *control)
{
    return control->opcode == OPCODE_CATCH || control->opcode == OPCODE_CATCH_ALL;
}

static uint32_t count_clauses(const struct validator *v)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < v->control_count; i++)
        count += is_clause(&v->controls[i]);
    return count;
}

/* One block: the layout, the exceptions, the types. */
static struct frame_layout *build(struct store *store, const struct walk *w,
                                  const struct frame_layout *head)
{
    const struct validator *v = &w->validator;
    uint32_t caught = count_clauses(v), operands = head->operand_count;
    size_t size = sizeof(struct frame_layout) + caught * sizeof(struct caught_exception) +
                  v->local_count + operands;
    struct frame_layout *layout = store_alloc(store, size);
    if (!layout)
        return NULL;
    *layout = *head;
    layout->size = (uint32_t)size;
    layout->local_count = v->local_count;
    struct caught_exception *exception = (void *)(layout + 1);
    layout->caught = exception;
    for (uint32_t i = 0; i < v->control_count; i++)
        if (is_clause(&v->controls[i]))
            *exception++ = (struct caught_exception){v->controls[i].height, w->tags[i]};
    layout->caught_count = caught;
    uint8_t *types = (uint8_t *)exception;
    layout->types = types;
    if (v->local_count > 0)
        __builtin_memcpy(types, v->locals, v->local_count);
    if (operands > 0)
        __builtin_memcpy(types + v->local_count, v->operands, operands);
    return layout;
}

/* What the instruction here is to the format. */
static void describe(const struct walk *w, struct frame_layout *head)
{
    const struct module *m = w->loader.module;
    uint32_t immediate, opcode = peek(w, &immediate);
    bool first = w->instructions == 0;
    head->can_stop = first || w->opcode == OPCODE_LOOP || is_bulk(w->opcode);
    head->is_bulk = is_bulk(opcode);
    head->is_charged = (w->instructions + 1) % CHARGE_INTERVAL == 0;
    head->is_indirect = opcode == OPCODE_CALL_INDIRECT || opcode == OPCODE_RETURN_CALL_INDIRECT;
    if (opcode == OPCODE_CALL || opcode == OPCODE_RETURN_CALL)
        head->call = m->funcs[immediate].type;
    else if (head->is_indirect)
        head->call = m->types[immediate];
}

/* The operands below a call's and, once it has returned, its results; also those of a tail call,
 * which are there between the return of a host function and the caller's own. */
static int pass_call(struct walk *w, const struct frame_layout *head, bool returned)
{
    struct validator *v = &w->validator;
    uint32_t before = v->operand_count;
    if (!head->call)
        return VB_ERR_NOT_FOUND;
    int status = step(w); /* it checks the operands before they are counted off */
    v->operand_count = before - head->call->param_count - head->is_indirect;
    if (status < 0 || !returned)
        return status;
    const uint8_t *results = head->call->types + head->call->param_count;
    return push_types(v, (struct type_list){results, head->call->result_count});
}

static int inspect(struct store *store, struct walk *w, enum frame_place place,
                   struct frame_layout **out)
{
    struct frame_layout head = {0};
    int status = VB_OK;
    describe(w, &head);
    if (place == PLACE_CALL || place == PLACE_RETURNED)
        status = pass_call(w, &head, place == PLACE_RETURNED);
    if (status < 0)
        return status;
    head.operand_count = w->validator.operand_count;
    *out = build(store, w, &head);
    return *out ? VB_OK : VB_ERR_NO_MEMORY;
}

int layout_make(struct store *store, struct module *module, uint32_t function, uint64_t offset,
                enum frame_place place, struct frame_layout **out)
{
    const struct module_func *func = &module->funcs[function];
    if (function < module->imported_funcs || offset < func->body ||
        offset >= (uint64_t)func->body + func->body_size)
        return VB_ERR_NOT_FOUND;
    const uint8_t *body = module->bytes + func->body;
    struct walk w = {.loader = {.module = module,
                                .r = {body, body + func->body_size},
                                .declared_data_count = module->data_count,
                                .all_declared = true}};
    w.loader.validator = &w.validator;
    validator_create(&w.validator, &w.loader);
    int status = advance(&w, func, module->bytes + offset);
    if (status == VB_OK)
        status = inspect(store, &w, place, out);
    module_free(module, w.tags, w.tag_capacity * sizeof *w.tags);
    validator_destroy(&w.validator);
    return status;
}

void layout_free(struct store *store, struct frame_layout *layout)
{
    if (layout)
        store_free(store, layout, layout->size);
}
