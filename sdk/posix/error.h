/* From the two numberings of errors that sdk/posix meets to errno. */
#ifndef SDK_POSIX_ERROR_H
#define SDK_POSIX_ERROR_H

#include <stdint.h>

/* -1 with errno set from a negative vb_status; else the value itself. */
int64_t sdk_posix_result(int64_t status);

/* -1 with errno set when a call to the shim failed (wasi-libc's errno numbers are WASI's); else 0.
 */
int sdk_posix_shim(int error);

/* The vb_status that says best what errno says. */
int64_t sdk_posix_status(int error);

#endif
