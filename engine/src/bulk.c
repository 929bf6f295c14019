/*
 * Bulk operations in pieces. Each function checks the whole range (so a trap comes before the first
 * write, as the standard demands), does one piece, and moves the operands on: destination, source
 * or value, and count. The ranges of what is left are within those checked before, except that a
 * memory or table may since have been grown, which does no harm.
 */
#include "store.h"

static bool outside(uint64_t at, uint64_t count, uint64_t size)
{
    return at + count > size;
}

static enum bulk rest(uint64_t left)
{
    return left > 0 ? BULK_AGAIN : BULK_DONE;
}

static uint64_t memory_size(const struct store *store)
{
    return store->memory ? store->memory->size : 0;
}

enum bulk bulk_memory_fill(struct store *store, uint64_t *o)
{
    uint32_t to = (uint32_t)o[0], count = (uint32_t)o[2], piece = MIN(count, BULK_BYTES);
    if (outside(to, count, memory_size(store)))
        return BULK_OUT_OF_BOUNDS;
    if (piece > 0)
        __builtin_memset(store->memory->base + to, (uint8_t)o[1], piece);
    o[0] = (uint32_t)(to + piece);
    o[2] = count - piece;
    return rest(o[2]);
}

/* Ranges that overlap with the destination above the source are copied from the end; then only the
 * count shrinks. */
enum bulk bulk_memory_copy(struct store *store, uint64_t *o)
{
    uint32_t to = (uint32_t)o[0], from = (uint32_t)o[1], count = (uint32_t)o[2];
    uint32_t piece = MIN(count, BULK_BYTES);
    uint64_t size = memory_size(store);
    if (outside(to, count, size) || outside(from, count, size))
        return BULK_OUT_OF_BOUNDS;
    bool backwards = to > from;
    uint32_t skip = backwards ? count - piece : 0;
    if (piece > 0)
        __builtin_memmove(store->memory->base + to + skip, store->memory->base + from + skip,
                          piece);
    if (!backwards) {
        o[0] = (uint32_t)(to + piece);
        o[1] = (uint32_t)(from + piece);
    }
    o[2] = count - piece;
    return rest(o[2]);
}

enum bulk bulk_memory_init(struct store *store, uint64_t *o, uint32_t segment)
{
    const struct module *module = store->instance->module;
    const struct module_data *data = &module->datas[segment];
    uint32_t to = (uint32_t)o[0], from = (uint32_t)o[1], count = (uint32_t)o[2];
    uint32_t piece = MIN(count, BULK_BYTES);
    bool dropped = segment_dropped(instance_dropped_datas(store->instance), segment);
    if (outside(to, count, memory_size(store)) || outside(from, count, dropped ? 0 : data->size))
        return BULK_OUT_OF_BOUNDS;
    if (piece > 0)
        __builtin_memcpy(store->memory->base + to, module->bytes + data->start + from, piece);
    o[0] = (uint32_t)(to + piece);
    o[1] = (uint32_t)(from + piece);
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
    uint32_t to = (uint32_t)o[0], count = (uint32_t)o[2], piece = MIN(count, BULK_ENTRIES);
    if (outside(to, count, table->size))
        return BULK_OUT_OF_BOUNDS;
    for (uint32_t i = 0; i < piece; i++)
        table->entries[to + i] = o[1];
    o[0] = (uint32_t)(to + piece);
    o[2] = count - piece;
    return rest(o[2]);
}

enum bulk bulk_table_copy(struct store *store, uint64_t *o, uint32_t to_table, uint32_t from_table)
{
    const struct table *target = table_at(store, to_table), *source = table_at(store, from_table);
    uint32_t to = (uint32_t)o[0], from = (uint32_t)o[1], count = (uint32_t)o[2];
    uint32_t piece = MIN(count, BULK_ENTRIES);
    if (outside(to, count, target->size) || outside(from, count, source->size))
        return BULK_OUT_OF_BOUNDS;
    bool backwards = to > from;
    uint32_t skip = backwards ? count - piece : 0;
    if (piece > 0)
        __builtin_memmove(target->entries + to + skip, source->entries + from + skip,
                          piece * sizeof *target->entries);
    if (!backwards) {
        o[0] = (uint32_t)(to + piece);
        o[1] = (uint32_t)(from + piece);
    }
    o[2] = count - piece;
    return rest(o[2]);
}

enum bulk bulk_table_init(struct store *store, uint64_t *o, uint32_t segment, uint32_t index)
{
    const struct table *table = table_at(store, index);
    const struct module_elem *elem = &store->instance->module->elems[segment];
    uint32_t to = (uint32_t)o[0], from = (uint32_t)o[1], count = (uint32_t)o[2];
    uint32_t piece = MIN(count, BULK_ENTRIES);
    bool dropped = segment_dropped(instance_dropped_elems(store->instance), segment);
    if (outside(to, count, table->size) || outside(from, count, dropped ? 0 : elem->count))
        return BULK_OUT_OF_BOUNDS;
    for (uint32_t i = 0; i < piece; i++)
        table->entries[to + i] =
            element_value(store, (uint32_t)(store->instance_tag >> 32), &elem->items[from + i]);
    o[0] = (uint32_t)(to + piece);
    o[1] = (uint32_t)(from + piece);
    o[2] = count - piece;
    return rest(o[2]);
}
