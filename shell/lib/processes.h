/* The processes of this session, as proc://list tells them. */
#ifndef SHELL_LIB_PROCESSES_H
#define SHELL_LIB_PROCESSES_H

#include <stddef.h>
#include <stdint.h>

struct process {
    unsigned pid, parent, priority, threads;
    char state[16];
    unsigned long long reductions, memory, start;
    char name[64];
};

/* All of them, which the caller frees; NULL after reporting. */
struct process *processes_read(size_t *count);
/* Send a signal; a negative vb_status when that fails (child_reason() says why). */
int64_t process_signal(unsigned pid, int number);

#endif
