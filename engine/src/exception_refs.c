/*
 * What exnrefs refer to: exceptions that a catch_ref or catch_all_ref clause caught, in an array of
 * the store. A reference is a number: REFERENCE_MARK in the upper half, the index in the lower.
 *
 * They are garbage when no reference is left. A collection marks from the stack, the globals and
 * the tables of exnref, and frees the others. The stack is searched conservatively, slot by slot: a
 * number that looks like a reference keeps what it would refer to, which is harmless, and no map of
 * types is needed. A collection comes when as many have been made as there were at the last one and
 * a part of the slots to search (SLOTS_PER_EXCEPTION), so the search costs each of them a constant
 * number of steps; one collection is bounded by the stack's limit and the tables. Nothing that a
 * program can see depends on it.
 */
#include "store.h"

#define REFERENCE_MARK      0x65786e72u
#define FIRST_EXCEPTIONS    64u
#define SLOTS_PER_EXCEPTION 64u

uint64_t exnref_make(uint32_t index)
{
    return (uint64_t)REFERENCE_MARK << 32 | index;
}

static struct store_exception *find(const struct store *store, uint64_t exnref)
{
    uint32_t index = (uint32_t)exnref;
    if (exnref >> 32 != REFERENCE_MARK || index >= store->exception_count ||
        store->exceptions[index].tag == NO_TAG)
        return NULL;
    return &store->exceptions[index];
}

const struct store_exception *exception_at(const struct store *store, uint64_t exnref)
{
    return find(store, exnref);
}

/* ---- collection ----------------------------------------------------------------------------- */

/* Exceptions to look into are a list, so that a chain of them needs no stack. */
static void mark(const struct store *store, const uint64_t *slots, uint64_t count, uint32_t *list)
{
    for (uint64_t i = 0; i < count; i++) {
        struct store_exception *exception = find(store, slots[i]);
        if (!exception || exception->marked)
            continue;
        exception->marked = true;
        exception->link = *list;
        *list = (uint32_t)slots[i];
    }
}

/* Up to the end of the innermost frame. */
static uint64_t used_slots(const struct store *store)
{
    struct frame_cursor frame;
    if (!frame_first(store, &frame))
        return store->stack_capacity;
    const struct module *module = store->instances[frame.instance]->module;
    uint64_t end =
        (uint64_t)(frame.slots - store->stack) + module->funcs[frame.function].code->frame_slots;
    return MIN(end, store->stack_capacity);
}

static uint64_t mark_roots(const struct store *store, uint32_t *list)
{
    uint64_t slots = used_slots(store);
    mark(store, store->stack, slots, list);
    mark(store, store->global_values, store->global_slots, list);
    slots += store->global_slots;
    for (uint32_t i = 0; i < store->table_count; i++) {
        const struct table *table = &store->tables[i];
        if (table->type.type != TYPE_EXNREF)
            continue;
        mark(store, table->entries, table->size, list);
        slots += table->size;
    }
    return slots;
}

static uint32_t sweep(struct store *store)
{
    uint32_t left = 0;
    store->free_exceptions = NO_EXCEPTION;
    for (uint32_t i = store->exception_count; i > 0; i--) {
        struct store_exception *exception = &store->exceptions[i - 1];
        left += exception->marked;
        if (!exception->marked) {
            exception->tag = NO_TAG;
            exception->link = store->free_exceptions;
            store->free_exceptions = i - 1;
        }
        exception->marked = false;
    }
    return left;
}

static void collect(struct store *store)
{
    uint32_t list = NO_EXCEPTION;
    uint64_t slots = mark_roots(store, &list);
    while (list != NO_EXCEPTION) {
        const struct store_exception *exception = &store->exceptions[list];
        list = exception->link;
        mark(store, exception->values, store->tags[exception->tag]->param_slots, &list);
    }
    uint64_t pause = FIRST_EXCEPTIONS + sweep(store) + slots / SLOTS_PER_EXCEPTION;
    store->exceptions_until_gc = (uint32_t)MIN(pause, MAX_EXCEPTIONS);
}

/* ---- creation ------------------------------------------------------------------------------- */

static int take_entry(struct store *store, uint32_t *index)
{
    *index = store->free_exceptions;
    if (*index != NO_EXCEPTION) {
        store->free_exceptions = store->exceptions[*index].link;
        return VB_OK;
    }
    if (store->exception_count == MAX_EXCEPTIONS)
        return VB_ERR_NO_MEMORY;
    int status = store_reserve(store, &store->exceptions, &store->exception_capacity,
                               store->exception_count + 1, sizeof *store->exceptions);
    if (status == VB_OK)
        *index = store->exception_count++;
    return status;
}

int exception_create(struct store *store, uint32_t tag, const uint64_t *values, uint64_t *exnref)
{
    uint32_t index, count = store->tags[tag]->param_slots;
    if (store->exceptions_until_gc == 0)
        collect(store);
    int status = take_entry(store, &index);
    if (status == VB_ERR_NO_MEMORY) {
        collect(store);
        status = take_entry(store, &index);
    }
    if (status < 0)
        return status;
    struct store_exception *exception = &store->exceptions[index];
    *exception = (struct store_exception){.tag = tag, .link = NO_EXCEPTION};
    for (uint32_t i = 0; i < count; i++)
        exception->values[i] = values[i];
    if (store->exceptions_until_gc > 0)
        store->exceptions_until_gc--;
    *exnref = exnref_make(index);
    return VB_OK;
}
