/*
 * The test cases of spec/syscalls.vibee as tables (cases.gen.c), and what carries them out.
 *
 * A case is a list of scripts: script 0 for the main thread, one more for each further thread and
 * task that it makes. A script is a list of steps: make a system call and compare its result, put
 * bytes into memory, look at memory. The interpreter knows no kernel: it says which call to make
 * and is told the result. So the same tables run in a unit test, where it is the "CPU" of the
 * kernel's contexts (harness.c), and in a program inside VIBEE OS.
 *
 * An actor is one thread. It works in an arena, memory of its task that it shares with the task's
 * other threads: variables first, then the start block, then what the steps lay out. The arena is
 * zero when a case begins.
 */
#ifndef TESTS_SPEC_CASES_INTERPRETER_H
#define TESTS_SPEC_CASES_INTERPRETER_H

#include <stdbool.h>
#include <stdint.h>

#define CASE_VARIABLES  64u
#define CASE_BLOCK      0x200u /* arena offset of the start block */
#define CASE_BLOCK_SIZE 0x1e00u
#define CASE_ARENA_SIZE 0x12000u
#define CASE_ARGUMENTS  8u

enum case_op {
    CASE_CALL,         /* system call `number`; the last value is what the result is compared to */
    CASE_BYTES,        /* put case_bytes at `at` */
    CASE_STORE,        /* put a value of `number` bytes at `at` */
    CASE_LOAD,         /* variable `result` = `number` bytes at `at` */
    CASE_EXPECT,       /* compare `number` bytes at `at` to a value */
    CASE_EXPECT_BYTES, /* compare memory at `at` to case_bytes */
    CASE_BECOME,       /* go on with script `number` of the case when variable `result` is 0 */
    CASE_LEAVE,        /* go on with the script's last step when variable `result` is not 0 */
    CASE_HOOK,         /* ask the host for something: enum case_hook, one value */
};

enum case_relation {
    CASE_ANY,
    CASE_EQUAL,
    CASE_POSITIVE,
    CASE_AT_LEAST,
    CASE_UNTIL, /* make the call again and again until the result is equal */
};

enum case_kind {
    CASE_CONSTANT,
    CASE_VARIABLE, /* the variable plus number */
    CASE_MASKED,   /* the variable's bits that number has */
    CASE_ADDRESS,  /* guest address of arena offset number */
    CASE_ENTRY,    /* what thread_create takes as the function of an actor */
};

enum case_hook {
    CASE_HOOK_CHECKPOINT,      /* remember what the kernel holds */
    CASE_HOOK_BALANCE,         /* it must hold as much again, and so many objects more */
    CASE_HOOK_FINISH,          /* the case has ended well */
    CASE_HOOK_FAIL_MEMORY,     /* 1: no allocation of the kernel succeeds, 0: as usual again */
    CASE_HOOK_DEVICE_COMPLETE, /* the device completes its oldest request with this result */
    CASE_HOOK_STOPS,           /* the next call ends the system: action << 8 | status */
    CASE_HOOK_TRAP,            /* trap: the context stops for good */
    CASE_HOOK_CALLER,          /* VB_CALLER_MEMORY means the actor's own memory */
    CASE_HOOK_THREADLESS,      /* the program has no vibee_thread_start */
    CASE_HOOK_NO_ENTROPY,      /* the platform gives no random bytes */
};

/* What a case wants of its host beyond system calls. */
#define CASE_NEEDS_FAIL_MEMORY     1u
#define CASE_NEEDS_DEVICE_COMPLETE 2u
#define CASE_NEEDS_STOPS           4u
#define CASE_NEEDS_CALLER          8u
#define CASE_NEEDS_THREADLESS      16u
#define CASE_NEEDS_MACHINE         32u /* the machine of hal/fake */
#define CASE_NEEDS_NO_ENTROPY      64u

struct case_value {
    uint8_t kind;     /* enum case_kind */
    uint8_t variable; /* number of the variable */
    uint64_t number;
};

struct case_step {
    uint8_t op;       /* enum case_op */
    uint8_t number;   /* see enum case_op */
    uint8_t relation; /* enum case_relation */
    int8_t result;    /* variable, -1: none */
    uint16_t count;   /* of values or bytes */
    uint32_t first;   /* in case_values or case_bytes */
    uint32_t at;      /* arena offset */
    const char *note; /* for the message of a failure: the call or the field */
};

struct case_script {
    uint32_t first, count; /* in case_steps */
};

struct case_entry {
    const char *function, *behavior, *name;
    uint32_t script; /* its first script, in case_scripts */
    uint32_t needs;  /* CASE_NEEDS_... */
};

extern const struct case_value case_values[];
extern const uint8_t case_bytes[];
extern const struct case_step case_steps[];
extern const struct case_script case_scripts[];
extern const struct case_entry case_entries[];
extern const uint32_t case_count;

struct case_actor {
    uint32_t index; /* of the case; UINT32_MAX: its start block will say */
    uint32_t step, end;
    uint64_t base;  /* guest address of the arena */
    uint64_t entry; /* see CASE_ENTRY */
    uint64_t block_size;
};

struct case_request {
    uint32_t number; /* of the system call or hook */
    uint64_t arguments[CASE_ARGUMENTS];
};

enum case_action {
    CASE_DO_CALL, /* make the call, then case_result() */
    CASE_DO_HOOK, /* then go on */
    CASE_DONE,    /* the script has ended */
    CASE_FAILED,  /* an expectation does not hold: `failure` says which */
};

#define CASE_FAILURE_SIZE 200u

/* The first thread of a task: the start block says which case and script (arguments 1 and 2). */
void case_begin_task(struct case_actor *actor, uint64_t base, uint64_t entry);
/* The case's main script in a task that runs several, without start handles as variables. */
void case_begin_here(struct case_actor *actor, uint32_t index, uint64_t base);
/* A further thread: `argument` is that of thread_create. */
void case_begin_thread(struct case_actor *actor, const struct case_actor *creator,
                       uint64_t argument);

/* Go on to the next thing that the host must do. `arena` is where the arena is now. */
enum case_action case_next(struct case_actor *actor, uint8_t *arena, struct case_request *request,
                           char failure[CASE_FAILURE_SIZE]);
/* The result of the call that case_next() asked for. False: not what was expected. */
bool case_result(struct case_actor *actor, uint8_t *arena, int64_t result,
                 char failure[CASE_FAILURE_SIZE]);

#endif
