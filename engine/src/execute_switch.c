/*
 * The interpreter as a switch in a loop: for compilers and targets without guaranteed tail calls,
 * and for WebAssembly, where an engine's compiler sees it as one function. The registers of state.h
 * are its local variables. What is seldom executed has a function of its own: the larger one is,
 * the more registers such a compiler keeps in memory (docs/benchmarks.md has figures).
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

/* What execute_rare() is given and changes. */
struct registers {
    const struct insn *ip;
    uint64_t *slots;
    uint64_t acc;
    int64_t reductions;
};

/* How the other function goes on. */
enum rare { RARE_DISPATCH, RARE_TRAP, RARE_STOP_REDUCTIONS };

static enum rare execute_rare(struct store *store, struct registers *registers);

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
        /* clang-format off */
#include "ops/scalar.inc"
#include "ops/joins.inc" /* uses what the former defines */
        /* clang-format on */
    default: {
        struct registers registers = {ip, slots, acc, reductions};
        const enum rare next = execute_rare(store, &registers);
        ip = registers.ip;
        acc = registers.acc;
        reductions = registers.reductions;
        if (next == RARE_TRAP)
            GOTO(TRAP);
        if (next == RARE_STOP_REDUCTIONS)
            GOTO(STOP_REDUCTIONS);
        DISPATCH();
    }
    }
}

/* Executes instructions on vectors and tables; `ip` then is at the first other one. */
__attribute__((noinline)) static enum rare execute_rare(struct store *store,
                                                        struct registers *registers)
{
    const struct insn *ip = registers->ip;
    uint64_t *slots = registers->slots;
    int64_t reductions = registers->reductions;
    uint8_t *memory;
    uint64_t memory_size, acc = registers->acc;
    enum rare next = RARE_DISPATCH;

    LOAD_MEMORY();
dispatch:
    switch ((enum code_op)ip->op) {
#include "ops/table.inc"
#include "ops/vector.inc"
    default:
        goto leave;
    }
body_TRAP:
    next = RARE_TRAP;
    goto leave;
body_STOP_REDUCTIONS:
    next = RARE_STOP_REDUCTIONS;
leave:
    *registers = (struct registers){ip, slots, acc, reductions};
    return next;
}
