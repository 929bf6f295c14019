/* Element and data segments (core 5.5.12, 5.5.14) and the data count (core 5.5.15). */
#include "load.h"

/* An element segment begins with these flags. */
#define ELEM_NOT_ACTIVE  0x01u
#define ELEM_INDEX       0x02u /* active: with a table index; else: declared, not passive */
#define ELEM_EXPRESSIONS 0x04u /* items are constant expressions, not function indices */
#define ELEM_KIND_FUNC   0x00

enum { DATA_ACTIVE, DATA_PASSIVE, DATA_ACTIVE_INDEX };

static int read_elem_mode(struct loader *l, uint32_t flags, struct module_elem *out)
{
    const struct module *m = l->module;
    const uint8_t *at = l->r.at;
    if (flags & ELEM_NOT_ACTIVE) {
        out->mode = flags & ELEM_INDEX ? SEGMENT_DECLARED : SEGMENT_PASSIVE;
        return VB_OK;
    }
    out->mode = SEGMENT_ACTIVE;
    if (flags & ELEM_INDEX) {
        int status = read_u32(l, &out->table, "a table index");
        if (status < 0)
            return status;
    }
    if (out->table >= m->table_count)
        return load_fail(l, VB_ERR_BAD_MODULE, at, "unknown table %u: there are %u", out->table,
                         m->table_count);
    bool is64 = m->tables[out->table].limits.is64;
    return read_const_expr(l, is64 ? TYPE_I64 : TYPE_I32, &out->offset);
}

/* The oldest two forms, active in table 0, leave the type out. */
static int read_elem_type(struct loader *l, uint32_t flags, struct module_elem *out)
{
    out->type = TYPE_FUNCREF;
    if (!(flags & (ELEM_NOT_ACTIVE | ELEM_INDEX)))
        return VB_OK;
    if (flags & ELEM_EXPRESSIONS)
        return read_ref_type(l, &out->type);
    uint8_t kind;
    int status = read_byte(l, &kind, "an element kind");
    if (status == VB_OK && kind != ELEM_KIND_FUNC)
        return load_fail(l, VB_ERR_BAD_MODULE, l->r.at - 1,
                         "malformed element kind: expected 0, found 0x%02x", kind);
    return status;
}

static int read_elem_items(struct loader *l, uint32_t flags, struct module_elem *out)
{
    uint32_t count;
    int status = read_count(l, &count, UINT32_MAX, "elements");
    if (status == VB_OK)
        status = load_array(l, &out->items, count, sizeof *out->items);
    if (status < 0)
        return status;
    out->count = count;
    for (uint32_t i = 0; status == VB_OK && i < count; i++)
        status = flags & ELEM_EXPRESSIONS ? read_const_expr(l, out->type, &out->items[i])
                                          : read_func_reference(l, &out->items[i]);
    return status;
}

static int read_elem(struct loader *l, struct module_elem *out)
{
    const uint8_t *at = l->r.at;
    uint32_t flags;
    int status = read_u32(l, &flags, "an element segment");
    if (status < 0)
        return status;
    if (flags > (ELEM_NOT_ACTIVE | ELEM_INDEX | ELEM_EXPRESSIONS))
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "malformed elements segment kind: expected 0 to 7, found %u", flags);
    status = read_elem_mode(l, flags, out);
    if (status == VB_OK)
        status = read_elem_type(l, flags, out);
    if (status == VB_OK)
        status = read_elem_items(l, flags, out);
    if (status < 0 || out->mode != SEGMENT_ACTIVE)
        return status;
    uint8_t table_type = l->module->tables[out->table].type;
    if (table_type != out->type)
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "type mismatch: table %u requires [%s] but the segment has [%s]",
                         out->table, value_type_name(table_type), value_type_name(out->type));
    return VB_OK;
}

int decode_element_section(struct loader *l)
{
    struct module *m = l->module;
    uint32_t count;
    int status = read_count(l, &count, UINT32_MAX, "element segments");
    if (status == VB_OK)
        status = load_array(l, &m->elems, count, sizeof *m->elems);
    if (status < 0)
        return status;
    m->elem_count = count;
    for (uint32_t i = 0; status == VB_OK && i < count; i++)
        status = read_elem(l, &m->elems[i]);
    return status;
}

int decode_data_count_section(struct loader *l)
{
    l->module->has_data_count = true;
    return read_u32(l, &l->declared_data_count, "a number of data segments");
}

static int read_data_mode(struct loader *l, struct module_data *out)
{
    const uint8_t *at = l->r.at;
    uint32_t flags;
    int status = read_u32(l, &flags, "a data segment");
    if (status < 0)
        return status;
    if (flags > DATA_ACTIVE_INDEX)
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "malformed data segment kind: expected 0 to 2, found %u", flags);
    out->mode = flags == DATA_PASSIVE ? SEGMENT_PASSIVE : SEGMENT_ACTIVE;
    if (flags == DATA_PASSIVE)
        return VB_OK;
    if (flags == DATA_ACTIVE_INDEX) {
        status = read_u32(l, &out->memory, "a memory index");
        if (status < 0)
            return status;
    }
    if (out->memory >= l->module->memory_count)
        return load_fail(l, VB_ERR_BAD_MODULE, at, "unknown memory %u: there are %u", out->memory,
                         l->module->memory_count);
    bool is64 = l->module->memories[out->memory].is64;
    return read_const_expr(l, is64 ? TYPE_I64 : TYPE_I32, &out->offset);
}

static int read_data(struct loader *l, struct module_data *out)
{
    int status = read_data_mode(l, out);
    if (status == VB_OK)
        status = read_u32(l, &out->size, "the size of a data segment");
    if (status < 0)
        return status;
    if (out->size > reader_left(&l->r))
        return load_fail(l, VB_ERR_BAD_MODULE, l->r.at,
                         "unexpected end of section or function: data segment of %u bytes, %zu "
                         "are left",
                         out->size, reader_left(&l->r));
    out->start = (uint32_t)(l->r.at - l->module->bytes);
    l->r.at += out->size;
    return VB_OK;
}

int decode_data_section(struct loader *l)
{
    struct module *m = l->module;
    const uint8_t *at = l->r.at;
    uint32_t count;
    int status = read_count(l, &count, UINT32_MAX, "data segments");
    if (status < 0)
        return status;
    if (m->has_data_count && count != l->declared_data_count)
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "data count and data section have inconsistent lengths: %u and %u",
                         l->declared_data_count, count);
    status = load_array(l, &m->datas, count, sizeof *m->datas);
    if (status < 0)
        return status;
    m->data_count = count;
    for (uint32_t i = 0; status == VB_OK && i < count; i++)
        status = read_data(l, &m->datas[i]);
    return status;
}
