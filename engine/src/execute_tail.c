/*
 * The interpreter as threaded code: each body is a function that ends with a tail call of the next,
 * and the registers of state.h are its parameters, which preserve_none keeps in machine registers.
 * WebAssembly has tail calls and no conventions: there the build defines ENGINE_CONVENTION as
 * nothing. For compilers and targets with tail calls; execute_switch.c serves the others.
 */
#include "ops/state.h"

#ifndef ENGINE_CONVENTION
#define ENGINE_CONVENTION __attribute__((preserve_none))
#endif

#define UNUSED __attribute__((unused))
#define REGISTERS                                                                                  \
    const struct insn *ip UNUSED, uint64_t *slots UNUSED, uint8_t *memory UNUSED,                  \
        uint64_t memory_size UNUSED, int64_t reductions UNUSED, struct store *store UNUSED,        \
        const void *bodies UNUSED, uint64_t acc UNUSED
#define ARGUMENTS ip, slots, memory, memory_size, reductions, store, bodies, acc

typedef enum engine_stop body(REGISTERS) ENGINE_CONVENTION;
/* A register of its own for the table saves computing its address in each body. */
#define BODIES ((body *const *)bodies)

#define JUMP(target) __attribute__((musttail)) return (target)(ARGUMENTS)
#define DISPATCH()   JUMP(BODIES[ip->op])
#define GOTO(name)   JUMP(body_##name)
#define STOP(reason)                                                                               \
    do {                                                                                           \
        store->budget = reductions;                                                                \
        return (reason);                                                                           \
    } while (0)
#define OP(name) ENGINE_CONVENTION static enum engine_stop body_##name(REGISTERS)

#define DECLARE(name) static body body_##name;
DECLARE(STOP_REDUCTIONS)
DECLARE(TRAP)
DECLARE(CALL_PREPARE)
DECLARE(CALL_INDIRECT_ANY)
DECLARE(TAIL_CALL_PREPARE)
DECLARE(RETURN_ANY)

#include "ops/all.inc"
#include "ops/joins.inc"
#undef OP

static body *const all_bodies[] = {
#define OP(name) [OP_##name] = body_##name,
#include "ops/list.inc"
#undef OP
};

enum engine_stop engine_execute(struct store *store, int64_t *reductions)
{
    uint8_t *memory = store->memory ? store->memory->base : NULL;
    uint64_t memory_size = store->memory ? store->memory->size : 0;
    enum engine_stop stop = all_bodies[store->ip->op](store->ip, store->slots, memory, memory_size,
                                                      *reductions, store, all_bodies, 0);
    *reductions = store->budget;
    return stop;
}
