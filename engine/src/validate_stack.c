/* The validator's two stacks. */
#include "validate.h"
#include <base/format.h>

/* Doubles an array of the validator; it must hold `needed` at least and `limit` at most. */
static int grow(struct validator *v, void *array, uint32_t *capacity, uint64_t needed,
                uint32_t limit, size_t element)
{
    void *old = *(void **)array, *bigger;
    uint64_t wanted = MIN(MAX(MAX(needed, (uint64_t)*capacity * 2), 16u), limit);
    int status = load_array(v->l, &bigger, wanted, element);
    if (status < 0)
        return status;
    if (old)
        __builtin_memcpy(bigger, old, *capacity * element);
    module_free(v->l->module, old, *capacity * element);
    *(void **)array = bigger;
    *capacity = (uint32_t)wanted;
    return VB_OK;
}

int reserve_operands(struct validator *v, uint32_t count)
{
    uint64_t needed = (uint64_t)v->operand_count + count;
    if (needed <= v->operand_capacity)
        return VB_OK;
    if (needed > MAX_OPERANDS)
        return load_fail(v->l, VB_ERR_LIMIT, v->instruction,
                         "too many operands: expected at most %u, found %llu", MAX_OPERANDS,
                         (unsigned long long)needed);
    return grow(v, &v->operands, &v->operand_capacity, needed, MAX_OPERANDS, sizeof *v->operands);
}

int validator_add_locals(struct validator *v, uint8_t type, uint32_t count)
{
    uint64_t needed = (uint64_t)v->local_count + count;
    if (needed > v->local_capacity) {
        int status = grow(v, &v->locals, &v->local_capacity, needed, UINT32_MAX, sizeof *v->locals);
        if (status < 0)
            return status;
    }
    if (count > 0)
        __builtin_memset(v->locals + v->local_count, type, count);
    v->local_count += count;
    return VB_OK;
}

/* ---- operands ------------------------------------------------------------------------------ */

/* pop_type() when the operand is not simply the one expected. */
int pop_mismatch(struct validator *v, uint8_t expected)
{
    const struct control *control = top_control(v);
    if (v->operand_count == control->height) {
        if (control->unreachable)
            return VB_OK;
        return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                         "type mismatch: instruction requires [%s] but stack has [] (%s)",
                         value_type_name(expected), v->name);
    }
    uint8_t found = v->operands[v->operand_count - 1];
    if (found != expected && found != TYPE_ANY && expected != TYPE_ANY)
        return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                         "type mismatch: instruction requires [%s] but stack has [%s] (%s)",
                         value_type_name(expected), value_type_name(found), v->name);
    v->operand_count--;
    return VB_OK;
}

int pop_any(struct validator *v, uint8_t *type)
{
    const struct control *control = top_control(v);
    *type = v->operand_count > control->height ? v->operands[v->operand_count - 1] : TYPE_ANY;
    return pop_mismatch(v, TYPE_ANY);
}

int pop_types(struct validator *v, struct type_list list)
{
    int status = VB_OK;
    for (uint32_t i = list.count; status == VB_OK && i > 0; i--)
        status = pop_type(v, list.types[i - 1]);
    return status;
}

int push_types(struct validator *v, struct type_list list)
{
    int status = reserve_operands(v, list.count);
    if (status == VB_OK && list.count > 0) {
        __builtin_memcpy(v->operands + v->operand_count, list.types, list.count);
        v->operand_count += list.count;
    }
    return status;
}

int check_types(struct validator *v, struct type_list list)
{
    uint32_t count = v->operand_count;
    int status = pop_types(v, list);
    v->operand_count = count;
    return status;
}

/* ---- blocks -------------------------------------------------------------------------------- */

int push_control(struct validator *v, uint8_t opcode, struct type_list params,
                 struct type_list results)
{
    uint32_t limit = v->l->module->engine->limits.max_nesting;
    /* The function's own frame does not count. */
    if (v->control_count > limit)
        return load_fail(v->l, VB_ERR_LIMIT, v->instruction,
                         "nesting too deep: expected at most %u blocks, found %u", limit,
                         v->control_count);
    if (v->control_count == v->control_capacity) {
        int status = grow(v, &v->controls, &v->control_capacity, (uint64_t)v->control_count + 1,
                          UINT32_MAX, sizeof *v->controls);
        if (status < 0)
            return status;
    }
    v->controls[v->control_count++] = (struct control){
        .params = params, .results = results, .height = v->operand_count, .opcode = opcode};
    v->floor = v->operand_count;
    return push_types(v, params);
}

/* Appends "i32 i64 ..." and returns the new end; cut when it gets long. */
static size_t append_types(char *out, size_t size, size_t at, struct type_list list)
{
    for (uint32_t i = 0; i < list.count && at < size; i++)
        at += format_text(out + at, size - at, i ? " %s" : "%s", value_type_name(list.types[i]));
    return at;
}

static int leftover_operands(struct validator *v, const struct control *control)
{
    char wanted[64] = "", found[64] = "";
    struct type_list stack = {v->operands + control->height, v->operand_count - control->height};
    append_types(wanted, sizeof wanted, 0, control->results);
    append_types(found, sizeof found, 0, stack);
    return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                     "type mismatch: block requires [%s] but stack has [%s] (%s)", wanted, found,
                     v->name);
}

int pop_control(struct validator *v, struct control *out)
{
    *out = *top_control(v);
    uint32_t height = out->height;
    if (v->operand_count > height && v->operand_count - height > out->results.count)
        return leftover_operands(v, out);
    int status = pop_types(v, out->results);
    if (status < 0)
        return status;
    v->control_count--;
    v->floor = v->control_count > 0 ? top_control(v)->height : 0;
    return VB_OK;
}

void set_unreachable(struct validator *v)
{
    struct control *control = top_control(v);
    v->operand_count = control->height;
    control->unreachable = true;
}
