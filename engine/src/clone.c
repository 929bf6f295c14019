/*
 * Copies of a store. Frames and references are numbers, so every block is copied as it is; what
 * is shared (modules, and with share_memories the memories) is retained. The copy is built so that
 * store_destroy() can free it at every step.
 */
#include "store.h"

/* Copy `count` elements of the array at `from` into *to, and set its capacity. */
static int copy_array(struct store *store, void *to, uint32_t *capacity, const void *from,
                      uint32_t count, size_t element)
{
    int status = store_reserve(store, to, capacity, count, element);
    if (status == VB_OK && count > 0)
        __builtin_memcpy(*(void **)to, from, count * element);
    return status;
}

static int copy_instances(struct store *copy, const struct store *store)
{
    int status = store_reserve(copy, (void *)&copy->instances, &copy->instance_capacity,
                               store->instance_count, sizeof *copy->instances);
    if (status < 0)
        return status;
    for (uint32_t i = 0; i < store->instance_count; i++) {
        const struct instance *instance = store->instances[i];
        struct instance *block = store_alloc(copy, instance->size);
        if (!block)
            return VB_ERR_NO_MEMORY;
        __builtin_memcpy(block, instance, instance->size);
        module_retain(block->module);
        copy->instances[copy->instance_count++] = block;
    }
    return VB_OK;
}

static int copy_globals(struct store *copy, const struct store *store)
{
    int status = copy_array(copy, &copy->global_values, &copy->global_capacity,
                            store->global_values, store->global_slots, sizeof *copy->global_values);
    if (status == VB_OK)
        status = copy_array(copy, &copy->global_types, &copy->global_type_capacity,
                            store->global_types, store->global_slots, sizeof *copy->global_types);
    if (status == VB_OK)
        copy->global_slots = store->global_slots;
    return status;
}

static int copy_tables(struct store *copy, const struct store *store)
{
    int status = store_reserve(copy, &copy->tables, &copy->table_capacity, store->table_count,
                               sizeof *copy->tables);
    for (uint32_t i = 0; i < store->table_count && status == VB_OK; i++) {
        const struct table *table = &store->tables[i];
        struct table *to = &copy->tables[i];
        *to = (struct table){.type = table->type, .size = table->size};
        status = copy_array(copy, &to->entries, &to->capacity, table->entries, table->size,
                            sizeof *to->entries);
        if (status == VB_OK)
            copy->table_count++;
    }
    return status;
}

static int copy_memories(struct store *copy, const struct store *store, bool share)
{
    const struct linear_memory_ops *ops = &copy->config.memory;
    int status = store_reserve(copy, &copy->memories, &copy->memory_capacity, store->memory_count,
                               sizeof *copy->memories);
    for (uint32_t i = 0; i < store->memory_count && status == VB_OK; i++) {
        struct store_memory m = store->memories[i];
        if (share)
            ops->retain(m.memory);
        else if (!(m.memory = ops->clone(ops->ctx, m.memory)))
            return VB_ERR_NO_MEMORY;
        copy->memories[copy->memory_count++] = m;
    }
    return status;
}

static int copy_tags(struct store *copy, const struct store *store)
{
    int status = copy_array(copy, (void *)&copy->tags, &copy->tag_capacity, store->tags,
                            store->tag_count, sizeof *copy->tags);
    if (status == VB_OK)
        copy->tag_count = store->tag_count;
    return status;
}

static int copy_exceptions(struct store *copy, const struct store *store)
{
    int status = copy_array(copy, &copy->exceptions, &copy->exception_capacity, store->exceptions,
                            store->exception_count, sizeof *copy->exceptions);
    if (status < 0)
        return status;
    copy->exception_count = store->exception_count;
    copy->free_exceptions = store->free_exceptions;
    copy->exceptions_until_gc = store->exceptions_until_gc;
    return VB_OK;
}

/* Slots that may be read again: up to the end of the innermost frame. */
static uint32_t used_slots(const struct store *store)
{
    struct frame_cursor frame;
    if (!frame_first(store, &frame))
        return store->stack_capacity;
    const struct module *module = store->instances[frame.instance]->module;
    return (uint32_t)(frame.slots - store->stack) + module->funcs[frame.function].code->frame_slots;
}

/* Room that frames count on: a caller's may end behind its callee's. */
static uint32_t needed_slots(const struct store *store)
{
    struct frame_cursor frame;
    uint32_t most = used_slots(store);
    for (bool more = frame_first(store, &frame); more; more = frame_next(store, &frame)) {
        const struct module *module = store->instances[frame.instance]->module;
        most = MAX(most, (uint32_t)(frame.slots - store->stack) +
                             module->funcs[frame.function].code->frame_slots);
    }
    return most;
}

static int copy_frames(struct store *copy, const struct store *store)
{
    if (!store->stack)
        return VB_OK;
    int status = store_reserve(copy, &copy->stack, &copy->stack_capacity, needed_slots(store),
                               sizeof *copy->stack);
    if (status < 0)
        return status;
    __builtin_memcpy(copy->stack, store->stack, used_slots(store) * sizeof *copy->stack);
    copy->stack_limit = copy->stack + copy->stack_capacity;
    copy->slots = copy->stack + (store->slots - store->stack);
    copy->header = copy->stack + (store->header - store->stack);
    copy->ip = store->ip;
    copy->state = store->state;
    copy->trap = store->trap;
    copy->entry = store->entry;
    copy->host_instance = store->host_instance;
    copy->host_function = store->host_function;
    copy->host_slot = store->host_slot;
    copy->reductions = store->reductions;
    return VB_OK;
}

int store_clone(const struct store *store, const struct store_config *config, bool share_memories,
                struct store **out)
{
    struct store *copy;
    int status = store_create(store->engine, config, &copy);
    if (status < 0)
        return status;
    status = copy_instances(copy, store);
    if (status == VB_OK)
        status = copy_globals(copy, store);
    if (status == VB_OK)
        status = copy_tables(copy, store);
    if (status == VB_OK)
        status = copy_tags(copy, store);
    if (status == VB_OK)
        status = copy_exceptions(copy, store);
    if (status == VB_OK && !share_memories)
        status = copy_frames(copy, store);
    if (status == VB_OK)
        status = copy_memories(copy, store, share_memories);
    if (status < 0) {
        store_destroy(copy);
        return status;
    }
    *out = copy;
    return VB_OK;
}
