/* Keys that bring back earlier commands. */
#include "editor.h"
#include "remember.h"

#include <stdlib.h>
#include <string.h>

static const struct arguments *entries(const struct editor *editor)
{
    return &editor->shell->history->entries;
}

void recall_begin(struct editor *editor)
{
    editor->history_at = entries(editor)->count;
}

void recall_keep(struct editor *editor)
{
    if (editor->history_at < entries(editor)->count)
        return;
    shell_history_sync(editor->shell);
    editor->history_at = entries(editor)->count;
    free(editor->unfinished);
    editor->unfinished = checked_copy(editor->buffer.text.data, editor->buffer.text.length);
}

static void show_entry(struct editor *editor, size_t at)
{
    size_t count = entries(editor)->count;
    editor->history_at = at;
    if (at < count)
        editor_show(editor, entries(editor)->items[at]);
    else
        editor_show(editor, editor->unfinished ? editor->unfinished : "");
}

void recall_up(struct editor *editor)
{
    recall_keep(editor);
    if (editor->history_at == 0)
        editor_beep();
    else
        show_entry(editor, editor->history_at - 1);
}

void recall_down(struct editor *editor)
{
    if (editor->history_at >= entries(editor)->count)
        editor_beep();
    else
        show_entry(editor, editor->history_at + 1);
}

void recall_first(struct editor *editor)
{
    recall_keep(editor);
    if (editor->history_at > 0)
        show_entry(editor, 0);
}

void recall_last(struct editor *editor)
{
    if (editor->history_at < entries(editor)->count)
        show_entry(editor, entries(editor)->count);
}

/* An entry that begins as the text does up to the cursor, which stays where it is, and is no other
 * text than what is there. */
static void recall_matching(struct editor *editor, int step)
{
    const struct edit_buffer *buffer = &editor->buffer;
    const size_t length = buffer->cursor;
    size_t at = editor->history_at;
    while (step < 0 ? at > 0 : at < entries(editor)->count) {
        at += (size_t)step;
        const char *entry =
            at < entries(editor)->count ? entries(editor)->items[at] : editor->unfinished;
        if (!entry || strncmp(entry, buffer->text.data, length) != 0 ||
            strcmp(entry, buffer->text.data) == 0)
            continue;
        show_entry(editor, at);
        editor->buffer.cursor = length;
        return;
    }
    editor_beep();
}

void recall_up_matching(struct editor *editor)
{
    recall_keep(editor);
    recall_matching(editor, -1);
}

void recall_down_matching(struct editor *editor)
{
    recall_matching(editor, 1);
}

/* The last word of a command, as it was typed: quotes and backslashes keep blanks in it. */
static const char *last_word(const char *command, size_t *length)
{
    const char *word = command, *end = command;
    char quote = '\0';
    bool inside = false;
    for (const char *at = command; *at; at++) {
        if (!quote && strchr(" \t\n", *at)) {
            inside = false;
            continue;
        }
        word = inside ? word : at;
        inside = true;
        if (*at == '\\' && quote != '\'' && at[1])
            at++;
        else if (quote ? *at == quote : *at == '\'' || *at == '"')
            quote = quote ? '\0' : *at;
        end = at + 1;
    }
    *length = (size_t)(end - word);
    return word;
}

void recall_last_argument(struct editor *editor)
{
    struct edit_buffer *buffer = &editor->buffer;
    size_t length;
    if (editor->last != DID_ARGUMENT) {
        shell_history_sync(editor->shell);
        editor->argument_at = entries(editor)->count;
        editor->yank_from = buffer->cursor;
    }
    if (editor->argument_at == 0) {
        editor_beep();
        return;
    }
    const char *word = last_word(entries(editor)->items[--editor->argument_at], &length);
    buffer_replace(buffer, editor->yank_from, buffer->cursor, word, length);
    editor->now = DID_ARGUMENT;
}
