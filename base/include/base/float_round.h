/*
 * Rounding, minimum and maximum of floats as IEEE 754-2019 and WebAssembly (core 4.3.3) define
 * them, without a C library: freestanding compilers turn the builtins into calls of libm where the
 * processor's base set lacks the instruction. Exact for every argument, the sign of a zero result
 * included; a NaN gives a NaN whose payload is not specified. Rounding mode: to nearest, even.
 */
#ifndef BASE_FLOAT_ROUND_H
#define BASE_FLOAT_ROUND_H

#include <stdint.h>

/* From 2^23 (2^52) on every float (double) is an integer, and so is infinity. The comparisons are
 * written so that a NaN takes the early way out. copysign restores the sign of a zero result. */
#define DEFINE_FLOAT_ROUND(suffix, type, integer, limit, copysign)                                 \
    static inline type float_trunc_##suffix(type v)                                                \
    {                                                                                              \
        if (!(v > -(limit) && v < (limit)))                                                        \
            return v;                                                                              \
        return copysign((type)(integer)v, v);                                                      \
    }                                                                                              \
    static inline type float_floor_##suffix(type v)                                                \
    {                                                                                              \
        type whole = float_trunc_##suffix(v);                                                      \
        return whole > v ? whole - 1 : whole;                                                      \
    }                                                                                              \
    static inline type float_ceil_##suffix(type v)                                                 \
    {                                                                                              \
        type whole = float_trunc_##suffix(v);                                                      \
        return whole < v ? copysign(whole + 1, v) : whole;                                         \
    }                                                                                              \
    /* Adding the limit leaves no bit for a fraction, so the addition rounds. */                   \
    static inline type float_nearest_##suffix(type v)                                              \
    {                                                                                              \
        if (!(v > -(limit) && v < (limit)))                                                        \
            return v;                                                                              \
        type away = copysign((limit), v);                                                          \
        return copysign((v + away) - away, v);                                                     \
    }                                                                                              \
    /* A NaN operand gives a NaN, and -0 is less than +0. */                                       \
    static inline type float_min_##suffix(type l, type r)                                          \
    {                                                                                              \
        if (l == r)                                                                                \
            return copysign((type)1, l) < 0 ? l : r;                                               \
        return l < r ? l : r < l ? r : l + r;                                                      \
    }                                                                                              \
    static inline type float_max_##suffix(type l, type r)                                          \
    {                                                                                              \
        if (l == r)                                                                                \
            return copysign((type)1, l) < 0 ? r : l;                                               \
        return l > r ? l : r > l ? r : l + r;                                                      \
    }

DEFINE_FLOAT_ROUND(f32, float, int32_t, 8388608.0f, __builtin_copysignf)
DEFINE_FLOAT_ROUND(f64, double, int64_t, 4503599627370496.0, __builtin_copysign)
#undef DEFINE_FLOAT_ROUND

#endif
