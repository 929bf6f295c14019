/* Immediates of instructions whose operand types do not depend on them. */
#include "validate.h"

int read_wide_index(struct validator *v, uint32_t *out, uint32_t count, const char *space)
{
    const uint8_t *at = v->l->r.at;
    int status = reader_u32(&v->l->r, out);
    if (UNLIKELY(status < 0))
        return load_fail_read(v->l, status, at, "an index");
    if (UNLIKELY(*out >= count))
        return load_fail(v->l, VB_ERR_BAD_MODULE, at, "unknown %s %u: there are %u", space, *out,
                         count);
    return VB_OK;
}

int check_data_index(struct validator *v, uint32_t index, const uint8_t *at)
{
    const struct loader *l = v->l;
    if (!l->module->has_data_count)
        return load_fail(v->l, VB_ERR_BAD_MODULE, at, "data count section required");
    if (index >= l->declared_data_count)
        return load_fail(v->l, VB_ERR_BAD_MODULE, at, "unknown data segment %u: there are %u",
                         index, l->declared_data_count);
    return VB_OK;
}

static int check_data_drop(struct validator *v)
{
    const uint8_t *at = v->l->r.at;
    uint32_t index;
    int status = read_u32(v->l, &index, "a data segment index");
    return status < 0 ? status : check_data_index(v, index, at);
}

static int check_ref_func(struct validator *v)
{
    uint32_t index;
    int status = read_index(v, &index, v->l->module->func_count, "function");
    if (status == VB_OK && !is_declared_func(v->l, index))
        return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                         "undeclared function reference: function %u is in no export, element or "
                         "global",
                         index);
    return status;
}

static int skip_signed(struct validator *v, unsigned bits)
{
    const uint8_t *at = v->l->r.at;
    int64_t value;
    int status = reader_signed(&v->l->r, bits, &value);
    return LIKELY(status == VB_OK) ? VB_OK : load_fail_read(v->l, status, at, "a constant");
}

static int skip_bytes(struct validator *v, size_t count, const char *what)
{
    if (reader_left(&v->l->r) < count)
        return load_fail_read(v->l, VB_ERR_RANGE, v->l->r.end, what);
    v->l->r.at += count;
    return VB_OK;
}

/* `count` lanes, each below `limit`. */
static int check_lanes(struct validator *v, uint32_t count, uint32_t limit)
{
    const uint8_t *at = v->l->r.at;
    int status = skip_bytes(v, count, "a lane index");
    if (status < 0)
        return status;
    for (uint32_t i = 0; i < count; i++)
        if (at[i] >= limit)
            return load_fail(v->l, VB_ERR_BAD_MODULE, at + i,
                             "invalid lane index: expected less than %u, found %u", limit, at[i]);
    return VB_OK;
}

static int check_lane_access(struct validator *v, uint32_t natural)
{
    int status = check_memory_argument(v, natural);
    return status < 0 ? status : check_lanes(v, 1, 16u >> natural);
}

static int check_fence(struct validator *v)
{
    const uint8_t *at = v->l->r.at;
    int status = skip_bytes(v, 1, "a zero byte");
    if (status == VB_OK && *at != 0)
        status = load_fail(v->l, VB_ERR_BAD_MODULE, at,
                           "zero byte expected: found the order 0x%02x of a fence", *at);
    return status;
}

int check_immediates(struct validator *v, enum immediate kind)
{
    const struct module *m = v->l->module;
    uint32_t index;
    switch (kind) {
    case IMMEDIATE_NONE:
        return VB_OK;
    case IMMEDIATE_MEM8:
    case IMMEDIATE_MEM16:
    case IMMEDIATE_MEM32:
    case IMMEDIATE_MEM64:
    case IMMEDIATE_MEM128:
        return check_memory_argument(v, kind - IMMEDIATE_MEM8);
    case IMMEDIATE_MEM8_LANE:
    case IMMEDIATE_MEM16_LANE:
    case IMMEDIATE_MEM32_LANE:
    case IMMEDIATE_MEM64_LANE:
        return check_lane_access(v, kind - IMMEDIATE_MEM8_LANE);
    case IMMEDIATE_ATOMIC8:
    case IMMEDIATE_ATOMIC16:
    case IMMEDIATE_ATOMIC32:
    case IMMEDIATE_ATOMIC64:
        return check_atomic_argument(v, kind - IMMEDIATE_ATOMIC8);
    case IMMEDIATE_FENCE:
        return check_fence(v);
    case IMMEDIATE_LANE16:
    case IMMEDIATE_LANE8:
    case IMMEDIATE_LANE4:
    case IMMEDIATE_LANE2:
        return check_lanes(v, 1, 16u >> (kind - IMMEDIATE_LANE16));
    case IMMEDIATE_SHUFFLE:
        return check_lanes(v, 16, 32);
    case IMMEDIATE_V128:
        return skip_bytes(v, 16, "a vector constant");
    case IMMEDIATE_I32:
        return skip_signed(v, 32);
    case IMMEDIATE_I64:
        return skip_signed(v, 64);
    case IMMEDIATE_F32:
        return skip_bytes(v, 4, "a floating-point constant");
    case IMMEDIATE_F64:
        return skip_bytes(v, 8, "a floating-point constant");
    case IMMEDIATE_DATA:
        return check_data_drop(v);
    case IMMEDIATE_ELEM:
        return read_index(v, &index, m->elem_count, "elem segment");
    case IMMEDIATE_FUNC:
        return check_ref_func(v);
    /* Instructions with these have rules of their own, which read them. */
    case IMMEDIATE_BLOCK:
    case IMMEDIATE_TRY_TABLE:
    case IMMEDIATE_LABEL:
    case IMMEDIATE_BR_TABLE:
    case IMMEDIATE_CALL_INDIRECT:
    case IMMEDIATE_TAG:
    case IMMEDIATE_SELECT:
    case IMMEDIATE_LOCAL:
    case IMMEDIATE_GLOBAL:
    case IMMEDIATE_REF_TYPE:
    case IMMEDIATE_MEMORY:
    case IMMEDIATE_MEMORY_MEMORY:
    case IMMEDIATE_DATA_MEMORY:
    case IMMEDIATE_ELEM_TABLE:
    case IMMEDIATE_TABLE:
    case IMMEDIATE_TABLE_TABLE:
        break;
    }
    __builtin_unreachable();
}
