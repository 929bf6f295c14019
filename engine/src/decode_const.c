/* Constant expressions (core 3.3.8): one constant, one imported immutable global, or a reference.
 */
#include "load.h"

/* The index of a global that a constant expression may read, and its type. */
static int read_global_get(struct loader *l, struct const_expr *out)
{
    const struct module *m = l->module;
    const uint8_t *at = l->r.at;
    uint32_t index;
    int status = read_u32(l, &index, "a global index");
    if (status < 0)
        return status;
    if (index >= m->imported_globals)
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "unknown global %u: a constant expression sees the %u imported ones",
                         index, m->imported_globals);
    if (m->globals[index].type.mutable_)
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "constant expression required: global %u is mutable", index);
    *out = (struct const_expr){
        .kind = CONST_GLOBAL, .type = m->globals[index].type.type, .value = index};
    return VB_OK;
}

int read_func_reference(struct loader *l, struct const_expr *out)
{
    const uint8_t *at = l->r.at;
    uint32_t index;
    int status = read_u32(l, &index, "a function index");
    if (status < 0)
        return status;
    if (index >= l->module->func_count)
        return load_fail(l, VB_ERR_BAD_MODULE, at, "unknown function %u: there are %u", index,
                         l->module->func_count);
    *out = (struct const_expr){.kind = CONST_FUNC, .type = TYPE_FUNCREF, .value = index};
    return declare_func(l, index);
}

static int read_integer(struct loader *l, uint8_t type, struct const_expr *out)
{
    const uint8_t *at = l->r.at;
    int64_t value;
    int status = reader_signed(&l->r, type == TYPE_I32 ? 32 : 64, &value);
    if (status < 0)
        return load_fail_read(l, status, at, "a constant");
    *out = (struct const_expr){.kind = CONST_VALUE, .type = type, .value = (uint64_t)value};
    if (type == TYPE_I32)
        out->value = (uint32_t)value;
    return VB_OK;
}

static int read_float(struct loader *l, uint8_t type, struct const_expr *out)
{
    size_t size = type == TYPE_F32 ? 4 : 8;
    if (reader_left(&l->r) < size)
        return load_fail_read(l, VB_ERR_RANGE, l->r.at, "a floating-point constant");
    *out = (struct const_expr){.kind = CONST_VALUE, .type = type};
    out->value = type == TYPE_F32 ? load_u32le(l->r.at) : load_u64le(l->r.at);
    l->r.at += size;
    return VB_OK;
}

static int read_ref_null(struct loader *l, struct const_expr *out)
{
    *out = (struct const_expr){.kind = CONST_VALUE};
    return read_ref_type(l, &out->type);
}

static int refuse(struct loader *l, uint8_t byte, const uint8_t *at)
{
    const struct instruction *known = instruction_find(byte);
    if (known)
        return load_fail(l, VB_ERR_BAD_MODULE, at, "constant expression required: found %s",
                         known->name);
    if (byte == OPCODE_PREFIX_FC)
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "constant expression required: found an instruction with prefix 0xfc");
    return load_refuse(l, REFUSED_OPCODE, byte, at, "illegal opcode");
}

static int read_instruction(struct loader *l, uint8_t opcode, const uint8_t *at,
                            struct const_expr *out)
{
    switch (opcode) {
    case OPCODE_I32_CONST:
        return read_integer(l, TYPE_I32, out);
    case OPCODE_I64_CONST:
        return read_integer(l, TYPE_I64, out);
    case OPCODE_F32_CONST:
        return read_float(l, TYPE_F32, out);
    case OPCODE_F64_CONST:
        return read_float(l, TYPE_F64, out);
    case OPCODE_REF_NULL:
        return read_ref_null(l, out);
    case OPCODE_REF_FUNC:
        return read_func_reference(l, out);
    case OPCODE_GLOBAL_GET:
        return read_global_get(l, out);
    default:
        return refuse(l, opcode, at);
    }
}

int read_const_expr(struct loader *l, uint8_t type, struct const_expr *out)
{
    const uint8_t *start = l->r.at;
    uint32_t values = 0;
    for (;; values++) {
        const uint8_t *at = l->r.at;
        uint8_t opcode;
        int status = read_byte(l, &opcode, "a constant expression");
        if (status == VB_OK && opcode == OPCODE_END)
            break;
        if (status == VB_OK)
            status = read_instruction(l, opcode, at, out);
        if (status < 0)
            return status;
    }
    /* Only now: an instruction that is not constant is the better reason, wherever it stands. */
    if (values != 1)
        return load_fail(l, VB_ERR_BAD_MODULE, start,
                         "type mismatch: constant expression requires [%s] but has %u values",
                         value_type_name(type), values);
    if (out->type != type)
        return load_fail(l, VB_ERR_BAD_MODULE, start,
                         "type mismatch: constant expression requires [%s] but has [%s]",
                         value_type_name(type), value_type_name(out->type));
    return VB_OK;
}
