/* The names of the system calls, sorted by name (table.gen.c), for kernel_syscall_lookup(). */
#ifndef KERNEL_SYSCALL_NAMES_H
#define KERNEL_SYSCALL_NAMES_H

#include <stddef.h>
#include <stdint.h>

struct syscall_name {
    const char *name;
    uint8_t length;
    uint8_t number;         /* enum syscall_number */
    const char *parameters; /* 'i': i32, 'I': i64 */
};

extern const struct syscall_name syscall_names[];
extern const size_t syscall_name_count;

#endif
