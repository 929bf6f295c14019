/* Blocks (core 3.3.8): unreachable, block, loop, if, else, end. */
#include "validate.h"

#define BLOCK_EMPTY 0x40

/* One result of each value type, for blocks that name the type in one byte. */
static struct type_list single_result(uint8_t type)
{
    static const uint8_t types[] = {TYPE_I32,  TYPE_I64,     TYPE_F32,       TYPE_F64,
                                    TYPE_V128, TYPE_FUNCREF, TYPE_EXTERNREF, TYPE_EXNREF};
    for (size_t i = 0; i < ARRAY_LEN(types); i++)
        if (types[i] == type)
            return (struct type_list){&types[i], 1};
    return (struct type_list){NULL, 0};
}

/* 5.4.1: the three forms share one s33, in which the one-byte forms are negative. */
int read_block_type(struct validator *v, struct type_list *params, struct type_list *results)
{
    const struct module *m = v->l->module;
    const uint8_t *at = v->l->r.at;
    int64_t value;
    int status = reader_signed(&v->l->r, 33, &value);
    if (status < 0)
        return load_fail_read(v->l, status, at, "a block type");
    if (value >= 0) {
        if (value >= m->type_count)
            return load_fail(v->l, VB_ERR_BAD_MODULE, at, "unknown type %lld: there are %u",
                             (long long)value, m->type_count);
        const struct func_type *type = m->types[value];
        *params = (struct type_list){type->types, type->param_count};
        *results = (struct type_list){type->types + type->param_count, type->result_count};
        return VB_OK;
    }
    uint8_t byte = *at;
    *params = (struct type_list){NULL, 0};
    *results = single_result(byte);
    if (byte == BLOCK_EMPTY || results->count > 0)
        return VB_OK;
    return load_refuse(v->l, REFUSED_TYPE, byte, at, "malformed block type: found");
}

int validate_unreachable(struct validator *v)
{
    set_unreachable(v);
    return VB_OK;
}

int validate_block(struct validator *v, uint8_t opcode)
{
    struct type_list params, results;
    int status = read_block_type(v, &params, &results);
    if (status == VB_OK)
        status = pop_types(v, params);
    return status < 0 ? status : push_control(v, opcode, params, results);
}

int validate_if(struct validator *v)
{
    int status = pop_type(v, TYPE_I32);
    return status < 0 ? status : validate_block(v, OPCODE_IF);
}

int validate_else(struct validator *v)
{
    struct control control;
    if (top_control(v)->opcode != OPCODE_IF)
        return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                         "END opcode expected: found else outside of an if");
    int status = pop_control(v, &control);
    return status < 0 ? status : push_control(v, OPCODE_ELSE, control.params, control.results);
}

/* An if without an else passes its parameters on as its results. */
static int check_if_without_else(struct validator *v, const struct control *control)
{
    struct type_list params = control->params, results = control->results;
    if (params.count == results.count &&
        (params.count == 0 || __builtin_memcmp(params.types, results.types, params.count) == 0))
        return VB_OK;
    return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                     "type mismatch: if without else has %u parameters and %u results, which "
                     "must be the same",
                     params.count, results.count);
}

int validate_end(struct validator *v)
{
    struct control control;
    int status = pop_control(v, &control);
    if (status == VB_OK && control.opcode == OPCODE_IF)
        status = check_if_without_else(v, &control);
    if (status < 0 || v->control_count == 0)
        return status;
    return push_types(v, control.results);
}
