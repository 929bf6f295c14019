/* What changes the text. */
#include "editor.h"
#include "text.h"

#include <stdlib.h>
#include <string.h>

bool marked(const struct editor *editor, size_t *from, size_t *to)
{
    if (editor->mark == NO_MARK || editor->mark == editor->at)
        return false;
    *from = editor->mark < editor->at ? editor->mark : editor->at;
    *to = editor->mark < editor->at ? editor->at : editor->mark;
    return true;
}

static void drop_mark(struct editor *editor)
{
    editor->mark = NO_MARK;
    editor->mark_kept = false;
}

bool change_text(struct editor *editor, size_t at, size_t removed, const char *text, size_t length)
{
    forget_syntax(editor, buffer_line_of(&editor->buffer, at));
    if (!history_change(&editor->history, &editor->buffer, at, removed, text, length)) {
        editor_say(editor, "Not enough memory for that: nothing was changed");
        return false;
    }
    editor->at = at + length;
    editor->wanted_column = NOWHERE_COLUMN;
    drop_mark(editor);
    return true;
}

void insert_text(struct editor *editor, const char *text, size_t length)
{
    size_t from = editor->at, to = from;
    marked(editor, &from, &to);
    change_text(editor, from, to - from, text, length);
}

static size_t line_of(struct editor *editor)
{
    return buffer_line_of(&editor->buffer, editor->at);
}

/* The next line begins with the blanks that this one begins with. */
void insert_newline(struct editor *editor)
{
    struct buffer *buffer = &editor->buffer;
    size_t from = editor->at, to = from;
    marked(editor, &from, &to);
    size_t line = buffer_line_of(buffer, from), start = buffer_line_start(buffer, line), n = 0;
    size_t end = buffer_line_end(buffer, line);
    bool returns = end < buffer->size && end > start && buffer_byte(buffer, end - 1) == '\r';
    while (start + n < from && text_blank(buffer_byte(buffer, start + n)))
        n++;
    char *text = malloc(n + 2);
    if (!text)
        return;
    memcpy(text, returns ? "\r\n" : "\n", returns ? 2 : 1);
    memcpy(text + (returns ? 2 : 1), buffer_view(buffer, start, start + n), n);
    change_text(editor, from, to - from, text, n + (returns ? 2 : 1));
    free(text);
}

/* ---- indentation ------------------------------------------------------------------------------
 */

static size_t indent_text(const struct editor *editor, char *text, int column)
{
    size_t n = editor->indent ? (size_t)(editor->indent - column % editor->indent) : 1;
    memset(text, editor->indent ? ' ' : '\t', n);
    return n;
}

/* How much of a line's beginning one step of indentation is. */
static size_t indentation(struct editor *editor, size_t line)
{
    size_t start = buffer_line_start(&editor->buffer, line),
           end = buffer_line_end(&editor->buffer, line);
    size_t width = (size_t)(editor->indent ? editor->indent : editor->tab_width), n = 0;
    if (start < end && buffer_byte(&editor->buffer, start) == '\t')
        return 1;
    while (n < width && start + n < end && buffer_byte(&editor->buffer, start + n) == ' ')
        n++;
    return n;
}

/* Each marked line, from the last to the first; the mark covers them then. */
static void shift_lines(struct editor *editor, size_t from, size_t to, bool in)
{
    struct buffer *buffer = &editor->buffer;
    size_t first = buffer_line_of(buffer, from), last = buffer_line_of(buffer, to - 1);
    char text[32];
    size_t n = indent_text(editor, text, 0);
    for (size_t line = last + 1; line-- > first;) {
        size_t start = buffer_line_start(buffer, line);
        bool empty = start == buffer_line_end(buffer, line);
        if (in ? !empty && !change_text(editor, start, 0, text, n)
               : !change_text(editor, start, indentation(editor, line), "", 0))
            return;
    }
    editor->mark = buffer_line_start(buffer, first);
    editor->at = last + 1 < buffer->line_count ? buffer_line_start(buffer, last + 1) : buffer->size;
}

void insert_tab(struct editor *editor)
{
    size_t from, to;
    char text[32];
    if (marked(editor, &from, &to) &&
        buffer_line_of(&editor->buffer, from) != buffer_line_of(&editor->buffer, to))
        shift_lines(editor, from, to, true);
    else
        insert_text(editor, text, indent_text(editor, text, column_of(editor, editor->at)));
}

void unindent(struct editor *editor)
{
    size_t from, to, line = line_of(editor), at = editor->at;
    if (marked(editor, &from, &to)) {
        shift_lines(editor, from, to, false);
        return;
    }
    size_t n = indentation(editor, line), start = buffer_line_start(&editor->buffer, line);
    change_text(editor, start, n, "", 0);
    editor->at = at > start + n ? at - n : start;
}

/* ---- erasing ----------------------------------------------------------------------------------
 */

static bool erase_marked(struct editor *editor)
{
    size_t from, to;
    if (!marked(editor, &from, &to))
        return false;
    change_text(editor, from, to - from, "", 0);
    return true;
}

static size_t moved(struct editor *editor, int code)
{
    size_t at = editor->at, to;
    move_by_key(editor, code);
    to = editor->at;
    editor->at = at;
    return to;
}

void erase_before(struct editor *editor, bool word)
{
    if (erase_marked(editor))
        return;
    size_t to = editor->at, from = moved(editor, word ? KEY_CTRL | KEY_LEFT : KEY_LEFT);
    change_text(editor, from, to - from, "", 0);
}

void erase_behind(struct editor *editor, bool word)
{
    if (erase_marked(editor))
        return;
    size_t from = editor->at, to = moved(editor, word ? KEY_CTRL | KEY_RIGHT : KEY_RIGHT);
    change_text(editor, from, to - from, "", 0);
}

/* ---- clipboard --------------------------------------------------------------------------------
 */

static void keep(struct editor *editor, size_t from, size_t to, bool lines)
{
    editor->clipboard_lines = lines;
    bytes_add(&editor->clipboard, buffer_view(&editor->buffer, from, to), to - from);
}

/* A line with its newline. */
static void line_range(struct editor *editor, size_t *from, size_t *to)
{
    size_t line = line_of(editor);
    *from = buffer_line_start(&editor->buffer, line);
    *to = buffer_line_end(&editor->buffer, line);
    *to += *to < editor->buffer.size;
}

void copy_marked(struct editor *editor, bool cut)
{
    size_t from, to;
    if (!marked(editor, &from, &to)) {
        if (cut) {
            cut_line(editor);
            return;
        }
        line_range(editor, &from, &to);
        editor->clipboard.length = 0;
        keep(editor, from, to, true);
        editor_say(editor, "The line was copied");
        return;
    }
    editor->clipboard.length = 0;
    keep(editor, from, to, false);
    if (cut)
        change_text(editor, from, to - from, "", 0);
    else
        editor_say(editor, "Copied %zu bytes", to - from);
    drop_mark(editor);
}

/* Lines cut one after the other are pasted together. */
void cut_line(struct editor *editor)
{
    size_t from, to;
    editor->current = KIND_CUT_LINE;
    if (editor->last != KIND_CUT_LINE)
        editor->clipboard.length = 0;
    line_range(editor, &from, &to);
    keep(editor, from, to, true);
    change_text(editor, from, to - from, "", 0);
}

/* Whole lines go above the cursor's line. */
void paste_clipboard(struct editor *editor)
{
    const struct bytes *text = &editor->clipboard;
    size_t from, to;
    if (text->length == 0) {
        editor_say(editor, "Nothing was cut or copied yet");
    } else if (editor->clipboard_lines && !marked(editor, &from, &to)) {
        line_range(editor, &from, &to);
        change_text(editor, from, 0, text->data, text->length);
    } else {
        insert_text(editor, text->data, text->length);
    }
}

void undo(struct editor *editor, bool again)
{
    bool done = again ? history_redo(&editor->history, &editor->buffer, &editor->at)
                      : history_undo(&editor->history, &editor->buffer, &editor->at);
    editor->wanted_column = NOWHERE_COLUMN;
    drop_mark(editor);
    forget_syntax(editor, 0);
    if (!done)
        editor_say(editor, again ? "Nothing to do again" : "Nothing to undo");
}

void select_all(struct editor *editor)
{
    editor->mark = 0;
    editor->at = editor->buffer.size;
    editor->mark_kept = false;
}
