/*
 * What the bodies in ops/ are written in. An execute_*.c file defines, before it includes them,
 *
 *   OP(NAME) { ... }   a body
 *   DISPATCH()         go on at ip
 *   GOTO(NAME)         go on with another body at the same ip
 *   STOP(reason)       leave the interpreter
 *
 * and supplies the registers of the interpreter under these names:
 *
 *   ip           const struct insn *: the current instruction
 *   slots        uint64_t *: the current frame
 *   memory       uint8_t *: base of the instance's memory 0
 *   memory_size  uint64_t: its size in bytes
 *   reductions   int64_t: what is left of the budget
 *   acc          uint64_t: the integer that was written last, see translate_fuse.c
 *   store        struct store *
 */
#ifndef ENGINE_SRC_OPS_STATE_H
#define ENGINE_SRC_OPS_STATE_H

#include "../store.h"
#include "eval.h"
#include "vector.h"
#include <base/float_round.h>

#define A       (ip->a)
#define B       (ip->b)
#define C       (ip->c)
#define BC      instruction_bc(ip)
#define WORD(n) instruction_word(ip + (n))

/* The table with an index in the current instance. */
#define TABLE(index) (store->tables[instance_tables(store->instance)[index]])

/* Immediates of 16 bits are signed. */
#define IMM_i32(field) ((uint32_t)(int16_t)(field))
#define IMM_i64(field) ((uint64_t)(int16_t)(field))

static inline float bits_f32(uint32_t bits)
{
    float value;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}
static inline double bits_f64(uint64_t bits)
{
    double value;
    __builtin_memcpy(&value, &bits, sizeof value);
    return value;
}
static inline uint64_t f32_bits(float value)
{
    uint32_t bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return bits;
}
static inline uint64_t f64_bits(double value)
{
    uint64_t bits;
    __builtin_memcpy(&bits, &value, sizeof bits);
    return bits;
}

#define WORD_i32(n) ((uint32_t)WORD(n))
#define WORD_i64(n) WORD(n)
#define WORD_f32(n) bits_f32((uint32_t)WORD(n))
#define WORD_f64(n) bits_f64(WORD(n))

#define GET_i32(slot) ((uint32_t)slots[slot])
#define GET_i64(slot) (slots[slot])
#define GET_f32(slot) bits_f32((uint32_t)slots[slot])
#define GET_f64(slot) bits_f64(slots[slot])

#define PUT_i32(slot, value) (slots[slot] = acc = (uint32_t)(value))
#define PUT_i64(slot, value) (slots[slot] = acc = (uint64_t)(value))
/* Of the accumulator: what the instruction before left. */
#define ACC_i32 ((uint32_t)acc)
#define ACC_i64 (acc)

#define PUT_f32(slot, value) (slots[slot] = f32_bits(value))
#define PUT_f64(slot, value) (slots[slot] = f64_bits(value))

#define GET_v128(slot) get_v128(slots + (slot))
static inline u8x16 get_v128(const uint64_t *slots)
{
    u8x16 value;
    __builtin_memcpy(&value, slots, sizeof value);
    return value;
}
#define PUT_v128(slot, value)                                                                      \
    do {                                                                                           \
        const __typeof__(value) result_ = (value);                                                 \
        _Static_assert(sizeof result_ == 16, "a v128 has 16 bytes");                               \
        __builtin_memcpy(slots + (slot), &result_, sizeof result_);                                \
    } while (0)

#define CANONICAL_NAN_f32 0x7fc00000u
#define CANONICAL_NAN_f64 0x7ff8000000000000ull
/* The result of arithmetic: a NaN is replaced by the one that every target agrees on. */
#define PUT_ARITHMETIC(type, slot, value)                                                          \
    do {                                                                                           \
        const val_##type result_ = (value);                                                        \
        if (UNLIKELY(result_ != result_))                                                          \
            slots[slot] = CANONICAL_NAN_##type;                                                    \
        else                                                                                       \
            PUT_##type(slot, result_);                                                             \
    } while (0)

#define NEXT(words)                                                                                \
    do {                                                                                           \
        ip += (words);                                                                             \
        DISPATCH();                                                                                \
    } while (0)

#define TRAP(code)                                                                                 \
    do {                                                                                           \
        store->trap = (code);                                                                      \
        GOTO(TRAP);                                                                                \
    } while (0)

/* A body that calls out saves the registers, and loads what may have changed. */
#define SAVE() (store->ip = ip, store->slots = slots)
#define LOAD_MEMORY()                                                                              \
    do {                                                                                           \
        memory = store->memory ? store->memory->base : NULL;                                       \
        memory_size = store->memory ? store->memory->size : 0;                                     \
    } while (0)
#define LOAD_ALL()                                                                                 \
    do {                                                                                           \
        ip = store->ip;                                                                            \
        slots = store->slots;                                                                      \
        LOAD_MEMORY();                                                                             \
    } while (0)

#endif
