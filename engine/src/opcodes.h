/* The opcodes and their immediates, from opcodes.def. Internal to the engine. */
#ifndef ENGINE_SRC_OPCODES_H
#define ENGINE_SRC_OPCODES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What follows an opcode in the code, in this order. "index" is a u32 as unsigned LEB128. */
enum immediate {
    IMMEDIATE_NONE,
    IMMEDIATE_BLOCK,         /* block type: 0x40, a value type, or a type index as s33 */
    IMMEDIATE_TRY_TABLE,     /* block type, then a vector of clauses: enum catch_form, a tag index
                                for CATCH and CATCH_REF, a label index that does not count the block */
    IMMEDIATE_LABEL,         /* label index, 0 is the innermost */
    IMMEDIATE_BR_TABLE,      /* vector of label indices, then the default's label index */
    IMMEDIATE_FUNC,          /* function index */
    IMMEDIATE_CALL_INDIRECT, /* type index, table index */
    IMMEDIATE_TAG,           /* tag index */
    IMMEDIATE_SELECT,        /* vector of value types */
    IMMEDIATE_LOCAL,         /* local index */
    IMMEDIATE_GLOBAL,        /* global index */
    IMMEDIATE_TABLE,         /* table index */
    IMMEDIATE_TABLE_TABLE,   /* destination table index, source table index */
    IMMEDIATE_ELEM,          /* element segment index */
    IMMEDIATE_ELEM_TABLE,    /* element segment index, table index */
    IMMEDIATE_MEM8,          /* memory argument of an access of 8 bits: log2 of the alignment as */
    IMMEDIATE_MEM16, /* u32, with MEMORY_INDEX_FOLLOWS a memory index, then the offset, u32 */
    IMMEDIATE_MEM32, /* or, of a memory with 64-bit addresses, u64; likewise of 16, 32, 64 */
    IMMEDIATE_MEM64, /* bits. The natural alignment's log2 is the immediate - IMMEDIATE_MEM8 */
    IMMEDIATE_MEM128,
    IMMEDIATE_MEM8_LANE, /* likewise, then a lane, one byte */
    IMMEDIATE_MEM16_LANE,
    IMMEDIATE_MEM32_LANE,
    IMMEDIATE_MEM64_LANE,
    IMMEDIATE_ATOMIC8, /* as MEM8 and so on, with the natural alignment and no other */
    IMMEDIATE_ATOMIC16,
    IMMEDIATE_ATOMIC32,
    IMMEDIATE_ATOMIC64,
    IMMEDIATE_FENCE,  /* one byte, 0 */
    IMMEDIATE_LANE16, /* lane below 16, one byte; likewise the others */
    IMMEDIATE_LANE8,
    IMMEDIATE_LANE4,
    IMMEDIATE_LANE2,
    IMMEDIATE_SHUFFLE,       /* 16 lanes below 32, one byte each */
    IMMEDIATE_V128,          /* 16 bytes, little endian */
    IMMEDIATE_MEMORY,        /* memory index */
    IMMEDIATE_MEMORY_MEMORY, /* destination memory index, source memory index */
    IMMEDIATE_DATA,          /* data segment index */
    IMMEDIATE_DATA_MEMORY,   /* data segment index, memory index */
    IMMEDIATE_I32,           /* signed LEB128 */
    IMMEDIATE_I64,           /* signed LEB128 */
    IMMEDIATE_F32,           /* 4 bytes, little endian */
    IMMEDIATE_F64,           /* 8 bytes, little endian */
    IMMEDIATE_REF_TYPE,      /* 0x70 funcref or 0x6f externref */
};

/* Of a clause of try_table. */
enum catch_form { FORM_CATCH, FORM_CATCH_REF, FORM_CATCH_ALL, FORM_CATCH_ALL_REF };

/* In the alignment of a memory argument. */
#define MEMORY_INDEX_FOLLOWS 0x40u

enum opcode {
#define OPCODE(code, name, text, immediates, signature) OPCODE_##name = (code),
#include "opcodes.def"
#undef OPCODE
};

/* The byte before the saturating, bulk memory and table instructions, that before SIMD, and that
 * before atomic instructions. */
#define OPCODE_PREFIX_FC 0xfcu
#define OPCODE_PREFIX_FD 0xfdu
#define OPCODE_PREFIX_FE 0xfeu

/* Tables by opcode are indexed densely: the one-byte opcodes, those behind 0xfc, those behind 0xfd,
 * then those behind 0xfe. */
#define OPCODE_INDEX_FC 0x100u
#define OPCODE_INDEX_FD 0x112u
#define OPCODE_INDEX(code)                                                                         \
    ((code) < 0x100u     ? (code)                                                                  \
     : (code) < 0xfe00u  ? OPCODE_INDEX_FC + ((code) & 0xffu)                                      \
     : (code) < 0x10000u ? OPCODE_INDEX_FE + ((code) & 0xffu)                                      \
                         : OPCODE_INDEX_FD + ((code) & 0xfffu))
#define OPCODE_FC_COUNT    (OPCODE_INDEX_FD - OPCODE_INDEX_FC)
#define OPCODE_FD_COUNT    0x114u
#define OPCODE_INDEX_FE    (OPCODE_INDEX_FD + OPCODE_FD_COUNT)
#define OPCODE_FE_COUNT    0x4fu
#define OPCODE_INDEX_COUNT (OPCODE_INDEX_FE + OPCODE_FE_COUNT)

/* A row of opcodes.def, its signature as enum value_type. */
struct instruction {
    const char *name;    /* NULL: no such opcode */
    uint8_t immediate;   /* enum immediate */
    uint8_t param_count; /* SIGNATURE_OWN_RULE, or 0 to 3 */
    uint8_t params[3];
    uint8_t result; /* 0: none */
};

#define SIGNATURE_OWN_RULE 0xffu

extern const struct instruction instruction_table[OPCODE_INDEX_COUNT];

/* A code as in opcodes.def from a prefix and the number behind it; 0, which is never one of these,
 * when there is none. */
static inline uint32_t opcode_prefixed(uint32_t prefix, uint32_t number)
{
    if (prefix == OPCODE_PREFIX_FC)
        return number < OPCODE_FC_COUNT ? prefix << 8 | number : 0;
    if (prefix == OPCODE_PREFIX_FE)
        return number < OPCODE_FE_COUNT ? prefix << 8 | number : 0;
    return number < OPCODE_FD_COUNT ? prefix << 12 | number : 0;
}

static inline bool is_opcode_prefix(uint32_t byte)
{
    return byte == OPCODE_PREFIX_FC || byte == OPCODE_PREFIX_FD || byte == OPCODE_PREFIX_FE;
}

/* The instruction with a code as in opcodes.def; NULL when there is none. */
static inline const struct instruction *instruction_find(uint32_t code)
{
    uint32_t prefix = code < 0x10000 ? code >> 8 : code >> 12;
    uint32_t number = code < 0x10000 ? code & 0xff : code & 0xfff;
    if (code >= 0x100 && (!is_opcode_prefix(prefix) || opcode_prefixed(prefix, number) != code))
        return NULL;
    const struct instruction *instruction = &instruction_table[OPCODE_INDEX(code)];
    return instruction->name ? instruction : NULL;
}

#endif
