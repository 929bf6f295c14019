/* Exceptions that references lead to: numbered from 1 in the order in which they are met, so that
 * the bytes depend on what a thread can reach and not on where the store keeps it. */
#include "save.h"

/* ---- writing -------------------------------------------------------------------------------- */

static int make_list(struct store *store, struct exception_list *list)
{
    list->capacity = store->exception_count;
    list->numbers = store_alloc(store, list->capacity * sizeof *list->numbers);
    list->order = store_alloc(store, list->capacity * sizeof *list->order);
    return list->numbers && list->order ? VB_OK : VB_ERR_NO_MEMORY;
}

int exception_number(struct store *store, struct exception_list *list, uint64_t exnref,
                     uint32_t *number)
{
    *number = 0;
    if (!exception_at(store, exnref))
        return VB_OK;
    if (!list->numbers) {
        int status = make_list(store, list);
        if (status < 0)
            return status;
    }
    uint32_t *known = &list->numbers[(uint32_t)exnref];
    if (*known == 0) {
        list->order[list->count++] = (uint32_t)exnref;
        *known = list->count;
    }
    *number = *known;
    return VB_OK;
}

void exception_list_free(struct store *store, struct exception_list *list)
{
    store_free(store, list->numbers, list->capacity * sizeof *list->numbers);
    store_free(store, list->order, list->capacity * sizeof *list->order);
}

/* ---- reading -------------------------------------------------------------------------------- */

int restore_exnref(struct restorer *r, uint64_t *out)
{
    uint32_t number;
    int status = restore_u32(r, MAX_EXCEPTIONS, "a reference to an exception", &number);
    if (status < 0)
        return status;
    r->exceptions_named = MAX(r->exceptions_named, number);
    *out = number == 0 ? 0 : exnref_make(number - 1);
    return VB_OK;
}

static int read_values(struct restorer *r, struct store_exception *exception)
{
    const struct func_type *type = r->store->tags[exception->tag];
    uint64_t *slots = exception->values;
    int status = VB_OK;
    for (uint32_t i = 0; i < type->param_count && status == VB_OK; i++) {
        status = restore_value(r, type->types[i], slots);
        slots += value_type_slots(type->types[i]);
    }
    return status;
}

static int read_one(struct restorer *r, uint32_t tag)
{
    struct store *store = r->store;
    struct store_exception exception = {.link = NO_EXCEPTION, .tag = tag};
    if (tag >= store->tag_count || store->tags[tag]->param_slots > MAX_TAG_SLOTS)
        return restore_fail(r, VB_ERR_PROTOCOL, "an exception: there is no tag %u", tag);
    if (store->exception_count == MAX_EXCEPTIONS)
        return restore_fail(r, VB_ERR_PROTOCOL, "exceptions: expected at most %u", MAX_EXCEPTIONS);
    int status = read_values(r, &exception);
    if (status < 0)
        return status;
    status = store_reserve(store, &store->exceptions, &store->exception_capacity,
                           store->exception_count + 1, sizeof *store->exceptions);
    if (status < 0)
        return restore_fail(r, status, "no memory for %u exceptions", store->exception_count + 1);
    store->exceptions[store->exception_count++] = exception;
    return VB_OK;
}

int restore_exception(struct restorer *r)
{
    uint32_t tag;
    int status = restore_u32(r, UINT32_MAX, "tag of an exception", &tag);
    if (status < 0 || tag > 0)
        return status < 0 ? status : read_one(r, tag - 1);
    uint32_t count = r->store->exception_count;
    if (r->exceptions_named > count)
        return restore_fail(r, VB_ERR_PROTOCOL, "exceptions: expected at least %u, found %u",
                            r->exceptions_named, count);
    return 1;
}
