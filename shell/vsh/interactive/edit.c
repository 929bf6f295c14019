#include "edit.h"
#include "../os.h"
#include "screen.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HISTORY_MAX = 1000, LINE_MAX_BYTES = 1 << 20 };

struct editor {
    struct shell *shell;
    struct strbuf line;
    size_t cursor;
    struct screen screen;
    const char *prompt;
    struct arguments history;
    size_t history_at; /* history.count: the line being written */
    char *unfinished;  /* that line while history is shown */
    struct strbuf killed;
    bool last_was_tab;
    unsigned char input[256]; /* bytes read ahead */
    size_t input_at, input_end;
};

struct editor *editor_create(struct shell *shell)
{
    struct editor *editor = checked_alloc(sizeof *editor);
    editor->shell = shell;
    return editor;
}

void editor_destroy(struct editor *editor)
{
    arguments_free(&editor->history);
    strbuf_free(&editor->line);
    strbuf_free(&editor->killed);
    free(editor);
}

void editor_remember(struct editor *editor, const char *text)
{
    struct arguments *history = &editor->history;
    size_t length = strlen(text);
    while (length && text[length - 1] == '\n')
        length--;
    if (length == 0)
        return;
    if (history->count && strncmp(history->items[history->count - 1], text, length) == 0 &&
        history->items[history->count - 1][length] == '\0')
        return;
    if (history->count == HISTORY_MAX) {
        free(history->items[0]);
        memmove(history->items, history->items + 1, history->count * sizeof *history->items);
        history->count--;
    }
    arguments_add(history, checked_copy(text, length));
}

static void emit(const char *text, size_t length)
{
    while (length > 0) {
        ssize_t n = write(1, text, length);
        if (n <= 0)
            return;
        text += n;
        length -= (size_t)n;
    }
}

static void paint(struct editor *editor)
{
    struct strbuf out = {0};
    int rows;
    os_terminal_size(&editor->screen.columns, &rows); /* it may have been resized */
    screen_paint(&editor->screen, &out, editor->prompt, &editor->line, editor->cursor);
    emit(out.data, out.length);
    strbuf_free(&out);
}

/* The next byte of input, -1 at its end. */
static int next_byte(struct editor *editor)
{
    if (editor->input_at == editor->input_end) {
        ssize_t n = read(0, editor->input, sizeof editor->input);
        if (n <= 0)
            return -1;
        editor->input_at = 0;
        editor->input_end = (size_t)n;
    }
    return editor->input[editor->input_at++];
}

static bool more_input(const struct editor *editor)
{
    return editor->input_at < editor->input_end;
}

/* ---- keys ------------------------------------------------------------------------------------ */

enum key {
    KEY_END_OF_INPUT = -1,
    KEY_UP = 0x100,
    KEY_DOWN,
    KEY_LEFT,
    KEY_RIGHT,
    KEY_HOME,
    KEY_END,
    KEY_DELETE,
    KEY_WORD_LEFT,
    KEY_WORD_RIGHT,
    KEY_KILL_WORD,
    KEY_ERASE_WORD,
    KEY_PASTE,
    KEY_UNKNOWN,
};

#define CTRL(letter) ((letter) & 0x1f)

static int csi_key(int final, int parameter, int modifier)
{
    switch (final) {
    case 'A':
        return KEY_UP;
    case 'B':
        return KEY_DOWN;
    case 'C':
        return modifier > 1 ? KEY_WORD_RIGHT : KEY_RIGHT;
    case 'D':
        return modifier > 1 ? KEY_WORD_LEFT : KEY_LEFT;
    case 'H':
        return KEY_HOME;
    case 'F':
        return KEY_END;
    case '~':
        if (parameter == 1 || parameter == 7)
            return KEY_HOME;
        if (parameter == 4 || parameter == 8)
            return KEY_END;
        if (parameter == 3)
            return KEY_DELETE;
        if (parameter == 200)
            return KEY_PASTE;
    }
    return KEY_UNKNOWN;
}

/* Behind ESC: CSI and SS3 sequences, and Alt with a letter. */
static int escape_key(struct editor *editor)
{
    int c = next_byte(editor), parameters[2] = {0, 0}, count = 0;
    switch (c) {
    case 'b':
        return KEY_WORD_LEFT;
    case 'f':
        return KEY_WORD_RIGHT;
    case 'd':
        return KEY_KILL_WORD;
    case 0x7f:
        return KEY_ERASE_WORD;
    case '[':
    case 'O':
        break;
    default:
        return c < 0 ? KEY_END_OF_INPUT : KEY_UNKNOWN;
    }
    while ((c = next_byte(editor)) >= 0 && (isdigit(c) || c == ';')) {
        if (c == ';' && count < 1)
            count++;
        else if (isdigit(c) && parameters[count] < 1000)
            parameters[count] = parameters[count] * 10 + (c - '0');
    }
    return c < 0 ? KEY_END_OF_INPUT : csi_key(c, parameters[0], parameters[1]);
}

static int next_key(struct editor *editor)
{
    int c = next_byte(editor);
    return c == 033 ? escape_key(editor) : c;
}

/* ---- editing --------------------------------------------------------------------------------- */

static size_t previous_character(const struct editor *editor)
{
    size_t at = editor->cursor;
    while (at > 0 && ((unsigned char)editor->line.data[--at] & 0xc0) == 0x80)
        ;
    return at;
}

static size_t next_character(const struct editor *editor)
{
    if (editor->cursor == editor->line.length)
        return editor->cursor;
    return editor->cursor + character_length(editor->line.data + editor->cursor,
                                             editor->line.length - editor->cursor);
}

static bool is_word(char c)
{
    return isalnum((unsigned char)c) || c == '_' || (unsigned char)c >= 0x80;
}

static size_t word_left(const struct editor *editor)
{
    size_t at = editor->cursor;
    while (at > 0 && !is_word(editor->line.data[at - 1]))
        at--;
    while (at > 0 && is_word(editor->line.data[at - 1]))
        at--;
    return at;
}

static size_t word_right(const struct editor *editor)
{
    size_t at = editor->cursor;
    while (at < editor->line.length && !is_word(editor->line.data[at]))
        at++;
    while (at < editor->line.length && is_word(editor->line.data[at]))
        at++;
    return at;
}

/* Ctrl-W: back to a blank. */
static size_t blank_left(const struct editor *editor)
{
    size_t at = editor->cursor;
    while (at > 0 && editor->line.data[at - 1] == ' ')
        at--;
    while (at > 0 && editor->line.data[at - 1] != ' ')
        at--;
    return at;
}

static void insert(struct editor *editor, const char *text, size_t length)
{
    if (editor->line.length + length > LINE_MAX_BYTES) {
        emit("\a", 1);
        return;
    }
    strbuf_insert(&editor->line, editor->cursor, text, length);
    editor->cursor += length;
}

static void erase(struct editor *editor, size_t from, size_t to, bool keep)
{
    if (keep && to > from) {
        strbuf_clear(&editor->killed);
        strbuf_add(&editor->killed, editor->line.data + from, to - from);
    }
    strbuf_remove(&editor->line, from, to - from);
    editor->cursor = from;
}

static void replace_line(struct editor *editor, const char *text)
{
    strbuf_clear(&editor->line);
    strbuf_adds(&editor->line, text);
    editor->cursor = editor->line.length;
}

static void show_history(struct editor *editor, int step)
{
    size_t count = editor->history.count;
    if (step < 0 ? editor->history_at == 0 : editor->history_at == count)
        return;
    if (editor->history_at == count) {
        free(editor->unfinished);
        editor->unfinished = checked_copy(editor->line.data, editor->line.length);
    }
    editor->history_at += (size_t)step;
    replace_line(editor, editor->history_at == count ? editor->unfinished
                                                     : editor->history.items[editor->history_at]);
}

/* ---- Ctrl-R ---------------------------------------------------------------------------------- */

static const char *search_back(const struct editor *editor, const char *text, size_t *from)
{
    for (size_t i = *from; i-- > 0;) {
        if (strstr(editor->history.items[i], text)) {
            *from = i;
            return editor->history.items[i];
        }
    }
    return NULL;
}

/* Incremental search; returns the key that ended it, for the line's editor to act on. */
static int search_history(struct editor *editor)
{
    struct strbuf wanted = {0}, prompt = {0};
    const char *own_prompt = editor->prompt;
    size_t at = editor->history.count;
    int key;
    strbuf_clear(&wanted);
    for (;;) {
        strbuf_clear(&prompt);
        strbuf_adds(&prompt, "(search) ");
        strbuf_adds(&prompt, wanted.data);
        strbuf_adds(&prompt, ": ");
        editor->prompt = prompt.data;
        paint(editor);
        key = next_key(editor);
        if ((key == 0x7f || key == CTRL('H')) && wanted.length) {
            strbuf_remove(&wanted, wanted.length - 1, 1);
            at = editor->history.count;
        } else if (key >= ' ' && key < 0x100 && key != 0x7f) {
            strbuf_addc(&wanted, (char)key);
            at = editor->history.count;
        } else if (key != CTRL('R')) {
            break;
        }
        const char *found = wanted.length ? search_back(editor, wanted.data, &at) : NULL;
        if (found)
            replace_line(editor, found);
        else if (wanted.length)
            emit("\a", 1);
    }
    editor->prompt = own_prompt;
    strbuf_free(&wanted);
    strbuf_free(&prompt);
    return key;
}

/* ---- completion ------------------------------------------------------------------------------ */

static void insert_quoted(struct editor *editor, const char *text)
{
    for (; *text; text++) {
        if (strchr(" \t\\'\"$`*?[]()<>|&;#!", *text))
            insert(editor, "\\", 1);
        insert(editor, text, 1);
    }
}

static size_t common_prefix(const struct arguments *list)
{
    size_t length = strlen(list->items[0]);
    for (size_t i = 1; i < list->count; i++) {
        size_t n = 0;
        while (n < length && list->items[i][n] == list->items[0][n])
            n++;
        length = n;
    }
    return length;
}

/* What a listing shows of a path: its last part. */
static const char *last_part(const char *path)
{
    size_t at = strlen(path);
    while (at > 0 && path[at - 1] == '/')
        at--;
    while (at > 0 && path[at - 1] != '/')
        at--;
    return path + at;
}

static void list_candidates(struct editor *editor, const struct arguments *list)
{
    struct strbuf out = {0};
    int width = 1, column = 0;
    size_t cursor = editor->cursor;
    editor->cursor = editor->line.length; /* below all of a line that takes several rows */
    paint(editor);
    editor->cursor = cursor;
    for (size_t i = 0; i < list->count; i++) {
        const char *name = last_part(list->items[i]);
        int w = text_width(name, strlen(name)) + 2;
        width = w > width ? w : width;
    }
    int per_row = editor->screen.columns / width ? editor->screen.columns / width : 1;
    strbuf_adds(&out, "\r\n");
    for (size_t i = 0; i < list->count; i++) {
        const char *name = last_part(list->items[i]);
        strbuf_adds(&out, name);
        if (++column == per_row || i + 1 == list->count) {
            strbuf_adds(&out, "\r\n");
            column = 0;
            continue;
        }
        for (int w = text_width(name, strlen(name)); w < width; w++)
            strbuf_addc(&out, ' ');
    }
    emit(out.data, out.length);
    strbuf_free(&out);
    editor->screen.cursor = 0;
}

static void complete_word(struct editor *editor)
{
    struct arguments list = {0};
    size_t start;
    complete(editor->shell, editor->line.data, editor->cursor, &start, &list);
    if (list.count == 0) {
        emit("\a", 1);
        return;
    }
    size_t length = common_prefix(&list), typed = editor->cursor - start;
    if (list.count > 1 && length <= typed) {
        if (editor->last_was_tab)
            list_candidates(editor, &list);
        else
            emit("\a", 1);
    } else {
        char *text = checked_copy(list.items[0], length);
        erase(editor, start, editor->cursor, false);
        if (text[0] == '$') {
            insert(editor, text, length);
        } else if (text[0] == '~') {
            insert(editor, text, 1);
            insert_quoted(editor, text + 1);
        } else {
            insert_quoted(editor, text);
        }
        if (list.count == 1 && length && text[length - 1] != '/')
            insert(editor, " ", 1);
        free(text);
    }
    arguments_free(&list);
}

/* ---- the loop -------------------------------------------------------------------------------- */

/* Bracketed paste: everything up to ESC [ 201 ~ is text. */
static void paste(struct editor *editor)
{
    static const char end[] = "\033[201~";
    size_t matched = 0;
    int c;
    while (matched < sizeof end - 1 && (c = next_byte(editor)) >= 0) {
        if (c == end[matched]) {
            matched++;
            continue;
        }
        insert(editor, end, matched);
        matched = 0;
        char byte = c == '\r' ? '\n' : (char)c;
        insert(editor, &byte, 1);
    }
}

static void move_or_edit(struct editor *editor, int key)
{
    switch (key) {
    case KEY_LEFT:
    case CTRL('B'):
        editor->cursor = previous_character(editor);
        break;
    case KEY_RIGHT:
    case CTRL('F'):
        editor->cursor = next_character(editor);
        break;
    case KEY_HOME:
    case CTRL('A'):
        editor->cursor = 0;
        break;
    case KEY_END:
    case CTRL('E'):
        editor->cursor = editor->line.length;
        break;
    case KEY_WORD_LEFT:
        editor->cursor = word_left(editor);
        break;
    case KEY_WORD_RIGHT:
        editor->cursor = word_right(editor);
        break;
    case 0x7f:
    case CTRL('H'):
        erase(editor, previous_character(editor), editor->cursor, false);
        break;
    case KEY_DELETE:
    case CTRL('D'):
        erase(editor, editor->cursor, next_character(editor), false);
        break;
    case CTRL('K'):
        erase(editor, editor->cursor, editor->line.length, true);
        break;
    case CTRL('U'):
        erase(editor, 0, editor->cursor, true);
        break;
    case CTRL('W'):
        erase(editor, blank_left(editor), editor->cursor, true);
        break;
    case KEY_ERASE_WORD:
        erase(editor, word_left(editor), editor->cursor, true);
        break;
    case KEY_KILL_WORD:
        erase(editor, editor->cursor, word_right(editor), true);
        break;
    case CTRL('Y'):
        insert(editor, editor->killed.data ? editor->killed.data : "", editor->killed.length);
        break;
    case KEY_UP:
    case CTRL('P'):
        show_history(editor, -1);
        break;
    case KEY_DOWN:
    case CTRL('N'):
        show_history(editor, 1);
        break;
    case CTRL('L'):
        emit("\033[H\033[2J", 7);
        editor->screen.cursor = 0;
        break;
    case KEY_PASTE:
        paste(editor);
        break;
    default:
        if (key >= ' ' && key < 0x100) {
            char c = (char)key;
            insert(editor, &c, 1);
        }
    }
}

static enum edit_result edit(struct editor *editor)
{
    for (;;) {
        if (!more_input(editor))
            paint(editor);
        int key = next_key(editor);
        if (key == CTRL('R'))
            key = search_history(editor);
        bool tab = key == '\t';
        switch (key) {
        case KEY_END_OF_INPUT:
            return EDIT_END;
        case '\r':
        case '\n':
            return EDIT_LINE;
        case CTRL('C'):
            return EDIT_INTERRUPTED;
        case CTRL('D'):
            if (editor->line.length == 0)
                return EDIT_END;
            move_or_edit(editor, key);
            break;
        case '\t':
            complete_word(editor);
            break;
        default:
            move_or_edit(editor, key);
        }
        editor->last_was_tab = tab;
    }
}

/* Output that did not end its line stays: a mark behind it and a row's worth of blanks put the
 * prompt on a row of its own, and on the same row when there was none. */
static void begin_row(struct editor *editor)
{
    struct strbuf out = {0};
    int rows;
    os_terminal_size(&editor->screen.columns, &rows);
    strbuf_adds(&out, "\033[7m%\033[0m");
    for (int i = 1; i < editor->screen.columns; i++)
        strbuf_addc(&out, ' ');
    strbuf_adds(&out, "\r \r");
    emit(out.data, out.length);
    strbuf_free(&out);
}

enum edit_result edit_line(struct editor *editor, const char *prompt, char **line)
{
    fflush(stdout);
    editor->prompt = prompt;
    editor->cursor = 0;
    editor->history_at = editor->history.count;
    editor->screen = (struct screen){0};
    strbuf_clear(&editor->line);
    if (!os_terminal_raw(true))
        return EDIT_UNABLE;
    begin_row(editor);
    emit("\033[?2004h", 8);
    enum edit_result result = edit(editor);
    editor->cursor = editor->line.length;
    paint(editor);
    (void)os_terminal_raw(false); /* before anybody can see that editing is over, and type on */
    emit("\033[?2004l", 8);
    if (result == EDIT_INTERRUPTED)
        emit("^C", 2);
    if (result != EDIT_END)
        emit("\r\n", 2);
    free(editor->unfinished);
    editor->unfinished = NULL;
    if (result == EDIT_LINE) {
        strbuf_addc(&editor->line, '\n');
        *line = strbuf_take(&editor->line);
    }
    return result;
}
