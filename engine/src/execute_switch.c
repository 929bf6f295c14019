/*
 * The interpreter as one function with a switch in a loop: for compilers and targets without
 * guaranteed tail calls. The registers of state.h are its local variables.
 */
#include "ops/state.h"

#define DISPATCH() goto dispatch
#define GOTO(name) goto body_##name
#define STOP(reason)                                                                               \
    do {                                                                                           \
        *budget = reductions;                                                                      \
        return (reason);                                                                           \
    } while (0)
#define OP(name)                                                                                   \
    case OP_##name:                                                                                \
        body_##name : __attribute__((unused));

/* The analysis behind this warning takes minutes for one function of so many blocks; the bodies
 * have it in execute_tail.c. */
#pragma GCC diagnostic ignored "-Wuninitialized"

enum engine_stop engine_execute(struct store *store, int64_t *budget)
{
    const struct insn *ip = store->ip;
    uint64_t *slots = store->slots;
    int64_t reductions = *budget;
    uint8_t *memory;
    uint64_t memory_size, acc = 0;

    LOAD_MEMORY();
dispatch:
    switch ((enum code_op)ip->op) {
#include "ops/all.inc"
        /* Joins save a dispatch, and here there is one for all: each runs its first instruction,
         * and the words behind it are what they are. Their own bodies would double the function. */
#define JOIN_FIRST(first)
#define JOIN(first, second)                                                                        \
    OP(first##__##second)                                                                          \
    GOTO(first);
#define JOIN_TWO(first, second)
#define JOIN3(first, second, third)                                                                \
    OP(first##__##second##__##third)                                                               \
    GOTO(first);
#define JOIN_NEXT(next)
#define JOIN_THREE(first, second, third)
#define JOIN4(first, second, third, fourth)                                                        \
    OP(first##__##second##__##third##__##fourth)                                                   \
    GOTO(first);
#include "ops/joins.def"
#include "ops/undef.h"
    case OP_COUNT:
        break;
    }
    __builtin_unreachable();
}
