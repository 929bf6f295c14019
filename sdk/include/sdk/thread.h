/*
 * Threads of a task. Each has its own stack and its own copy of the program's globals (thread-local
 * data); linear memory and handles are common. How they wait for each other: sdk/sync.h.
 * In a WASI program WASI calls may be made by the first thread only: its threads for all purposes
 * are those of wasi.thread-spawn, which have a stack in the shim.
 */
#ifndef SDK_THREAD_H
#define SDK_THREAD_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef void sdk_thread_function(uint64_t argument);

/*
 * Start a thread on a stack that the caller provides, aligned to 16 and kept until the thread has
 * ended. Returns a thread handle, to be joined (vb_thread_join) and closed.
 */
int64_t sdk_thread(sdk_thread_function *function, uint64_t argument, void *stack,
                   size_t stack_size);

/* Wait until it has ended, and close it. Its exit status, or a negative vb_status. */
int64_t sdk_thread_join(int64_t thread);

#ifdef __cplusplus
}
#endif

#endif
