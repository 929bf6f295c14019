/* Contents of memories, as runs of pages: docs/snapshot-format.md, section 5. */
#include "reader.h"
#include "save.h"

/* Of active data segments in a store, so that a page costs no more than so many comparisons. */
#define MAX_INITIAL_SEGMENTS 64u

static uint32_t active_segments(const struct store *store)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < store->instance_count && count <= MAX_INITIAL_SEGMENTS; i++) {
        const struct module *m = store->instances[i]->module;
        for (uint32_t j = 0; j < m->data_count && count <= MAX_INITIAL_SEGMENTS; j++)
            count += m->datas[j].mode == SEGMENT_ACTIVE;
    }
    return count;
}

static void copy_overlap(uint8_t *to, uint64_t at, uint64_t size, const uint8_t *from,
                         uint64_t from_at, uint64_t from_size)
{
    uint64_t begin = MAX(at, from_at), end = MIN(at + size, from_at + from_size);
    if (begin < end)
        __builtin_memcpy(to + (begin - at), from + (begin - from_at), end - begin);
}

void initial_range(const struct store *store, uint32_t memory, uint64_t at, uint8_t *to,
                   uint64_t size)
{
    __builtin_memset(to, 0, size);
    for (uint32_t i = 0; i < store->instance_count; i++) {
        const struct instance *instance = store->instances[i];
        const struct module *m = instance->module;
        for (uint32_t j = 0; j < m->data_count; j++) {
            const struct module_data *data = &m->datas[j];
            if (data->mode == SEGMENT_ACTIVE && instance_memories(instance)[data->memory] == memory)
                copy_overlap(to, at, size, m->bytes + data->start,
                             element_value(store, i, &data->offset), data->size);
        }
    }
}

/* ---- writing -------------------------------------------------------------------------------- */

static bool is_zero(const uint8_t *page)
{
    return page[0] == 0 && __builtin_memcmp(page, page + 1, SAVE_PAGE_SIZE - 1) == 0;
}

struct page_writer {
    const struct store *store;
    const struct save_output *out;
    bool compare; /* with the initial contents */
};

static enum page_kind kind_of(const struct page_writer *w, const struct save_position *at)
{
    uint8_t initial[SAVE_PAGE_SIZE];
    uint64_t start = at->page * SAVE_PAGE_SIZE;
    const uint8_t *page = w->store->memories[at->memory].memory->base + start;
    if (is_zero(page))
        return PAGE_ZERO;
    if (!w->compare)
        return PAGE_STORED;
    initial_range(w->store, at->memory, start, initial, sizeof initial);
    return __builtin_memcmp(page, initial, sizeof initial) == 0 ? PAGE_INITIAL : PAGE_STORED;
}

static int put_run(const struct page_writer *w, const struct save_position *from, uint64_t count,
                   enum page_kind kind)
{
    uint8_t head[10];
    size_t size = 0;
    uint64_t number = count << 2 | kind;
    for (; number >= 0x80; number >>= 7)
        head[size++] = (uint8_t)(number | 0x80);
    head[size++] = (uint8_t)number;
    int status = w->out->write(w->out->ctx, head, size);
    if (status < 0 || kind != PAGE_STORED)
        return status;
    const uint8_t *base = w->store->memories[from->memory].memory->base;
    return w->out->write(w->out->ctx, base + from->page * SAVE_PAGE_SIZE, count * SAVE_PAGE_SIZE);
}

/* Pages of one kind from *at on, `most` at the most. */
static int write_run(const struct page_writer *w, struct save_position *at, uint64_t end,
                     uint64_t most)
{
    struct save_position from = *at;
    enum page_kind kind = kind_of(w, at);
    uint64_t limit = MIN(end, at->page + most);
    for (at->page++; at->page < limit && kind_of(w, at) == kind;)
        at->page++;
    return put_run(w, &from, at->page - from.page, kind);
}

int store_save_pages(const struct store *store, struct save_position *at, uint64_t pages,
                     const struct save_output *out)
{
    struct page_writer w = {store, out, active_segments(store) <= MAX_INITIAL_SEGMENTS};
    while (at->memory < store->memory_count) {
        uint64_t end = store->memories[at->memory].memory->size / SAVE_PAGE_SIZE;
        if (at->page >= end) {
            *at = (struct save_position){at->memory + 1, 0};
            continue;
        }
        if (pages == 0)
            return 1;
        uint64_t before = at->page;
        int status = write_run(&w, at, end, pages);
        if (status < 0)
            return status;
        pages -= at->page - before;
    }
    return VB_OK;
}

/* ---- reading -------------------------------------------------------------------------------- */

static void apply_run(struct store *store, const struct save_position *at, uint64_t count,
                      enum page_kind kind, const uint8_t *bytes)
{
    uint8_t *to = store->memories[at->memory].memory->base + at->page * SAVE_PAGE_SIZE;
    if (kind == PAGE_STORED)
        __builtin_memcpy(to, bytes, count * SAVE_PAGE_SIZE);
    else if (kind == PAGE_INITIAL)
        initial_range(store, at->memory, at->page * SAVE_PAGE_SIZE, to, count * SAVE_PAGE_SIZE);
    else
        __builtin_memset(to, 0, count * SAVE_PAGE_SIZE);
}

/* One run. 1: the bytes end before it does. */
static int read_run(struct restorer *r, struct save_position *at, uint64_t end)
{
    struct store *store = r->store;
    const uint8_t *place = r->at;
    uint64_t number;
    int status = leb128_read_unsigned(&r->at, r->end, 64, &number);
    if (status == VB_ERR_RANGE)
        return 1;
    uint64_t count = number >> 2, left = end - at->page;
    enum page_kind kind = (enum page_kind)(number & 3);
    if (status < 0 || kind >= PAGE_KINDS || count == 0 || count > left)
        return restore_fail(
            r, VB_ERR_PROTOCOL,
            "memory %u, page %llu: expected a run of 1 to %llu pages, found %llu of "
            "kind %u",
            at->memory, (unsigned long long)at->page, (unsigned long long)left,
            (unsigned long long)count, (unsigned)kind);
    if (kind == PAGE_INITIAL && active_segments(store) > MAX_INITIAL_SEGMENTS)
        return restore_fail(r, VB_ERR_PROTOCOL,
                            "memory %u: untouched pages, but the modules have more than %u data "
                            "segments",
                            at->memory, MAX_INITIAL_SEGMENTS);
    if (kind == PAGE_STORED &&
        count > reader_left(&(struct reader){r->at, r->end}) / SAVE_PAGE_SIZE) {
        r->at = place;
        return 1;
    }
    apply_run(store, at, count, kind, r->at);
    r->at += kind == PAGE_STORED ? count * SAVE_PAGE_SIZE : 0;
    at->page += count;
    return VB_OK;
}

int store_restore_pages(struct store *store, struct save_position *at, const uint8_t *bytes,
                        size_t size, size_t *used, struct engine_diagnostic *diagnostic)
{
    struct restorer r = {.store = store,
                         .diagnostic = diagnostic,
                         .start = bytes,
                         .at = bytes,
                         .end = size != 0 ? bytes + size : bytes};
    int status = VB_OK;
    while (at->memory < store->memory_count && status == VB_OK) {
        uint64_t end = store->memories[at->memory].memory->size / SAVE_PAGE_SIZE;
        if (at->page >= end)
            *at = (struct save_position){at->memory + 1, 0};
        else
            status = read_run(&r, at, end);
    }
    *used = (size_t)(r.at - bytes);
    return status;
}
