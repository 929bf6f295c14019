/*
 * The kernel log: a ring of struct vb_log_record, each with its text after it, padded to 8 bytes
 * (spec/log.vibee). Old records make room for new ones; sequence numbers show a reader what it
 * missed.
 */
#ifndef KERNEL_LOG_H
#define KERNEL_LOG_H

#include <base/macros.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct kernel;

#define LOG_SIZE       32768u /* a power of two */
#define LOG_LINE_MAX   1024u
#define LOG_RECORD_MAX (24u + LOG_LINE_MAX)

struct log {
    uint64_t start, end; /* bytes ever dropped, and ever written */
    uint64_t sequence;   /* of the next record */
    uint8_t bytes[LOG_SIZE];
};

/* Who says a line: a task, or with pid 0 the kernel itself. The name is for the console. */
struct log_source {
    uint32_t pid;
    const char *name;
    bool always; /* on the console also when the log is not shown there; then without a prefix */
};

/* Its text is cleaned of control characters. */
void log_line(struct kernel *kernel, uint32_t level, const struct log_source *source,
              const char *text, size_t size);
void log_format(struct kernel *kernel, uint32_t level, const char *format, ...) PRINTF_LIKE(3, 4);
/* Copy the records at or after *position (0: the oldest) that fit whole; *position moves to after
 * them. Returns the bytes copied, 0 when there is nothing newer. LOG_RECORD_MAX bytes hold any. */
size_t log_read(const struct kernel *kernel, uint64_t *position, void *out, size_t size);

#endif
