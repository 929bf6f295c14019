/*
 * The kernel log: a ring of text. Lines are "<seconds.micros> level source: text\n". Old lines make
 * room for new ones; positions count all bytes ever written, so a reader sees what it missed.
 */
#ifndef KERNEL_LOG_H
#define KERNEL_LOG_H

#include <base/macros.h>
#include <stddef.h>
#include <stdint.h>

struct kernel;

#define LOG_SIZE     32768u /* a power of two */
#define LOG_LINE_MAX 1024u

struct log {
    uint64_t end; /* bytes ever written */
    char text[LOG_SIZE];
};

/* A line from a task (its text is cleaned of control characters), or from the kernel itself. */
void log_line(struct kernel *kernel, uint32_t level, const char *source, const char *text,
              size_t size);
void log_format(struct kernel *kernel, uint32_t level, const char *format, ...) PRINTF_LIKE(3, 4);
/* Copy what there is at or after *position, oldest first; *position moves to after it. Returns the
 * count. 0: nothing newer. */
size_t log_read(const struct kernel *kernel, uint64_t *position, char *out, size_t size);

#endif
