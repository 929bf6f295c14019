/* The editor's loop and its keys. */
#include "editor.h"
#include "screen_terminal.h"
#include "tool.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LOOKED_AT = 200, DEFAULT_TAB = 8 };

static struct editor *the_editor; /* for the end of the program */

void editor_say(struct editor *editor, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(editor->message, sizeof editor->message, format, arguments);
    va_end(arguments);
}

/* ---- files ------------------------------------------------------------------------------------
 */

/* What the lines of the file are indented with: the first one that is says so. */
static int usual_indent(struct buffer *buffer)
{
    for (size_t line = 0; line < buffer->line_count && line < LOOKED_AT; line++) {
        size_t start = buffer_line_start(buffer, line), end = buffer_line_end(buffer, line);
        int n = 0;
        if (start < end && buffer_byte(buffer, start) == '\t')
            return 0;
        while (start + (size_t)n < end && n < 9 && buffer_byte(buffer, start + (size_t)n) == ' ')
            n++;
        if (n == 2 || n == 4 || n == 8)
            return n;
    }
    return 0;
}

static void begin(struct editor *editor, struct buffer buffer, struct file file)
{
    size_t end;
    buffer_free(&editor->buffer);
    history_free(&editor->history);
    free(editor->file.path);
    editor->buffer = buffer;
    editor->file = file;
    editor->at = editor->top = 0;
    editor->mark = NO_MARK;
    editor->wanted_column = NOWHERE_COLUMN;
    editor->indent = usual_indent(&editor->buffer);
    end = buffer_line_end(&editor->buffer, 0);
    editor->syntax = syntax_of(file.path, buffer_view(&editor->buffer, 0, end), end);
    editor->states_known = 0;
}

bool open_file(struct editor *editor, const char *path)
{
    char reason[FILE_REASON];
    struct buffer buffer;
    struct file file = {0};
    if (!buffer_init(&buffer)) {
        editor_say(editor, "Not enough memory");
        return false;
    }
    if (path && !file_load(&file, path, &buffer, reason)) {
        editor_say(editor, "%s", reason);
        buffer_free(&buffer);
        free(file.path);
        return false;
    }
    begin(editor, buffer, file);
    if (path && !file.exists)
        editor_say(editor, "A new file");
    return true;
}

/* However the program ends, but for its own way to quit: the text is kept. */
static void rescue(void)
{
    struct editor *editor = the_editor;
    if (!editor || editor->closed || !history_modified(&editor->history))
        return;
    editor->closed = true;
    const char *path = file_rescue(&editor->file, &editor->buffer);
    terminal_close();
    if (path)
        fprintf(stderr, "edit: the text was saved as %s\n", path);
    else
        fprintf(stderr, "edit: the text could not be saved: %s\n", strerror(errno));
}

/* ---- keys -------------------------------------------------------------------------------------
 */

static bool edit_key(struct editor *editor, int code)
{
    switch (code) {
    case '\r':
    case '\n':
        insert_newline(editor);
        return true;
    case '\t':
        insert_tab(editor);
        return true;
    case KEY_BACK_TAB:
        unindent(editor);
        return true;
    case KEY_BACKSPACE:
    case KEY_CONTROL('H'):
        editor->current = KIND_ERASE;
        erase_before(editor, false);
        return true;
    case KEY_CONTROL('W'):
    case KEY_ALT | KEY_BACKSPACE:
        erase_before(editor, true);
        return true;
    case KEY_DELETE:
    case KEY_CONTROL('D'):
        editor->current = KIND_DELETE;
        erase_behind(editor, false);
        return true;
    case KEY_CTRL | KEY_DELETE:
    case KEY_ALT | 'd':
        erase_behind(editor, true);
        return true;
    case KEY_PASTE:
        insert_text(editor, editor->display.keys.paste.data, editor->display.keys.paste.length);
        return true;
    case KEY_CONTROL('K'):
        cut_line(editor);
        return true;
    case KEY_CONTROL('X'):
    case KEY_CONTROL('C'):
        copy_marked(editor, code == KEY_CONTROL('X'));
        return true;
    case KEY_CONTROL('V'):
        paste_clipboard(editor);
        return true;
    case KEY_CONTROL('Z'):
    case KEY_CONTROL('Y'):
        undo(editor, code == KEY_CONTROL('Y'));
        return true;
    default:
        return false;
    }
}

static void set_mark(struct editor *editor)
{
    editor->mark_kept = !editor->mark_kept;
    editor->mark = editor->mark_kept ? editor->at : NO_MARK;
    editor_say(editor, editor->mark_kept ? "Moving marks text now; ^X cuts it, ^C copies it"
                                         : "Marking ended");
}

static bool ask_key(struct editor *editor, int code)
{
    switch (code) {
    case KEY_CONTROL('S'):
        save(editor);
        return true;
    case KEY_FUNCTION + 1:
        ask_save_as(editor);
        return true;
    case KEY_CONTROL('O'):
        ask_open(editor);
        return true;
    case KEY_CONTROL('Q'):
        ask_quit(editor);
        return true;
    case KEY_CONTROL('F'):
        ask_find(editor);
        return true;
    case KEY_FUNCTION + 2:
    case KEY_SHIFT | (KEY_FUNCTION + 2):
        find_again(editor, code & KEY_SHIFT);
        return true;
    case KEY_CONTROL('R'):
        ask_replace(editor);
        return true;
    case KEY_CONTROL('G'):
        ask_go_to_line(editor);
        return true;
    default:
        return false;
    }
}

static void view_key(struct editor *editor, int code)
{
    switch (code) {
    case KEY_CONTROL('A'):
        select_all(editor);
        break;
    case KEY_CONTROL('B'):
    case 0:
        set_mark(editor);
        break;
    case KEY_CONTROL('T'):
        editor->numbers = !editor->numbers;
        break;
    case KEY_CONTROL('L'):
        editor->display.screen.known = false;
        break;
    case KEY_FUNCTION:
        editor->help = true;
        break;
    case KEY_ESCAPE:
        editor->mark = NO_MARK;
        editor->mark_kept = false;
        break;
    default:
        editor_say(editor, "This key does nothing (F1: help)");
    }
}

static bool is_text(const struct key *key)
{
    return key->length > 0 && key->code >= ' ' && key->code != KEY_BACKSPACE;
}

/* Characters typed one after the other are undone together, up to the end of a line. */
static void command(struct editor *editor, const struct key *key)
{
    editor->current = is_text(key) ? KIND_TYPE : KIND_OTHER;
    if (key->code == KEY_BACKSPACE || key->code == KEY_CONTROL('H'))
        editor->current = KIND_ERASE;
    else if (key->code == KEY_DELETE || key->code == KEY_CONTROL('D'))
        editor->current = KIND_DELETE;
    if (editor->current == KIND_OTHER || editor->current != editor->last)
        history_break(&editor->history);
    if (is_text(key))
        insert_text(editor, key->text, (size_t)key->length);
    else if (!edit_key(editor, key->code) && !move_by_key(editor, key->code) &&
             !ask_key(editor, key->code))
        view_key(editor, key->code);
    editor->last = editor->current;
}

static void press(struct editor *editor, const struct key *key)
{
    *editor->message = '\0';
    if (editor->help)
        editor->help = false;
    else if (editor->asking)
        answer_key(editor, key);
    else
        command(editor, key);
}

/* ---- the program ------------------------------------------------------------------------------
 */

static int loop(struct editor *editor)
{
    while (!editor->quit) {
        switch (display_next(&editor->display, -1, -1)) {
        case EVENT_KEY:
            press(editor, &editor->display.key);
            break;
        case EVENT_END:
            rescue();
            return 1;
        default:
            break;
        }
    }
    return 0;
}

int editor_run(struct editor *editor, const char *path, size_t line)
{
    if (editor->tab_width == 0)
        editor->tab_width = DEFAULT_TAB;
    if (!open_file(editor, path)) {
        tool_error("%s", editor->message);
        return 1;
    }
    editor->display.draw = display_editor;
    editor->display.context = editor;
    the_editor = editor;
    atexit(rescue);
    if (!display_open(&editor->display, true)) {
        tool_error("cannot use the terminal: %s", strerror(errno));
        return 1;
    }
    editor->text_rows = editor->display.screen.rows - 3;
    if (line > 0)
        go_to_line(editor, line - 1);
    int status = loop(editor);
    display_close(&editor->display);
    return status;
}
