/* The execution stack and the walk over its frames. */
#include "store.h"

/* Frames of small programs fit into it; growing doubles. */
#define FIRST_STACK_SLOTS 256u

/* Frames hold distances only, so they move by copying. */
static int stack_move(struct store *store, uint64_t capacity)
{
    uint64_t *bigger = store_alloc(store, capacity * sizeof *bigger);
    if (!bigger)
        return VB_ERR_NO_MEMORY;
    if (store->stack) {
        __builtin_memcpy(bigger, store->stack, store->stack_capacity * sizeof *bigger);
        store->slots = bigger + (store->slots - store->stack);
        store->header = bigger + (store->header - store->stack);
    } else {
        store->slots = store->header = bigger;
    }
    store_free(store, store->stack, store->stack_capacity * sizeof *bigger);
    store->stack = bigger;
    store->stack_capacity = (uint32_t)capacity;
    store->stack_limit = bigger + capacity;
    return VB_OK;
}

int stack_reserve(struct store *store, const uint64_t *from, uint64_t slots)
{
    uint64_t most = MIN(store->config.max_stack_bytes / sizeof(uint64_t), UINT32_MAX / 2);
    uint64_t needed = slots + (store->stack ? (uint64_t)(from - store->stack) : 0);
    if (needed <= store->stack_capacity)
        return VB_OK;
    if (needed > most) {
        store->excess = (struct engine_excess){"bytes of stack", most * sizeof(uint64_t),
                                               needed * sizeof(uint64_t)};
        return VB_ERR_LIMIT;
    }
    uint64_t capacity = MAX(store->stack_capacity, FIRST_STACK_SLOTS);
    while (capacity < needed)
        capacity *= 2;
    return stack_move(store, MIN(capacity, most));
}

static bool frame_read(const struct store *store, struct frame_cursor *cursor)
{
    uint64_t identity = cursor->header[1];
    cursor->instance = (uint32_t)(identity >> 32);
    cursor->function = (uint32_t)identity;
    return cursor->instance != NO_INSTANCE && store->stack != NULL;
}

bool frame_first(const struct store *store, struct frame_cursor *out)
{
    if (store->state == STORE_EMPTY || store->state == STORE_DONE)
        return false;
    *out = (struct frame_cursor){store->slots, store->header, 0, 0, 0, true};
    if (!frame_read(store, out))
        return false;
    const struct code *code = store->instances[out->instance]->module->funcs[out->function].code;
    out->word = (uint32_t)(store->ip - code->words);
    return true;
}

bool frame_next(const struct store *store, struct frame_cursor *cursor)
{
    uint64_t link = cursor->header[0];
    cursor->slots -= link_distance(link);
    cursor->header = cursor->slots + link_header(link);
    cursor->innermost = false;
    if (!frame_read(store, cursor))
        return false;
    cursor->word = (uint32_t)((link_return(link) - sizeof(struct code)) / sizeof(struct insn)) - 1;
    return true;
}
