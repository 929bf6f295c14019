/* Parametric, variable, table and reference instructions whose types follow from their context
 * (core 3.3.2 to 3.3.6). */
#include "validate.h"

int validate_drop(struct validator *v)
{
    uint8_t type;
    return pop_any(v, &type);
}

int validate_select(struct validator *v)
{
    uint8_t first, second;
    int status = pop_type(v, TYPE_I32);
    if (status == VB_OK)
        status = pop_any(v, &second);
    if (status == VB_OK)
        status = pop_any(v, &first);
    if (status < 0)
        return status;
    bool same = first == second || first == TYPE_ANY || second == TYPE_ANY;
    if (!same || is_reference_type(first) || is_reference_type(second))
        return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                         "type mismatch: instruction requires two numbers of one type but stack "
                         "has [%s %s] (select)",
                         value_type_name(first), value_type_name(second));
    return push_type(v, first == TYPE_ANY ? second : first);
}

int validate_select_typed(struct validator *v)
{
    const uint8_t *at = v->l->r.at;
    uint32_t count;
    uint8_t type;
    int status = read_count(v->l, &count, UINT32_MAX, "types of select");
    if (status < 0)
        return status;
    if (count != 1)
        return load_fail(v->l, VB_ERR_BAD_MODULE, at, "invalid result arity: expected 1, found %u",
                         count);
    status = read_value_type(v->l, &type);
    if (status == VB_OK)
        status = pop_type(v, TYPE_I32);
    if (status == VB_OK)
        status = pop_type(v, type);
    if (status == VB_OK)
        status = pop_type(v, type);
    return status < 0 ? status : push_type(v, type);
}

int validate_local(struct validator *v, uint32_t opcode)
{
    uint32_t index;
    int status = read_index(v, &index, v->local_count, "local");
    if (status < 0)
        return status;
    uint8_t type = v->locals[index];
    if (opcode != OPCODE_LOCAL_GET)
        status = pop_type(v, type);
    if (status < 0 || opcode == OPCODE_LOCAL_SET)
        return status;
    return push_type(v, type);
}

int validate_global(struct validator *v, uint32_t opcode)
{
    const struct module *m = v->l->module;
    uint32_t index;
    int status = read_index(v, &index, m->global_count, "global");
    if (status < 0)
        return status;
    struct global_type type = m->globals[index].type;
    if (opcode == OPCODE_GLOBAL_GET)
        return push_type(v, type.type);
    if (!type.mutable_)
        return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                         "global is immutable: global.set of global %u", index);
    return pop_type(v, type.type);
}

/* In the comments, r is the type of the table and at that of its indices. */
int validate_table_access(struct validator *v, uint32_t opcode)
{
    const struct module *m = v->l->module;
    uint32_t index;
    int status = read_index(v, &index, m->table_count, "table");
    if (status < 0)
        return status;
    uint8_t type = m->tables[index].type, at = index_type(&m->tables[index].limits);
    switch (opcode) {
    case OPCODE_TABLE_GET: /* at -> r */
        status = pop_type(v, at);
        return status < 0 ? status : push_type(v, type);
    case OPCODE_TABLE_SET: /* at r -> */
        status = pop_type(v, type);
        return status < 0 ? status : pop_type(v, at);
    case OPCODE_TABLE_GROW: /* r at -> at */
        status = pop_type(v, at);
        if (status == VB_OK)
            status = pop_type(v, type);
        return status < 0 ? status : push_type(v, at);
    default: /* table.fill: at r at -> */
        status = pop_type(v, at);
        if (status == VB_OK)
            status = pop_type(v, type);
        return status < 0 ? status : pop_type(v, at);
    }
}

int validate_ref_null(struct validator *v)
{
    uint8_t type;
    int status = read_ref_type(v->l, &type);
    return status < 0 ? status : push_type(v, type);
}

int validate_ref_is_null(struct validator *v)
{
    uint8_t type;
    int status = pop_any(v, &type);
    if (status < 0)
        return status;
    if (type != TYPE_ANY && !is_reference_type(type))
        return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                         "type mismatch: instruction requires a reference but stack has [%s] "
                         "(ref.is_null)",
                         value_type_name(type));
    return push_type(v, TYPE_I32);
}
