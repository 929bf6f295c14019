#include "opcodes.h"
#include <engine/engine.h>

/* A signature is a literal, so its letters are constants: "ii:i" has two parameters and ends with
 * its result; "i:" has one and ends with the colon. */
#define TYPE_OF_LETTER(c)                                                                          \
    ((c) == 'i'   ? TYPE_I32                                                                       \
     : (c) == 'I' ? TYPE_I64                                                                       \
     : (c) == 'f' ? TYPE_F32                                                                       \
     : (c) == 'F' ? TYPE_F64                                                                       \
     : (c) == 'v' ? TYPE_V128                                                                      \
     : (c) == 'n' ? TYPE_FUNCREF                                                                   \
                  : 0)
#define LETTER(s, i)   ((i) < sizeof(s) ? (s)[(i) < sizeof(s) ? (i) : 0] : 0)
#define LAST_LETTER(s) LETTER(s, sizeof(s) - 2)
#define PARAM_COUNT(s)                                                                             \
    (sizeof(s) == 1 ? SIGNATURE_OWN_RULE : (uint8_t)(sizeof(s) - 2 - (LAST_LETTER(s) != ':')))

#define OPCODE(code, identifier, text, immediates, signature)                                      \
    [OPCODE_INDEX(code)] = {                                                                       \
        .name = (text),                                                                            \
        .immediate = IMMEDIATE_##immediates,                                                       \
        .param_count = PARAM_COUNT(signature),                                                     \
        .params = {TYPE_OF_LETTER(LETTER(signature, 0)), TYPE_OF_LETTER(LETTER(signature, 1)),     \
                   TYPE_OF_LETTER(LETTER(signature, 2))},                                          \
        .result = TYPE_OF_LETTER(LAST_LETTER(signature)),                                          \
    },
const struct instruction instruction_table[OPCODE_INDEX_COUNT] = {
#include "opcodes.def"
};
#undef OPCODE
