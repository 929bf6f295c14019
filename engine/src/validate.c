/* Function bodies: the loop over instructions. */
#include "validate.h"

void validator_create(struct validator *v, struct loader *l)
{
    *v = (struct validator){.l = l};
}

void validator_destroy(struct validator *v)
{
    struct module *m = v->l->module;
    module_free(m, v->locals, v->local_capacity * sizeof *v->locals);
    module_free(m, v->operands, v->operand_capacity * sizeof *v->operands);
    module_free(m, v->controls, v->control_capacity * sizeof *v->controls);
}

int validator_begin(struct validator *v, const struct func_type *type)
{
    struct type_list none = {NULL, 0};
    struct type_list results = {type->types + type->param_count, type->result_count};
    v->instruction = v->l->r.at;
    v->name = "function";
    v->local_count = v->operand_count = v->control_count = 0;
    for (uint32_t i = 0; i < type->param_count; i++) {
        int status = validator_add_locals(v, type->types[i], 1);
        if (status < 0)
            return status;
    }
    return push_control(v, OPCODE_BLOCK, none, results);
}

/* Operands and result as in opcodes.def. */
static inline int apply_signature(struct validator *v, const struct instruction *instruction)
{
    for (uint32_t i = instruction->param_count; i > 0; i--) {
        int status = pop_type(v, instruction->params[i - 1]);
        if (UNLIKELY(status < 0))
            return status;
    }
    return instruction->result ? push_type(v, instruction->result) : VB_OK;
}

/* The same with an i64 as the address, which is the first operand of every access. */
static int apply_wide_signature(struct validator *v, const struct instruction *instruction)
{
    struct instruction wide = *instruction;
    wide.params[0] = TYPE_I64;
    v->wide = false;
    return apply_signature(v, &wide);
}

/* The instructions whose row in opcodes.def has no signature. */
static int validate_special(struct validator *v, uint32_t opcode)
{
    switch (opcode) {
    case OPCODE_UNREACHABLE:
        return validate_unreachable(v);
    case OPCODE_BLOCK:
    case OPCODE_LOOP:
    case OPCODE_TRY:
        return validate_block(v, (uint8_t)opcode);
    case OPCODE_IF:
        return validate_if(v);
    case OPCODE_ELSE:
        return validate_else(v);
    case OPCODE_END:
        return validate_end(v);
    case OPCODE_CATCH:
        return validate_catch(v);
    case OPCODE_CATCH_ALL:
        return validate_catch_all(v);
    case OPCODE_DELEGATE:
        return validate_delegate(v);
    case OPCODE_TRY_TABLE:
        return validate_try_table(v);
    case OPCODE_THROW_REF:
        return validate_throw_ref(v);
    case OPCODE_THROW:
        return validate_throw(v);
    case OPCODE_RETHROW:
        return validate_rethrow(v);
    case OPCODE_BR:
        return validate_br(v);
    case OPCODE_BR_IF:
        return validate_br_if(v);
    case OPCODE_BR_TABLE:
        return validate_br_table(v);
    case OPCODE_RETURN:
        return validate_return(v);
    case OPCODE_CALL:
        return validate_call(v);
    case OPCODE_CALL_INDIRECT:
        return validate_call_indirect(v, false);
    case OPCODE_RETURN_CALL:
        return validate_return_call(v);
    case OPCODE_RETURN_CALL_INDIRECT:
        return validate_call_indirect(v, true);
    case OPCODE_DROP:
        return validate_drop(v);
    case OPCODE_SELECT:
        return validate_select(v);
    case OPCODE_SELECT_T:
        return validate_select_typed(v);
    case OPCODE_LOCAL_GET:
    case OPCODE_LOCAL_SET:
    case OPCODE_LOCAL_TEE:
        return validate_local(v, opcode);
    case OPCODE_GLOBAL_GET:
    case OPCODE_GLOBAL_SET:
        return validate_global(v, opcode);
    case OPCODE_TABLE_GET:
    case OPCODE_TABLE_SET:
    case OPCODE_TABLE_GROW:
    case OPCODE_TABLE_FILL:
        return validate_table_access(v, opcode);
    case OPCODE_TABLE_INIT:
    case OPCODE_TABLE_COPY:
    case OPCODE_TABLE_SIZE:
        return validate_table(v, opcode);
    case OPCODE_MEMORY_SIZE:
    case OPCODE_MEMORY_GROW:
    case OPCODE_MEMORY_INIT:
    case OPCODE_MEMORY_COPY:
    case OPCODE_MEMORY_FILL:
        return validate_memory(v, opcode);
    case OPCODE_REF_NULL:
        return validate_ref_null(v);
    case OPCODE_REF_IS_NULL:
        return validate_ref_is_null(v);
    default:
        __builtin_unreachable();
    }
}

/* The code of opcodes.def: one byte, or the prefix and a number. */
static inline int read_opcode(struct validator *v, uint32_t *opcode, const struct instruction **out)
{
    struct loader *l = v->l;
    if (UNLIKELY(l->r.at == l->r.end))
        return load_fail_read(l, VB_ERR_RANGE, l->r.at, "end of the function");
    *opcode = *l->r.at++;
    uint32_t prefix = *opcode, number;
    if (LIKELY(prefix < OPCODE_PREFIX_FC || !is_opcode_prefix(prefix))) {
        *out = instruction_find(*opcode);
        if (LIKELY(*out != NULL))
            return VB_OK;
        return load_refuse(l, REFUSED_OPCODE, *opcode, v->instruction, "illegal opcode");
    }
    int status = read_u32(l, &number, "an opcode after a prefix");
    if (status < 0)
        return status;
    *opcode = opcode_prefixed(prefix, number);
    *out = *opcode ? instruction_find(*opcode) : NULL;
    if (*out)
        return VB_OK;
    const enum refused_space space = prefix == OPCODE_PREFIX_FC   ? REFUSED_OPCODE_FC
                                     : prefix == OPCODE_PREFIX_FD ? REFUSED_OPCODE_FD
                                                                  : REFUSED_OPCODE_FE;
    return load_refuse(l, space, number, v->instruction, "illegal opcode");
}

static inline int validate_instruction(struct validator *v)
{
    const struct instruction *instruction;
    uint32_t opcode;
    v->instruction = v->l->r.at;
    int status = read_opcode(v, &opcode, &instruction);
    if (UNLIKELY(status < 0))
        return status;
    v->name = instruction->name;
    if (instruction->param_count == SIGNATURE_OWN_RULE)
        return validate_special(v, opcode);
    if (instruction->immediate != IMMEDIATE_NONE) {
        status = check_immediates(v, (enum immediate)instruction->immediate);
        if (UNLIKELY(status < 0))
            return status;
        if (UNLIKELY(v->wide))
            return apply_wide_signature(v, instruction);
    }
    return apply_signature(v, instruction);
}

int validate_step(struct validator *v)
{
    return validate_instruction(v);
}

int validate_body(struct validator *v)
{
    struct loader *l = v->l;
    while (v->control_count > 0) {
        int status = validate_instruction(v);
        if (UNLIKELY(status < 0))
            return status;
    }
    if (l->r.at == l->r.end)
        return VB_OK;
    return load_fail(l, VB_ERR_BAD_MODULE, l->r.at,
                     "section size mismatch: %zu bytes follow the end of the function",
                     reader_left(&l->r));
}
