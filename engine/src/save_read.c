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
        r->diagnostic->offset = (uint64_t)(r->at - r->start);
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

static int read_state(struct restorer *r)
{
    uint32_t version;
    int status = restore_u32(r, UINT32_MAX, "version of the state", &version);
    if (status < 0)
        return status;
    if (version != STATE_VERSION)
        return restore_fail(r, VB_ERR_PROTOCOL, "version of the state: expected %u, found %u",
                            STATE_VERSION, version);
    status = restore_number(r, UINT64_MAX, "reductions", &r->store->reductions);
    if (status == VB_OK)
        status = restore_instances(r);
    if (status == VB_OK)
        status = restore_thread(r);
    if (status == VB_OK)
        status = restore_exceptions(r);
    if (status == VB_OK && r->at != r->end)
        status = restore_fail(r, VB_ERR_PROTOCOL, "expected the end, found %zu bytes more",
                              (size_t)(r->end - r->at));
    return status;
}

int store_restore(struct engine *engine, const struct store_config *config,
                  const struct restore_source *source, const uint8_t *bytes, size_t size,
                  struct store **out, struct engine_diagnostic *diagnostic)
{
    struct restorer r = {.source = source,
                         .diagnostic = diagnostic,
                         .start = bytes,
                         .at = bytes,
                         .end = size != 0 ? bytes + size : bytes};
    int status = store_create(engine, config, &r.store);
    if (status < 0)
        return restore_fail(&r, status, "no memory for a store");
    status = read_state(&r);
    if (status < 0) {
        store_destroy(r.store);
        return status;
    }
    *out = r.store;
    return VB_OK;
}
