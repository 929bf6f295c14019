/* Constant expressions that compute: additions, subtractions and multiplications of integers. */
#include "module.h"
#include "reader.h"

bool is_const_arithmetic(uint32_t opcode)
{
    switch (opcode) {
    case OPCODE_I32_ADD:
    case OPCODE_I32_SUB:
    case OPCODE_I32_MUL:
    case OPCODE_I64_ADD:
    case OPCODE_I64_SUB:
    case OPCODE_I64_MUL:
        return true;
    default:
        return false;
    }
}

uint64_t const_compute(uint32_t opcode, uint64_t left, uint64_t right)
{
    switch (opcode) {
    case OPCODE_I32_ADD:
        return (uint32_t)(left + right);
    case OPCODE_I32_SUB:
        return (uint32_t)(left - right);
    case OPCODE_I32_MUL:
        return (uint32_t)(left * right);
    case OPCODE_I64_ADD:
        return left + right;
    case OPCODE_I64_SUB:
        return left - right;
    default:
        return left * right;
    }
}

uint64_t const_evaluate(const struct module *module, const struct const_expr *code,
                        uint64_t (*read_global)(const void *ctx, uint32_t index), const void *ctx)
{
    uint64_t values[MAX_CONST_OPERANDS];
    uint32_t count = 0;
    struct reader r = {module->bytes + code->value, module->bytes + module->size};
    for (;;) {
        uint8_t opcode = code_u8(&r);
        switch (opcode) {
        case OPCODE_END:
            return values[0];
        case OPCODE_I32_CONST:
            values[count++] = (uint32_t)code_s32(&r);
            break;
        case OPCODE_I64_CONST:
            values[count++] = (uint64_t)code_s64(&r);
            break;
        case OPCODE_GLOBAL_GET:
            values[count++] = read_global(ctx, code_u32(&r));
            break;
        default: /* decode_const.c has let nothing else through */
            count--;
            values[count - 1] = const_compute(opcode, values[count - 1], values[count]);
        }
    }
}
