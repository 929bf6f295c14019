/* Between the files of the line editor. */
#ifndef VSH_EDITOR_H
#define VSH_EDITOR_H

#include "../shell.h"
#include "buffer.h"
#include "edit.h"
#include "history.h"
#include "keys.h"
#include "kill.h"
#include "screen.h"

enum { LINE_MAX_BYTES = 16 << 20 };

struct editor {
    struct shell *shell;
    struct edit_buffer buffer;
    struct keyboard keyboard;
    struct screen screen;
    struct kill_ring kills;
    const char *prompt; /* as edit_line() was given it */
    enum { DID_OTHER, DID_KILL, DID_YANK, DID_COMPLETE, DID_ARGUMENT } last, now; /* keys */
    size_t yank_from;   /* where the last yank, or last argument, begins */
    size_t yank_back;   /* which kill it was */
    size_t argument_at; /* which command's last argument it was */
    /* ---- history ---- */
    size_t history_at; /* the number of entries: the line being written */
    char *unfinished;  /* that line while history is shown */
    /* ---- what a key ends editing with ---- */
    bool done;
    enum edit_result result;
};

/* ---- edit.c ---- */
void editor_emit(const char *text, size_t length);
void editor_beep(void);
void editor_paint(struct editor *editor);
/* Put the cursor behind all of the text and begin a new row: something else is written there. */
void editor_leave_text(struct editor *editor);
/* Insert at the cursor, unless the text becomes too long. */
void editor_insert(struct editor *editor, const char *text, size_t length);
void editor_show(struct editor *editor, const char *text); /* in place of the text */

/* ---- actions.c ---- */
/* Do what a key is for. */
void editor_act(struct editor *editor, int key);

/* ---- recall.c: keys that use the history ---- */
void recall_begin(struct editor *editor); /* a new line */
/* Before the history is gone into: keep the line, and see what other shells have added. */
void recall_keep(struct editor *editor);
void recall_up(struct editor *editor);
void recall_down(struct editor *editor);
void recall_first(struct editor *editor);
void recall_last(struct editor *editor);
void recall_up_matching(struct editor *editor); /* what begins as the text does to the cursor */
void recall_down_matching(struct editor *editor);
void recall_last_argument(struct editor *editor);

/* ---- search.c ---- */
/* Incremental search, back or forth. Returns the key that ended it, which is still to be acted on,
 * or KEY_UNKNOWN. */
int search_history(struct editor *editor, bool back);

/* ---- listing.c ---- */
void complete_word(struct editor *editor);
void list_completions(struct editor *editor);

#endif
