/* Instructions on memories, and those on tables that have two operands of an index space: their
 * operand types follow from the memory or table that they name (core 3.3.5, 3.3.6). */
#include "validate.h"

/* ---- memory arguments ---------------------------------------------------------------------- */

static int unknown_memory(struct validator *v, uint32_t index)
{
    return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction, "unknown memory %u: there are %u",
                     index, v->l->module->memory_count);
}

/* The forms that most modules never have: a memory index, a 64-bit offset, or a mistake. */
static int check_long_argument(struct validator *v, uint32_t natural)
{
    const struct module *m = v->l->module;
    struct reader *r = &v->l->r;
    const uint8_t *at = r->at;
    uint32_t alignment, memory = 0, offset;
    uint64_t wide;
    int status = reader_u32(r, &alignment);
    if (status == VB_OK && alignment & MEMORY_INDEX_FOLLOWS && alignment < 2 * MEMORY_INDEX_FOLLOWS)
        status = reader_u32(r, &memory);
    if (status < 0)
        return load_fail_read(v->l, status, at, "a memory argument");
    v->wide = memory < m->memory_count && m->memories[memory].is64;
    status = v->wide ? leb128_read_unsigned(&r->at, r->end, 64, &wide) : reader_u32(r, &offset);
    if (status < 0)
        return load_fail_read(v->l, status, at, "a memory argument");
    if (alignment < 2 * MEMORY_INDEX_FOLLOWS)
        alignment &= MEMORY_INDEX_FOLLOWS - 1;
    if (alignment > natural)
        return load_fail(v->l, VB_ERR_BAD_MODULE, at,
                         "alignment must not be larger than natural: expected at most 2^%u, found "
                         "2^%u",
                         natural, alignment);
    return memory < m->memory_count ? VB_OK : unknown_memory(v, memory);
}

int check_memory_argument(struct validator *v, uint32_t natural)
{
    const struct module *m = v->l->module;
    struct reader *r = &v->l->r;
    uint32_t offset;
    /* Nearly always: memory 0, 32-bit addresses, and an alignment in one byte. */
    if (UNLIKELY(r->at == r->end || *r->at > natural || m->memory_count == 0 ||
                 m->memories[0].is64))
        return check_long_argument(v, natural);
    const uint8_t *at = r->at++;
    int status = reader_u32(r, &offset);
    return LIKELY(status == VB_OK) ? VB_OK : load_fail_read(v->l, status, at, "a memory argument");
}

/* An atomic access has the natural alignment, which it checks when it runs. */
int check_atomic_argument(struct validator *v, uint32_t natural)
{
    const uint8_t *at = v->l->r.at;
    struct reader first = v->l->r;
    uint32_t alignment = 0;
    int status = check_memory_argument(v, natural);
    if (status == VB_OK && reader_u32(&first, &alignment) == VB_OK &&
        (alignment & (MEMORY_INDEX_FOLLOWS - 1)) != natural)
        status = load_fail(v->l, VB_ERR_BAD_MODULE, at,
                           "alignment must be equal to natural: expected 2^%u, found 2^%u", natural,
                           alignment & (MEMORY_INDEX_FOLLOWS - 1));
    return status;
}

/* ---- memories ------------------------------------------------------------------------------ */

/* Where there is one memory only, the index is one byte as in 2.0. */
static int read_memory(struct validator *v, uint8_t *type)
{
    const struct module *m = v->l->module;
    const struct reader *r = &v->l->r;
    uint32_t index;
    if (m->memory_count == 1 && r->at != r->end && *r->at >= 0x80)
        return load_fail(v->l, VB_ERR_BAD_MODULE, r->at,
                         "zero byte expected: found memory index 0x%02x", *r->at);
    int status = read_index(v, &index, m->memory_count, "memory");
    if (status == VB_OK)
        *type = index_type(&m->memories[index]);
    return status;
}

static int pop_three(struct validator *v, uint8_t first, uint8_t second, uint8_t third)
{
    int status = pop_type(v, third);
    if (status == VB_OK)
        status = pop_type(v, second);
    return status < 0 ? status : pop_type(v, first);
}

/* A count that both ranges can be as long as. */
static uint8_t narrower(uint8_t a, uint8_t b)
{
    return a == TYPE_I64 && b == TYPE_I64 ? TYPE_I64 : TYPE_I32;
}

static int validate_memory_copy(struct validator *v)
{
    uint8_t to, from;
    int status = read_memory(v, &to);
    if (status == VB_OK)
        status = read_memory(v, &from);
    return status < 0 ? status : pop_three(v, to, from, narrower(to, from));
}

/* The standard checks the memory or table before the segment, against the order of the bytes. */
static int validate_memory_init(struct validator *v)
{
    const uint8_t *at = v->l->r.at;
    uint32_t index;
    uint8_t type;
    int status = read_u32(v->l, &index, "a data segment index");
    if (status == VB_OK)
        status = read_memory(v, &type);
    if (status == VB_OK)
        status = check_data_index(v, index, at);
    return status < 0 ? status : pop_three(v, type, TYPE_I32, TYPE_I32);
}

int validate_memory(struct validator *v, uint32_t opcode)
{
    uint8_t type;
    int status;
    if (opcode == OPCODE_MEMORY_COPY)
        return validate_memory_copy(v);
    if (opcode == OPCODE_MEMORY_INIT)
        return validate_memory_init(v);
    status = read_memory(v, &type);
    if (status == VB_OK && opcode == OPCODE_MEMORY_FILL)
        return pop_three(v, type, TYPE_I32, type);
    if (status == VB_OK && opcode == OPCODE_MEMORY_GROW)
        status = pop_type(v, type);
    return status < 0 ? status : push_type(v, type);
}

/* ---- tables -------------------------------------------------------------------------------- */

static int validate_table_copy(struct validator *v)
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
    uint8_t a = index_type(&m->tables[to].limits), b = index_type(&m->tables[from].limits);
    return pop_three(v, a, b, narrower(a, b));
}

static int validate_table_init(struct validator *v)
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
    return pop_three(v, index_type(&m->tables[table].limits), TYPE_I32, TYPE_I32);
}

int validate_table(struct validator *v, uint32_t opcode)
{
    const struct module *m = v->l->module;
    uint32_t index;
    if (opcode == OPCODE_TABLE_COPY)
        return validate_table_copy(v);
    if (opcode == OPCODE_TABLE_INIT)
        return validate_table_init(v);
    int status = read_index(v, &index, m->table_count, "table");
    return status < 0 ? status : push_type(v, index_type(&m->tables[index].limits));
}
