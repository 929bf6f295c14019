/*
 * Throwing: the frames are searched from the innermost one outwards for a region that covers the
 * place of the throw, or of the call that led to it. Nothing changes until a handler is found, so
 * that an uncaught exception leaves the stack for inspection.
 */
#include "store.h"

struct search {
    const struct store *store;
    uint32_t tag; /* address */
};

static const struct handler_clause *match(const struct search *s, const struct frame_cursor *frame,
                                          const struct code *code,
                                          const struct handler_region *region)
{
    const struct instance *instance = s->store->instances[frame->instance];
    for (uint32_t i = region->first_clause; i != NO_CLAUSE; i = code_clauses(code)[i].next) {
        const struct handler_clause *clause = &code_clauses(code)[i];
        if (clause->tag == CATCH_ALL || instance_tags(instance)[clause->tag] == s->tag)
            return clause;
    }
    return NULL;
}

/* Regions that cover a word have falling ids, because inner ones come first. */
static const struct handler_clause *find_clause(const struct search *s,
                                                const struct frame_cursor *frame)
{
    const struct code *code =
        s->store->instances[frame->instance]->module->funcs[frame->function].code;
    uint32_t outermost_skipped = NO_DELEGATE;
    for (uint32_t i = 0; i < code->region_count; i++) {
        const struct handler_region *region = &code_regions(code)[i];
        if (frame->word < region->start || frame->word >= region->end ||
            region->id > outermost_skipped)
            continue;
        if (region->delegate == DELEGATE_OUT)
            return NULL;
        if (region->delegate != NO_DELEGATE) {
            outermost_skipped = region->delegate;
            continue;
        }
        const struct handler_clause *clause = match(s, frame, code, region);
        if (clause)
            return clause;
    }
    return NULL;
}

/* The values are above the frame that catches, or in it: they are taken aside. */
static void deliver(const struct store *store, const struct frame_cursor *frame,
                    const struct handler_clause *clause, uint32_t tag, const uint64_t *values,
                    uint64_t exnref)
{
    uint64_t aside[MAX_TAG_SLOTS];
    uint32_t count = store->tags[tag]->param_slots;
    uint64_t *to = frame->slots + clause->slot;
    for (uint32_t i = 0; i < count; i++)
        aside[i] = values[i];
    if (!clause->final) { /* kept for rethrow */
        *to++ = tag;
        for (uint32_t i = 0; i < count; i++)
            *to++ = aside[i];
    }
    for (uint32_t i = 0; i < count && clause->tag != CATCH_ALL; i++)
        *to++ = aside[i];
    if (clause->ref)
        *to = exnref;
}

static enum trap_code throw_it(struct store *store, uint32_t tag_address, const uint64_t *values,
                               uint64_t exnref)
{
    struct search search = {store, tag_address};
    struct frame_cursor frame;
    const struct handler_clause *clause = NULL;
    bool more = frame_first(store, &frame);
    while (more && !(clause = find_clause(&search, &frame)))
        more = frame_next(store, &frame);
    if (!clause)
        return TRAP_UNCAUGHT_EXCEPTION;
    if (clause->ref && exnref == 0 && exception_create(store, tag_address, values, &exnref) < 0)
        return TRAP_OUT_OF_MEMORY;
    deliver(store, &frame, clause, tag_address, values, exnref);
    store_enter(store, frame.instance);
    store->slots = frame.slots;
    store->header = frame.header;
    store->ip = store->funcs[frame.function].code->words + clause->target;
    return TRAP_NONE;
}

enum trap_code exception_throw(struct store *store, uint32_t tag_address, const uint64_t *values)
{
    return throw_it(store, tag_address, values, 0);
}

enum trap_code exception_throw_ref(struct store *store, uint64_t exnref)
{
    const struct store_exception *exception = exception_at(store, exnref);
    if (!exception)
        return TRAP_NULL_EXCEPTION;
    return throw_it(store, exception->tag, exception->values, exnref);
}
