/* Going through the text. */
#include "editor.h"
#include "text.h"

#include <ctype.h>
#include <string.h>

enum { CHARACTER_MAX = 32 };

bool is_word_byte(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

/* The bytes of one character with what combines with it. */
size_t place_behind(struct editor *editor, size_t at)
{
    size_t size = editor->buffer.size, left = size - at;
    if (left == 0)
        return at;
    if (left > CHARACTER_MAX)
        left = CHARACTER_MAX;
    const char *text = buffer_view(&editor->buffer, at, at + left);
    if (*text == '\r' && left > 1 && text[1] == '\n')
        return at + 2;
    size_t n = text_character(text, left, NULL);
    while (n < left && (unsigned char)text[n] >= 0xc0) {
        int columns;
        size_t more = text_character(text + n, left - n, &columns);
        if (columns != 0 || more < 2)
            break;
        n += more;
    }
    return at + n;
}

size_t place_before(struct editor *editor, size_t at)
{
    size_t line = buffer_line_start(&editor->buffer, buffer_line_of(&editor->buffer, at));
    if (at == line) {
        bool returns = at > 1 && buffer_byte(&editor->buffer, at - 2) == '\r';
        return at == 0 ? 0 : at - (returns ? 2 : 1);
    }
    size_t from = at - line > CHARACTER_MAX ? at - CHARACTER_MAX : line, next;
    while (from > line && from < at && text_continues(buffer_byte(&editor->buffer, from)))
        from++;
    while ((next = place_behind(editor, from)) < at)
        from = next;
    return from;
}

static size_t word_left(struct editor *editor, size_t at)
{
    while (at > 0 && !is_word_byte(buffer_byte(&editor->buffer, at - 1)))
        at--;
    while (at > 0 && is_word_byte(buffer_byte(&editor->buffer, at - 1)))
        at--;
    return at;
}

static size_t word_right(struct editor *editor, size_t at)
{
    size_t size = editor->buffer.size;
    while (at < size && is_word_byte(buffer_byte(&editor->buffer, at)))
        at++;
    while (at < size && !is_word_byte(buffer_byte(&editor->buffer, at)))
        at++;
    return at;
}

static size_t line_end(struct editor *editor, size_t line)
{
    size_t end = buffer_line_end(&editor->buffer, line),
           start = buffer_line_start(&editor->buffer, line);
    bool returns =
        end > start && end < editor->buffer.size && buffer_byte(&editor->buffer, end - 1) == '\r';
    return end - returns;
}

/* Home goes to the first character that is no blank; from there to the beginning. */
static size_t line_home(struct editor *editor, size_t line)
{
    size_t start = buffer_line_start(&editor->buffer, line), at = start,
           end = line_end(editor, line);
    while (at < end && text_blank(buffer_byte(&editor->buffer, at)))
        at++;
    return editor->at == at ? start : at;
}

static void go_lines(struct editor *editor, long lines)
{
    size_t line = buffer_line_of(&editor->buffer, editor->at), last = editor->buffer.line_count - 1;
    size_t to = lines < 0 ? (line > (size_t)-lines ? line - (size_t)-lines : 0)
                          : (last - line > (size_t)lines ? line + (size_t)lines : last);
    if (editor->wanted_column == NOWHERE_COLUMN)
        editor->wanted_column = column_of(editor, editor->at);
    if (to == line)
        editor->at = lines < 0 ? buffer_line_start(&editor->buffer, 0) : editor->buffer.size;
    else
        editor->at = place_at_column(editor, to, editor->wanted_column);
}

static void go_page(struct editor *editor, int direction)
{
    long rows = editor->text_rows > 2 ? editor->text_rows - 1 : 1;
    if (direction > 0 && editor->top + (size_t)rows < editor->buffer.line_count)
        editor->top += (size_t)rows;
    else if (direction < 0)
        editor->top = editor->top > (size_t)rows ? editor->top - (size_t)rows : 0;
    go_lines(editor, direction * rows);
}

void go_to_line(struct editor *editor, size_t line)
{
    struct buffer *buffer = &editor->buffer;
    if (line >= buffer->line_count)
        line = buffer->line_count - 1;
    editor->at = buffer_line_start(buffer, line);
    editor->wanted_column = NOWHERE_COLUMN;
    if (line < editor->top || line >= editor->top + (size_t)editor->text_rows) {
        size_t half = (size_t)editor->text_rows / 2;
        editor->top = line > half ? line - half : 0;
    }
}

/* Up and down keep the column that they began with. */
static bool vertical(struct editor *editor, int code)
{
    switch (code) {
    case KEY_UP:
        go_lines(editor, -1);
        return true;
    case KEY_DOWN:
        go_lines(editor, 1);
        return true;
    case KEY_PAGE_UP:
        go_page(editor, -1);
        return true;
    case KEY_PAGE_DOWN:
        go_page(editor, 1);
        return true;
    default:
        return false;
    }
}

static bool horizontal(struct editor *editor, int code)
{
    size_t line = buffer_line_of(&editor->buffer, editor->at);
    switch (code) {
    case KEY_LEFT:
        editor->at = place_before(editor, editor->at);
        return true;
    case KEY_RIGHT:
        editor->at = place_behind(editor, editor->at);
        return true;
    case KEY_CTRL | KEY_LEFT:
    case KEY_ALT | 'b':
    case KEY_ALT | KEY_LEFT:
        editor->at = word_left(editor, editor->at);
        return true;
    case KEY_CTRL | KEY_RIGHT:
    case KEY_ALT | 'f':
    case KEY_ALT | KEY_RIGHT:
        editor->at = word_right(editor, editor->at);
        return true;
    case KEY_HOME:
        editor->at = line_home(editor, line);
        return true;
    case KEY_END:
    case KEY_CONTROL('E'):
        editor->at = line_end(editor, line);
        return true;
    case KEY_CTRL | KEY_HOME:
        editor->at = 0;
        return true;
    case KEY_CTRL | KEY_END:
        editor->at = editor->buffer.size;
        return true;
    default:
        return false;
    }
}

bool move_by_key(struct editor *editor, int code)
{
    bool extends = code & KEY_SHIFT;
    size_t before = editor->at;
    code &= ~KEY_SHIFT;
    if (!vertical(editor, code)) {
        if (!horizontal(editor, code))
            return false;
        editor->wanted_column = NOWHERE_COLUMN;
    }
    if (extends && editor->mark == NO_MARK)
        editor->mark = before;
    if (!extends && !editor->mark_kept)
        editor->mark = NO_MARK;
    return true;
}
