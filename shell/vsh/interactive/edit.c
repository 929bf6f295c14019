/* Editing one line: from the prompt to Enter. */
#include "edit.h"
#include "../os.h"
#include "editor.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SIGNAL_WINDOW = 28 };

struct editor *editor_create(struct shell *shell)
{
    struct editor *editor = checked_alloc(sizeof *editor);
    editor->shell = shell;
    return editor;
}

void editor_destroy(struct editor *editor)
{
    buffer_free(&editor->buffer);
    kill_free(&editor->kills);
    free(editor);
}

/* ---- output ---------------------------------------------------------------------------------- */

void editor_emit(const char *text, size_t length)
{
    while (length > 0) {
        ssize_t n = write(1, text, length);
        if (n <= 0)
            return;
        text += n;
        length -= (size_t)n;
    }
}

void editor_beep(void)
{
    editor_emit("\a", 1);
}

void editor_paint(struct editor *editor)
{
    struct strbuf out = {0};
    os_terminal_size(&editor->screen.columns, &editor->screen.rows); /* it may have been resized */
    screen_paint(&editor->screen, &out, editor->prompt, &editor->buffer.text,
                 editor->buffer.cursor);
    editor_emit(out.data, out.length);
    strbuf_free(&out);
}

void editor_leave_text(struct editor *editor)
{
    size_t cursor = editor->buffer.cursor;
    editor->buffer.cursor = editor->buffer.text.length;
    editor_paint(editor);
    editor->buffer.cursor = cursor;
    editor_emit("\r\n", 2);
    screen_forget(&editor->screen);
}

/* Output that did not end its line stays: a mark behind it and a row's worth of blanks put the
 * prompt on a row of its own, and on the same row when there was none. */
static void begin_row(struct editor *editor)
{
    struct strbuf out = {0};
    os_terminal_size(&editor->screen.columns, &editor->screen.rows);
    strbuf_adds(&out, "\033[7m%\033[0m");
    for (int i = 1; i < editor->screen.columns; i++)
        strbuf_addc(&out, ' ');
    strbuf_adds(&out, "\r \r");
    editor_emit(out.data, out.length);
    strbuf_free(&out);
}

/* ---- the text -------------------------------------------------------------------------------- */

void editor_insert(struct editor *editor, const char *text, size_t length)
{
    if (editor->buffer.text.length + length > LINE_MAX_BYTES)
        editor_beep();
    else
        buffer_insert(&editor->buffer, text, length);
}

void editor_show(struct editor *editor, const char *text)
{
    buffer_replace(&editor->buffer, 0, editor->buffer.text.length, text, strlen(text));
}

/* ---- the loop -------------------------------------------------------------------------------- */

/* A signal came while there was nothing to read: a new size of the window, or one with a trap. */
static void take_signal(struct editor *editor)
{
    struct shell *shell = editor->shell;
    traps_run(shell);
    if (shell->jump == JUMP_NONE)
        return;
    editor->done = true;
    editor->result = shell->jump == JUMP_EXIT ? EDIT_END : EDIT_INTERRUPTED;
    if (shell->jump != JUMP_EXIT)
        shell->jump = JUMP_NONE;
}

static void edit(struct editor *editor)
{
    while (!editor->done) {
        if (!keyboard_has_more(&editor->keyboard))
            editor_paint(editor);
        int key = keyboard_key(&editor->keyboard);
        if (key == KEY_SIGNAL)
            take_signal(editor);
        else
            editor_act(editor, key);
    }
}

static void begin(struct editor *editor, const char *prompt)
{
    editor->prompt = prompt;
    editor->screen = (struct screen){0};
    editor->done = false;
    buffer_reset(&editor->buffer, "");
    recall_begin(editor);
    begin_row(editor);
    editor_emit("\033[?2004h", 8);
    if (!editor->shell->traps[SIGNAL_WINDOW])
        os_signal_catch(SIGNAL_WINDOW);
}

static void end(struct editor *editor)
{
    if (!editor->shell->traps[SIGNAL_WINDOW])
        os_signal_default(SIGNAL_WINDOW);
    editor->buffer.cursor = editor->buffer.text.length;
    editor_paint(editor);
    (void)os_terminal_raw(false); /* before anybody can see that editing is over, and type on */
    editor_emit("\033[?2004l", 8);
    if (editor->result == EDIT_INTERRUPTED)
        editor_emit("^C", 2);
    if (editor->result != EDIT_END)
        editor_emit("\r\n", 2);
    free(editor->unfinished);
    editor->unfinished = NULL;
}

enum edit_result edit_line(struct editor *editor, const char *prompt, char **line)
{
    fflush(stdout);
    if (!os_terminal_raw(true))
        return EDIT_UNABLE;
    begin(editor, prompt);
    edit(editor);
    end(editor);
    if (editor->result == EDIT_LINE) {
        strbuf_addc(&editor->buffer.text, '\n');
        *line = strbuf_take(&editor->buffer.text);
    }
    return editor->result;
}
