/* The integer operations of numeric.def as functions eval_<NAME>(l, r), for instructions that are
 * made of several. */
#ifndef ENGINE_SRC_OPS_EVAL_H
#define ENGINE_SRC_OPS_EVAL_H

#include <stdbool.h>
#include <stdint.h>

typedef uint32_t val_i32;
typedef uint64_t val_i64;
typedef float val_f32;
typedef double val_f64;

#define INT_BINARY(n, type, expression, commutes)                                                  \
    static inline val_##type eval_##n(val_##type l, val_##type r)                                  \
    {                                                                                              \
        return (val_##type)(expression);                                                           \
    }
#define COMPARE(n, type, expression, inverse, swapped)                                             \
    static inline bool eval_##n(val_##type l, val_##type r)                                        \
    {                                                                                              \
        return expression;                                                                         \
    }
#define FLOAT_BINARY(...)
#define FLOAT_COMPARE(...)
#define DIVIDE(...)
#define UNARY(...)
#define FLOAT_UNARY(...)
#define TRUNCATE(...)
#define SATURATE(...)
#include "numeric.def"
#include "undef.h"

#endif
