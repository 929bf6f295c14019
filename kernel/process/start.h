/* Starting init, and starting it again. */
#ifndef KERNEL_PROCESS_START_H
#define KERNEL_PROCESS_START_H

#include <stdint.h>

struct task;

#define INIT_RESTARTS_MAX   5u
#define INIT_RESTART_WINDOW 10000000000u /* nanoseconds */

struct init_restart {
    uint64_t times[INIT_RESTARTS_MAX]; /* of the last restarts, a ring */
    uint32_t count;
};

/* init has ended (as task_end()): give it a new context on the same handles, or panic when that has
 * become too often. */
void init_restart(struct task *init, uint32_t exit_kind, int32_t code, const char *text);

#endif
