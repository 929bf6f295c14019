/*
 * Changes that can be undone: all of them, since the file was opened. Changes of one command are a
 * group, which is undone as a whole; characters typed one after the other join into one change.
 */
#ifndef SHELL_EDIT_HISTORY_H
#define SHELL_EDIT_HISTORY_H

#include "buffer.h"

struct change {
    size_t at, removed, inserted;
    char *text; /* what was removed, then what was inserted */
    size_t room;
    size_t group;
};

struct history {
    struct change *changes;
    size_t count, room;
    size_t done;  /* the changes before it are in the text, those from it on were undone */
    size_t saved; /* `done` when the file was written; SIZE_MAX: that state is lost */
    size_t group;
    bool broken; /* the next change begins a group */
};

void history_free(struct history *history);
/* Put length bytes in the place of `removed` ones. False: no memory, and nothing has changed. */
bool history_change(struct history *history, struct buffer *buffer, size_t at, size_t removed,
                    const char *text, size_t length);
/* What follows is another command. */
void history_break(struct history *history);
/* False: there is nothing to undo. *at: where it was. */
bool history_undo(struct history *history, struct buffer *buffer, size_t *at);
bool history_redo(struct history *history, struct buffer *buffer, size_t *at);
void history_saved(struct history *history);
bool history_modified(const struct history *history);

#endif
