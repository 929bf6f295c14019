/* Writing the state of a store: docs/snapshot-format.md, section 4. */
#include "save.h"
#include <base/format.h>

struct saver {
    struct store *store;
    const struct save_output *out;
    struct engine_diagnostic *diagnostic;
    int status; /* the first error; afterwards nothing is written */
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

/* Globals are numbered in the format, whatever slots they take. */
static uint32_t global_number(const struct store *store, uint32_t address)
{
    uint32_t number = 0;
    for (uint32_t i = 0; i < address; i++)
        number += store->global_types[i].type != 0;
    return number;
}

static void put_instance(struct saver *s, const struct instance *instance)
{
    const struct module *m = instance->module;
    put_number(s, global_number(s->store, instance->global_base));
    for (uint32_t i = 0; i < m->imported_funcs; i++) {
        uint64_t import = instance_imports(instance)[i];
        put_funcref(s, import >> 32 == 0 ? 0 : import);
    }
    put_number(s, m->memory_count);
    put_addresses(s, instance_memories(instance), m->memory_count);
    put_addresses(s, instance_tables(instance), m->table_count);
    put_addresses(s, instance_tags(instance), m->tag_count);
    for (uint32_t i = 0; i < m->imported_globals; i++)
        put_number(s, global_number(s->store, instance_globals(instance)[i]));
    for (uint32_t i = 0; i < (m->elem_count + 7) / 8; i++)
        put_byte(s, instance_dropped_elems(instance)[i]);
    for (uint32_t i = 0; i < (m->data_count + 7) / 8; i++)
        put_byte(s, instance_dropped_datas(instance)[i]);
}

static void put_limits(struct saver *s, const struct limits *limits)
{
    put_number(s, (limits->has_max ? LIMITS_MAXIMUM : 0) | (limits->is64 ? LIMITS_64 : 0) |
                      (limits->shared ? LIMITS_SHARED : 0));
    put_number(s, limits->min);
    if (limits->has_max)
        put_number(s, limits->max);
}

static void put_table(struct saver *s, const struct table *table)
{
    put_byte(s, table->type.type);
    put_limits(s, &table->type.limits);
    put_number(s, table->size);
    for (uint32_t i = 0, run; i < table->size; i += run) {
        for (run = 1; i + run < table->size && table->entries[i + run] == table->entries[i];)
            run++;
        put_number(s, run);
        put_value(s, table->type.type, &table->entries[i]);
    }
}

static void put_items(struct saver *s)
{
    const struct store *store = s->store;
    put_number(s, store->instance_count);
    put_number(s, store->tag_count);
    for (uint32_t i = 0; i < store->instance_count; i++)
        put_instance(s, store->instances[i]);
    put_number(s, global_number(store, store->global_slots));
    for (uint32_t i = 0; i < store->global_slots; i++) {
        struct global_type type = store->global_types[i];
        if (type.type == 0)
            continue;
        put_byte(s, type.type);
        put_number(s, type.mutable_);
        put_value(s, type.type, &store->global_values[i]);
    }
    put_number(s, store->table_count);
    for (uint32_t i = 0; i < store->table_count; i++)
        put_table(s, &store->tables[i]);
    put_number(s, store->memory_count);
    for (uint32_t i = 0; i < store->memory_count; i++) {
        put_limits(s, &store->memories[i].limits);
        put_number(s, store->memories[i].memory->size / WASM_PAGE_SIZE);
    }
}

/* ---- the thread ----------------------------------------------------------------------------- */

/* The frames are walked from the innermost one outwards, and written the other way round. */
struct frame_list {
    struct frame_cursor *cursors;
    uint32_t count;
};

static void collect_frames(struct saver *s, struct frame_list *list)
{
    struct frame_cursor cursor;
    uint32_t count = store_backtrace(s->store, NULL, 0);
    *list = (struct frame_list){NULL, count};
    if (count == 0)
        return;
    list->cursors = store_alloc(s->store, count * sizeof *list->cursors);
    if (!list->cursors) {
        fail(s, VB_ERR_NO_MEMORY, "no memory to save the frames");
        return;
    }
    uint32_t at = count;
    for (bool more = frame_first(s->store, &cursor); more; more = frame_next(s->store, &cursor))
        list->cursors[--at] = cursor;
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

static void put_frame(struct saver *s, const struct frame_cursor *frame)
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
}

static void put_frames(struct saver *s, const struct func_type *entry)
{
    struct frame_list list;
    collect_frames(s, &list);
    put_number(s, list.count);
    for (uint32_t i = 0; i < list.count && s->status == VB_OK; i++)
        put_frame(s, &list.cursors[i]);
    if (list.count == 0 && s->store->state == STORE_READY)
        put_values(s, entry->types, entry->param_count, s->store->stack + STACK_BOTTOM);
    store_free(s->store, list.cursors, list.count * sizeof *list.cursors);
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

static void put_thread(struct saver *s)
{
    struct store *store = s->store;
    const struct func_type *entry = store_function_type(store, store->entry);
    put_number(s, store_stopped_before(store) ? STORE_READY : store->state);
    put_funcref(s, store->state == STORE_EMPTY ? 0 : store->entry);
    switch (store->state) {
    case STORE_READY:
    case STORE_ATOMIC:
        put_frames(s, entry);
        break;
    case STORE_HOST_CALL:
        put_frames(s, entry);
        put_call(s);
        break;
    case STORE_DONE:
        put_values(s, entry->types + entry->param_count, entry->result_count,
                   store->stack + STACK_BOTTOM);
        break;
    default:
        break;
    }
}

static void put_exceptions(struct saver *s)
{
    struct store *store = s->store;
    int status = exception_list_close(store, &s->exceptions);
    if (status < 0)
        fail(s, status, "no memory to save exceptions");
    put_number(s, s->exceptions.count);
    for (uint32_t i = 0; i < s->exceptions.count; i++) {
        const struct store_exception *exception = &store->exceptions[s->exceptions.order[i]];
        const struct func_type *type = store->tags[exception->tag];
        put_number(s, exception->tag);
        put_values(s, type->types, type->param_count, exception->values);
    }
    exception_list_free(store, &s->exceptions);
}

int store_save(const struct store *store, const struct save_output *out,
               struct engine_diagnostic *diagnostic)
{
    /* Scratch memory is taken from the store, and given back. */
    struct saver s = {(struct store *)(uintptr_t)store, out, diagnostic, VB_OK, {0}, 0, {0}};
    if (store->state == STORE_TRAPPED) {
        fail(&s, VB_ERR_INVALID, "a thread that has trapped cannot be saved");
        return s.status;
    }
    put_number(&s, STATE_VERSION);
    /* A wait or notify is executed again, and charged for again. */
    put_number(&s, store->reductions - (store->state == STORE_ATOMIC));
    put_items(&s);
    put_thread(&s);
    put_exceptions(&s);
    flush(&s);
    return s.status;
}
