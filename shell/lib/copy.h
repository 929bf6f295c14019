/* Copying files and trees: for cp, and for mv between file systems. */
#ifndef SHELL_LIB_COPY_H
#define SHELL_LIB_COPY_H

#include <stdbool.h>

/* For all copies: keep times; say what is copied. */
extern bool copy_times, copy_verbose;

/* Copy a file, a symbolic link (when !follow) or, with `recursive`, a directory tree. Reports what
 * fails; true when all went well. */
bool copy_path(const char *from, const char *to, bool recursive, bool follow);
/* The destination of `from` when `target` may be a directory; the caller frees it. */
char *copy_destination(const char *from, const char *target, bool into_directory);
bool copy_is_directory(const char *path);

#endif
