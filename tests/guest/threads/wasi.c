/* Threads of a WASI program, as wasi-sdk's wasm32-wasi-threads would have them: a memory that is
 * imported, wasi.thread-spawn, wasi_thread_start. wasi-libc's own threads are younger than the one
 * of Debian, so stacks and starts are made here, and while there are threads no function of the C
 * library is called that keeps state. Prints TAP. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wasi/api.h>

#define THREADS    8
#define STACK_SIZE 16384
#define ADDITIONS  1000

__attribute__((import_module("wasi"), import_name("thread-spawn"))) int32_t
thread_spawn(void *argument);

/* What a thread is started with: its stack comes first, for the assembly. */
struct start {
    char *stack;
    void (*function)(struct start *start);
    uint32_t number, done;
};
static _Alignas(16) char stacks[THREADS][STACK_SIZE];
static struct start starts[THREADS];
static uint32_t sum, written;
static char answer[16];
static uint32_t answer_size;

__asm__(".globaltype __stack_pointer, i32\n"
        ".functype start_thread (i32, i32) -> ()\n"
        ".export_name wasi_thread_start, wasi_thread_start\n"
        ".section .text.wasi_thread_start,\"\",@\n"
        ".globl wasi_thread_start\n"
        ".type wasi_thread_start,@function\n"
        "wasi_thread_start:\n"
        ".functype wasi_thread_start (i32, i32) -> ()\n"
        "local.get 1\n"
        "i32.load 0\n"
        "global.set __stack_pointer\n"
        "local.get 0\n"
        "local.get 1\n"
        "call start_thread\n"
        "end_function\n");

void start_thread(int32_t number, struct start *start);
__attribute__((used)) static void (*const keep)(int32_t, struct start *) = start_thread;

void start_thread(int32_t number, struct start *start)
{
    start->function(start);
    __atomic_store_n(&start->done, number > 0, __ATOMIC_SEQ_CST);
    (void)__builtin_wasm_memory_atomic_notify((int *)&start->done, 1);
}

static int32_t begin(unsigned which, void (*function)(struct start *start))
{
    starts[which] = (struct start){stacks[which] + STACK_SIZE, function, which, 0};
    return thread_spawn(&starts[which]);
}

static void join(unsigned which)
{
    while (__atomic_load_n(&starts[which].done, __ATOMIC_SEQ_CST) == 0)
        (void)__builtin_wasm_memory_atomic_wait32((int *)&starts[which].done, 0, -1);
}

static void check(bool good, const char *what)
{
    static unsigned cases;

    printf("%sok %u - %s\n", good ? "" : "not ", ++cases, what);
    fflush(stdout);
}

/* ---- what they do ------------------------------------------------------------------------------
 */

/* Adds, and writes to standard error in two pieces, which come out together. */
static void add(struct start *start)
{
    const __wasi_ciovec_t pieces[2] = {{(const uint8_t *)"thread", 6}, {(const uint8_t *)"\n", 1}};
    __wasi_size_t size;
    unsigned i;

    (void)start;
    for (i = 0; i < ADDITIONS; i++) {
        __atomic_add_fetch(&sum, 1, __ATOMIC_SEQ_CST);
        if (i % 100 == 0 && __wasi_fd_write(2, pieces, 2, &size) == 0)
            __atomic_add_fetch(&written, size, __ATOMIC_SEQ_CST);
    }
}

static void sleep_for_ever(struct start *start)
{
    const __wasi_subscription_t clock = {
        .u = {.tag = __WASI_EVENTTYPE_CLOCK,
              .u = {.clock = {.id = __WASI_CLOCKID_MONOTONIC, .timeout = 3600000000000ull}}}};
    __wasi_event_t event;
    __wasi_size_t events;

    (void)start;
    (void)__wasi_poll_oneoff(&clock, &event, 1, &events);
}

static void read_input(struct start *start)
{
    const __wasi_iovec_t piece = {(uint8_t *)answer, sizeof answer};
    __wasi_size_t size = 0;

    (void)start;
    if (__wasi_fd_read(0, &piece, 1, &size) == 0)
        answer_size = size;
}

#define ADDERS 4

int main(int argc, char **argv)
{
    bool good = true;
    unsigned i, round;
    int32_t last = 0, tid;

    (void)argv;
    printf("1..5\n");
    good = begin(6, sleep_for_ever) > 0 && begin(7, read_input) > 0;
    check(good, "one thread sleeps, one reads");
    for (round = 0; round < 40; round++) { /* more than there can be at once */
        for (i = 0; i < ADDERS; i++) {
            tid = begin(i, add);
            good = good && tid > last;
            last = tid;
        }
        for (i = 0; i < ADDERS; i++)
            join(i);
    }
    check(good, "others begin, each with a number of its own");
    check(sum == 40 * ADDERS * ADDITIONS, "they have added");
    check(written == 40 * ADDERS * (ADDITIONS / 100) * 7,
          "and written, all with the same descriptors");
    if (argc > 1) { /* who started us waits for this, and then gives the input */
        printf("input?\n");
        fflush(stdout);
    }
    join(7);
    check(argc > 1 ? answer_size == 6 && memcmp(answer, "hello\n", 6) == 0 : answer_size == 0,
          "the reader has read");
    return 0; /* and the sleeper ends with the process */
}
