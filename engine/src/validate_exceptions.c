/* Exception handling: throw, try_table and throw_ref of the final form, and try's catch, catch_all,
 * delegate and rethrow of the legacy one. */
#include "validate.h"

static int read_tag(struct validator *v, struct type_list *params)
{
    const struct module *m = v->l->module;
    uint32_t index;
    int status = read_index(v, &index, m->tag_count, "tag");
    if (status == VB_OK)
        *params = (struct type_list){m->tags[index]->types, m->tags[index]->param_count};
    return status;
}

int validate_throw(struct validator *v)
{
    struct type_list params;
    int status = read_tag(v, &params);
    if (status == VB_OK)
        status = pop_types(v, params);
    if (status == VB_OK)
        set_unreachable(v);
    return status;
}

/* End the body before a handler; a try may have any number of catches, then one catch_all. */
static int end_try_part(struct validator *v, struct control *part)
{
    uint8_t opcode = top_control(v)->opcode;
    if (opcode != OPCODE_TRY && opcode != OPCODE_CATCH)
        return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                         "END opcode expected: found %s outside of a try", v->name);
    return pop_control(v, part);
}

int validate_catch(struct validator *v)
{
    struct control part;
    struct type_list params, none = {NULL, 0};
    int status = read_tag(v, &params);
    if (status == VB_OK)
        status = end_try_part(v, &part);
    if (status == VB_OK)
        status = push_control(v, OPCODE_CATCH, none, part.results);
    return status < 0 ? status : push_types(v, params);
}

int validate_catch_all(struct validator *v)
{
    struct control part;
    struct type_list none = {NULL, 0};
    int status = end_try_part(v, &part);
    return status < 0 ? status : push_control(v, OPCODE_CATCH_ALL, none, part.results);
}

/* Ends a try without handlers. The label counts from outside of it; the function's own label means
 * the caller. */
int validate_delegate(struct validator *v)
{
    struct control part, *target;
    if (top_control(v)->opcode != OPCODE_TRY)
        return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                         "END opcode expected: found delegate outside of a try");
    int status = pop_control(v, &part);
    if (status == VB_OK)
        status = read_label(v, &target);
    return status < 0 ? status : push_types(v, part.results);
}

int validate_rethrow(struct validator *v)
{
    struct control *target;
    int status = read_label(v, &target);
    if (status < 0)
        return status;
    if (target->opcode != OPCODE_CATCH && target->opcode != OPCODE_CATCH_ALL)
        return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                         "invalid rethrow label: expected that of a catch");
    set_unreachable(v);
    return VB_OK;
}

/* ---- the final form ------------------------------------------------------------------------- */

int validate_throw_ref(struct validator *v)
{
    int status = pop_type(v, TYPE_EXNREF);
    if (status == VB_OK)
        set_unreachable(v);
    return status;
}

/* Whether a label takes a clause's values: those of the tag, and with `ref` the exception. */
static int check_clause_types(struct validator *v, struct type_list values, bool ref,
                              struct type_list wanted)
{
    bool fits = wanted.count == values.count + ref;
    for (uint32_t i = 0; fits && i < values.count; i++)
        fits = wanted.types[i] == values.types[i];
    if (fits && (!ref || wanted.types[values.count] == TYPE_EXNREF))
        return VB_OK;
    return load_fail(v->l, VB_ERR_BAD_MODULE, v->instruction,
                     "type mismatch: the label of a catch clause does not take its values "
                     "(try_table)");
}

/* Labels count from outside of the block. */
static int read_clause(struct validator *v)
{
    const uint8_t *at = v->l->r.at;
    uint8_t form;
    struct control *target;
    struct type_list values = {NULL, 0};
    int status = read_byte(v->l, &form, "a catch clause");
    if (status == VB_OK && form > FORM_CATCH_ALL_REF)
        return load_fail(v->l, VB_ERR_BAD_MODULE, at,
                         "malformed catch clause: expected 0 to 3, found 0x%02x", form);
    if (status == VB_OK && form <= FORM_CATCH_REF)
        status = read_tag(v, &values);
    if (status == VB_OK)
        status = read_label(v, &target);
    if (status < 0)
        return status;
    bool ref = form == FORM_CATCH_REF || form == FORM_CATCH_ALL_REF;
    return check_clause_types(v, values, ref, label_types(target));
}

int validate_try_table(struct validator *v)
{
    struct type_list params, results;
    uint32_t count = 0;
    int status = read_block_type(v, &params, &results);
    if (status == VB_OK)
        status = read_count(v->l, &count, UINT32_MAX, "catch clauses");
    for (uint32_t i = 0; status == VB_OK && i < count; i++)
        status = read_clause(v);
    if (status == VB_OK)
        status = pop_types(v, params);
    return status < 0 ? status : push_control(v, OPCODE_TRY_TABLE, params, results);
}
