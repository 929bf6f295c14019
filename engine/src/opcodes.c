#include "opcodes.h"
#include <stddef.h>

#define OPCODE(code, identifier, text, immediates, types)                                          \
    [OPCODE_INDEX(code)] = {                                                                       \
        .name = (text), .signature = (types), .immediate = IMMEDIATE_##immediates},
static const struct instruction instructions[OPCODE_INDEX_COUNT] = {
#include "opcodes.def"
};
#undef OPCODE

const struct instruction *instruction_find(uint32_t code)
{
    if (code >= 0x100 && code >> 8 != OPCODE_PREFIX_FC)
        return NULL;
    uint32_t index = OPCODE_INDEX(code);
    if (index >= OPCODE_INDEX_COUNT || !instructions[index].name)
        return NULL;
    return &instructions[index];
}
