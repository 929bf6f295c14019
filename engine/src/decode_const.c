/* Constant expressions (core 3.3.8): constants, imported immutable globals, references, and sums,
 * differences and products of integers (extended constant expressions). */
#include "load.h"

#define V128_SIZE 16u

/* What an expression has computed so far. */
struct const_stack {
    uint64_t values[MAX_CONST_OPERANDS]; /* of integers; meaningless when reads_global */
    uint8_t types[MAX_CONST_OPERANDS];
    uint32_t count;
    bool computes, reads_global;
};

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
        return load_fail(
            l, index < l->globals_read ? VB_ERR_NOT_SUPPORTED : VB_ERR_BAD_MODULE, at,
            "unknown global %u: a constant expression sees the %u imported ones (others "
            "with typed function references, which are not supported)",
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

/* v128.const, the only constant instruction behind the prefix. */
static int read_vector(struct loader *l, const uint8_t *at, struct const_expr *out)
{
    uint32_t number;
    int status = read_u32(l, &number, "an opcode after 0xfd");
    if (status < 0)
        return status;
    if (opcode_prefixed(OPCODE_PREFIX_FD, number) != OPCODE_V128_CONST)
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "constant expression required: found a vector instruction");
    if (reader_left(&l->r) < V128_SIZE)
        return load_fail_read(l, VB_ERR_RANGE, l->r.at, "a vector constant");
    *out = (struct const_expr){
        .kind = CONST_VECTOR, .type = TYPE_V128, .value = (uint64_t)(l->r.at - l->module->bytes)};
    l->r.at += V128_SIZE;
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
    case OPCODE_PREFIX_FD:
        return read_vector(l, at, out);
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

static int push_constant(struct loader *l, struct const_stack *s, const struct const_expr *constant,
                         const uint8_t *at)
{
    if (s->count == MAX_CONST_OPERANDS)
        return load_fail(l, VB_ERR_LIMIT, at,
                         "constant expression too deep: expected at most %u operands, found %u",
                         MAX_CONST_OPERANDS, s->count + 1);
    s->reads_global |= constant->kind == CONST_GLOBAL;
    s->values[s->count] = constant->value;
    s->types[s->count++] = constant->type;
    return VB_OK;
}

static int compute(struct loader *l, struct const_stack *s, uint8_t opcode, const uint8_t *at)
{
    const struct instruction *instruction = instruction_find(opcode);
    uint8_t type = instruction->result;
    if (s->count < 2 || s->types[s->count - 1] != type || s->types[s->count - 2] != type)
        return load_fail(l, VB_ERR_BAD_MODULE, at,
                         "type mismatch: %s requires [%s %s] in a constant expression",
                         instruction->name, value_type_name(type), value_type_name(type));
    s->count--;
    s->computes = true;
    uint64_t *left = &s->values[s->count - 1];
    *left = const_compute(opcode, *left, s->values[s->count]);
    return VB_OK;
}

static int read_const_instruction(struct loader *l, struct const_stack *s, uint8_t opcode,
                                  const uint8_t *at, struct const_expr *out)
{
    if (is_const_arithmetic(opcode))
        return compute(l, s, opcode, at);
    int status = read_instruction(l, opcode, at, out);
    return status < 0 ? status : push_constant(l, s, out, at);
}

int read_const_expr(struct loader *l, uint8_t type, struct const_expr *out)
{
    const uint8_t *start = l->r.at;
    struct const_stack s;
    s.count = 0;
    s.computes = s.reads_global = false;
    for (;;) {
        const uint8_t *at = l->r.at;
        uint8_t opcode;
        int status = read_byte(l, &opcode, "a constant expression");
        if (status == VB_OK && opcode == OPCODE_END)
            break;
        if (status == VB_OK)
            status = read_const_instruction(l, &s, opcode, at, out);
        if (status < 0)
            return status;
    }
    /* Only now: an instruction that is not constant is the better reason, wherever it stands. */
    if (s.count != 1)
        return load_fail(l, VB_ERR_BAD_MODULE, start,
                         "type mismatch: constant expression requires [%s] but has %u values",
                         value_type_name(type), s.count);
    if (s.types[0] != type)
        return load_fail(l, VB_ERR_BAD_MODULE, start,
                         "type mismatch: constant expression requires [%s] but has [%s]",
                         value_type_name(type), value_type_name(s.types[0]));
    if (s.computes && s.reads_global)
        *out = (struct const_expr){
            .kind = CONST_CODE, .type = type, .value = (uint64_t)(start - l->module->bytes)};
    else if (s.computes)
        *out = (struct const_expr){.kind = CONST_VALUE, .type = type, .value = s.values[0]};
    return VB_OK;
}
