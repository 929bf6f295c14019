/*
 * Translated code: the internal form that the interpreter executes. Internal to the engine.
 *
 * An instruction is one 64-bit word of four 16-bit fields, followed by words of immediates where
 * its description below says so. Operands are slots: 64-bit cells of the frame, counted from its
 * start. Branch distances are in words, from the branch's own word. What each instruction does is
 * in ops/.
 *
 * A frame (docs/engine.md, "Frames")
 *
 *   0 ..        parameters; on return the results
 *   header      2 slots, at MAX(parameters, results): struct link and the frame's identity
 *   header + 2  the other locals
 *   ...         operands
 *
 * The arguments of a call are the topmost operands of the caller, so the frame of the callee
 * begins there and nothing is copied; the same is true of the results.
 */
#ifndef ENGINE_SRC_CODE_H
#define ENGINE_SRC_CODE_H

#include "module.h"

struct insn {
    _Alignas(8) uint16_t op;
    uint16_t a, b, c;
};
_Static_assert(sizeof(struct insn) == 8, "an instruction is one word");
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "slots, words and linear memory are accessed in place");

/* Words of the form {b, c} hold 32 bits: the lower half in b. */
static inline uint32_t instruction_bc(const struct insn *at)
{
    return at->b | (uint32_t)at->c << 16;
}

static inline uint64_t instruction_word(const struct insn *at)
{
    uint64_t word;
    __builtin_memcpy(&word, at, sizeof word);
    return word;
}

/* The instructions that have bodies of their own in ops/. R is a destination slot. */
#define CODE_OPS(OP)                                                                               \
    OP(UNREACHABLE) /* trap */                                                                     \
    OP(MOVE)        /* R a := b */                                                                 \
    OP(MOVE2)       /* R a := b, then the a := b of the word that follows */                       \
    OP(MOVE_V128)   /* R a, a+1 := b, b+1 */                                                       \
    OP(CONST32)     /* R a := bc */                                                                \
    OP(CONST64)     /* R a := word */                                                              \
    OP(CONST_V128)  /* R a, a+1 := words */                                                        \
    OP(SELECT)      /* R a := slot word ? b : c */                                                 \
    OP(SELECT_SK)   /* likewise with c, b, or both as unsigned constants */                        \
    OP(SELECT_KS)                                                                                  \
    OP(SELECT_KK)                                                                                  \
    OP(SELECT_V128) /* R a, a+1 := slot word ? b : c */                                            \
    OP(CHARGE)      /* one reduction: the 256-instruction and loop entry charges */                \
    OP(BR)          /* to bc */                                                                    \
    OP(BR_NZ)       /* if i32 a != 0 to bc */                                                      \
    OP(BR_Z)        /* if i32 a == 0 to bc */                                                      \
    OP(LOOP)        /* as BR, BR_NZ, BR_Z, to a loop head: charges one reduction */                \
    OP(LOOP_NZ)                                                                                    \
    OP(LOOP_Z)                                                                                     \
    OP(BR_TABLE)           /* index a, bc entries and the default: 32-bit distances, 2 a word */   \
    OP(RETURN)             /* header at a */                                                       \
    OP(RETURN1)            /* slot 0 := b, header at a */                                          \
    OP(CALL)               /* function bc, arguments at a; word: link */                           \
    OP(CALL_PREPARE)       /* not emitted: CALL that must translate or grow the stack */           \
    OP(CALL_IMPORT)        /* function bc, arguments at a; word: link */                           \
    OP(CALL_INDIRECT)      /* index c, arguments at a; words: link, type address, table index */   \
    OP(CALL_INDIRECT_ANY)  /* not emitted: CALL_INDIRECT of everything beyond the simplest */      \
    OP(TAIL_CALL)          /* function bc, arguments at a; word: how many slots they take */       \
    OP(TAIL_CALL_PREPARE)  /* not emitted, likewise */                                             \
    OP(TAIL_CALL_IMPORT)   /* as TAIL_CALL; of a host function: goes on at the next word */        \
    OP(TAIL_CALL_INDIRECT) /* index c, arguments at a; words: slots, type address, table index;    \
                              of a host function: goes on behind them */                           \
    OP(START)              /* the first instruction of every store_call() */                       \
    OP(RETURN_ANY)         /* not emitted: RETURN to another instance or from the first frame */   \
    OP(STOP_REDUCTIONS)    /* not emitted: stop, to go on at ip */                                 \
    OP(TRAP)               /* not emitted: stop with store->trap */                                \
    OP(GLOBAL_GET)         /* R a := own global bc */                                              \
    OP(GLOBAL_SET)         /* own global bc := a */                                                \
    OP(GLOBAL_GET_IMPORT)                                                                          \
    OP(GLOBAL_SET_IMPORT)                                                                          \
    OP(GLOBAL_GET_V128) /* as those above, of a v128 */                                            \
    OP(GLOBAL_SET_V128)                                                                            \
    OP(GLOBAL_GET_IMPORT_V128)                                                                     \
    OP(GLOBAL_SET_IMPORT_V128)                                                                     \
    OP(REF_FUNC)    /* R a := reference to function bc */                                          \
    OP(MEMORY_SIZE) /* R a := pages */                                                             \
    OP(MEMORY_GROW) /* R a := grow by b */                                                         \
    OP(MEMORY_COPY) /* operands at a, a+1, a+2; resumable */                                       \
    OP(MEMORY_FILL)                                                                                \
    OP(MEMORY_INIT)   /* segment bc */                                                             \
    OP(MEMORY_GROW_M) /* R a := grow by b; word: memory. The forms for any memory; those without   \
                       */                                                                          \
    OP(MEMORY_SIZE_M) /* R a := pages of memory bc. _M are for memory 0, and 32-bit addresses */   \
    OP(MEMORY_COPY_M) /* word: source << 32 | destination */                                       \
    OP(MEMORY_FILL_M) /* word: memory */                                                           \
    OP(MEMORY_INIT_M) /* segment bc; word: memory */                                               \
    OP(ATOMIC_WAIT32) /* R a := address a, expected a+1, timeout a+2; words: offset, memory */     \
    OP(ATOMIC_WAIT64)                                                                              \
    OP(ATOMIC_NOTIFY) /* R a := address a, count a+1; words: offset, memory */                     \
    OP(DATA_DROP)     /* segment bc */                                                             \
    OP(TABLE_GET)     /* R a := table[b]; word: table */                                           \
    OP(TABLE_SET)     /* table[a] := b; word: table */                                             \
    OP(TABLE_SIZE)    /* R a := size of table bc */                                                \
    OP(TABLE_GROW)    /* R a := grow by c, new entries b; word: table */                           \
    OP(TABLE_FILL)    /* operands at a, a+1, a+2; word: table; resumable */                        \
    OP(TABLE_COPY)    /* word: source << 32 | destination */                                       \
    OP(TABLE_INIT)    /* word: segment << 32 | table */                                            \
    OP(ELEM_DROP)     /* segment bc */                                                             \
    OP(THROW)         /* tag bc, values at a */                                                    \
    OP(RETHROW)       /* the exception kept at a */                                                \
    OP(THROW_REF)     /* the exception that a refers to */                                         \
    OP(ADD_SHL1)      /* R a := b + (c << 1), i32; likewise the next two */                        \
    OP(ADD_SHL2)                                                                                   \
    OP(ADD_SHL3)                                                                                   \
    OP(SHUFFLE)    /* R a, a+1 := bytes of b and c; words: indices */                              \
    OP(SHUFFLE_32) /* R a, a+1 := quarters of b and c; word: indices */                            \
    OP(MOVE_T)     /* the accumulator in place of an operand, see translate_fuse.c */              \
    OP(BR_NZ_T)                                                                                    \
    OP(BR_Z_T)                                                                                     \
    OP(LOOP_NZ_T)                                                                                  \
    OP(LOOP_Z_T)                                                                                   \
    OP(BR_TABLE_T)                                                                                 \
    OP(RETURN1_T)                                                                                  \
    OP(GLOBAL_SET_T)                                                                               \
    OP(ADD_SHL1_T)                                                                                 \
    OP(ADD_SHL2_T)                                                                                 \
    OP(ADD_SHL3_T)                                                                                 \
    OP(ADD_SHL1_R)                                                                                 \
    OP(ADD_SHL2_R)                                                                                 \
    OP(ADD_SHL3_R)

enum code_op {
#define OP(name) OP_##name,
#include "ops/list.inc"
#undef OP
    OP_COUNT,
};

/* Where the variants of a family lie behind the first. */
enum { VARIANT_S = 0, VARIANT_I = 1, VARIANT_K = 2, VARIANT_FLOAT_K = 1, VARIANT_DIVIDE_K = 1 };
enum { COMPARE_BR = 2, COMPARE_LOOP = 4, COMPARE_STEP = 6 };
enum { FLOAT_COMPARE_BR = 1, FLOAT_COMPARE_NOT = 1, FLOAT_COMPARE_LOOP = 3 };
enum {
    ACCESS_W = 1,
    ACCESS_K = 2,
    ACCESS_X = 3,
    ACCESS_A = 4,
    ACCESS_AW = 5,
    ACCESS_L = 6,
    ACCESS_M = 7,
    ACCESS_I = 8
};

/* ---- frame headers -------------------------------------------------------------------------- */

/* slot header: how to go back to the caller. A call carries it as its word, complete. */
static inline uint64_t link_make(uint32_t return_offset, uint32_t arguments, uint32_t header)
{
    return return_offset | (uint64_t)arguments << 32 | (uint64_t)header << 48;
}
static inline uint32_t link_return(uint64_t link)
{
    return (uint32_t)link; /* bytes from the start of the caller's struct code */
}
static inline uint32_t link_distance(uint64_t link)
{
    return (uint16_t)(link >> 32); /* slots from the caller's frame to this one */
}
static inline uint32_t link_header(uint64_t link)
{
    return (uint32_t)(link >> 48); /* the caller's header, in its frame */
}

/* slot header + 1: whose frame it is: instance << 32 | function. */
#define FRAME_HEADER 2u
#define FRAME_SLOTS  65535u     /* at most, so that every slot has a 16-bit number */
#define NO_INSTANCE  UINT32_MAX /* the pseudo frame at the bottom of a stack */

/* ---- one function --------------------------------------------------------------------------- */

/* A try block's protected code, in words; inner ones come before those around them. */
struct handler_region {
    uint32_t start, end;
    uint32_t id;           /* in order of `try`, so a block around it has a smaller one */
    uint32_t delegate;     /* go on with the regions whose id is at most this; or: */
    uint32_t first_clause; /* NO_CLAUSE: none */
};
#define NO_DELEGATE  UINT32_MAX
#define DELEGATE_OUT (UINT32_MAX - 1) /* to the caller */
#define NO_CLAUSE    UINT32_MAX

struct handler_clause {
    uint32_t tag;    /* index in the module, or CATCH_ALL */
    uint32_t target; /* word */
    uint32_t slot;   /* of try: where the exception is kept: tag address, then its values; behind
                        them the values once more as operands, unless CATCH_ALL. Of try_table: where
                        the values go, unless CATCH_ALL, and behind them the reference */
    uint32_t next;   /* clause of the same try, NO_CLAUSE: none */
    bool final;      /* of try_table */
    bool ref;        /* a reference to the exception is wanted */
};
#define CATCH_ALL UINT32_MAX
/* Slots of the values that an exception may have: they are kept in the frame that catches it. */
#define MAX_TAG_SLOTS 16u

/* One block of memory: this, the words, regions, clauses, and the offset map. */
struct code {
    uint32_t size; /* of the block, bytes */
    uint32_t word_count;
    uint32_t frame_slots; /* the most a frame needs */
    uint32_t charge;      /* reductions that entering costs */
    uint16_t header;
    uint16_t zeroed; /* locals behind the header */
    uint32_t region_count, clause_count;
    uint32_t map_size;
    struct insn words[];
};

static inline const struct handler_region *code_regions(const struct code *code)
{
    return (const struct handler_region *)(const void *)(code->words + code->word_count);
}
static inline const struct handler_clause *code_clauses(const struct code *code)
{
    return (const struct handler_clause *)(const void *)(code_regions(code) + code->region_count);
}
static inline const uint8_t *code_map(const struct code *code)
{
    return (const uint8_t *)(code_clauses(code) + code->clause_count);
}

/* code_map.c: the offset in the module's bytes that belongs to `word` of a function. A trap, a
 * call: of the last instruction begun at or before it. `resume`: where execution would go on. */
uint64_t code_wasm_offset(const struct module *module, uint32_t function, uint32_t word,
                          bool resume);

/* translate.c: fills module->funcs[function].code. VB_ERR_NO_MEMORY, or VB_ERR_LIMIT when a frame
 * would need more than FRAME_SLOTS. */
MUST_CHECK int code_translate(struct module *module, uint32_t function);

#endif
