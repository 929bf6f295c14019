/* A terminal's screen as text, for comparing: rows end with a newline, blanks at their ends are
 * cut. */
#ifndef FBCON_TESTS_SCREEN_TEXT_H
#define FBCON_TESTS_SCREEN_TEXT_H

#include "terminal.h"

/* The text, valid until the next call. */
const char *screen_text(const struct terminal *terminal);

/* Abort with a message when the terminal's state is not one it may be in. */
void screen_check(const struct terminal *terminal);

#endif
