/* Traps and backtraces. */
#include "store.h"

#include "access.h"

const char *trap_message(enum trap_code code)
{
    static const char *const messages[] = {
        [TRAP_NONE] = "no trap",
        [TRAP_UNREACHABLE] = "unreachable",
        [TRAP_INTEGER_DIVIDE_BY_ZERO] = "integer divide by zero",
        [TRAP_INTEGER_OVERFLOW] = "integer overflow",
        [TRAP_INVALID_CONVERSION] = "invalid conversion to integer",
        [TRAP_MEMORY_OUT_OF_BOUNDS] = "out of bounds memory access",
        [TRAP_TABLE_OUT_OF_BOUNDS] = "out of bounds table access",
        [TRAP_UNDEFINED_ELEMENT] = "undefined element",
        [TRAP_UNINITIALIZED_ELEMENT] = "uninitialized element",
        [TRAP_INDIRECT_CALL_TYPE_MISMATCH] = "indirect call type mismatch",
        [TRAP_CALL_STACK_EXHAUSTED] = "call stack exhausted",
        [TRAP_UNCAUGHT_EXCEPTION] = "uncaught exception",
        [TRAP_OUT_OF_MEMORY] = "out of memory",
        [TRAP_HOST] = "trap of the host",
        [TRAP_NULL_EXCEPTION] = "null exception reference",
        [TRAP_UNALIGNED_ATOMIC] = "unaligned atomic",
        [TRAP_EXPECTED_SHARED] = "expected shared memory",
    };
    return (size_t)code < ARRAY_LEN(messages) ? messages[code] : "unknown trap";
}

static struct frame_info describe(const struct store *store, const struct frame_cursor *frame)
{
    bool resume = frame->innermost && store->state == STORE_READY;
    const struct module *module = store->instances[frame->instance]->module;
    if (frame->innermost && store->place_lost)
        return (struct frame_info){frame->instance, frame->function, UINT64_MAX};
    return (struct frame_info){frame->instance, frame->function,
                               code_wasm_offset(module, frame->function, frame->word, resume)};
}

/* Calls and returns write where the innermost frame's header is; the other registers were lost. */
void store_abandon(struct store *store, enum trap_code code)
{
    uint64_t identity = store->header[1];
    store->state = STORE_TRAPPED;
    store->trap = code;
    store->place_lost = !ACCESS_NOTES_PLACE;
    if (identity >> 32 != NO_INSTANCE) {
        const struct module *module = store->instances[identity >> 32]->module;
        const struct code *function = module->funcs[(uint32_t)identity].code;
        store->slots = store->header - function->header;
        if (store->place_lost)
            store->ip = function->words;
    }
}

void store_trap(const struct store *store, struct trap_info *out)
{
    struct frame_cursor frame;
    struct frame_info info;
    if (frame_first(store, &frame)) {
        info = describe(store, &frame);
    } else {
        /* The outermost function could not be entered. */
        info.instance = info.function = 0;
        info.offset = UINT64_MAX;
        if (store_resolve(store, store->entry, &info.instance, &info.function))
            info.offset = store->instances[info.instance]->module->funcs[info.function].body;
    }
    *out = (struct trap_info){store->state == STORE_TRAPPED ? store->trap : TRAP_NONE,
                              info.instance,
                              info.function,
                              info.offset,
                              {0}};
    if (out->code == TRAP_CALL_STACK_EXHAUSTED)
        out->excess = store->excess;
}

uint32_t store_backtrace(const struct store *store, struct frame_info *out, uint32_t max)
{
    struct frame_cursor frame;
    uint32_t count = 0;
    for (bool more = frame_first(store, &frame); more; more = frame_next(store, &frame)) {
        if (count < max)
            out[count] = describe(store, &frame);
        count++;
    }
    return count;
}
