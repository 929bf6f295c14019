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
    case OP_COUNT:
        break;
    }
    __builtin_unreachable();
}
