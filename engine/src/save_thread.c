/* Reading the thread of a state: its frames, or what is there instead of frames. */
#include "save.h"

struct restored_frame {
    uint32_t instance, function;
    uint64_t offset;
    uint32_t place;
    uint32_t at, word;
    struct module *module;
    struct frame_layout *layout;
};

static int read_types(struct restorer *r, uint32_t count, const uint8_t *types, const char *what)
{
    uint32_t found;
    const uint8_t *bytes;
    int status = restore_u32(r, UINT32_MAX, what, &found);
    if (status == VB_OK && found != count)
        status = restore_fail(r, VB_ERR_PROTOCOL, "%s: expected %u, found %u", what, count, found);
    if (status == VB_OK)
        status = restore_bytes(r, count, what, &bytes);
    if (status == VB_OK && count > 0 && __builtin_memcmp(bytes, types, count) != 0)
        status = restore_fail(r, VB_ERR_PROTOCOL, "%s: they are of other types", what);
    return status;
}

static int read_values(struct restorer *r, const uint8_t *types, uint32_t count, uint64_t *slots)
{
    int status = VB_OK;
    for (uint32_t i = 0; i < count && status == VB_OK; i++) {
        status = restore_value(r, types[i], slots);
        slots += value_type_slots(types[i]);
    }
    return status;
}

/* ---- one frame ------------------------------------------------------------------------------ */

static int read_items(struct restorer *r, const struct restored_frame *f, uint64_t *slots)
{
    const struct frame_layout *layout = f->layout;
    struct item_cursor items;
    items_begin(&items, f->module, f->function, layout);
    int status = read_types(r, layout->local_count, layout->types, "locals");
    for (uint32_t i = 0; status == VB_OK && i < layout->local_count + layout->operand_count; i++) {
        uint8_t type;
        if (i == layout->local_count)
            status = read_types(r, layout->operand_count, layout->types + i, "operands");
        uint32_t slot = items_next(&items, &type);
        if (status == VB_OK)
            status = restore_value(r, type, slots + slot);
    }
    if (status == VB_OK && layout->operand_count == 0)
        status = read_types(r, 0, NULL, "operands");
    return status;
}

static int read_exception(struct restorer *r, const struct restored_frame *f,
                          const struct caught_exception *caught, uint64_t *kept)
{
    const struct store *store = r->store;
    uint32_t operand, tag;
    int status = restore_u32(r, UINT32_MAX, "operands below an exception", &operand);
    if (status == VB_OK && operand != caught->operand)
        status =
            restore_fail(r, VB_ERR_PROTOCOL, "operands below an exception: expected %u, found %u",
                         caught->operand, operand);
    if (status == VB_OK)
        status = restore_u32(r, store->tag_count, "tag of an exception", &tag);
    if (status < 0)
        return status;
    bool fits = tag < store->tag_count;
    if (fits && caught->tag != CATCH_ALL)
        fits = tag == instance_tags(store->instances[f->instance])[caught->tag];
    if (!fits)
        return restore_fail(r, VB_ERR_PROTOCOL, "an exception of tag %u is not caught there", tag);
    kept[0] = tag;
    const struct func_type *type = store->tags[tag];
    return read_values(r, type->types, type->param_count, kept + 1);
}

static int read_exceptions(struct restorer *r, const struct restored_frame *f, uint64_t *slots)
{
    const struct frame_layout *layout = f->layout;
    struct item_cursor items;
    uint32_t count;
    int status = restore_u32(r, UINT32_MAX, "caught exceptions", &count);
    if (status == VB_OK && count != layout->caught_count)
        status = restore_fail(r, VB_ERR_PROTOCOL, "caught exceptions: expected %u, found %u",
                              layout->caught_count, count);
    items_begin(&items, f->module, f->function, layout);
    for (uint32_t i = 0; status == VB_OK && i < layout->caught_count; i++)
        status = read_exception(r, f, &layout->caught[i], slots + items_next_caught(&items));
    return status;
}

static int no_frame(struct restorer *r, const struct restored_frame *f, int status)
{
    if (status == VB_ERR_NO_MEMORY)
        return restore_fail(r, status, "no memory for a frame of function %u", f->function);
    if (status == VB_ERR_LIMIT)
        return restore_fail(r, status, "the frames need more stack than is allowed");
    return restore_fail(
        r, VB_ERR_PROTOCOL,
        "instance %u, function %u: expected a safepoint of kind %u at offset 0x%llx, "
        "found none",
        f->instance, f->function, f->place, (unsigned long long)f->offset);
}

static int read_frame_head(struct restorer *r, struct restored_frame *f)
{
    int status = restore_u32(r, UINT32_MAX, "instance of a frame", &f->instance);
    if (status == VB_OK)
        status = restore_u32(r, UINT32_MAX, "function of a frame", &f->function);
    if (status == VB_OK)
        status = restore_number(r, UINT64_MAX, "offset of a frame", &f->offset);
    if (status == VB_OK)
        status = restore_u32(r, PLACE_COUNT - 1, "place of a frame", &f->place);
    return status;
}

static bool same_results(const struct func_type *a, const struct func_type *b)
{
    return a->result_count == b->result_count &&
           (a->result_count == 0 ||
            __builtin_memcmp(a->types + a->param_count, b->types + b->param_count,
                             a->result_count) == 0);
}

static int check_callee(struct restorer *r, const struct restored_frame *f,
                        const struct expected_frame *expected)
{
    const struct func_type *type = NULL;
    if (f->instance < r->store->instance_count)
        type = store_function_type(r->store, funcref_make(f->instance, f->function));
    if (type && same_results(type, expected->type) &&
        f->function >= r->store->instances[f->instance]->module->imported_funcs)
        return VB_OK;
    return restore_fail(r, VB_ERR_PROTOCOL,
                        "instance %u, function %u: cannot have been called there", f->instance,
                        f->function);
}

/* Code, room on the stack, the layout, and the word. */
static int prepare_frame(struct restorer *r, struct restored_frame *f)
{
    struct store *store = r->store;
    struct module_func *func = &f->module->funcs[f->function];
    int status = func->code ? VB_OK : code_translate(f->module, f->function);
    if (status == VB_OK)
        status = stack_reserve(store, store->stack + f->at, func->code->frame_slots);
    if (status == VB_OK)
        status = layout_make(store, f->module, f->function, f->offset, (enum frame_place)f->place,
                             &f->layout);
    if (status == VB_OK)
        status = frame_word(f->module, f->function, f->offset, (enum frame_place)f->place,
                            f->layout, &f->word);
    return status < 0 ? no_frame(r, f, status) : VB_OK;
}

/* The caller frees the layout, whatever the result. */
static int read_frame(struct restorer *r, const struct expected_frame *expected,
                      struct restored_frame *f)
{
    int status = read_frame_head(r, f);
    if (status == VB_OK)
        status = check_callee(r, f, expected);
    if (status < 0)
        return status;
    f->module = r->store->instances[f->instance]->module;
    f->at = expected->at;
    status = prepare_frame(r, f);
    if (status < 0)
        return status;
    uint64_t *slots = r->store->stack + f->at;
    uint64_t *header = slots + f->module->funcs[f->function].code->header;
    header[0] = expected->link;
    header[1] = (uint64_t)f->instance << 32 | f->function;
    status = read_items(r, f, slots);
    return status < 0 ? status : read_exceptions(r, f, slots);
}

/* ---- all of them ---------------------------------------------------------------------------- */

/* The frame is in a call: what can be called there, and where its frame begins. */
static void expect_callee(const struct restored_frame *f, struct expected_frame *expected)
{
    const struct insn *call = &f->module->funcs[f->function].code->words[f->word];
    expected->type = f->layout->call;
    expected->link = instruction_word(call + 1);
    expected->at = f->at + call->a;
}

/* A frame that was left by a tail call is gone, unless a host function was called. */
static bool place_fits(const struct store *store, const struct restored_frame *f, bool last)
{
    bool in_call = f->place == PLACE_CALL;
    if (last)
        return in_call == (store->state == STORE_HOST_CALL);
    return in_call && call_has_link(&f->module->funcs[f->function].code->words[f->word]);
}

static void enter_frame(struct restorer *r, const struct restored_frame *f)
{
    struct store *store = r->store;
    const struct code *code = f->module->funcs[f->function].code;
    store->slots = store->stack + f->at;
    store->header = store->slots + code->header;
    store->ip = code->words + f->word;
    if (f->place == PLACE_CALL)
        expect_callee(f, &r->expected);
}

static int read_next_frame(struct restorer *r)
{
    struct restored_frame f = {0};
    int status = read_frame(r, &r->expected, &f);
    if (status == VB_OK && !place_fits(r->store, &f, r->next == r->count))
        status = restore_fail(r, VB_ERR_PROTOCOL, "frame %u: a place of kind %u does not fit",
                              r->next - 1, f.place);
    if (status == VB_OK) {
        enter_frame(r, &f);
        r->work += f.module->funcs[f.function].body_size;
    }
    layout_free(r->store, f.layout);
    return status;
}

int restore_frame(struct restorer *r)
{
    const struct store *store = r->store;
    if (store->state == STORE_EMPTY || store->state == STORE_DONE)
        return 1;
    return restore_each(r, "frames", read_next_frame);
}

static int read_call(struct restorer *r, const struct expected_frame *expected)
{
    struct store *store = r->store;
    uint64_t host;
    int status = restore_funcref(r, &host);
    const struct func_type *type = status < 0 ? NULL : store_function_type(store, host);
    uint32_t instance = (uint32_t)(host >> 32) - 1, function = (uint32_t)host;
    if (status < 0)
        return status;
    if (!type || type != expected->type ||
        function >= store->instances[instance]->module->imported_funcs)
        return restore_fail(r, VB_ERR_PROTOCOL,
                            "the pending call: expected a host function of the call's type");
    store->host_instance = instance;
    store->host_function = function;
    store->host_slot = expected->at - (uint32_t)(store->slots - store->stack);
    status = restore_u32(r, UINT32_MAX, "arguments", &instance);
    if (status == VB_OK && instance != type->param_count)
        status = restore_fail(r, VB_ERR_PROTOCOL, "arguments: expected %u, found %u",
                              type->param_count, instance);
    uint64_t *slots = store->stack + expected->at;
    for (uint32_t i = 0; i < type->param_count && status == VB_OK; i++) {
        const uint8_t *found;
        status = restore_bytes(r, 1, "type of an argument", &found);
        if (status == VB_OK && *found != type->types[i])
            status = restore_fail(r, VB_ERR_PROTOCOL, "argument %u: of another type", i);
        if (status == VB_OK)
            status = restore_value(r, type->types[i], slots);
        slots += value_type_slots(type->types[i]);
    }
    return status;
}

/* The pseudo frame, with room for arguments and results of the outermost call. */
static int make_bottom(struct restorer *r, const struct func_type *type)
{
    struct store *store = r->store;
    int status = stack_reserve(store, store->stack,
                               STACK_BOTTOM + MAX(type->param_slots, type->result_slots));
    if (status < 0)
        return restore_fail(r, status, "no memory for the stack");
    store->slots = store->header = store->stack;
    store->stack[0] = 0;
    store->stack[1] = (uint64_t)NO_INSTANCE << 32;
    store->ip = call_bootstrap;
    return VB_OK;
}

int restore_rest(struct restorer *r)
{
    struct store *store = r->store;
    int status = VB_OK;
    if (store->state == STORE_EMPTY)
        return 1;
    const struct func_type *type = store_function_type(store, store->entry);
    uint64_t *bottom = store->stack + STACK_BOTTOM;
    if (store->state == STORE_HOST_CALL)
        status = read_call(r, &r->expected);
    else if (store->state == STORE_DONE)
        status = read_values(r, type->types + type->param_count, type->result_count, bottom);
    else if (r->count == 0) /* frames */
        status = read_values(r, type->types, type->param_count, bottom);
    return status < 0 ? status : 1;
}

int restore_thread(struct restorer *r)
{
    struct store *store = r->store;
    uint32_t state;
    int status = restore_u32(r, STORE_DONE, "state of the thread", &state);
    if (status == VB_OK)
        status = restore_funcref(r, &store->entry);
    if (status < 0 || state == STORE_EMPTY)
        return status < 0 ? status : 1;
    const struct func_type *type = store_function_type(store, store->entry);
    if (!type)
        return restore_fail(r, VB_ERR_PROTOCOL, "expected the function that was called first");
    status = make_bottom(r, type);
    if (status < 0)
        return status;
    store->state = (enum store_state)state;
    r->expected = (struct expected_frame){type, STACK_BOTTOM, link_make(0, STACK_BOTTOM, 0)};
    return 1;
}
