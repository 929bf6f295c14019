/*
 * What the program was started with: arguments, environment, working directory and handles, read
 * from the start block (vb_start_header in spec/objects.vibee) at first use and kept for good.
 */
#ifndef SDK_START_H
#define SDK_START_H

#include <stddef.h>
#include <stdint.h>
#include <vibee/objects.h>

#ifdef __cplusplus
extern "C" {
#endif

/* The whole block; ends the task with a line in the log when it cannot be read. Never NULL. */
const struct vb_start_header *sdk_start(void);

/* The NUL-terminated string at an offset of the block; "" for 0 and for what is not in the block.
 */
const char *sdk_start_string(uint32_t offset);

/* The handle list; NULL past its end. Entries whose handle is 0 were not given to this program. */
const struct vb_start_handle *sdk_start_entry(uint32_t index);

/* The handle of this kind and name (NULL: any name); 0 when there is none. */
uint64_t sdk_start_handle(uint32_t kind, const char *name);

/* The handle of the named entry (VB_START_NAMED); 0 when there is none. */
uint64_t sdk_start_named(const char *name);

/* The handle given as this file descriptor; 0 when there is none. */
uint64_t sdk_start_fd(int32_t fd);

/* Argument number index (0: the program's name); NULL past the end. */
const char *sdk_argument(uint32_t index);

/* The value of an environment variable; NULL when it is not set. */
const char *sdk_environment(const char *name);

/* The working directory, an absolute path. */
const char *sdk_working_directory(void);

#ifdef __cplusplus
}
#endif

#endif
