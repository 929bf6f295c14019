/* Writing the state of a store: docs/snapshot-format.md, section 4. */
#include "save.h"
#include <base/format.h>

/* What looking at a global or a frame counts for. */
#define WORK_OF_A_LOOK 16u

struct saver {
    struct store *store;
    const struct save_output *out;        /* of this step, as is */
    struct engine_diagnostic *diagnostic; /* this */
    int status;                           /* the first error; afterwards nothing is written */
    uint32_t phase;
    uint32_t next;  /* item of the phase */
    uint32_t entry; /* of a table */
    uint32_t work;  /* of this step */
    /* Globals are numbered in the format, whatever slots they take: by slot. */
    uint32_t *numbers;
    uint32_t number_count, globals;
    /* The frames are walked from the innermost one outwards, and written the other way round. */
    struct frame_cursor walk, *frames;
    uint32_t frame_count;
    struct exception_list exceptions;
    size_t filled;
    uint8_t buffer[512];
};

static void fail(struct saver *s, int status, const char *text)
{
    if (s->status < 0)
        return;
    s->status = status;
    if (s->diagnostic) {
        s->diagnostic->offset = UINT64_MAX;
        format_text(s->diagnostic->text, sizeof s->diagnostic->text, "%s", text);
    }
}

static void flush(struct saver *s)
{
    if (s->status == VB_OK && s->filled > 0) {
        int status = s->out->write(s->out->ctx, s->buffer, s->filled);
        if (status < 0)
            fail(s, status, "the snapshot cannot be written");
    }
    s->filled = 0;
}

static void put_byte(struct saver *s, uint32_t byte)
{
    if (s->filled == sizeof s->buffer)
        flush(s);
    s->work++;
    s->buffer[s->filled++] = (uint8_t)byte;
}

static void put_number(struct saver *s, uint64_t number)
{
    for (; number >= 0x80; number >>= 7)
        put_byte(s, (uint32_t)(number | 0x80));
    put_byte(s, (uint32_t)number);
}

static void put_fixed(struct saver *s, uint64_t value, uint32_t bytes)
{
    for (uint32_t i = 0; i < bytes; i++)
        put_byte(s, (uint32_t)(value >> (8 * i)));
}

static void put_funcref(struct saver *s, uint64_t reference)
{
    put_number(s, reference >> 32);
    if (reference >> 32 != 0)
        put_number(s, (uint32_t)reference);
}

static void put_exnref(struct saver *s, uint64_t exnref)
{
    uint32_t number;
    int status = exception_number(s->store, &s->exceptions, exnref, &number);
    if (status < 0)
        fail(s, status, "no memory to save exceptions");
    put_number(s, number);
}

static void put_value(struct saver *s, uint8_t type, const uint64_t *slots)
{
    switch (type) {
    case TYPE_I32:
    case TYPE_F32:
        put_fixed(s, slots[0], 4);
        break;
    case TYPE_I64:
    case TYPE_F64:
        put_fixed(s, slots[0], 8);
        break;
    case TYPE_V128:
        put_fixed(s, slots[0], 8);
        put_fixed(s, slots[1], 8);
        break;
    case TYPE_FUNCREF:
        put_funcref(s, slots[0]);
        break;
    case TYPE_EXTERNREF:
        put_number(s, slots[0]);
        break;
    case TYPE_EXNREF:
        put_exnref(s, slots[0]);
        break;
    default:
        fail(s, VB_ERR_NOT_SUPPORTED, "a value of a type that snapshots do not hold yet");
    }
}

/* `count` values of these types, one behind the other from `slots` on. */
static void put_values(struct saver *s, const uint8_t *types, uint32_t count, const uint64_t *slots)
{
    for (uint32_t i = 0; i < count; i++) {
        put_value(s, types[i], slots);
        slots += value_type_slots(types[i]);
    }
}

/* ---- instances and what they name ----------------------------------------------------------- */

static void put_addresses(struct saver *s, const uint32_t *addresses, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++)
        put_number(s, addresses[i]);
}

/* An item a call of what follows; true: that was the last one. */

static bool number_globals(struct saver *s)
{
    const struct store *store = s->store;
    if (s->next == 0) {
        size_t size = ((size_t)store->global_slots + 1) * sizeof *s->numbers;
        s->numbers = store_alloc(s->store, size);
        if (!s->numbers) {
            fail(s, VB_ERR_NO_MEMORY, "no memory to number the globals");
            return true;
        }
        s->number_count = store->global_slots + 1;
    }
    s->work += WORK_OF_A_LOOK;
    s->numbers[s->next] = s->globals;
    if (s->next == store->global_slots)
        return true;
    s->globals += store->global_types[s->next++].type != 0;
    return false;
}

static bool put_head(struct saver *s)
{
    const struct store *store = s->store;
    put_number(s, STATE_VERSION);
    /* A wait or notify is executed again, and charged for again. */
    put_number(s, store->reductions - (store->state == STORE_ATOMIC));
    put_number(s, store->instance_count);
    put_number(s, store->tag_count);
    return true;
}

static bool put_instance(struct saver *s)
{
    if (s->next == s->store->instance_count)
        return true;
    const struct instance *instance = s->store->instances[s->next++];
    const struct module *m = instance->module;
    put_number(s, s->numbers[instance->global_base]);
    for (uint32_t i = 0; i < m->imported_funcs; i++) {
        uint64_t import = instance_imports(instance)[i];
        put_funcref(s, import >> 32 == 0 ? 0 : import);
    }
    put_number(s, m->memory_count);
    put_addresses(s, instance_memories(instance), m->memory_count);
    put_addresses(s, instance_tables(instance), m->table_count);
    put_addresses(s, instance_tags(instance), m->tag_count);
    for (uint32_t i = 0; i < m->imported_globals; i++)
        put_number(s, s->numbers[instance_globals(instance)[i]]);
    for (uint32_t i = 0; i < (m->elem_count + 7) / 8; i++)
        put_byte(s, instance_dropped_elems(instance)[i]);
    for (uint32_t i = 0; i < (m->data_count + 7) / 8; i++)
        put_byte(s, instance_dropped_datas(instance)[i]);
    return false;
}

static void put_limits(struct saver *s, const struct limits *limits)
{
    put_number(s, (limits->has_max ? LIMITS_MAXIMUM : 0) | (limits->is64 ? LIMITS_64 : 0) |
                      (limits->shared ? LIMITS_SHARED : 0));
    put_number(s, limits->min);
    if (limits->has_max)
        put_number(s, limits->max);
}

static bool put_global(struct saver *s)
{
    const struct store *store = s->store;
    if (s->next == 0)
        put_number(s, s->globals);
    if (s->next == store->global_slots)
        return true;
    uint32_t slot = s->next++;
    struct global_type type = store->global_types[slot];
    if (type.type == 0)
        return false;
    put_byte(s, type.type);
    put_number(s, type.mutable_);
    put_value(s, type.type, &store->global_values[slot]);
    return false;
}

static void put_run(struct saver *s, const struct table *table)
{
    const uint64_t *from = &table->entries[s->entry];
    uint32_t most = MIN(table->size - s->entry, TABLE_RUN_MAX), run = 1;
    while (run < most && from[run] == from[0])
        run++;
    put_number(s, run);
    put_value(s, table->type.type, from);
    s->entry += run;
    s->work += run;
}

/* A run of one. */
static bool put_table(struct saver *s)
{
    const struct store *store = s->store;
    if (s->next == 0 && s->entry == 0)
        put_number(s, store->table_count);
    if (s->next == store->table_count)
        return true;
    const struct table *table = &store->tables[s->next];
    if (s->entry == 0) {
        put_byte(s, table->type.type);
        put_limits(s, &table->type.limits);
        put_number(s, table->size);
    }
    if (s->entry < table->size)
        put_run(s, table);
    if (s->entry == table->size) {
        s->next++;
        s->entry = 0;
    }
    return false;
}

static bool put_memory(struct saver *s)
{
    const struct store *store = s->store;
    if (s->next == 0)
        put_number(s, store->memory_count);
    if (s->next == store->memory_count)
        return true;
    const struct store_memory *memory = &store->memories[s->next++];
    put_limits(s, &memory->limits);
    put_number(s, memory->memory->size / WASM_PAGE_SIZE);
    return false;
}

/* ---- the thread ----------------------------------------------------------------------------- */

/* From frame to frame; false when there is no further one. */
static bool walk(struct saver *s)
{
    s->work += WORK_OF_A_LOOK;
    return s->next == 0 ? frame_first(s->store, &s->walk) : frame_next(s->store, &s->walk);
}

static bool count_frame(struct saver *s)
{
    if (walk(s)) {
        s->next++;
        return false;
    }
    if (s->next == 0)
        return true;
    s->frames = store_alloc(s->store, s->next * sizeof *s->frames);
    if (s->frames)
        s->frame_count = s->next;
    else
        fail(s, VB_ERR_NO_MEMORY, "no memory to save the frames");
    return true;
}

static bool collect_frame(struct saver *s)
{
    if (!walk(s))
        return true;
    s->next++;
    s->frames[s->frame_count - s->next] = s->walk;
    return false;
}

static bool put_thread(struct saver *s)
{
    const struct store *store = s->store;
    put_number(s, store_stopped_before(store) ? STORE_READY : store->state);
    put_funcref(s, store->state == STORE_EMPTY ? 0 : store->entry);
    return true;
}

static void put_caught(struct saver *s, const struct frame_cursor *frame,
                       const struct frame_layout *layout)
{
    const struct module *module = s->store->instances[frame->instance]->module;
    struct item_cursor items;
    items_begin(&items, module, frame->function, layout);
    put_number(s, layout->caught_count);
    for (uint32_t i = 0; i < layout->caught_count; i++) {
        const uint64_t *kept = frame->slots + items_next_caught(&items);
        const struct func_type *type = s->store->tags[kept[0]];
        put_number(s, layout->caught[i].operand);
        put_number(s, kept[0]);
        put_values(s, type->types, type->param_count, kept + 1);
    }
}

static void put_locals_and_operands(struct saver *s, const struct frame_cursor *frame,
                                    const struct frame_layout *layout)
{
    const struct module *module = s->store->instances[frame->instance]->module;
    struct item_cursor items;
    const uint32_t counts[2] = {layout->local_count, layout->operand_count};
    const uint8_t *types = layout->types;
    items_begin(&items, module, frame->function, layout);
    for (uint32_t part = 0; part < 2; part++) {
        put_number(s, counts[part]);
        for (uint32_t i = 0; i < counts[part]; i++)
            put_byte(s, types[i]);
        for (uint32_t i = 0; i < counts[part]; i++) {
            uint8_t type;
            uint32_t slot = items_next(&items, &type);
            put_value(s, type, frame->slots + slot);
        }
        types += counts[part];
    }
}

static void put_one_frame(struct saver *s, const struct frame_cursor *frame)
{
    struct frame_layout *layout;
    enum frame_place place;
    uint64_t offset;
    int status = frame_locate(s->store, frame, &offset, &place, &layout);
    if (status < 0) {
        fail(s, status, "a frame is at a place that snapshots do not know");
        return;
    }
    put_number(s, frame->instance);
    put_number(s, frame->function);
    put_number(s, offset);
    put_number(s, place);
    put_locals_and_operands(s, frame, layout);
    put_caught(s, frame, layout);
    layout_free(s->store, layout);
    s->work += s->store->instances[frame->instance]->module->funcs[frame->function].body_size;
}

static bool put_frame(struct saver *s)
{
    if (s->store->state == STORE_EMPTY || s->store->state == STORE_DONE)
        return true;
    if (s->next == 0)
        put_number(s, s->frame_count);
    if (s->next == s->frame_count)
        return true;
    put_one_frame(s, &s->frames[s->next++]);
    return false;
}

static void put_call(struct saver *s)
{
    struct host_call call;
    store_host_call(s->store, &call);
    put_funcref(s, funcref_make(s->store->host_instance, s->store->host_function));
    put_number(s, call.type->param_count);
    const uint64_t *slots = call.arguments;
    for (uint32_t i = 0; i < call.type->param_count; i++) {
        uint8_t type = call.type->types[i];
        put_byte(s, type);
        put_value(s, type, slots);
        slots += value_type_slots(type);
    }
}

/* What is there instead of frames, or above them. */
static bool put_rest(struct saver *s)
{
    struct store *store = s->store;
    if (store->state == STORE_EMPTY)
        return true;
    const struct func_type *entry = store_function_type(store, store->entry);
    const uint64_t *bottom = store->stack + STACK_BOTTOM;
    if (store->state == STORE_HOST_CALL)
        put_call(s);
    else if (store->state == STORE_DONE)
        put_values(s, entry->types + entry->param_count, entry->result_count, bottom);
    else if (s->frame_count == 0)
        put_values(s, entry->types, entry->param_count, bottom);
    return true;
}

/* Their number grows while they are written: one may refer to others. */
static bool put_exception(struct saver *s)
{
    struct store *store = s->store;
    if (s->next == s->exceptions.count) {
        put_number(s, 0);
        return true;
    }
    const struct store_exception *exception = &store->exceptions[s->exceptions.order[s->next++]];
    const struct func_type *type = store->tags[exception->tag];
    put_number(s, (uint64_t)exception->tag + 1);
    put_values(s, type->types, type->param_count, exception->values);
    return false;
}

/* ---- the whole ------------------------------------------------------------------------------ */

static bool (*const phases[])(struct saver *) = {
    number_globals, put_head,    put_instance,  put_global, put_table, put_memory,
    put_thread,     count_frame, collect_frame, put_frame,  put_rest,  put_exception};
#define PHASES (sizeof phases / sizeof *phases)

int store_save_begin(const struct store *store, struct saver **out)
{
    /* Scratch memory is taken from the store, and given back. */
    struct store *own = (struct store *)(uintptr_t)store;
    struct saver *s = store_alloc(own, sizeof *s);
    if (!s)
        return VB_ERR_NO_MEMORY;
    s->store = own;
    *out = s;
    return VB_OK;
}

int store_save_step(struct saver *s, const struct save_output *out,
                    struct engine_diagnostic *diagnostic)
{
    s->out = out;
    s->diagnostic = diagnostic;
    s->work = 0;
    if (s->store->state == STORE_TRAPPED)
        fail(s, VB_ERR_INVALID, "a thread that has trapped cannot be saved");
    while (s->status == VB_OK && s->phase < PHASES && s->work < STEP_WORK)
        if (phases[s->phase](s)) {
            s->phase++;
            s->next = s->entry = 0;
        }
    flush(s);
    return s->status < 0 ? s->status : s->phase < PHASES;
}

void store_save_end(struct saver *s)
{
    struct store *store = s->store;
    store_free(store, s->numbers, s->number_count * sizeof *s->numbers);
    store_free(store, s->frames, s->frame_count * sizeof *s->frames);
    exception_list_free(store, &s->exceptions);
    store_free(store, s, sizeof *s);
}

int store_save(const struct store *store, const struct save_output *out,
               struct engine_diagnostic *diagnostic)
{
    struct saver *saver;
    int status = store_save_begin(store, &saver);
    if (status < 0)
        return status;
    do
        status = store_save_step(saver, out, diagnostic);
    while (status > 0);
    store_save_end(saver);
    return status;
}
