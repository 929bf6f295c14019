/* What printf writes (XCU printf), for the utility and for the shell's builtin. */
#ifndef SHELL_LIB_FORMAT_H
#define SHELL_LIB_FORMAT_H

/* Told of an argument or a conversion that is wrong: "WHAT: PROBLEM". */
typedef void format_report(void *context, const char *what, const char *problem);

/* Write to standard output what the format says, again while arguments (NULL behind the last one)
 * are left. Whether output could be written is for the caller to see. 1 when something was
 * reported, else 0. */
int format_print(const char *format, char **arguments, format_report *report, void *context);

#endif
