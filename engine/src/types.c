/*
 * The registry of function types: equal types of any modules of one engine share one object, so
 * that types are compared by address, in call_indirect too.
 */
#include "module.h"

#define FIRST_CAPACITY 64u

/* Seeded by the engine, so that a module cannot be made whose types all collide everywhere. */
static uint64_t hash_type(const struct engine *engine, const uint8_t *types, uint32_t params,
                          uint32_t results)
{
    uint64_t hash = engine->type_hash_seed ^ ((uint64_t)params << 32 | results);
    for (uint32_t i = 0; i < params + results; i++) {
        hash = (hash ^ types[i]) * 0x9e3779b97f4a7c15u;
        hash ^= hash >> 29;
    }
    return hash ^ hash >> 32;
}

static bool equal_type(const struct func_type *type, const uint8_t *types, uint32_t params,
                       uint32_t results)
{
    return type->param_count == params && type->result_count == results &&
           __builtin_memcmp(type->types, types, (size_t)params + results) == 0;
}

static uint32_t home_slot(const struct engine *engine, const struct func_type *type)
{
    return (uint32_t)hash_type(engine, type->types, type->param_count, type->result_count) &
           (engine->type_slot_count - 1);
}

/* The slot that holds the type, or the free one where it belongs. */
static uint32_t find_slot(const struct engine *engine, const uint8_t *types, uint32_t params,
                          uint32_t results)
{
    uint32_t mask = engine->type_slot_count - 1;
    uint32_t slot = (uint32_t)hash_type(engine, types, params, results) & mask;
    while (engine->type_slots[slot] &&
           !equal_type(engine->func_types[engine->type_slots[slot] - 1], types, params, results))
        slot = (slot + 1) & mask;
    return slot;
}

static void *grow_array(struct engine *engine, void *old, size_t count, size_t capacity,
                        size_t element)
{
    void *bigger = engine->allocator.alloc(engine->allocator.ctx, capacity * element);
    if (!bigger)
        return NULL;
    if (count)
        __builtin_memcpy(bigger, old, count * element);
    return bigger;
}

static void free_array(struct engine *engine, void *array, size_t capacity, size_t element)
{
    if (array)
        engine->allocator.free(engine->allocator.ctx, array, capacity * element);
}

/* Doubles the three tables together; the hash table keeps at least half of its slots free. */
static bool grow(struct engine *engine)
{
    uint32_t old = engine->func_type_capacity, old_slots = engine->type_slot_count;
    uint32_t capacity = old ? old * 2 : FIRST_CAPACITY;
    struct func_type **types = grow_array(engine, engine->func_types, engine->func_type_id_end,
                                          capacity, sizeof *engine->func_types);
    uint32_t *free_ids = grow_array(engine, engine->free_type_ids, engine->free_type_id_count,
                                    capacity, sizeof *engine->free_type_ids);
    uint32_t *slots = grow_array(engine, NULL, 0, (size_t)capacity * 2, sizeof *engine->type_slots);
    if (!types || !free_ids || !slots) {
        free_array(engine, types, capacity, sizeof *types);
        free_array(engine, free_ids, capacity, sizeof *free_ids);
        free_array(engine, slots, (size_t)capacity * 2, sizeof *slots);
        return false;
    }
    free_array(engine, engine->func_types, old, sizeof *types);
    free_array(engine, engine->free_type_ids, old, sizeof *free_ids);
    free_array(engine, engine->type_slots, old_slots, sizeof *slots);
    engine->func_types = types;
    engine->free_type_ids = free_ids;
    engine->type_slots = slots;
    engine->func_type_capacity = capacity;
    engine->type_slot_count = capacity * 2;
    for (uint32_t id = 0; id < engine->func_type_id_end; id++) {
        struct func_type *type = types[id];
        if (type)
            slots[find_slot(engine, type->types, type->param_count, type->result_count)] = id + 1;
    }
    return true;
}

static size_t func_type_size(uint32_t params, uint32_t results)
{
    return sizeof(struct func_type) + params + results;
}

uint32_t value_types_slots(const uint8_t *types, uint32_t count)
{
    uint32_t slots = 0;
    for (uint32_t i = 0; i < count; i++)
        slots += value_type_slots(types[i]);
    return slots;
}

const struct func_type *func_type_intern(struct engine *engine, const uint8_t *types,
                                         uint32_t params, uint32_t results)
{
    if (engine->func_type_count == engine->func_type_capacity && !grow(engine))
        return NULL;
    uint32_t slot = find_slot(engine, types, params, results);
    if (engine->type_slots[slot]) {
        struct func_type *known = engine->func_types[engine->type_slots[slot] - 1];
        known->references++;
        return known;
    }
    struct func_type *type =
        engine->allocator.alloc(engine->allocator.ctx, func_type_size(params, results));
    if (!type)
        return NULL;
    type->id = engine->free_type_id_count ? engine->free_type_ids[--engine->free_type_id_count]
                                          : engine->func_type_id_end++;
    type->references = 1;
    type->param_count = params;
    type->result_count = results;
    type->param_slots = value_types_slots(types, params);
    type->result_slots = value_types_slots(types + params, results);
    if (params + results > 0)
        __builtin_memcpy(type->types, types, (size_t)params + results);
    engine->func_types[type->id] = type;
    engine->func_type_count++;
    engine->type_slots[slot] = type->id + 1;
    return type;
}

/* Empties a slot and moves later members of its run up, so that no search stops too early. */
static void remove_slot(struct engine *engine, uint32_t hole)
{
    uint32_t mask = engine->type_slot_count - 1;
    for (uint32_t slot = (hole + 1) & mask; engine->type_slots[slot]; slot = (slot + 1) & mask) {
        uint32_t home = home_slot(engine, engine->func_types[engine->type_slots[slot] - 1]);
        if (((slot - home) & mask) >= ((slot - hole) & mask)) {
            engine->type_slots[hole] = engine->type_slots[slot];
            hole = slot;
        }
    }
    engine->type_slots[hole] = 0;
}

void func_type_release(struct engine *engine, const struct func_type *canonical)
{
    struct func_type *type = engine->func_types[canonical->id];
    if (--type->references > 0)
        return;
    remove_slot(engine, find_slot(engine, type->types, type->param_count, type->result_count));
    engine->func_types[type->id] = NULL;
    engine->func_type_count--;
    engine->free_type_ids[engine->free_type_id_count++] = type->id;
    engine->allocator.free(engine->allocator.ctx, type,
                           func_type_size(type->param_count, type->result_count));
}

void func_types_destroy(struct engine *engine)
{
    free_array(engine, engine->func_types, engine->func_type_capacity, sizeof(struct func_type *));
    free_array(engine, engine->free_type_ids, engine->func_type_capacity, sizeof(uint32_t));
    free_array(engine, engine->type_slots, engine->type_slot_count, sizeof(uint32_t));
}
