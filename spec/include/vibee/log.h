/* Generated from spec/log.vibee by tools/generator/generate.py. Do not edit. */
#ifndef VIBEE_LOG_H
#define VIBEE_LOG_H

/* The log service, scheme "log": opened and read as a file it is the whole log as text; written, a line is added. Kernel messages (system call log) reach it through the kernel's own ring, mem://log. */

#include <stdint.h>

/* One record of mem://log, followed by size bytes of text padded to 8. */
struct vb_log_record {
    uint64_t sequence;
    uint64_t time; /* monotonic, nanoseconds */
    uint32_t pid; /* 0: the kernel */
    uint16_t level; /* vb_log_level */
    uint16_t size;
};
_Static_assert(sizeof(struct vb_log_record) == 24, "vb_log_record");

#endif
