/* What every utility shares: messages, exit statuses, help, and noticing that output failed. */
#ifndef SHELL_LIB_TOOL_H
#define SHELL_LIB_TOOL_H

#include <getopt.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Call first. `usage` is the text of --help: "usage: NAME ...\n" and an explanation. */
void tool_init(const char *name, const char *usage);
/* Handles --help and a wrong option (as getopt_long returns them) and exits. */
void tool_option(int option);
/* "NAME: message\n" on standard error; the exit status becomes 1. */
__attribute__((format(printf, 1, 2))) void tool_error(const char *format, ...);
/* The same, without an exit status. */
__attribute__((format(printf, 1, 2))) void tool_warning(const char *format, ...);
/* tool_error("FILE: reason of errno"). */
void tool_file_error(const char *file);
/* A message, a hint at --help, exit with 2. */
__attribute__((format(printf, 1, 2), noreturn)) void tool_misuse(const char *format, ...);
/* Flush standard output, report when it could not be written, and return the exit status. */
int tool_finish(void);
int tool_status(void);

/* The only long option most utilities have. */
#define TOOL_HELP_OPTION {"help", no_argument, NULL, TOOL_HELP}
enum { TOOL_HELP = 0x100 };
extern const struct option tool_help_only[];

/* A whole number from low to high, else tool_misuse() naming `what`. */
long long tool_number(const char *text, long long low, long long high, const char *what);
/* Open for reading, "-" meaning standard input; NULL after reporting. */
FILE *tool_open(const char *name);
void tool_close(FILE *stream);
void *tool_alloc(size_t size);
void *tool_resize(void *ptr, size_t size);
/* directory/name, which the caller frees. */
char *tool_join(const char *directory, const char *name);
/* The last component of a path, without trailing slashes; the caller frees it. */
char *tool_base_name(const char *path);

/* For moving bytes in blocks; one for all, as a process is one utility. */
enum { TOOL_BLOCK = 65536 };
extern char tool_block[TOOL_BLOCK];

#endif
