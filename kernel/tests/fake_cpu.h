/*
 * A CPU for tests: programs are C functions that are entered again and again, and say each time
 * what they do next. They keep their state in the machine (registers, linear memory) and never on
 * the C stack, so fork, threads and blocking work as with the real engine.
 *
 *   FAKE_PROGRAM(child)
 *   {
 *       FAKE_BEGIN(m);
 *       FAKE_CALL(m, SYSCALL_GETPID);            // the result is in m->result
 *       m->reg[0] = (uint64_t)m->result;         // locals do not survive a FAKE_...
 *       FAKE_COMPUTE(m, 5000);                   // use so many reductions
 *       FAKE_CALL(m, SYSCALL_TASK_EXIT, 3);
 *       FAKE_END(m);                             // return from the entry function
 *   }
 *
 * defines `child_image`, whose bytes are the module. A further thread enters the same function at
 * its beginning with m->is_thread set and its arguments in reg[0..2]. One FAKE_... a line.
 */
#ifndef KERNEL_TESTS_FAKE_CPU_H
#define KERNEL_TESTS_FAKE_CPU_H

#include <kernel/cpu.h>

#define FAKE_MEMORY    65536u /* bytes of a new machine's memory */
#define FAKE_ARGUMENTS 8u
#define FAKE_REGISTERS 32u

struct fake_machine;

enum fake_action {
    FAKE_DOES_CALL,
    FAKE_DOES_COMPUTE,
    FAKE_DOES_TRAP,
    FAKE_DOES_EXIT,
    FAKE_DOES_ATOMIC
};
typedef enum fake_action fake_step(struct fake_machine *m);

struct fake_image {
    char magic[8]; /* FAKE_MAGIC */
    fake_step *step;
    const char *fails; /* creating a context answers VB_ERR_UNLINKABLE with this, NULL: it works */
};
#define FAKE_MAGIC "fakecpu"

struct fake_machine {
    /* for programs */
    uint64_t reg[FAKE_REGISTERS];
    int64_t result; /* of the last call */
    bool is_thread;
    /* the machine's own */
    int pc;
    uint32_t number;
    uint64_t arguments[FAKE_ARGUMENTS];
    uint64_t compute; /* reductions left to use */
    uint64_t used;
    struct cpu_atomic atomic;
    char trap[64];
    bool calling;
    struct cpu_memory *memory, *caller;
    const struct fake_image *image;
    struct cpu_host host;
    void *cpu;
};

/* What tests may look at and set. */
struct fake_cpu {
    int contexts, images;
    const char *provides; /* of the last program's first image */
    uint64_t stack_limit, memory_limit;
};

extern const struct cpu_ops fake_cpu_ops; /* cpu: a struct fake_cpu */

/* Guest memory as a host pointer; NULL outside. Valid until the next grow. */
void *fake_at(struct fake_machine *m, uint64_t address, uint64_t size);
int fake_grow(struct fake_machine *m, uint64_t size);
enum fake_action fake_call(struct fake_machine *m, uint32_t number, size_t count,
                           const uint64_t *arguments);
enum fake_action fake_trap(struct fake_machine *m, const char *text);

#define FAKE_PROGRAM(name)                                                                         \
    static fake_step name;                                                                         \
    static const struct fake_image name##_image = {FAKE_MAGIC, name, NULL};                        \
    static enum fake_action name(struct fake_machine *m)

#define FAKE_BEGIN(m)                                                                              \
    switch ((m)->pc) {                                                                             \
    case 0:
/* `n` (0 to 15) tells the steps of one line apart, for macros of several. */
#define FAKE_STEP_(m, n, action)                                                                   \
    do {                                                                                           \
        (m)->pc = __LINE__ * 16 + (n);                                                             \
        return action;                                                                             \
    case __LINE__ * 16 + (n):;                                                                     \
    } while (0)
#define FAKE_CALL_N(m, n, number, ...)                                                             \
    FAKE_STEP_(m, n,                                                                               \
               fake_call((m), (number),                                                            \
                         sizeof((uint64_t[]){0, ##__VA_ARGS__}) / sizeof(uint64_t) - 1,            \
                         (uint64_t[]){0, ##__VA_ARGS__} + 1))
#define FAKE_CALL(m, ...)       FAKE_CALL_N(m, 0, __VA_ARGS__)
#define FAKE_COMPUTE(m, amount) FAKE_STEP_(m, 0, ((m)->compute = (amount), FAKE_DOES_COMPUTE))
#define FAKE_TRAP(m, text)      FAKE_STEP_(m, 0, fake_trap((m), (text)))
/* Wait at an address of the memory, or notify it; m->result as ops->complete() says. */
#define FAKE_WAIT(m, address_, timeout_)                                                           \
    FAKE_STEP_(m, 0,                                                                               \
               ((m)->atomic = (struct cpu_atomic){.address = (address_), .timeout = (timeout_)},   \
                FAKE_DOES_ATOMIC))
#define FAKE_NOTIFY(m, address_, count_)                                                           \
    FAKE_STEP_(m, 0,                                                                               \
               ((m)->atomic =                                                                      \
                    (struct cpu_atomic){.notify = true, .address = (address_), .count = (count_)}, \
                FAKE_DOES_ATOMIC))
#define FAKE_END(m)                                                                                \
    }                                                                                              \
    return FAKE_DOES_EXIT

#endif
