/*
 * The line editor: emacs keys, history, completion, on a terminal of any width, UTF-8 aware.
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
/* The prompt may hold SGR sequences. The terminal is raw only during the call. */
enum edit_result edit_line(struct editor *editor, const char *prompt, char **line);
/* Append to the history, without its final newline; repetitions are kept once. */
void editor_remember(struct editor *editor, const char *text);

/* ---- complete.c ------------------------------------------------------------------------------ */
/* Possible completions of the word that ends at `cursor` in `line`: whole words, sorted, without
 * quoting; *start is where the word begins. Commands in first position, else file names
 * (directories end in /) or, after $, variables. */
void complete(struct shell *shell, const char *line, size_t cursor, size_t *start,
              struct arguments *out);

#endif
