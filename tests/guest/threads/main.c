/* Threads of a task in a shared memory: mutexes, conditions, waits and notifications, and what ends
 * a wait. Prints TAP, the same on every target. */
#include <sdk/file.h>
#include <sdk/start.h>
#include <sdk/sync.h>
#include <sdk/thread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/syscalls.h>

#define THREADS    4
#define STACK_SIZE 16384
#define TIMED_OUT  2
#define NOT_EQUAL  1

static _Alignas(16) char stacks[THREADS][STACK_SIZE];
static unsigned cases, failures;
#define CASES 30

static void say(const char *line)
{
    (void)sdk_file_write_all(sdk_start_fd(1), line, strlen(line));
}

static void check(bool good, const char *what)
{
    char line[128];

    cases++;
    failures += !good;
    snprintf(line, sizeof line, "%sok %u - %s\n", good ? "" : "not ", cases, what);
    say(line);
}

static int64_t begin(unsigned which, sdk_thread_function *function)
{
    int64_t thread = sdk_thread(function, which, stacks[which], STACK_SIZE);

    if (thread < 0)
        abort();
    return thread;
}

static int wait_at(uint32_t *at, uint32_t value, int64_t timeout)
{
    return __builtin_wasm_memory_atomic_wait32((int *)at, (int)value, timeout);
}

static uint32_t notify(uint32_t *at, uint32_t count)
{
    return (uint32_t)__builtin_wasm_memory_atomic_notify((int *)at, count);
}

static uint32_t get(uint32_t *at)
{
    return __atomic_load_n(at, __ATOMIC_SEQ_CST);
}

static void put(uint32_t *at, uint32_t value)
{
    __atomic_store_n(at, value, __ATOMIC_SEQ_CST);
}

/* ---- producers and consumers -------------------------------------------------------------------
 */

#define ITEMS 500 /* of each producer */
#define ROOM  8

static struct sdk_mutex mutex;
static struct sdk_condition not_full, not_empty;
static uint32_t ring[ROOM], first, count;
static uint64_t sums[THREADS];

static void produce(uint64_t which)
{
    for (uint32_t i = 1; i <= ITEMS; i++) {
        sdk_mutex_lock(&mutex);
        while (count == ROOM)
            (void)sdk_condition_wait(&not_full, &mutex, -1);
        ring[(first + count++) % ROOM] = i;
        sums[which] += i;
        sdk_mutex_unlock(&mutex);
        sdk_condition_signal(&not_empty);
    }
}

static void consume(uint64_t which)
{
    for (uint32_t i = 0; i < ITEMS; i++) {
        sdk_mutex_lock(&mutex);
        while (count == 0)
            (void)sdk_condition_wait(&not_empty, &mutex, -1);
        sums[which] += ring[first];
        first = (first + 1) % ROOM;
        count--;
        sdk_mutex_unlock(&mutex);
        sdk_condition_signal(&not_full);
    }
}

static void producers_and_consumers(void)
{
    int64_t threads[THREADS];

    for (unsigned i = 0; i < THREADS; i++)
        threads[i] = begin(i, i % 2 == 0 ? consume : produce);
    for (unsigned i = 0; i < THREADS; i++)
        check(sdk_thread_join(threads[i]) == 0, "a thread ends");
    check(sums[0] + sums[2] == ITEMS * (ITEMS + 1), "all that was produced was consumed");
    check(sums[1] + sums[3] == ITEMS * (ITEMS + 1) && count == 0, "and nothing else");
    check(sdk_mutex_try(&mutex) && !sdk_mutex_try(&mutex), "the mutex is free, then held");
    sdk_mutex_unlock(&mutex);
}

/* ---- to and fro --------------------------------------------------------------------------------
 */

#define ROUNDS 1000

static uint32_t turn;

/* Who is odd answers odd numbers with the next one. */
static void play(uint32_t odd)
{
    for (uint32_t i = odd; i < 2 * ROUNDS; i += 2) {
        for (uint32_t now; (now = get(&turn)) != i;)
            (void)wait_at(&turn, now, -1);
        put(&turn, i + 1);
        (void)notify(&turn, 1);
    }
}

static void play_odd(uint64_t which)
{
    (void)which;
    play(1);
}

static void to_and_fro(void)
{
    int64_t thread = begin(0, play_odd);

    play(0);
    check(sdk_thread_join(thread) == 0 && get(&turn) == 2 * ROUNDS, "1000 times to and fro");
}

/* ---- timeouts ----------------------------------------------------------------------------------
 */

static uint32_t word;

static void timeouts(void)
{
    struct sdk_condition condition = {0};
    int64_t before = vb_clock(VB_CLOCK_MONOTONIC);

    check(wait_at(&word, 1, -1) == NOT_EQUAL, "a wait for another value does not wait");
    check(wait_at(&word, 0, 0) == TIMED_OUT, "a wait of no time ends at once");
    check(wait_at(&word, 0, 5000000) == TIMED_OUT &&
              vb_clock(VB_CLOCK_MONOTONIC) - before >= 5000000,
          "a wait of five milliseconds takes them");
    sdk_mutex_lock(&mutex);
    check(!sdk_condition_wait(&condition, &mutex, 1000000), "so does a wait for a condition");
    check(!sdk_mutex_try(&mutex), "which then holds the mutex again");
    sdk_mutex_unlock(&mutex);
    check(notify(&word, 9) == 0, "nobody is left waiting");
}

/* ---- who is woken ------------------------------------------------------------------------------
 */

static uint32_t waiting, woken[THREADS], order;

static void wait_once(uint64_t which)
{
    __atomic_add_fetch(&waiting, 1, __ATOMIC_SEQ_CST);
    (void)wait_at(&word, 0, -1);
    woken[which] = __atomic_add_fetch(&order, 1, __ATOMIC_SEQ_CST);
}

/* Start threads that wait, one after the other. A thread that has been seen to come runs until it
 * waits, or is at the end of the queue; so when its turn has come twice more, it waits. */
static void begin_waiting(int64_t *threads, unsigned number)
{
    put(&waiting, 0);
    put(&order, 0);
    for (unsigned i = 0; i < number; i++) {
        threads[i] = begin(i, wait_once);
        while (get(&waiting) == i)
            (void)vb_yield();
        (void)vb_yield();
        (void)vb_yield();
    }
}

static void in_order(void)
{
    int64_t threads[THREADS];

    begin_waiting(threads, THREADS);
    check(notify(&word + 1, 9) == 0, "another address wakes nobody");
    check(notify(&word, 0) == 0, "nor does a count of none");
    check(notify(&word, 1) == 1, "one of four is woken");
    (void)sdk_thread_join(threads[0]);
    check(woken[0] == 1 && get(&order) == 1, "it is the one that came first");
    check(notify(&word, 99) == THREADS - 1, "then the others");
    for (unsigned i = 1; i < THREADS; i++)
        (void)sdk_thread_join(threads[i]);
    check(woken[1] == 2 && woken[2] == 3 && woken[3] == 4, "in their order");
}

static void cancelled(void)
{
    int64_t thread;

    begin_waiting(&thread, 1);
    check(vb_thread_cancel((uint64_t)thread) == 0, "a wait can be cancelled");
    check(sdk_thread_join(thread) == 0 && woken[0] == 1, "and counts as woken");
    check(notify(&word, 9) == 0, "nobody waits after that");
}

/* ---- fork, kill --------------------------------------------------------------------------------
 */

static void in_child(void)
{
    int64_t threads[2];

    put(&turn, notify(&word, 9)); /* those who wait are the parent's */
    begin_waiting(threads, 2);
    if (get(&turn) != 0 || notify(&word, 1) != 1)
        vb_task_exit(1);
    (void)vb_kill(0, VB_SIGSTOP);
    (void)wait_at(&word, 0, -1);
    vb_task_exit(1);
}

static void forked_and_killed(void)
{
    struct vb_exit_info info;
    int64_t thread, child;

    begin_waiting(&thread, 1);
    put(&turn, 7);
    child = vb_fork(0);
    if (child == 0)
        in_child();
    check(vb_wait((uint64_t)child, VB_ADDRESS(&info), VB_WAIT_STOPPED, VB_FOREVER) == 0 &&
              info.kind == VB_EXIT_STOPPED,
          "a child with a copy of the memory has threads of its own");
    check(get(&turn) == 7, "what it writes is not ours");
    (void)vb_kill((uint64_t)child, VB_SIGCONT);
    (void)vb_yield();
    check(vb_kill((uint64_t)child, VB_SIGKILL) == 0 &&
              vb_wait((uint64_t)child, VB_ADDRESS(&info), 0, VB_FOREVER) == 0 &&
              info.kind == VB_EXIT_SIGNAL && info.code == VB_SIGKILL,
          "it is killed while its threads wait");
    check(notify(&word, 9) == 1 && sdk_thread_join(thread) == 0, "ours still waited");
    (void)vb_handle_close((uint64_t)child);
}

/* ---- growth ------------------------------------------------------------------------------------
 */

#define PAGE 65536

static uint32_t *grown;

static void grow(uint64_t which)
{
    (void)which;
    grown = (uint32_t *)(__builtin_wasm_memory_grow(0, 1) * PAGE);
    put(grown, 0);
    put(&word, 1);
    (void)notify(&word, 1);
    while (wait_at(grown, 0, -1) != NOT_EQUAL)
        ;
}

static void growth(void)
{
    size_t before = __builtin_wasm_memory_size(0);
    int64_t thread = begin(0, grow);

    while (get(&word) == 0)
        (void)wait_at(&word, 0, -1);
    check(__builtin_wasm_memory_size(0) == before + 1, "a thread grows the memory of all");
    put(grown, 5);
    (void)notify(grown, 1);
    check(sdk_thread_join(thread) == 0, "and what another one writes there it sees");
    check(__builtin_wasm_memory_grow(0, 1000) == SIZE_MAX, "not beyond the declared maximum");
    put(&word, 0);
}

int main(void)
{
    char line[32];

    snprintf(line, sizeof line, "1..%u\n", CASES);
    say(line);
    producers_and_consumers();
    to_and_fro();
    timeouts();
    in_order();
    cancelled();
    forked_and_killed();
    growth();
    return failures == 0 && cases == CASES ? 0 : 1;
}
