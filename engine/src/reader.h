/*
 * A cursor over bytes. Internal to the engine.
 *
 * Two families. reader_*() check everything: they return VB_OK, or a negative status with the
 * cursor unmoved (VB_ERR_RANGE: the bytes run out; VB_ERR_TOO_BIG, VB_ERR_INVALID: as in
 * base/leb128.h). code_*() read a function body that module_load() has validated and so check
 * nothing: they are for translation, disassembly and the like.
 */
#ifndef ENGINE_SRC_READER_H
#define ENGINE_SRC_READER_H

#include "opcodes.h"
#include <base/leb128.h>
#include <base/macros.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct reader {
    const uint8_t *at, *end;
};

static inline size_t reader_left(const struct reader *r)
{
    return (size_t)(r->end - r->at);
}

MUST_CHECK static inline int reader_u8(struct reader *r, uint8_t *out)
{
    if (UNLIKELY(r->at == r->end))
        return VB_ERR_RANGE;
    *out = *r->at++;
    return VB_OK;
}

/* Nearly all LEB128 integers of real modules fit one byte: that path is inline. */
MUST_CHECK static inline int reader_u32(struct reader *r, uint32_t *out)
{
    if (LIKELY(r->at != r->end && *r->at < 0x80)) {
        *out = *r->at++;
        return VB_OK;
    }
    uint64_t wide;
    int status = leb128_read_unsigned(&r->at, r->end, 32, &wide);
    if (status == VB_OK)
        *out = (uint32_t)wide;
    return status;
}

/* A signed integer of `bits` bits: 32, 33 or 64. */
MUST_CHECK static inline int reader_signed(struct reader *r, unsigned bits, int64_t *out)
{
    if (LIKELY(r->at != r->end && *r->at < 0x80)) {
        *out = (int64_t)(*r->at++ ^ 0x40) - 0x40;
        return VB_OK;
    }
    return leb128_read_signed(&r->at, r->end, bits, out);
}

/* Little endian, at any alignment. */
static inline uint32_t load_u32le(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static inline uint64_t load_u64le(const uint8_t *at)
{
    return load_u32le(at) | (uint64_t)load_u32le(at + 4) << 32;
}

/* ---- validated code ------------------------------------------------------------------------ */

static inline uint8_t code_u8(struct reader *r)
{
    return *r->at++;
}

static inline uint32_t code_u32(struct reader *r)
{
    uint32_t value = *r->at++;
    if (LIKELY(value < 0x80))
        return value;
    value &= 0x7f;
    for (unsigned shift = 7;; shift += 7) {
        uint8_t byte = *r->at++;
        value |= (uint32_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return value;
    }
}

static inline uint64_t code_u64(struct reader *r)
{
    uint64_t value = 0;
    uint8_t byte;
    for (unsigned shift = 0;; shift += 7) {
        byte = *r->at++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return value;
    }
}

static inline int64_t code_s64(struct reader *r)
{
    uint64_t value = 0;
    unsigned shift = 0;
    uint8_t byte;
    do {
        byte = *r->at++;
        value |= (uint64_t)(byte & 0x7f) << shift;
        shift += 7;
    } while (byte >= 0x80);
    if (shift < 64 && (byte & 0x40))
        value |= ~(uint64_t)0 << shift;
    return (int64_t)value;
}

static inline int32_t code_s32(struct reader *r)
{
    return (int32_t)code_s64(r);
}

/* The bits of an f32 or f64 constant. */
static inline uint32_t code_f32(struct reader *r)
{
    uint32_t bits = load_u32le(r->at);
    r->at += 4;
    return bits;
}

static inline uint64_t code_f64(struct reader *r)
{
    uint64_t bits = load_u64le(r->at);
    r->at += 8;
    return bits;
}

static inline enum opcode code_opcode(struct reader *r)
{
    uint8_t byte = *r->at++;
    if (LIKELY(byte < OPCODE_PREFIX_FC)) /* above are prefixes only */
        return (enum opcode)byte;
    return (enum opcode)opcode_prefixed(byte, code_u32(r));
}

#endif
