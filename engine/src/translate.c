/* Translation of one function: the loop over its instructions, and the finished block. */
#include "translate.h"

/* One reduction each so many instructions, counted in the order of the body. */
#define CHARGE_INTERVAL 256u
/* One more for so many slots of locals that a call sets to zero. */
#define CHARGE_LOCALS 512u

static void skip_vector(struct reader *r, uint32_t more)
{
    for (uint32_t left = code_u32(r) + more; left > 0; left--)
        code_u32(r);
}

static void skip_memory_argument(struct reader *r)
{
    if (code_u32(r) & MEMORY_INDEX_FOLLOWS)
        code_u32(r);
    code_s64(r);
}

static void skip_immediates(struct reader *r, enum opcode opcode)
{
    switch ((enum immediate)instruction_table[OPCODE_INDEX((uint32_t)opcode)].immediate) {
    case IMMEDIATE_NONE:
        break;
    case IMMEDIATE_BR_TABLE:
        skip_vector(r, 1);
        break;
    case IMMEDIATE_MEM8:
    case IMMEDIATE_MEM16:
    case IMMEDIATE_MEM32:
    case IMMEDIATE_MEM64:
    case IMMEDIATE_MEM128:
        skip_memory_argument(r);
        break;
    case IMMEDIATE_SELECT:
        skip_vector(r, 0);
        break;
    case IMMEDIATE_F32:
        r->at += 4;
        break;
    case IMMEDIATE_F64:
        r->at += 8;
        break;
    case IMMEDIATE_SHUFFLE:
    case IMMEDIATE_V128:
        r->at += 16;
        break;
    case IMMEDIATE_ATOMIC8:
    case IMMEDIATE_ATOMIC16:
    case IMMEDIATE_ATOMIC32:
    case IMMEDIATE_ATOMIC64:
        skip_memory_argument(r);
        break;
    case IMMEDIATE_FENCE:
    case IMMEDIATE_LANE16:
    case IMMEDIATE_LANE8:
    case IMMEDIATE_LANE4:
    case IMMEDIATE_LANE2:
        r->at += 1;
        break;
    case IMMEDIATE_MEM8_LANE:
    case IMMEDIATE_MEM16_LANE:
    case IMMEDIATE_MEM32_LANE:
    case IMMEDIATE_MEM64_LANE:
        skip_memory_argument(r);
        r->at += 1;
        break;
    case IMMEDIATE_CALL_INDIRECT:
    case IMMEDIATE_TABLE_TABLE:
    case IMMEDIATE_ELEM_TABLE:
    case IMMEDIATE_MEMORY_MEMORY:
    case IMMEDIATE_DATA_MEMORY:
        code_s64(r);
        code_s64(r);
        break;
    case IMMEDIATE_TRY_TABLE: /* structural: begin_try_table() reads it */
        break;
    default: /* one LEB128 number */
        code_s64(r);
    }
}

/* Where most instructions belong by their codes; the others take the long way. */
static bool translate_usual(struct translator *t, enum opcode opcode)
{
    if (opcode < OPCODE_DROP)
        return translate_control(t, opcode) || translate_branch(t, opcode);
    if (opcode < OPCODE_I32_LOAD)
        return translate_variable(t, opcode);
    if (opcode >= OPCODE_V128_LOAD)
        return translate_simd(t, opcode);
    return opcode < OPCODE_I32_CONST ? translate_memory(t, opcode) : translate_numeric(t, opcode);
}

static void translate_instruction(struct translator *t)
{
    if (++t->instructions % CHARGE_INTERVAL == 0 && t->reachable)
        tr_charge(t);
    t->at = t->r.at;
    enum opcode opcode = code_opcode(&t->r);
    if (!t->reachable && !tr_is_structural(opcode))
        skip_immediates(&t->r, opcode);
    else if (!translate_usual(t, opcode) && !translate_numeric(t, opcode) &&
             !translate_variable(t, opcode) && !translate_memory(t, opcode) &&
             !translate_control(t, opcode) && !translate_branch(t, opcode) &&
             !translate_call(t, opcode) && !translate_exception(t, opcode) &&
             !translate_table(t, opcode) && !translate_atomic(t, opcode))
        tr_fail(t, VB_ERR_NOT_SUPPORTED);
}

/* Counts the locals and their slots. */
static void count_locals(struct translator *t)
{
    const struct func_type *type = t->func->type;
    t->param_count = t->local_count = type->param_count;
    t->param_slots = t->local_slots = type->param_slots;
    for (uint32_t groups = code_u32(&t->r); groups > 0; groups--) {
        uint32_t count = code_u32(&t->r);
        t->local_count += count;
        t->local_slots += count * value_type_slots(code_u8(&t->r));
    }
}

/* Where `count` locals of the type are that begin at *slot. */
static void place_locals(struct translator *t, uint32_t *local, uint32_t *slot, uint8_t type,
                         uint32_t count)
{
    uint32_t slots = value_type_slots(type);
    for (; count > 0; count--, *slot += slots)
        t->wide_locals[(*local)++] = *slot | (slots - 1) * WIDE_LOCAL;
}

/* A function with v128 among its locals keeps their places in a list. */
static void list_locals(struct translator *t, struct reader r)
{
    uint32_t local = 0, slot = 0;
    if (!tr_grow(t, &t->wide_locals, 0, &t->wide_local_capacity, t->local_count,
                 sizeof *t->wide_locals))
        return;
    for (uint32_t i = 0; i < t->param_count; i++)
        place_locals(t, &local, &slot, t->func->type->types[i], 1);
    slot = t->header + FRAME_HEADER;
    for (uint32_t groups = code_u32(&r); groups > 0; groups--) {
        uint32_t count = code_u32(&r);
        place_locals(t, &local, &slot, code_u8(&r), count);
    }
}

static void begin_function(struct translator *t)
{
    const struct func_type *type = t->func->type;
    const struct reader declarations = t->r;
    count_locals(t);
    t->header = MAX(type->param_slots, type->result_slots);
    t->top = t->header + FRAME_HEADER + t->local_slots - t->param_slots;
    t->most = t->top;
    if (t->most > FRAME_SLOTS)
        tr_fail(t, VB_ERR_LIMIT);
    if (t->local_slots != t->local_count)
        list_locals(t, declarations);
    if (!tr_grow(t, &t->controls, 0, &t->control_capacity, 1, sizeof *t->controls))
        return;
    t->controls[t->control_count++] =
        (struct control){.kind = CONTROL_FUNCTION,
                         .results = {type->types + type->param_count, type->result_count},
                         .fixups = NO_FIXUP,
                         .else_fixups = NO_FIXUP,
                         .trampoline = NO_FIXUP};
    tr_map_resume(t);
}

static struct code *finish(struct translator *t)
{
    size_t words = t->word_count * sizeof *t->words;
    size_t regions = t->region_count * sizeof *t->regions;
    size_t clauses = t->clause_count * sizeof *t->clauses;
    size_t size = sizeof(struct code) + words + regions + clauses + t->map_count;
    struct code *code = size > UINT32_MAX ? NULL : module_alloc(t->module, size);
    if (!code)
        return NULL;
    uint32_t zeroed = t->local_slots - t->param_slots;
    *code = (struct code){.size = (uint32_t)size,
                          .word_count = t->word_count,
                          .frame_slots = t->most + 1, /* a call sets two locals at a time to 0 */
                          .charge = 1 + zeroed / CHARGE_LOCALS,
                          .header = (uint16_t)t->header,
                          .zeroed = (uint16_t)zeroed,
                          .region_count = t->region_count,
                          .clause_count = t->clause_count,
                          .map_size = t->map_count};
    uint8_t *at = (uint8_t *)code->words;
    __builtin_memcpy(at, t->words, words);
    if (regions > 0)
        __builtin_memcpy(at + words, t->regions, regions);
    if (clauses > 0)
        __builtin_memcpy(at + words + regions, t->clauses, clauses);
    __builtin_memcpy(at + words + regions + clauses, t->map, t->map_count);
    return code;
}

static void discard(struct translator *t)
{
    struct module *m = t->module;
    module_free(m, t->words, t->word_capacity * sizeof *t->words);
    module_free(m, t->operands, t->operand_capacity * sizeof *t->operands);
    module_free(m, t->controls, t->control_capacity * sizeof *t->controls);
    module_free(m, t->fixups, t->fixup_capacity * sizeof *t->fixups);
    module_free(m, t->regions, t->region_capacity * sizeof *t->regions);
    module_free(m, t->clauses, t->clause_capacity * sizeof *t->clauses);
    module_free(m, t->map, t->map_capacity);
    module_free(m, t->wide_locals, t->wide_local_capacity * sizeof *t->wide_locals);
}

/* One attempt. *far is set when a fused branch would have to go farther than its 16 bits. */
static int translate(struct module *module, uint32_t function, bool *far)
{
    struct module_func *func = &module->funcs[function];
    const uint8_t *body = module->bytes + func->body;
    struct translator t = {.module = module,
                           .func = func,
                           .r = {body, body + func->body_size},
                           .reachable = true,
                           .far = *far,
                           .last = NO_WORD,
                           .last_move = NO_WORD,
                           .last_add = NO_WORD,
                           .starts = {NO_WORD, NO_WORD, NO_WORD, NO_WORD},
                           .final = NO_WORD,
                           .accumulator = NO_SLOT,
                           .free_fixups = NO_FIXUP};
    bool was_far = *far;
    begin_function(&t);
    while (t.status == VB_OK && t.control_count > 0)
        translate_instruction(&t);
    tr_fuse(&t);
    *far = t.far;
    if (t.status == VB_OK && t.far == was_far) {
        func->code = finish(&t);
        if (!func->code)
            t.status = VB_ERR_NO_MEMORY;
    }
    discard(&t);
    return t.status;
}

int code_translate(struct module *module, uint32_t function)
{
    bool far = false;
    int status = module->bodies_later ? validate_function(module, function) : VB_OK;
    if (status == VB_OK)
        status = translate(module, function, &far);
    if (status == VB_OK && far)
        status = translate(module, function, &far);
    return status;
}

void code_free(struct module *module, struct code *code)
{
    if (code)
        module_free(module, code, code->size);
}
