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

static int require_memory(struct validator *v)
{
    if (LIKELY(v->l->module->memory_count > 0))
        return VB_OK;
    return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction, "unknown memory 0: there are 0");
}

static int check_memory_argument(struct validator *v, uint32_t natural)
{
    const uint32_t has_memory_index = 0x40;
    struct reader *r = &v->l->r;
    const uint8_t *at = r->at;
    uint32_t alignment, offset;
    int status = reader_u32(r, &alignment);
    if (LIKELY(status == VB_OK))
        status = reader_u32(r, &offset);
    if (UNLIKELY(status < 0))
        return load_fail_read(v->l, status, at, "a memory argument");
    if (LIKELY(alignment <= natural))
        return require_memory(v);
    if ((alignment & ~(has_memory_index - 1)) == has_memory_index)
        return load_fail(v->l, VB_ERR_NOT_SUPPORTED, at, "multiple memories are not supported");
    return load_fail(v->l, VB_ERR_BAD_MODULE, at,
                     "alignment must not be larger than natural: expected at most 2^%u, found 2^%u",
                     natural, alignment);
}

static int check_zero_byte(struct validator *v)
{
    uint8_t byte;
    int status = read_byte(v->l, &byte, "a memory index");
    if (status == VB_OK && byte != 0)
        return load_fail(v->l, VB_ERR_BAD_MODULE, v->l->r.at - 1,
                         "zero byte expected: found memory index 0x%02x", byte);
    return status < 0 ? status : require_memory(v);
}

static int check_data_index(struct validator *v, uint32_t index, const uint8_t *at)
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

/* The standard checks the memory or table before the segment, against the order of the bytes. */
static int check_memory_init(struct validator *v)
{
    const uint8_t *at = v->l->r.at;
    uint32_t index;
    int status = read_u32(v->l, &index, "a data segment index");
    if (status == VB_OK)
        status = check_zero_byte(v);
    return status < 0 ? status : check_data_index(v, index, at);
}

static int check_table_copy(struct validator *v)
{
    const struct module *m = v->l->module;
    uint32_t to, from;
    int status = read_index(v, &to, m->table_count, "table");
    if (status == VB_OK)
        status = read_index(v, &from, m->table_count, "table");
    if (status < 0)
        return status;
    if (m->tables[to].type != m->tables[from].type)
        return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                         "type mismatch: table %u requires [%s] but table %u has [%s]", to,
                         value_type_name(m->tables[to].type), from,
                         value_type_name(m->tables[from].type));
    return VB_OK;
}

static int check_table_init(struct validator *v)
{
    const struct module *m = v->l->module;
    const uint8_t *at = v->l->r.at;
    uint32_t elem, table;
    int status = read_u32(v->l, &elem, "an elem segment index");
    if (status == VB_OK)
        status = read_index(v, &table, m->table_count, "table");
    if (status < 0)
        return status;
    if (elem >= m->elem_count)
        return load_fail(v->l, VB_ERR_BAD_MODULE, at, "unknown elem segment %u: there are %u", elem,
                         m->elem_count);
    if (m->tables[table].type != m->elems[elem].type)
        return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                         "type mismatch: table %u requires [%s] but elem segment %u has [%s]",
                         table, value_type_name(m->tables[table].type), elem,
                         value_type_name(m->elems[elem].type));
    return VB_OK;
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

static int skip_bytes(struct validator *v, size_t count)
{
    if (reader_left(&v->l->r) < count)
        return load_fail_read(v->l, VB_ERR_RANGE, v->l->r.end, "a floating-point constant");
    v->l->r.at += count;
    return VB_OK;
}

int check_immediates(struct validator *v, enum immediate kind)
{
    const struct module *m = v->l->module;
    uint32_t index;
    int status;
    switch (kind) {
    case IMMEDIATE_NONE:
        return VB_OK;
    case IMMEDIATE_MEM8:
    case IMMEDIATE_MEM16:
    case IMMEDIATE_MEM32:
    case IMMEDIATE_MEM64:
        return check_memory_argument(v, kind - IMMEDIATE_MEM8);
    case IMMEDIATE_I32:
        return skip_signed(v, 32);
    case IMMEDIATE_I64:
        return skip_signed(v, 64);
    case IMMEDIATE_F32:
        return skip_bytes(v, 4);
    case IMMEDIATE_F64:
        return skip_bytes(v, 8);
    case IMMEDIATE_MEMORY:
        return check_zero_byte(v);
    case IMMEDIATE_MEMORY_MEMORY:
        status = check_zero_byte(v);
        return status < 0 ? status : check_zero_byte(v);
    case IMMEDIATE_DATA:
        return check_data_drop(v);
    case IMMEDIATE_DATA_MEMORY:
        return check_memory_init(v);
    case IMMEDIATE_ELEM:
        return read_index(v, &index, m->elem_count, "elem segment");
    case IMMEDIATE_ELEM_TABLE:
        return check_table_init(v);
    case IMMEDIATE_TABLE:
        return read_index(v, &index, m->table_count, "table");
    case IMMEDIATE_TABLE_TABLE:
        return check_table_copy(v);
    case IMMEDIATE_FUNC:
        return check_ref_func(v);
    /* Instructions with these have rules of their own, which read them. */
    case IMMEDIATE_BLOCK:
    case IMMEDIATE_LABEL:
    case IMMEDIATE_BR_TABLE:
    case IMMEDIATE_CALL_INDIRECT:
    case IMMEDIATE_TAG:
    case IMMEDIATE_SELECT:
    case IMMEDIATE_LOCAL:
    case IMMEDIATE_GLOBAL:
    case IMMEDIATE_REF_TYPE:
        break;
    }
    __builtin_unreachable();
}
