/*
 * Vectors of 128 bits in the compiler's own types, which clang and GCC turn into whatever the
 * target has: SSE2, NEON, SIMD of WebAssembly, or scalars. Nothing here depends on which: integers
 * wrap, floats are rounded as IEEE 754 says, and the rows of vector.def that compute floats make
 * NaNs canonical.
 */
#ifndef ENGINE_SRC_OPS_VECTOR_H
#define ENGINE_SRC_OPS_VECTOR_H

#include <base/float_round.h>
#include <stdint.h>

#define V_TYPE(name, lane, bytes) typedef lane name __attribute__((vector_size(bytes)))
V_TYPE(u8x16, uint8_t, 16);
V_TYPE(i8x16, int8_t, 16);
V_TYPE(u16x8, uint16_t, 16);
V_TYPE(i16x8, int16_t, 16);
V_TYPE(u32x4, uint32_t, 16);
V_TYPE(i32x4, int32_t, 16);
V_TYPE(u64x2, uint64_t, 16);
V_TYPE(i64x2, int64_t, 16);
V_TYPE(f32x4, float, 16);
V_TYPE(f64x2, double, 16);
/* Halves, as they are in memory. */
V_TYPE(u8x8, uint8_t, 8);
V_TYPE(i8x8, int8_t, 8);
V_TYPE(u16x4, uint16_t, 8);
V_TYPE(i16x4, int16_t, 8);
V_TYPE(u32x2, uint32_t, 8);
V_TYPE(i32x2, int32_t, 8);
V_TYPE(f32x2, float, 8);
#undef V_TYPE

#define V_INLINE static inline __attribute__((always_inline))

/* Lanes of `yes` where the mask is all ones, of `no` where it is zero. */
#define V_SELECT(mask, yes, no)                                                                    \
    (((__typeof__(yes))(mask) & (yes)) | (~(__typeof__(yes))(mask) & (no)))

#define V_LOW2(v)  __builtin_shufflevector(v, v, 0, 1)
#define V_HIGH2(v) __builtin_shufflevector(v, v, 2, 3)
#define V_LOW4(v)  __builtin_shufflevector(v, v, 0, 1, 2, 3)
#define V_HIGH4(v) __builtin_shufflevector(v, v, 4, 5, 6, 7)
#define V_LOW8(v)  __builtin_shufflevector(v, v, 0, 1, 2, 3, 4, 5, 6, 7)
#define V_HIGH8(v) __builtin_shufflevector(v, v, 8, 9, 10, 11, 12, 13, 14, 15)

/* A function of one lane applied to each. */
#define V_EACH4(type, f) ((type){f(v[0]), f(v[1]), f(v[2]), f(v[3])})
#define V_EACH2(type, f) ((type){f(v[0]), f(v[1])})

/* The expressions of several rows; U and S are the unsigned and the signed type of the lanes. The
 * sum overflows where its sign differs from that of both operands. */
#define V_ABS(U, S, bits) ((v ^ (U)((S)v >> ((bits) - 1))) - (U)((S)v >> ((bits) - 1)))
#define V_ADD_SAT(U, S, top, most)                                                                 \
    V_SELECT(((l ^ (S)((U)l + (U)r)) & (r ^ (S)((U)l + (U)r))) < 0, (l >> (top)) ^ (most),         \
             (S)((U)l + (U)r))
#define V_SUB_SAT(U, S, top, most)                                                                 \
    V_SELECT(((l ^ r) & (l ^ (S)((U)l - (U)r))) < 0, (l >> (top)) ^ (most), (S)((U)l - (U)r))
/* The even lanes of twice as many, with their sign. */
#define V_EVEN(S, U, bits) ((S)((U)v << (bits)) >> (bits))
#define V_ALL(mask)        vector_all((u64x2)(mask))

V_INLINE uint32_t vector_all(u64x2 mask)
{
    return (mask[0] & mask[1]) == UINT64_MAX;
}

/* The sign bits of 8 bytes, or of 4 words of 16 bits: the factor brings them side by side at the
 * top, and no two of its products meet. */
V_INLINE uint32_t bitmask_8(uint64_t lanes)
{
    return (uint32_t)(((lanes >> 7 & 0x0101010101010101u) * 0x0102040810204080u) >> 56);
}
V_INLINE uint32_t bitmask_16(uint64_t lanes)
{
    return (uint32_t)(((lanes >> 15 & 0x0001000100010001u) * 0x0001000200040008u) >> 48) & 15;
}

V_INLINE u8x16 vector_popcount(u8x16 v)
{
    v = v - ((v >> 1) & 0x55);
    v = (v & 0x33) + ((v >> 2) & 0x33);
    return (v + (v >> 4)) & 0x0f;
}

/* Bytes of v by the indices in r; others than 0 to 15 give 0. */
V_INLINE u8x16 vector_swizzle(u8x16 v, u8x16 r)
{
    uint8_t from[16], at[16], to[16];
    const u8x16 inside = r & 15;
    __builtin_memcpy(from, &v, sizeof from);
    __builtin_memcpy(at, &inside, sizeof at);
    for (int i = 0; i < 16; i++)
        to[i] = from[at[i]];
    __builtin_memcpy(&v, to, sizeof v);
    return v & (u8x16)(r < 16);
}

/* Lanes of half the width: those of l, then those of r, cut to the range from low to high. */
#define V_NARROW(name, from, half, to, low, high)                                                  \
    V_INLINE to vector_narrow_##name(from l, from r)                                               \
    {                                                                                              \
        const from least = (from){0} + (low), most = (from){0} + (high);                           \
        half halves[2];                                                                            \
        to result;                                                                                 \
        l = V_SELECT(l < least, least, l);                                                         \
        r = V_SELECT(r < least, least, r);                                                         \
        halves[0] = __builtin_convertvector(V_SELECT(l > most, most, l), half);                    \
        halves[1] = __builtin_convertvector(V_SELECT(r > most, most, r), half);                    \
        __builtin_memcpy(&result, halves, sizeof result);                                          \
        return result;                                                                             \
    }
V_NARROW(16_s, i16x8, i8x8, i8x16, INT8_MIN, INT8_MAX)
V_NARROW(16_u, i16x8, u8x8, u8x16, 0, UINT8_MAX)
V_NARROW(32_s, i32x4, i16x4, i16x8, INT16_MIN, INT16_MAX)
V_NARROW(32_u, i32x4, u16x4, u16x8, 0, UINT16_MAX)
#undef V_NARROW

/* The even and the odd lanes of 16 bits, as 32 bits with their sign; likewise of 8 bits. */
#define V_EVEN_16(v) ((i32x4)((u32x4)(v) << 16) >> 16)
#define V_ODD_16(v)  ((i32x4)(v) >> 16)
#define V_EVEN_8(v)  ((i16x8)((u16x8)(v) << 8) >> 8)
#define V_ODD_8(v)   ((i16x8)(v) >> 8)

/* Products of fractions of 15 bits, rounded. Only that of the two least ones overflows. */
V_INLINE u32x4 vector_q15_half(i32x4 l, i32x4 r)
{
    const i32x4 product = (l * r + 0x4000) >> 15;
    return (u32x4)V_SELECT(product > INT16_MAX, (i32x4){0} + INT16_MAX, product);
}
V_INLINE u32x4 vector_q15mulr_sat(i16x8 l, i16x8 r)
{
    const u32x4 even = vector_q15_half(V_EVEN_16(l), V_EVEN_16(r));
    const u32x4 odd = vector_q15_half(V_ODD_16(l), V_ODD_16(r));
    return (even & 0xffff) | odd << 16;
}

V_INLINE u32x4 vector_dot_16(i16x8 l, i16x8 r)
{
    return (u32x4)(V_EVEN_16(l) * V_EVEN_16(r)) + (u32x4)(V_ODD_16(l) * V_ODD_16(r));
}

/* Sums of two products of signed bytes, modulo 2^16. */
V_INLINE i16x8 vector_dot_8(i16x8 l, i16x8 r)
{
    return (i16x8)((u16x8)(V_EVEN_8(l) * V_EVEN_8(r)) + (u16x8)(V_ODD_8(l) * V_ODD_8(r)));
}
V_INLINE u32x4 vector_dot_8_add(i16x8 l, i16x8 r, i16x8 sum)
{
    const i16x8 pairs = vector_dot_8(l, r);
    return (u32x4)V_EVEN_16(pairs) + (u32x4)V_ODD_16(pairs) + (u32x4)sum;
}

/* ---- floats --------------------------------------------------------------------------------- */

/* Of equal operands the bits are combined, which chooses the right zero; of NaNs any comes. */
#define V_MIN_MAX(type, bits)                                                                      \
    V_INLINE type vector_min_##type(type l, type r)                                                \
    {                                                                                              \
        const bits x = (bits)l, y = (bits)r;                                                       \
        const bits result = V_SELECT(l < r, x, V_SELECT(r < l, y, x | y));                         \
        return (type)(result | (bits)(l != l) | (bits)(r != r));                                   \
    }                                                                                              \
    V_INLINE type vector_max_##type(type l, type r)                                                \
    {                                                                                              \
        const bits x = (bits)l, y = (bits)r;                                                       \
        const bits result = V_SELECT(l > r, x, V_SELECT(r > l, y, x & y));                         \
        return (type)(result | (bits)(l != l) | (bits)(r != r));                                   \
    }
V_MIN_MAX(f32x4, u32x4)
V_MIN_MAX(f64x2, u64x2)
#undef V_MIN_MAX

V_INLINE f32x4 vector_demote(f64x2 v)
{
    return (f32x4){(float)v[0], (float)v[1], 0, 0};
}

/* What the range has no number for is converted as 0 and replaced. */
V_INLINE i32x4 vector_trunc_s_f32x4(f32x4 v)
{
    const i32x4 fits = (v >= -2147483648.0f) & (v < 2147483648.0f);
    const i32x4 whole = __builtin_convertvector((f32x4)((i32x4)v & fits), i32x4);
    const i32x4 limit = V_SELECT(v < 0.0f, (i32x4){0} + INT32_MIN, (i32x4){0} + INT32_MAX);
    return V_SELECT(fits, whole, limit & (v == v));
}
V_INLINE u32x4 vector_trunc_u_f32x4(f32x4 v)
{
    const i32x4 fits = (v > -1.0f) & (v < 4294967296.0f);
    const u32x4 whole = __builtin_convertvector((f32x4)((i32x4)v & fits), u32x4);
    return (whole & (u32x4)fits) | (u32x4)(v >= 4294967296.0f);
}

V_INLINE int32_t lane_trunc_s(double v)
{
    if (v > -2147483649.0 && v < 2147483648.0)
        return (int32_t)v;
    return v < 0 ? INT32_MIN : v > 0 ? INT32_MAX : 0;
}
V_INLINE uint32_t lane_trunc_u(double v)
{
    if (v > -1.0 && v < 4294967296.0)
        return (uint32_t)v;
    return v > 0 ? UINT32_MAX : 0;
}
V_INLINE i32x4 vector_trunc_s_f64x2(f64x2 v)
{
    return (i32x4){lane_trunc_s(v[0]), lane_trunc_s(v[1]), 0, 0};
}
V_INLINE u32x4 vector_trunc_u_f64x2(f64x2 v)
{
    return (u32x4){lane_trunc_u(v[0]), lane_trunc_u(v[1]), 0, 0};
}

V_INLINE u32x4 canonical_f32x4(f32x4 v)
{
    return V_SELECT(v == v, (u32x4)v, (u32x4){0} + 0x7fc00000u);
}
V_INLINE u64x2 canonical_f64x2(f64x2 v)
{
    return V_SELECT(v == v, (u64x2)v, (u64x2){0} + 0x7ff8000000000000u);
}

#endif
