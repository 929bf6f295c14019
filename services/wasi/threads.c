/*
 * Threads of a WASI program (the proposal wasi-threads: module "wasi", function "thread-spawn"),
 * and how they take turns in the shim.
 *
 * A thread has instances of its own of program and shim, with their globals; memories are common.
 * The kernel starts it with vibee_thread_begin() here, which gives it its stack, and then the
 * program's wasi_thread_start(tid, argument).
 */
#include "shim.h"
#include <stdlib.h>

enum { THREADS_MAX = 64, STACK_SIZE = 8192, TID_MAX = 0x1fffffff };
enum { YIELDS = 16, PAUSE_NS = 1000000 };

__asm__(".globaltype __stack_pointer, i32\n"
        ".export_name vibee_thread_begin, vibee_thread_begin\n"
        ".section .text.vibee_thread_begin,\"\",@\n"
        ".globl vibee_thread_begin\n"
        ".type vibee_thread_begin,@function\n"
        "vibee_thread_begin:\n"
        ".functype vibee_thread_begin (i32, i32, i64) -> ()\n"
        "local.get 2\n"
        "i32.wrap_i64\n"
        "global.set __stack_pointer\n"
        "end_function\n");

/* ---- turns -------------------------------------------------------------------------------------
 */

static bool threaded; /* there has been a second thread */
static uint32_t taken;

/* Nobody holds it for long: who waits for something gives it up before. The memory is not shared in
 * WebAssembly's sense, so there is nothing to wait on. */
static void take(void)
{
    unsigned tries;

    for (tries = 0; __atomic_exchange_n(&taken, 1, __ATOMIC_SEQ_CST) != 0; tries++) {
        if (tries < YIELDS)
            (void)vb_yield();
        else
            (void)vb_sleep((uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + PAUSE_NS);
    }
}

char shim_enter(void)
{
    if (threaded)
        take();
    return 0;
}

void shim_leave(char *in_call)
{
    (void)in_call;
    if (threaded)
        __atomic_store_n(&taken, 0, __ATOMIC_SEQ_CST);
}

void shim_pause(void)
{
    shim_leave(NULL);
}

void shim_resume(void)
{
    (void)shim_enter();
}

bool shim_has_threads(void)
{
    return threaded;
}

/* ---- spawning ----------------------------------------------------------------------------------
 */

static struct {
    uint64_t handle; /* 0: free */
    char *stack;     /* kept for the next one */
} threads[THREADS_MAX];
static int32_t last_tid;

/* A place for one more: whoever had it has ended. Negative: there is none. */
static int free_place(void)
{
    struct vb_exit_info info;
    int i;

    for (i = 0; i < THREADS_MAX; i++) {
        if (threads[i].handle == 0)
            return i;
        if (vb_thread_join(threads[i].handle, VB_ADDRESS(&info), VB_NO_WAIT) == VB_ERR_AGAIN)
            continue;
        (void)vb_handle_close(threads[i].handle);
        threads[i].handle = 0;
        return i;
    }
    return -1;
}

__attribute__((export_name("thread-spawn"))) int32_t shim_thread_spawn(uint32_t argument);

/* The new thread's number, or a negative WASI errno. The caller becomes one of several here. */
int32_t shim_thread_spawn(uint32_t argument)
{
    SHIM_CALL();
    int64_t handle;
    int place;

    (void)shim();
    if (!threaded) {
        threaded = true;
        taken = 1;
    }
    place = free_place();
    if (place < 0)
        return -WASI_EAGAIN;
    if (threads[place].stack == NULL)
        threads[place].stack = aligned_alloc(16, STACK_SIZE);
    if (threads[place].stack == NULL)
        return -WASI_ENOMEM;
    last_tid = last_tid % TID_MAX + 1;
    handle = vb_thread_create((uint32_t)last_tid, argument,
                              (uintptr_t)threads[place].stack + STACK_SIZE);
    if (handle < 0)
        return -wasi_error(handle);
    threads[place].handle = (uint64_t)handle;
    return last_tid;
}
