/* Lines in the kernel's log, from where the log service takes them. */
#ifndef SDK_LOG_H
#define SDK_LOG_H

#include <stdint.h>
#include <vibee/objects.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Add a formatted line, without newline at its end; cut after 1,024 bytes. level: vb_log_level. */
__attribute__((format(printf, 2, 3))) void sdk_log(uint32_t level, const char *format, ...);

/* Log an error and end the task with status 1. */
__attribute__((format(printf, 1, 2), noreturn)) void sdk_die(const char *format, ...);

/* The sentence that belongs to a vb_status. */
const char *sdk_status_text(int64_t status);

#ifdef __cplusplus
}
#endif

#endif
