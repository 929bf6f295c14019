/*
 * The memory of a thread in a system call. Works for any thread whose call is pending, the running
 * one and all that wait: its context answers for both the calling instance's memory and its
 * caller's (vb_buffer_selector). Pointers into it are good until the thread's call is completed or
 * one of its memories grows; so copy in before validating, and translate again after blocking.
 */
#ifndef KERNEL_PROCESS_USER_H
#define KERNEL_PROCESS_USER_H

#include <base/macros.h>
#include <stddef.h>
#include <stdint.h>

struct thread;

struct user_buffer {
    uint64_t address;
    uint64_t size;
};

/* NULL when [address, address + size) is not all inside. */
void *user_translate(struct thread *thread, uint64_t address, uint64_t size);
/* VB_OK or VB_ERR_FAULT. No bytes are never a fault. */
MUST_CHECK int user_copy_in(struct thread *thread, void *to, uint64_t address, size_t size);
MUST_CHECK int user_copy_out(struct thread *thread, uint64_t address, const void *from,
                             size_t size);

#endif
