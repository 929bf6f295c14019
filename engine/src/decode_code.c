/* The code section (core 5.5.13): local declarations; validate.c takes the instructions. */
#include "load.h"
#include "validate.h"

static int read_local_group(struct loader *l, struct validator *v, uint64_t *total)
{
    const uint8_t *at = l->r.at;
    uint32_t count, limit = l->module->engine->limits.max_locals;
    uint8_t type;
    int status = read_u32(l, &count, "a number of locals");
    if (status == VB_OK)
        status = read_value_type(l, &type);
    if (status < 0)
        return status;
    *total += count;
    if (*total > limit)
        return load_fail(l, VB_ERR_LIMIT, at,
                         "too many locals: expected at most %u with parameters, found %llu", limit,
                         (unsigned long long)*total);
    return validator_add_locals(v, type, count);
}

static int read_locals(struct loader *l, struct validator *v)
{
    uint64_t total = v->local_count;
    uint32_t groups;
    int status = read_count(l, &groups, UINT32_MAX, "groups of locals");
    for (uint32_t i = 0; status == VB_OK && i < groups; i++)
        status = read_local_group(l, v, &total);
    return status;
}

/* A body of the type, that ends at l->r.end. */
static int decode_body(struct loader *l, const struct func_type *type)
{
    int status = validator_begin(l->validator, type);
    if (status == VB_OK)
        status = read_locals(l, l->validator);
    return status < 0 ? status : validate_body(l->validator);
}

int validate_begin_again(struct loader *l, const struct func_type *type)
{
    int status = validator_begin(l->validator, type);
    return status < 0 ? status : read_locals(l, l->validator);
}

int validate_function(struct module *module, uint32_t function)
{
    const struct module_func *func = &module->funcs[function];
    const uint8_t *body = module->bytes + func->body;
    struct validator validator;
    struct loader l = {.module = module,
                       .r = {body, body + func->body_size},
                       .declared_data_count = module->data_count,
                       .declared_funcs = module->declared_funcs,
                       .validator = &validator};
    validator_create(&validator, &l);
    int status = decode_body(&l, func->type);
    validator_destroy(&validator);
    return status == VB_OK || status == VB_ERR_NO_MEMORY ? status : VB_ERR_BAD_MODULE;
}

static int read_body_size(struct loader *l, uint32_t *size)
{
    const uint8_t *at = l->r.at;
    uint32_t limit = l->module->engine->limits.max_function_size;
    int status = read_u32(l, size, "the size of a function");
    if (status < 0)
        return status;
    if (*size > reader_left(&l->r))
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "unexpected end of section or function: function of %u bytes, %zu are "
                         "left",
                         *size, reader_left(&l->r));
    if (*size > limit)
        return load_fail(l, VB_ERR_LIMIT, at,
                         "function too big: expected at most %u bytes, found "
                         "%u",
                         limit, *size);
    return VB_OK;
}

int decode_code_section(struct loader *l)
{
    struct module *m = l->module;
    const uint8_t *at = l->r.at, *section_end = l->r.end;
    uint32_t count;
    struct validator validator;
    m->code = (uint32_t)(at - m->bytes);
    int status = read_count(l, &count, UINT32_MAX, "functions");
    if (status < 0)
        return status;
    if (count != l->funcs_without_body)
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "function and code section have inconsistent lengths: %u and %u",
                         l->funcs_without_body, count);
    validator_create(&validator, l);
    l->validator = &validator;
    for (uint32_t i = m->imported_funcs; status == VB_OK && i < m->func_count; i++) {
        uint32_t size;
        status = read_body_size(l, &size);
        if (status < 0)
            break;
        m->funcs[i].body = (uint32_t)(l->r.at - m->bytes);
        m->funcs[i].body_size = size;
        l->r.end = l->r.at + size;
        if (m->bodies_later)
            l->r.at = l->r.end;
        else
            status = decode_body(l, m->funcs[i].type);
        l->r.end = section_end;
    }
    validator_destroy(&validator);
    l->validator = NULL;
    l->funcs_without_body = 0;
    return status;
}
