/* Small pieces of text that several utilities understand: escapes, UTF-8, blanks. */
#ifndef SHELL_LIB_TEXT_H
#define SHELL_LIB_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/* A backslash escape at *at (behind the backslash), as tr, printf and echo -e have them: \\ \a \b
 * \f
 * \n \r \t \v \NNN (octal). Moves *at behind it; another character stands for itself. */
int text_escape(const char **at);
/* The text with its escapes carried out, in place; its new length (it may hold '\0'). */
size_t text_unescape(char *text);
/* Bytes of the UTF-8 character at `text`; 1 for a byte that begins none. *columns (may be NULL):
 * its width on a terminal. */
size_t text_character(const char *text, size_t length, int *columns);
/* A byte inside a UTF-8 character, not its first. */
bool text_continues(char byte);
bool text_blank(char byte);

#endif
