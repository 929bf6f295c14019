/* Calls from outside, and what stops them. */
#include "store.h"

/* Every outermost call begins here; see OP(START). The second word is where a host function's
 * results would be waited for. */
const struct insn call_bootstrap[2] = {{.op = OP_START}, {.op = OP_UNREACHABLE}};

enum trap_code call_prepare(struct store *store, uint32_t function, uint64_t *frame)
{
    struct module *module = store->instance->module;
    if (!module->funcs[function].code) {
        int status = code_translate(module, function);
        if (status == VB_ERR_NO_MEMORY)
            return TRAP_OUT_OF_MEMORY;
        if (status == VB_ERR_BAD_MODULE)
            return TRAP_UNREACHABLE; /* a trusted module's body that is invalid */
        if (status < 0) {
            store->excess = (struct engine_excess){"slots of a frame", FRAME_SLOTS, 0};
            return TRAP_CALL_STACK_EXHAUSTED;
        }
    }
    switch (stack_reserve(store, frame, module->funcs[function].code->frame_slots)) {
    case VB_OK:
        return TRAP_NONE;
    case VB_ERR_NO_MEMORY:
        return TRAP_OUT_OF_MEMORY;
    default:
        return TRAP_CALL_STACK_EXHAUSTED;
    }
}

/* The upper half of a 32-bit value's slot is zero, whatever the host leaves there. */
static void copy_values(uint64_t *to, const uint64_t *from, const uint8_t *types, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        bool half = types[i] == TYPE_I32 || types[i] == TYPE_F32;
        *to++ = half ? (uint32_t)*from : *from;
        from++;
        if (types[i] == TYPE_V128)
            *to++ = *from++;
    }
}

int store_call(struct store *store, uint64_t funcref, const uint64_t *arguments, uint32_t count)
{
    const struct func_type *type = store_function_type(store, funcref);
    if (!type || count != type->param_slots)
        return VB_ERR_INVALID;
    if (store->state != STORE_EMPTY && store->state != STORE_DONE)
        return VB_ERR_BUSY;
    int status = stack_reserve(store, store->stack,
                               STACK_BOTTOM + MAX(type->param_slots, type->result_slots));
    if (status < 0)
        return status;
    store->slots = store->header = store->stack;
    store->stack[0] = 0;
    store->stack[1] = (uint64_t)NO_INSTANCE << 32;
    copy_values(store->stack + STACK_BOTTOM, arguments, type->types, type->param_count);
    store->entry = funcref;
    store->ip = call_bootstrap;
    store->state = STORE_READY;
    store->trap = TRAP_NONE;
    return VB_OK;
}

enum engine_stop store_run(struct store *store, int64_t *reductions)
{
    switch (store->state) {
    case STORE_HOST_CALL:
        return ENGINE_STOP_HOST_CALL;
    case STORE_ATOMIC:
        return ENGINE_STOP_ATOMIC;
    case STORE_TRAPPED:
        return ENGINE_STOP_TRAP;
    case STORE_EMPTY:
    case STORE_DONE:
        return ENGINE_STOP_DONE;
    case STORE_READY:
        break;
    }
    int64_t before = *reductions;
    store_enter(store, (uint32_t)(store->header[1] >> 32));
    enum engine_stop stop = engine_execute(store, reductions);
    store->reductions += (uint64_t)(before - *reductions);
    return stop;
}

const uint64_t *store_results(const struct store *store, uint32_t *count)
{
    const struct func_type *type = store_function_type(store, store->entry);
    if (store->state != STORE_DONE || !type) {
        *count = 0;
        return NULL;
    }
    *count = type->result_slots;
    return store->stack + STACK_BOTTOM;
}

void store_unwind(struct store *store)
{
    store->state = STORE_EMPTY;
    store->trap = TRAP_NONE;
    store->place_lost = false;
}

/* ---- host calls ----------------------------------------------------------------------------- */

static const struct func_type *host_type(const struct store *store)
{
    return store->instances[store->host_instance]->module->funcs[store->host_function].type;
}

bool store_has_host_call(const struct store *store)
{
    return store->state == STORE_HOST_CALL;
}

void store_host_call(const struct store *store, struct host_call *out)
{
    uint32_t caller = (uint32_t)(store->header[1] >> 32);
    *out = (struct host_call){.host_id = (uint32_t)instance_imports(
                                  store->instances[store->host_instance])[store->host_function],
                              .instance = caller == NO_INSTANCE ? store->host_instance : caller,
                              .type = host_type(store),
                              .arguments = store->slots + store->host_slot};
}

void store_host_return(struct store *store, const uint64_t *results)
{
    if (store->state != STORE_HOST_CALL)
        return;
    const struct func_type *type = host_type(store);
    copy_values(store->slots + store->host_slot, results, type->types + type->param_count,
                type->result_count);
    store->state = STORE_READY;
    if (store->ip->op == OP_CALL_IMPORT || store->ip->op == OP_TAIL_CALL_IMPORT)
        store->ip += 2;
    else if (store->ip->op == OP_CALL_INDIRECT || store->ip->op == OP_TAIL_CALL_INDIRECT)
        store->ip += 4;
    else /* OP_START: a host function was called from outside */
        store->state = STORE_DONE;
}

void store_host_trap(struct store *store, enum trap_code code)
{
    store->trap = code;
    store->state = STORE_TRAPPED;
}

/* ---- waiting and notifying ------------------------------------------------------------------ */

bool store_has_atomic(const struct store *store)
{
    return store->state == STORE_ATOMIC;
}

void store_atomic(const struct store *store, struct atomic_operation *out)
{
    const struct insn *at = store->ip;
    const struct instance *instance = store->instances[store->header[1] >> 32];
    const uint64_t *operands = store->slots + at->a;
    uint32_t memory = instance_memories(instance)[(uint32_t)instruction_word(at + 2)];
    *out =
        (struct atomic_operation){.kind = at->op == OP_ATOMIC_NOTIFY ? ATOMIC_NOTIFY : ATOMIC_WAIT,
                                  .memory = store->memories[memory].memory,
                                  .address = operands[0] + instruction_word(at + 1)};
    if (out->kind == ATOMIC_NOTIFY)
        out->count = operands[1];
    else
        out->timeout = (int64_t)operands[2];
}

void store_atomic_return(struct store *store, uint32_t result)
{
    if (store->state != STORE_ATOMIC)
        return;
    store->slots[store->ip->a] = result;
    store->ip += 3;
    store->state = STORE_READY;
}

/* ---- memories of host calls ----------------------------------------------------------------- */

static struct linear_memory *memory_of(const struct store *store, uint32_t index)
{
    const struct instance *instance = store->instances[index];
    if (instance->module->memory_count == 0)
        return NULL;
    return store->memories[instance_memories(instance)[0]].memory;
}

struct linear_memory *store_host_memory(const struct store *store, bool caller)
{
    if (store->state == STORE_EMPTY || store->state == STORE_DONE || !store->stack)
        return caller ? NULL : memory_of(store, store->host_instance);
    const uint64_t *slots = store->slots, *header = store->header;
    const uint32_t self = (uint32_t)(header[1] >> 32);
    uint32_t instance = self;
    if (self == NO_INSTANCE)
        return caller ? NULL : memory_of(store, store->host_instance);
    while (caller && instance == self) {
        slots -= link_distance(header[0]);
        header = slots + link_header(header[0]);
        instance = (uint32_t)(header[1] >> 32);
    }
    return instance == NO_INSTANCE ? NULL : memory_of(store, instance);
}
