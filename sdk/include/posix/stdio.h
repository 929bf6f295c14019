/* wasi-libc's, and what POSIX has beside it. */
#ifndef SDK_STDIO_H
#define SDK_STDIO_H

#include_next <stdio.h>

#ifdef __cplusplus
extern "C" {
#endif

FILE *popen(const char *command, const char *mode);
int pclose(FILE *stream);

#ifdef __cplusplus
}
#endif

#endif
