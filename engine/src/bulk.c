/*
 * Bulk operations in pieces. Each function checks the whole range (so a trap comes before the first
 * write, as the standard demands), does one piece, and moves the operands on: destination, source
 * or value, and count. Operands are taken as 64 bits, which they are also when their type is i32:
 * the upper half of such a slot is zero. The ranges of what is left are within those checked
 * before, except that a memory or table may since have been grown, which does no harm.
 */
#include "store.h"

static bool outside(uint64_t at, uint64_t count, uint64_t size)
{
    return at > size || count > size - at;
}

static enum bulk rest(uint64_t left)
{
    return left > 0 ? BULK_AGAIN : BULK_DONE;
}

enum bulk bulk_memory_fill(const struct linear_memory *memory, uint64_t *o)
{
    uint64_t to = o[0], count = o[2], piece = MIN(count, BULK_BYTES);
    if (outside(to, count, memory->size))
        return BULK_OUT_OF_BOUNDS;
    if (piece > 0)
        __builtin_memset(memory->base + to, (uint8_t)o[1], piece);
    o[0] = to + piece;
    o[2] = count - piece;
    return rest(o[2]);
}

/* Ranges that overlap with the destination above the source are copied from the end; then only the
 * count shrinks. */
enum bulk bulk_memory_copy(const struct linear_memory *target, const struct linear_memory *source,
                           uint64_t *o)
{
    uint64_t to = o[0], from = o[1], count = o[2], piece = MIN(count, BULK_BYTES);
    if (outside(to, count, target->size) || outside(from, count, source->size))
        return BULK_OUT_OF_BOUNDS;
    bool backwards = to > from;
    uint64_t skip = backwards ? count - piece : 0;
    if (piece > 0)
        __builtin_memmove(target->base + to + skip, source->base + from + skip, piece);
    if (!backwards) {
        o[0] = to + piece;
        o[1] = from + piece;
    }
    o[2] = count - piece;
    return rest(o[2]);
}

enum bulk bulk_memory_init(const struct store *store, const struct linear_memory *memory,
                           uint64_t *o, uint32_t segment)
{
    const struct module *module = store->instance->module;
    const struct module_data *data = &module->datas[segment];
    uint64_t to = o[0], from = o[1], count = o[2], piece = MIN(count, BULK_BYTES);
    bool dropped = segment_dropped(instance_dropped_datas(store->instance), segment);
    if (outside(to, count, memory->size) || outside(from, count, dropped ? 0 : data->size))
        return BULK_OUT_OF_BOUNDS;
    if (piece > 0)
        __builtin_memcpy(memory->base + to, module->bytes + data->start + from, piece);
    o[0] = to + piece;
    o[1] = from + piece;
    o[2] = count - piece;
    return rest(o[2]);
}

static struct table *table_at(const struct store *store, uint32_t index)
{
    return &store->tables[instance_tables(store->instance)[index]];
}

enum bulk bulk_table_fill(struct store *store, uint64_t *o, uint32_t index)
{
    const struct table *table = table_at(store, index);
    uint64_t to = o[0], count = o[2], piece = MIN(count, BULK_ENTRIES);
    if (outside(to, count, table->size))
        return BULK_OUT_OF_BOUNDS;
    for (uint32_t i = 0; i < piece; i++)
        table->entries[to + i] = o[1];
    o[0] = to + piece;
    o[2] = count - piece;
    return rest(o[2]);
}

enum bulk bulk_table_copy(struct store *store, uint64_t *o, uint32_t to_table, uint32_t from_table)
{
    const struct table *target = table_at(store, to_table), *source = table_at(store, from_table);
    uint64_t to = o[0], from = o[1], count = o[2], piece = MIN(count, BULK_ENTRIES);
    if (outside(to, count, target->size) || outside(from, count, source->size))
        return BULK_OUT_OF_BOUNDS;
    bool backwards = to > from;
    uint64_t skip = backwards ? count - piece : 0;
    if (piece > 0)
        __builtin_memmove(target->entries + to + skip, source->entries + from + skip,
                          piece * sizeof *target->entries);
    if (!backwards) {
        o[0] = to + piece;
        o[1] = from + piece;
    }
    o[2] = count - piece;
    return rest(o[2]);
}

enum bulk bulk_table_init(struct store *store, uint64_t *o, uint32_t segment, uint32_t index)
{
    const struct table *table = table_at(store, index);
    const struct module_elem *elem = &store->instance->module->elems[segment];
    uint64_t to = o[0], from = o[1], count = o[2], piece = MIN(count, BULK_ENTRIES);
    bool dropped = segment_dropped(instance_dropped_elems(store->instance), segment);
    if (outside(to, count, table->size) || outside(from, count, dropped ? 0 : elem->count))
        return BULK_OUT_OF_BOUNDS;
    for (uint32_t i = 0; i < piece; i++)
        table->entries[to + i] =
            element_value(store, (uint32_t)(store->instance_tag >> 32), &elem->items[from + i]);
    o[0] = to + piece;
    o[1] = from + piece;
    o[2] = count - piece;
    return rest(o[2]);
}
