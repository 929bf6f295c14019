/* The editor's state, and what its parts do with it: display.c draws, commands.c changes text,
 * move.c goes through it, ask.c asks, main loop and keys in editor.c. */
#ifndef SHELL_EDIT_EDITOR_H
#define SHELL_EDIT_EDITOR_H

#include "file.h"
#include "history.h"
#include "screen_event.h"
#include "screen_prompt.h"
#include "syntax.h"

#include <stdint.h>

enum { NOWHERE_COLUMN = -1 };
#define NO_MARK SIZE_MAX

/* What the last command was, for those that join with the one before. */
enum command_kind { KIND_OTHER, KIND_TYPE, KIND_ERASE, KIND_DELETE, KIND_CUT_LINE };

struct editor;
/* What is done with an answer; NULL: none was given. */
typedef void answered(struct editor *editor, const char *text);

struct question {
    char label[120];
    const char *letters; /* one of these is the answer; NULL: a line of text */
    answered *then;
};

struct editor {
    struct display display;
    struct buffer buffer;
    struct history history;
    struct file file;
    size_t at;         /* the cursor */
    size_t mark;       /* the other end of what is marked, or NO_MARK */
    bool mark_kept;    /* set by Ctrl-B: moving without Shift keeps it */
    int wanted_column; /* for going up and down, or NOWHERE_COLUMN */
    size_t top;        /* first line on the screen */
    int text_rows;
    bool numbers, help;
    int tab_width;
    int indent; /* spaces that Tab inserts; 0: a tab */
    struct bytes clipboard;
    bool clipboard_lines; /* it is whole lines */
    enum command_kind last, current;

    enum syntax syntax;
    unsigned char *states; /* of the first `states_known` lines' beginnings */
    size_t states_known, states_room;

    bool asking;
    struct question question;
    struct prompt prompt;
    char *pattern, *replacement; /* of the last search */
    size_t replaced;
    char message[240];
    bool quit, closed; /* closed: nothing has to be rescued any more */
};

/* ---- editor.c ---- */
int editor_run(struct editor *editor, const char *path, size_t line);
void editor_say(struct editor *editor, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* ---- display.c ---- */
void display_editor(void *context);
/* The column of a place in its line. */
int column_of(struct editor *editor, size_t at);
/* The place in a line that is at a column, or the one before. */
size_t place_at_column(struct editor *editor, size_t line, int column);
/* The classes of lines from this one on are no longer known. */
void forget_syntax(struct editor *editor, size_t line);

/* ---- move.c ---- */
bool is_word_byte(char c);
size_t place_before(struct editor *editor, size_t at);
size_t place_behind(struct editor *editor, size_t at);
/* A key that only moves; false: it is another. */
bool move_by_key(struct editor *editor, int code);
void go_to_line(struct editor *editor, size_t line);

/* ---- commands.c ---- */
bool marked(const struct editor *editor, size_t *from, size_t *to);
/* Replace bytes as one change, the cursor behind them. */
bool change_text(struct editor *editor, size_t at, size_t removed, const char *text, size_t length);
void insert_text(struct editor *editor, const char *text, size_t length);
void insert_newline(struct editor *editor);
void insert_tab(struct editor *editor);
void unindent(struct editor *editor);
void erase_before(struct editor *editor, bool word);
void erase_behind(struct editor *editor, bool word);
void copy_marked(struct editor *editor, bool cut);
void cut_line(struct editor *editor);
void paste_clipboard(struct editor *editor);
void undo(struct editor *editor, bool again);
void select_all(struct editor *editor);

/* ---- ask.c ---- */
void ask_line(struct editor *editor, const char *label, const char *text, answered *then);
void ask_letter(struct editor *editor, const char *label, const char *letters, answered *then);
void answer_key(struct editor *editor, const struct key *key);
void ask_find(struct editor *editor);
void find_again(struct editor *editor, bool back);
void ask_replace(struct editor *editor);
void ask_go_to_line(struct editor *editor);
void save(struct editor *editor);
void ask_save_as(struct editor *editor);
void ask_open(struct editor *editor);
void ask_quit(struct editor *editor);
/* Begin with another file, or with none (NULL). False: it cannot be edited, nothing changed. */
bool open_file(struct editor *editor, const char *path);

#endif
