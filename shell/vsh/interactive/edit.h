/*
 * The line editor: emacs keys, history, completion, on a terminal of any width, UTF-8 aware.
 * docs/vsh.md has the table of its keys.
 */
#ifndef VSH_EDIT_H
#define VSH_EDIT_H

#include "../shell.h"

struct editor;
struct editor *editor_create(struct shell *shell);
void editor_destroy(struct editor *editor);

enum edit_result {
    EDIT_LINE,        /* *line is the text with its newline; the caller frees it */
    EDIT_INTERRUPTED, /* Ctrl-C */
    EDIT_END,         /* end of input, or Ctrl-D on an empty line */
    EDIT_UNABLE,      /* the terminal cannot be made raw: it edits lines itself */
};
/* The prompt may have several rows, escape sequences, and marks (screen.h). The terminal is raw
 * only during the call. */
enum edit_result edit_line(struct editor *editor, const char *prompt, char **line);

#endif
