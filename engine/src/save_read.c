/* Reading a state: numbers, values, and the whole. */
#include "save.h"
#include <base/format.h>
#include <base/leb128.h>
#include <stdarg.h>

int restore_fail(struct restorer *r, int status, const char *format, ...)
{
    if (r->diagnostic) {
        va_list arguments;
        va_start(arguments, format);
        format_text_v(r->diagnostic->text, sizeof r->diagnostic->text, format, arguments);
        va_end(arguments);
        r->diagnostic->offset = r->before + (uint64_t)(r->at - r->start);
    }
    return status;
}

int restore_number(struct restorer *r, uint64_t most, const char *what, uint64_t *out)
{
    if (leb128_read_unsigned(&r->at, r->end, 64, out) < 0)
        return restore_fail(r, VB_ERR_PROTOCOL, "%s: expected a number, found %s", what,
                            r->at == r->end ? "the end" : "something else");
    if (*out > most)
        return restore_fail(r, VB_ERR_PROTOCOL, "%s: expected at most %llu, found %llu", what,
                            (unsigned long long)most, (unsigned long long)*out);
    return VB_OK;
}

int restore_u32(struct restorer *r, uint32_t most, const char *what, uint32_t *out)
{
    uint64_t wide;
    int status = restore_number(r, most, what, &wide);
    if (status == VB_OK)
        *out = (uint32_t)wide;
    return status;
}

int restore_bytes(struct restorer *r, size_t size, const char *what, const uint8_t **out)
{
    if (size > (size_t)(r->end - r->at))
        return restore_fail(r, VB_ERR_PROTOCOL, "%s: expected %zu bytes, found %zu", what, size,
                            (size_t)(r->end - r->at));
    *out = r->at;
    r->at += size;
    return VB_OK;
}

int restore_funcref(struct restorer *r, uint64_t *out)
{
    uint32_t instance, function;
    int status = restore_u32(r, r->store->instance_count, "instance of a reference", &instance);
    *out = 0;
    if (status < 0 || instance == 0)
        return status;
    status = restore_u32(r, UINT32_MAX, "function of a reference", &function);
    if (status < 0)
        return status;
    *out = (uint64_t)instance << 32 | function;
    if (restore_reference_ok(r->store, *out))
        return VB_OK;
    return restore_fail(r, VB_ERR_PROTOCOL, "a reference to function %u of instance %u: no such",
                        function, instance - 1);
}

bool restore_reference_ok(const struct store *store, uint64_t funcref)
{
    uint32_t instance, function;
    if (!store_resolve(store, funcref, &instance, &function))
        return false;
    const struct instance *owner = store->instances[instance];
    return function >= owner->module->imported_funcs ||
           instance_imports(owner)[function] >> 32 == 0;
}

/* Each takes a byte at least, so what is allocated is in proportion. */
static int read_count(struct restorer *r, const char *what)
{
    size_t left = (size_t)(r->end - r->at);
    r->counted = true;
    return restore_u32(r, (uint32_t)MIN(left, UINT32_MAX), what, &r->count);
}

int restore_each(struct restorer *r, const char *what, int (*read)(struct restorer *r))
{
    if (!r->counted)
        return read_count(r, what);
    if (r->next == r->count)
        return 1;
    r->next++;
    return read(r);
}

static int read_fixed(struct restorer *r, uint32_t bytes, uint64_t *out)
{
    const uint8_t *at;
    int status = restore_bytes(r, bytes, "a value", &at);
    *out = 0;
    for (uint32_t i = 0; status == VB_OK && i < bytes; i++)
        *out |= (uint64_t)at[i] << (8 * i);
    return status;
}

int restore_value(struct restorer *r, uint8_t type, uint64_t *slots)
{
    int status;
    switch (type) {
    case TYPE_I32:
    case TYPE_F32:
        return read_fixed(r, 4, slots);
    case TYPE_I64:
    case TYPE_F64:
        return read_fixed(r, 8, slots);
    case TYPE_V128:
        status = read_fixed(r, 8, slots);
        return status < 0 ? status : read_fixed(r, 8, slots + 1);
    case TYPE_FUNCREF:
        return restore_funcref(r, slots);
    case TYPE_EXNREF:
        return restore_exnref(r, slots);
    case TYPE_EXTERNREF:
        return restore_number(r, UINT64_MAX, "a reference", slots);
    default:
        return restore_fail(r, VB_ERR_PROTOCOL, "a value: expected a type, found 0x%02x", type);
    }
}

/* Every tag in the store belongs to one instance. */
static int read_tag_count(struct restorer *r)
{
    struct store *store = r->store;
    uint64_t own = 0;
    uint32_t count;
    for (uint32_t i = 0; i < r->source->module_count; i++)
        own += r->source->modules[i]->tag_count - r->source->modules[i]->imported_tags;
    int status = restore_u32(r, UINT32_MAX, "tags", &count);
    if (status == VB_OK && count != own)
        status = restore_fail(r, VB_ERR_PROTOCOL, "tags: expected %llu, found %u",
                              (unsigned long long)own, count);
    if (status == VB_OK)
        status = store_reserve(store, (void *)&store->tags, &store->tag_capacity, count,
                               sizeof *store->tags);
    if (status == VB_OK)
        store->tag_count = count;
    return status;
}

static int read_head(struct restorer *r)
{
    uint32_t version, instances;
    int status = restore_u32(r, UINT32_MAX, "version of the state", &version);
    if (status == VB_OK && version != STATE_VERSION)
        status = restore_fail(r, VB_ERR_PROTOCOL, "version of the state: expected %u, found %u",
                              STATE_VERSION, version);
    if (status == VB_OK)
        status = restore_number(r, UINT64_MAX, "reductions", &r->store->reductions);
    if (status == VB_OK)
        status = restore_u32(r, UINT32_MAX, "instances", &instances);
    if (status == VB_OK && instances != r->source->module_count)
        status = restore_fail(r, VB_ERR_PROTOCOL, "instances: expected %u, found %u",
                              r->source->module_count, instances);
    if (status == VB_OK)
        status = read_tag_count(r);
    return status < 0 ? status : 1;
}

/* All of the store is read before it is checked: an instance may name what another one has. */
static int (*const phases[])(struct restorer *) = {
    read_head,      restore_instance,  restore_global, restore_table,
    restore_memory, restore_own_items, restore_tags,   restore_imports,
    restore_thread, restore_frame,     restore_rest,   restore_exception};
#define PHASES (sizeof phases / sizeof *phases)

int store_restore_begin(struct engine *engine, const struct store_config *config,
                        const struct restore_source *source, struct restorer **out)
{
    struct store *store;
    int status = store_create(engine, config, &store);
    if (status < 0)
        return status;
    struct restorer *r = config->allocator.alloc(config->allocator.ctx, sizeof *r);
    if (!r) {
        store_destroy(store);
        return VB_ERR_NO_MEMORY;
    }
    r->store = store;
    r->source = source;
    *out = r;
    return VB_OK;
}

int store_restore_step(struct restorer *r, const uint8_t *bytes, size_t size, size_t *used,
                       struct engine_diagnostic *diagnostic)
{
    int status = VB_OK;
    r->diagnostic = diagnostic;
    r->start = r->at = bytes;
    r->end = size != 0 ? bytes + size : bytes;
    r->work = 0;
    while (status >= 0 && r->phase < PHASES && r->work + (uint64_t)(r->at - r->start) < STEP_WORK) {
        status = phases[r->phase](r);
        if (status > 0) {
            r->phase++;
            r->counted = false;
            r->next = 0;
        }
    }
    *used = (size_t)(r->at - r->start);
    r->before += *used;
    return status < 0 ? status : r->phase < PHASES;
}

struct store *store_restore_end(struct restorer *r)
{
    struct store *store = r->store;
    bool complete = r->phase == PHASES;
    struct engine_allocator allocator = store->config.allocator;
    store_free(store, r->global_slots, r->global_capacity * sizeof *r->global_slots);
    if (!complete)
        store_destroy(store);
    allocator.free(allocator.ctx, r, sizeof *r);
    return complete ? store : NULL;
}

static int restore_whole(struct restorer *r, const uint8_t *bytes, size_t size,
                         struct engine_diagnostic *diagnostic)
{
    size_t used, at = 0;
    int status;
    do {
        status = store_restore_step(r, bytes + at, size - at, &used, diagnostic);
        at += used;
    } while (status > 0);
    if (status < 0 || at == size)
        return status;
    r->phase = 0; /* not for use */
    return restore_fail(r, VB_ERR_PROTOCOL, "expected the end, found %zu bytes more", size - at);
}

int store_restore(struct engine *engine, const struct store_config *config,
                  const struct restore_source *source, const uint8_t *bytes, size_t size,
                  struct store **out, struct engine_diagnostic *diagnostic)
{
    struct restorer *r;
    int status = store_restore_begin(engine, config, source, &r);
    if (status < 0)
        return status;
    status = restore_whole(r, bytes, size, diagnostic);
    *out = store_restore_end(r);
    return status;
}
