/* Mutexes and conditions: see sdk/sync.h. The mutex is the third one of Ulrich Drepper's "Futexes
 * Are Tricky": nobody is notified who does not wait, and no call is made when nobody else wants it.
 */
#include <sdk/sync.h>

enum { FREE, HELD, WANTED };
#define TIMED_OUT 2

static int wait_for_change(uint32_t *at, uint32_t from, int64_t timeout)
{
    return __builtin_wasm_memory_atomic_wait32((int *)at, (int)from, timeout);
}

static void wake(uint32_t *at, uint32_t count)
{
    (void)__builtin_wasm_memory_atomic_notify((int *)at, count);
}

bool sdk_mutex_try(struct sdk_mutex *mutex)
{
    uint32_t free = FREE;

    return __atomic_compare_exchange_n(&mutex->state, &free, HELD, false, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
}

/* Who has waited leaves WANTED behind: others may wait, too. */
static void lock_contended(struct sdk_mutex *mutex)
{
    while (__atomic_exchange_n(&mutex->state, WANTED, __ATOMIC_SEQ_CST) != FREE)
        (void)wait_for_change(&mutex->state, WANTED, -1);
}

void sdk_mutex_lock(struct sdk_mutex *mutex)
{
    if (!sdk_mutex_try(mutex))
        lock_contended(mutex);
}

void sdk_mutex_unlock(struct sdk_mutex *mutex)
{
    if (__atomic_exchange_n(&mutex->state, FREE, __ATOMIC_SEQ_CST) == WANTED)
        wake(&mutex->state, 1);
}

bool sdk_condition_wait(struct sdk_condition *condition, struct sdk_mutex *mutex, int64_t timeout)
{
    uint32_t before = __atomic_load_n(&condition->sequence, __ATOMIC_SEQ_CST);
    int ended;

    sdk_mutex_unlock(mutex);
    ended = wait_for_change(&condition->sequence, before, timeout);
    lock_contended(mutex);
    return ended != TIMED_OUT;
}

void sdk_condition_signal(struct sdk_condition *condition)
{
    __atomic_add_fetch(&condition->sequence, 1, __ATOMIC_SEQ_CST);
    wake(&condition->sequence, 1);
}

void sdk_condition_broadcast(struct sdk_condition *condition)
{
    __atomic_add_fetch(&condition->sequence, 1, __ATOMIC_SEQ_CST);
    wake(&condition->sequence, UINT32_MAX);
}
