/*
 * From a system call's argument words to its handler.
 *
 * spec/syscalls.vibee says for every parameter which objects a handle may name, which rights it
 * must have and how large a structure is; the generator turns that into one array of checks, and
 * syscall_dispatch() carries them out before it calls the handler: so no handler looks up a handle
 * or forgets a right, and a refused call has changed nothing.
 *
 * Order, in every call: all handles in parameter order (for each BAD_HANDLE, BAD_TYPE, ACCESS),
 * then all buffers and structures in parameter order (FAULT). A buffer of no bytes is never a
 * fault.
 */
#ifndef KERNEL_SYSCALL_DISPATCH_H
#define KERNEL_SYSCALL_DISPATCH_H

#include <stdint.h>

struct handle;
struct thread;

enum syscall_check_kind {
    CHECK_HANDLE,          /* a word: value of a handle */
    CHECK_OPTIONAL_HANDLE, /* the same, or 0: the handler gets NULL */
    CHECK_BUFFER,          /* two words: address and length */
    CHECK_STRUCTURE,       /* a word: address of `need` bytes */
};

struct syscall_check {
    uint8_t kind;     /* enum syscall_check_kind */
    uint8_t argument; /* index of its first word */
    uint16_t need;    /* handle: rights, all of them; structure: its size */
    uint32_t objects; /* handle: bits 1 << enum vb_object_type */
};

/* The checks of one call: a run in syscall_checks. */
struct syscall_checks {
    uint8_t first, count;
};

#define SYSCALL_HANDLES_MAX 2 /* handle parameters of one call */

/* Carry out a call. The result is a vb_status or what the call returns; for a call that now waits
 * it is what its handler returned, and the result proper comes when the wait ends. Numbers that are
 * no system call: VB_ERR_NOT_SUPPORTED. */
int64_t syscall_dispatch(struct thread *thread, uint32_t number, const uint64_t *arguments);

/* dispatch.gen.c */
extern const struct syscall_check syscall_checks[];
extern const struct syscall_checks syscall_table[];
int64_t syscall_invoke(struct thread *thread, uint32_t number, const uint64_t *arguments,
                       struct handle *const *handles);

#endif
