/* Included before each source of diffutils and patch: what gnulib's headers would supply. */
#ifndef SHELL_PROGRAMS_GNU_COMPAT_H
#define SHELL_PROGRAMS_GNU_COMPAT_H

#include <config.h>

#include <fcntl.h>
#include <sdk/posix.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

typedef void *timezone_t;

#define _GL_ATTRIBUTE_FORMAT_PRINTF_STANDARD(a, b) __attribute__((format(printf, a, b)))
#define SA_RESTART                                 0
#define mbscasecmp                                 strcasecmp

void *rawmemchr(const void *text, int c);
char *file_name_concat(const char *directory, const char *base, char **base_in_result);

#endif
