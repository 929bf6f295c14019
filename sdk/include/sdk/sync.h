/*
 * What the threads of a program wait for each other with: mutexes and conditions, over
 * WebAssembly's wait and notify. Only for programs with a shared memory: vibee_use_threads(NAME) in
 * CMake; in another one the first wait traps ("expected shared memory").
 *
 * All zeros is a free mutex and a new condition. Nothing has to be destroyed. A mutex is not
 * recursive, and whoever holds it when its thread is cancelled or ended holds it for ever.
 */
#ifndef SDK_SYNC_H
#define SDK_SYNC_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sdk_mutex {
    uint32_t state; /* 0 free, 1 held, 2 held and somebody may wait for it */
};
struct sdk_condition {
    uint32_t sequence; /* counts the signals */
};

void sdk_mutex_lock(struct sdk_mutex *mutex);
bool sdk_mutex_try(struct sdk_mutex *mutex);
void sdk_mutex_unlock(struct sdk_mutex *mutex);

/*
 * Release the mutex, wait, take it again. It can return without a signal, so the caller asks again
 * for what it waits for. `timeout` in nanoseconds, negative: none; false when that is what ended
 * it.
 */
bool sdk_condition_wait(struct sdk_condition *condition, struct sdk_mutex *mutex, int64_t timeout);
/* Wake one that waits, or all. */
void sdk_condition_signal(struct sdk_condition *condition);
void sdk_condition_broadcast(struct sdk_condition *condition);

#ifdef __cplusplus
}
#endif

#endif
