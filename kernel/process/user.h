/*
 * The memory of threads in a system call: the only way by which the kernel touches it. Works for
 * any thread whose call is pending, the running one and all that wait: its context answers for both
 * the calling instance's memory and its caller's (vb_buffer_selector).
 *
 * A place is good until the thread's call is completed or one of its memories grows; so copy in
 * before validating, and find it again after blocking. Where the platform has spaces
 * (memory/space.h) the bytes of a place are accessible only while its space is entered: nobody but
 * user.c looks at them.
 */
#ifndef KERNEL_PROCESS_USER_H
#define KERNEL_PROCESS_USER_H

#include <base/macros.h>
#include <stddef.h>
#include <stdint.h>

struct hal_space;
struct kernel;
struct thread;

struct user_buffer {
    uint64_t address;
    uint64_t size;
};

/* Bytes in a thread's memory, or in the kernel's. */
struct place {
    struct hal_space *space; /* NULL: accessible always */
    uint8_t *bytes;          /* NULL: there are none */
};

static inline struct place kernel_place(const void *bytes)
{
    return (struct place){NULL, (uint8_t *)(uintptr_t)bytes};
}

static inline struct place place_after(struct place place, size_t size)
{
    return (struct place){place.space, place.bytes + size};
}

/* Its bytes are NULL when [address, address + size) is not all inside. */
struct place user_place(struct thread *thread, uint64_t address, uint64_t size);
/* Copy `size` bytes, which may be none; the two may overlap. */
void place_copy(struct kernel *kernel, struct place to, struct place from, size_t size);
/* VB_OK or VB_ERR_FAULT. No bytes are never a fault. */
MUST_CHECK int user_copy_in(struct thread *thread, void *to, uint64_t address, size_t size);
MUST_CHECK int user_copy_out(struct thread *thread, uint64_t address, const void *from,
                             size_t size);

#endif
