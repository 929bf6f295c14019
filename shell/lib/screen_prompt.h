/* A line of input at the bottom of the screen: a pattern, a file's name. */
#ifndef SHELL_LIB_SCREEN_PROMPT_H
#define SHELL_LIB_SCREEN_PROMPT_H

#include "screen.h"

struct prompt {
    struct bytes text; /* prompt_text() is its string */
    size_t cursor;
};

enum prompt_result {
    PROMPT_MORE,
    PROMPT_DONE,
    PROMPT_CANCEL,
    PROMPT_OTHER, /* a key that is none of its own */
};

/* Begin with a text. */
void prompt_begin(struct prompt *prompt, const char *text);
enum prompt_result prompt_key(struct prompt *prompt, const struct keys *keys,
                              const struct key *key);
/* Draw it behind a label, with the cursor. */
void prompt_draw(const struct prompt *prompt, struct screen *screen, int row, const char *label,
                 struct style style);
/* Good until the prompt changes. */
const char *prompt_text(struct prompt *prompt);

#endif
