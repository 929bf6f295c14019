/*
 * What IPC, schemes and drivers keep in each thread and in the kernel. The rest of the kernel only
 * embeds these structures.
 */
#ifndef KERNEL_IPC_STATE_H
#define KERNEL_IPC_STATE_H

#include <stdint.h>

struct thread_ipc {
    void *call; /* the pending channel_call, NULL: none */
};

struct kernel_ipc {
    void *cache;
};

#endif
