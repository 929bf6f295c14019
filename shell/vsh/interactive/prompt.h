/* PS1, PS2 and PS4. */
#ifndef VSH_PROMPT_H
#define VSH_PROMPT_H

#include "../shell.h"

/* Whether the terminal shows colours and people want them: TERM, NO_COLOR (no-color.org). */
bool prompt_has_colors(const struct shell *shell);
/* Whether the terminal understands escape sequences at all. */
bool terminal_is_dumb(const struct shell *shell);
/* The text of the variable, or this default, with its escapes and expansions carried out. What
 * takes no columns is between marks (screen.h), or left out without colours. The caller frees. */
char *prompt_make(struct shell *shell, const char *variable, const char *otherwise);
/* For a terminal that edits lines itself: without the marks. */
void prompt_strip(char *prompt);

#endif
