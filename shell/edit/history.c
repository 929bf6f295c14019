#include "history.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void forget_from(struct history *history, size_t first)
{
    for (size_t i = first; i < history->count; i++)
        free(history->changes[i].text);
    history->count = first;
}

void history_free(struct history *history)
{
    forget_from(history, 0);
    free(history->changes);
    *history = (struct history){0};
}

void history_break(struct history *history)
{
    history->broken = true;
}

void history_saved(struct history *history)
{
    history->saved = history->done;
    history->broken = true;
}

bool history_modified(const struct history *history)
{
    return history->done != history->saved;
}

/* Typed right behind the last change, in the same group. */
static bool joins(const struct history *history, size_t at, size_t removed)
{
    if (history->broken || removed || history->done == 0 || history->done < history->count)
        return false;
    const struct change *last = &history->changes[history->done - 1];
    return last->at + last->inserted == at && last->group == history->group;
}

static bool room_in(struct change *change, size_t length)
{
    size_t used = change->removed + change->inserted;
    if (change->room - used >= length)
        return true;
    char *text = realloc(change->text, (used + length) * 2);
    if (!text)
        return false;
    change->text = text;
    change->room = (used + length) * 2;
    return true;
}

static bool room_for_change(struct history *history)
{
    if (history->count < history->room)
        return true;
    size_t room = history->room * 2 + 64;
    struct change *changes = realloc(history->changes, room * sizeof *changes);
    if (!changes)
        return false;
    history->changes = changes;
    history->room = room;
    return true;
}

static bool join(struct history *history, struct buffer *buffer, size_t at, const char *text,
                 size_t length)
{
    struct change *last = &history->changes[history->done - 1];
    if (!room_in(last, length) || !buffer_insert(buffer, at, text, length))
        return false;
    memcpy(last->text + last->removed + last->inserted, text, length);
    last->inserted += length;
    return true;
}

bool history_change(struct history *history, struct buffer *buffer, size_t at, size_t removed,
                    const char *text, size_t length)
{
    if (removed + length == 0)
        return true;
    if (joins(history, at, removed))
        return join(history, buffer, at, text, length);
    struct change change = {at, removed, length, malloc(removed + length), removed + length, 0};
    if (!change.text || !room_for_change(history)) {
        free(change.text);
        return false;
    }
    memcpy(change.text, buffer_view(buffer, at, at + removed), removed);
    memcpy(change.text + removed, text, length);
    if (!buffer_insert(buffer, at + removed, text, length)) {
        free(change.text);
        return false;
    }
    buffer_erase(buffer, at, removed);
    if (history->saved > history->done && history->done < history->count)
        history->saved = SIZE_MAX;
    forget_from(history, history->done);
    change.group = history->group += history->broken;
    history->broken = false;
    history->changes[history->count++] = change;
    history->done = history->count;
    return true;
}

/* For a moment both texts are there. */
static bool swap(struct buffer *buffer, size_t at, const char *in, size_t in_length, size_t out)
{
    if (!buffer_insert(buffer, at, in, in_length))
        return false;
    buffer_erase(buffer, at + in_length, out);
    return true;
}

bool history_undo(struct history *history, struct buffer *buffer, size_t *at)
{
    if (history->done == 0)
        return false;
    size_t group = history->changes[history->done - 1].group;
    while (history->done > 0) {
        const struct change *change = &history->changes[history->done - 1];
        if (change->group != group ||
            !swap(buffer, change->at, change->text, change->removed, change->inserted))
            break;
        history->done--;
        *at = change->at + change->removed;
    }
    history->broken = true;
    return true;
}

bool history_redo(struct history *history, struct buffer *buffer, size_t *at)
{
    if (history->done == history->count)
        return false;
    size_t group = history->changes[history->done].group;
    while (history->done < history->count) {
        const struct change *change = &history->changes[history->done];
        if (change->group != group || !swap(buffer, change->at, change->text + change->removed,
                                            change->inserted, change->removed))
            break;
        history->done++;
        *at = change->at + change->inserted;
    }
    history->broken = true;
    return true;
}
