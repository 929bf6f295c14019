/* Branches and calls (core 3.3.8). */
#include "validate.h"

/* What a branch to a block carries: a loop starts anew, others end. */
struct type_list label_types(const struct control *control)
{
    return control->opcode == OPCODE_LOOP ? control->params : control->results;
}

int read_label(struct validator *v, struct control **out)
{
    uint32_t label;
    int status = read_index(v, &label, v->control_count, "label");
    if (status == VB_OK)
        *out = &v->controls[v->control_count - 1 - label];
    return status;
}

int validate_br(struct validator *v)
{
    struct control *target;
    int status = read_label(v, &target);
    if (status == VB_OK)
        status = pop_types(v, label_types(target));
    if (status == VB_OK)
        set_unreachable(v);
    return status;
}

int validate_br_if(struct validator *v)
{
    struct control *target;
    int status = read_label(v, &target);
    if (status == VB_OK)
        status = pop_type(v, TYPE_I32);
    if (status == VB_OK)
        status = pop_types(v, label_types(target));
    return status < 0 ? status : push_types(v, label_types(target));
}

int validate_br_table(struct validator *v)
{
    struct control *target;
    uint32_t count, arity = 0;
    int status = pop_type(v, TYPE_I32);
    if (status == VB_OK)
        status =
            read_count(v->l, &count, v->l->module->engine->limits.max_br_table, "br_table targets");
    if (status < 0)
        return status;
    /* The default label follows the others and obeys the same rule. */
    for (uint32_t i = 0; i <= count; i++) {
        status = read_label(v, &target);
        if (status < 0)
            return status;
        struct type_list types = label_types(target);
        if (i > 0 && types.count != arity)
            return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                             "type mismatch: br_table labels take %u and %u operands", arity,
                             types.count);
        arity = types.count;
        status = check_types(v, types);
        if (status < 0)
            return status;
    }
    set_unreachable(v);
    return VB_OK;
}

int validate_return(struct validator *v)
{
    int status = pop_types(v, v->controls[0].results);
    if (status == VB_OK)
        set_unreachable(v);
    return status;
}

static int apply_type(struct validator *v, const struct func_type *type)
{
    int status = pop_types(v, (struct type_list){type->types, type->param_count});
    if (status < 0)
        return status;
    return push_types(v, (struct type_list){type->types + type->param_count, type->result_count});
}

int validate_call(struct validator *v)
{
    const struct module *m = v->l->module;
    uint32_t index;
    int status = read_index(v, &index, m->func_count, "function");
    return status < 0 ? status : apply_type(v, m->funcs[index].type);
}

/* A tail call ends the function, so its results are the function's. */
static int apply_tail_type(struct validator *v, const struct func_type *type)
{
    struct type_list wanted = v->controls[0].results;
    const uint8_t *results = type->types + type->param_count;
    int status = pop_types(v, (struct type_list){type->types, type->param_count});
    if (status < 0)
        return status;
    if (type->result_count != wanted.count ||
        (wanted.count > 0 && __builtin_memcmp(results, wanted.types, wanted.count) != 0))
        return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                         "type mismatch: the callee must have the function's own results (%s)",
                         v->name);
    set_unreachable(v);
    return VB_OK;
}

int validate_return_call(struct validator *v)
{
    const struct module *m = v->l->module;
    uint32_t index;
    int status = read_index(v, &index, m->func_count, "function");
    return status < 0 ? status : apply_tail_type(v, m->funcs[index].type);
}

int validate_call_indirect(struct validator *v, bool tail)
{
    const struct module *m = v->l->module;
    uint32_t type, table;
    int status = read_index(v, &type, m->type_count, "type");
    if (status == VB_OK)
        status = read_index(v, &table, m->table_count, "table");
    if (status < 0)
        return status;
    if (m->tables[table].type != TYPE_FUNCREF)
        return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                         "type mismatch: instruction requires a table of [funcref] but table %u "
                         "has [%s]",
                         table, value_type_name(m->tables[table].type));
    status = pop_type(v, index_type(&m->tables[table].limits));
    if (status < 0)
        return status;
    return tail ? apply_tail_type(v, m->types[type]) : apply_type(v, m->types[type]);
}
