/* Diagnostics of loading, and the items that many sections share. */
#include "load.h"
#include <base/format.h>

int load_fail(struct loader *l, int status, const uint8_t *at, const char *format, ...)
{
    if (!l->diagnostic)
        return status;
    va_list arguments;
    va_start(arguments, format);
    format_text_v(l->diagnostic->text, sizeof l->diagnostic->text, format, arguments);
    va_end(arguments);
    l->diagnostic->offset = at ? (uint64_t)(at - l->module->bytes) : UINT64_MAX;
    return status;
}

int load_fail_read(struct loader *l, int status, const uint8_t *at, const char *what)
{
    const char *reason = status == VB_ERR_TOO_BIG   ? "integer representation too long"
                         : status == VB_ERR_INVALID ? "integer too large"
                                                    : "unexpected end of section or function";
    return load_fail(l, VB_ERR_BAD_MODULE, at, "%s: expected %s", reason, what);
}

int load_no_memory(struct loader *l)
{
    return load_fail(l, VB_ERR_NO_MEMORY, NULL, "out of memory");
}

int read_byte(struct loader *l, uint8_t *out, const char *what)
{
    int status = reader_u8(&l->r, out);
    return status < 0 ? load_fail_read(l, status, l->r.at, what) : VB_OK;
}

int read_u32(struct loader *l, uint32_t *out, const char *what)
{
    int status = reader_u32(&l->r, out);
    return status < 0 ? load_fail_read(l, status, l->r.at, what) : VB_OK;
}

int read_u64(struct loader *l, uint64_t *out, const char *what)
{
    const uint8_t *at = l->r.at;
    int status = leb128_read_unsigned(&l->r.at, l->r.end, 64, out);
    return status < 0 ? load_fail_read(l, status, at, what) : VB_OK;
}

int read_count(struct loader *l, uint32_t *out, uint32_t limit, const char *what)
{
    const uint8_t *at = l->r.at;
    int status = read_u32(l, out, what);
    if (status < 0)
        return status;
    if (*out > reader_left(&l->r))
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "unexpected end of section or function: expected %u %s, found %zu bytes",
                         *out, what, reader_left(&l->r));
    if (*out > limit)
        return load_fail(l, VB_ERR_LIMIT, at, "too many %s: expected at most %u, found %u", what,
                         limit, *out);
    return VB_OK;
}

int read_name(struct loader *l, struct module_name *out)
{
    const uint8_t *at = l->r.at;
    uint32_t length;
    int status = read_u32(l, &length, "the length of a name");
    if (status < 0)
        return status;
    if (length > reader_left(&l->r))
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "length out of bounds: name of %u bytes, %zu are left", length,
                         reader_left(&l->r));
    if (!is_utf8(l->r.at, length))
        return load_fail(l, VB_ERR_BAD_MODULE, l->r.at, "malformed UTF-8 encoding");
    *out = (struct module_name){.text = (const char *)l->r.at, .length = length};
    l->r.at += length;
    return VB_OK;
}

int load_array(struct loader *l, void *out, size_t count, size_t element)
{
    void *array = NULL;
    if (count > 0) {
        array = module_alloc(l->module, count * element);
        if (!array)
            return load_no_memory(l);
    }
    *(void **)out = array;
    return VB_OK;
}

int extend_array(struct loader *l, void *array, size_t old, size_t added, size_t element)
{
    void *before = *(void **)array, *bigger;
    if (added == 0)
        return VB_OK;
    int status = load_array(l, &bigger, old + added, element);
    if (status < 0)
        return status;
    if (old > 0)
        __builtin_memcpy(bigger, before, old * element);
    module_free(l->module, before, old * element);
    *(void **)array = bigger;
    return VB_OK;
}
