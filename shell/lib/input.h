/* Reading: the files that a utility is given, and lines of any length with any bytes. */
#ifndef SHELL_LIB_INPUT_H
#define SHELL_LIB_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Begin with all zero. The text is the reader's, good until the next line_read(), and has a '\0'
 * behind it that does not count. */
struct line {
    char *text;
    size_t length, room;
    bool ended; /* there was a terminator: false for a last line without one */
};

/* The next line, without its terminator; false at the end of the file and when it cannot be read.
 */
bool line_read(struct line *line, FILE *stream, int terminator);
/* The text and a terminator to standard output. */
void line_write(const struct line *line, int terminator);
/* As memcmp(), the shorter one first when it begins the longer. */
int line_compare(const struct line *a, const struct line *b);
/* Behind the text; a '\0' follows. */
void line_add(struct line *line, const char *text, size_t length);
void line_free(struct line *line);

/* For each operand ("-": standard input), or for standard input when there is none. What cannot be
 * opened or read is reported and the others follow. */
typedef void input_use(FILE *stream, const char *name);
void input_each(int count, char **names, input_use *use);
/* The same, line by line. */
typedef void line_use(const struct line *line);
void input_lines(int count, char **names, int terminator, line_use *use);
/* All that is left in the stream, which the caller frees; a '\0' behind it does not count. */
char *input_all(FILE *stream, size_t *size);
/* Open to write, in place of standard output; ends the program when that fails. */
void output_to(const char *name);

#endif
