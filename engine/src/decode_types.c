/* Types (core 5.3) and the type section (core 5.5.4). */
#include "load.h"

#define FORM_FUNC         0x60
#define LIMITS_HAS_MAX    0x01
#define LIMITS_SHARED     0x02 /* threads proposal */
#define LIMITS_64         0x04 /* memory64 proposal */
#define LIMITS_PAGE_SIZE  0x08 /* custom page sizes proposal */
#define MAX_MEMORY_PAGES  65536u
#define MAX_PAGES_64      (1ull << 48)
#define TAG_ATTRIBUTE_EXN 0x00

const char *value_type_name(uint8_t type)
{
    switch (type) {
    case TYPE_I32:
        return "i32";
    case TYPE_I64:
        return "i64";
    case TYPE_F32:
        return "f32";
    case TYPE_F64:
        return "f64";
    case TYPE_V128:
        return "v128";
    case TYPE_FUNCREF:
        return "funcref";
    case TYPE_EXTERNREF:
        return "externref";
    case TYPE_EXNREF:
        return "exnref";
    default:
        return "any";
    }
}

bool is_reference_type(uint8_t type)
{
    return type == TYPE_FUNCREF || type == TYPE_EXTERNREF || type == TYPE_EXNREF;
}

int read_value_type(struct loader *l, uint8_t *out)
{
    const uint8_t *at = l->r.at;
    int status = read_byte(l, out, "a value type");
    if (status < 0)
        return status;
    if ((*out >= TYPE_V128 && *out <= TYPE_I32) || is_reference_type(*out))
        return VB_OK;
    return load_refuse(l, REFUSED_TYPE, *out, at, "malformed value type: found");
}

int read_ref_type(struct loader *l, uint8_t *out)
{
    const uint8_t *at = l->r.at;
    int status = read_byte(l, out, "a reference type");
    if (status < 0)
        return status;
    if (is_reference_type(*out))
        return VB_OK;
    return load_refuse(l, REFUSED_TYPE, *out, at, "malformed reference type: found");
}

static int check_limits_flags(struct loader *l, uint8_t flags, const uint8_t *at,
                              bool may_be_shared)
{
    if (flags & 0x80)
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "integer representation too long: expected limits flags, found 0x%02x",
                         flags);
    if (flags > (LIMITS_HAS_MAX | LIMITS_SHARED | LIMITS_64 | LIMITS_PAGE_SIZE))
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "integer too large: expected limits flags, found 0x%02x", flags);
    if (flags & LIMITS_PAGE_SIZE)
        return load_fail(l, VB_ERR_NOT_SUPPORTED, at, "custom page sizes are not supported");
    if (flags & LIMITS_SHARED && !may_be_shared)
        return load_fail(l, VB_ERR_NOT_SUPPORTED, at, "shared tables are not supported");
    if (flags & LIMITS_SHARED && !(flags & LIMITS_HAS_MAX))
        return load_fail(l, VB_ERR_BAD_MODULE, at, "shared memory must have maximum");
    return VB_OK;
}

static int read_size(struct loader *l, bool is64, uint64_t *out, const char *what)
{
    uint32_t narrow;
    if (is64)
        return read_u64(l, out, what);
    int status = read_u32(l, &narrow, what);
    *out = narrow;
    return status;
}

/* 5.3.7. Without a maximum, max is the largest that an index can say. */
static int read_limits(struct loader *l, struct limits *out, bool may_be_shared)
{
    const uint8_t *at = l->r.at;
    uint8_t flags;
    int status = read_byte(l, &flags, "limits");
    if (status == VB_OK)
        status = check_limits_flags(l, flags, at, may_be_shared);
    if (status < 0)
        return status;
    bool is64 = flags & LIMITS_64;
    *out = (struct limits){.max = is64 ? UINT64_MAX : UINT32_MAX,
                           .has_max = flags & LIMITS_HAS_MAX,
                           .is64 = is64,
                           .shared = flags & LIMITS_SHARED};
    status = read_size(l, is64, &out->min, "a minimum");
    if (status == VB_OK && out->has_max)
        status = read_size(l, is64, &out->max, "a maximum");
    return status;
}

static int check_order(struct loader *l, const struct limits *limits, const uint8_t *at)
{
    if (limits->min <= limits->max)
        return VB_OK;
    return load_fail(l, VB_ERR_BAD_MODULE, at,
                     "size minimum must not be greater than maximum: found %llu and %llu",
                     (unsigned long long)limits->min, (unsigned long long)limits->max);
}

int read_table_type(struct loader *l, struct table_type *out)
{
    const uint8_t *at = l->r.at;
    int status = read_ref_type(l, &out->type);
    if (status == VB_OK)
        status = read_limits(l, &out->limits, false);
    if (status == VB_OK)
        status = check_order(l, &out->limits, at);
    if (status < 0)
        return status;
    uint32_t limit = l->module->engine->limits.max_table_entries;
    if (out->limits.min > limit)
        return load_fail(l, VB_ERR_LIMIT, at,
                         "too many table entries: expected at most %u, found %llu", limit,
                         (unsigned long long)out->limits.min);
    return VB_OK;
}

int read_memory_type(struct loader *l, struct limits *out)
{
    const uint8_t *at = l->r.at;
    int status = read_limits(l, out, true);
    if (status < 0)
        return status;
    uint64_t most = out->is64 ? MAX_PAGES_64 : MAX_MEMORY_PAGES;
    if (out->min > most || (out->has_max && out->max > most))
        return load_fail(l, VB_ERR_BAD_MODULE, at, "memory size must be at most %s: found %llu",
                         out->is64 ? "2^48 pages" : "65536 pages (4GiB)",
                         (unsigned long long)(out->has_max ? out->max : out->min));
    if (!out->has_max)
        out->max = most;
    return check_order(l, out, at);
}

int read_global_type(struct loader *l, struct global_type *out)
{
    uint8_t mutability;
    int status = read_value_type(l, &out->type);
    if (status == VB_OK)
        status = read_byte(l, &mutability, "a mutability");
    if (status < 0)
        return status;
    if (mutability > 1)
        return load_fail(l, VB_ERR_BAD_MODULE, l->r.at - 1,
                         "malformed mutability: expected 0 or 1, found 0x%02x", mutability);
    out->mutable_ = mutability;
    return VB_OK;
}

int read_type_use(struct loader *l, uint32_t *index, const struct func_type **out)
{
    const uint8_t *at = l->r.at;
    int status = read_u32(l, index, "a type index");
    if (status < 0)
        return status;
    if (*index >= l->module->type_count)
        return load_fail(l, VB_ERR_BAD_MODULE, at, "unknown type %u: there are %u", *index,
                         l->module->type_count);
    *out = l->module->types[*index];
    return VB_OK;
}

int read_tag_type(struct loader *l, const struct func_type **out)
{
    const uint8_t *at = l->r.at;
    uint8_t attribute;
    uint32_t index;
    int status = read_byte(l, &attribute, "a tag's attribute");
    if (status < 0)
        return status;
    if (attribute != TAG_ATTRIBUTE_EXN)
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "malformed tag attribute: expected 0, found 0x%02x", attribute);
    status = read_type_use(l, &index, out);
    if (status < 0)
        return status;
    if ((*out)->result_count > 0)
        return load_fail(l, VB_ERR_BAD_MODULE, at, "non-empty tag result type");
    return VB_OK;
}

/* Adds a vector of value types behind the first `used` of `types`. */
static int read_result_type(struct loader *l, uint8_t *types, uint32_t limit, uint32_t *count,
                            const char *what)
{
    int status = read_count(l, count, limit, what);
    for (uint32_t i = 0; status == VB_OK && i < *count; i++)
        status = read_value_type(l, &types[i]);
    return status;
}

static int read_func_type(struct loader *l, const struct func_type **out)
{
    uint8_t form, types[MAX_PARAMS + MAX_RESULTS];
    const uint8_t *at = l->r.at;
    uint32_t params, results;
    int status = read_byte(l, &form, "a function type");
    if (status < 0)
        return status;
    if (form & 0x80)
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "integer representation too long: expected a function type, found 0x%02x",
                         form);
    if (form != FORM_FUNC)
        return load_refuse(l, REFUSED_TYPE, form, at, "malformed function type: found");
    status = read_result_type(l, types, MAX_PARAMS, &params, "parameters");
    if (status == VB_OK)
        status = read_result_type(l, types + params, MAX_RESULTS, &results, "results");
    if (status < 0)
        return status;
    *out = func_type_intern(l->module->engine, types, params, results);
    return *out ? VB_OK : load_no_memory(l);
}

int decode_type_section(struct loader *l)
{
    struct module *m = l->module;
    uint32_t count;
    int status = read_count(l, &count, m->engine->limits.max_types, "types");
    if (status == VB_OK)
        status = load_array(l, &m->types, count, sizeof(struct func_type *));
    if (status < 0)
        return status;
    /* type_count grows with what is owned, so that a failure releases exactly these; the array's
     * size is kept apart for its release. */
    m->type_capacity = count;
    while (status == VB_OK && m->type_count < count) {
        status = read_func_type(l, &m->types[m->type_count]);
        if (status == VB_OK)
            m->type_count++;
    }
    return status;
}
