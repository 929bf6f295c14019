/* What each key does. */
#include "editor.h"

#include <string.h>

typedef void action(struct editor *editor);

/* ---- moving ---------------------------------------------------------------------------------- */

static void left(struct editor *editor)
{
    editor->buffer.cursor = buffer_left(&editor->buffer, editor->buffer.cursor);
}

static void right(struct editor *editor)
{
    editor->buffer.cursor = buffer_right(&editor->buffer, editor->buffer.cursor);
}

static void word_left(struct editor *editor)
{
    editor->buffer.cursor = buffer_word_left(&editor->buffer, editor->buffer.cursor);
}

static void word_right(struct editor *editor)
{
    editor->buffer.cursor = buffer_word_right(&editor->buffer, editor->buffer.cursor);
}

static void home(struct editor *editor)
{
    editor->buffer.cursor = buffer_line_start(&editor->buffer, editor->buffer.cursor);
}

static void end(struct editor *editor)
{
    editor->buffer.cursor = buffer_line_end(&editor->buffer, editor->buffer.cursor);
}

/* ---- erasing, killing and yanking ------------------------------------------------------------ */

static void erase_left(struct editor *editor)
{
    size_t cursor = editor->buffer.cursor;
    buffer_erase(&editor->buffer, buffer_left(&editor->buffer, cursor), cursor);
}

static void erase_right(struct editor *editor)
{
    size_t cursor = editor->buffer.cursor;
    buffer_erase(&editor->buffer, cursor, buffer_right(&editor->buffer, cursor));
}

/* What is between the cursor and a place. */
static void kill_to(struct editor *editor, size_t place)
{
    size_t cursor = editor->buffer.cursor;
    size_t from = place < cursor ? place : cursor, to = place < cursor ? cursor : place;
    kill_add(&editor->kills, editor->buffer.text.data + from, to - from, editor->last == DID_KILL,
             place < cursor);
    buffer_erase(&editor->buffer, from, to);
    editor->now = DID_KILL;
}

static void kill_to_end(struct editor *editor)
{
    size_t cursor = editor->buffer.cursor, to = buffer_line_end(&editor->buffer, cursor);
    if (to == cursor && to < editor->buffer.text.length)
        to++; /* the newline between two lines */
    kill_to(editor, to);
}

static void kill_to_start(struct editor *editor)
{
    kill_to(editor, buffer_line_start(&editor->buffer, editor->buffer.cursor));
}

static void kill_word_left(struct editor *editor)
{
    kill_to(editor, buffer_word_left(&editor->buffer, editor->buffer.cursor));
}

static void kill_word_right(struct editor *editor)
{
    kill_to(editor, buffer_word_right(&editor->buffer, editor->buffer.cursor));
}

static void kill_blank_left(struct editor *editor)
{
    kill_to(editor, buffer_blank_left(&editor->buffer, editor->buffer.cursor));
}

static void yank_back(struct editor *editor, size_t from, size_t back)
{
    const struct strbuf *killed = kill_get(&editor->kills, back);
    if (!killed || editor->buffer.text.length + killed->length > LINE_MAX_BYTES) {
        editor_beep();
        return;
    }
    buffer_replace(&editor->buffer, from, editor->buffer.cursor, killed->data, killed->length);
    editor->yank_from = from;
    editor->yank_back = back;
    editor->now = DID_YANK;
}

static void yank(struct editor *editor)
{
    yank_back(editor, editor->buffer.cursor, 0);
}

/* The kill before the one that was yanked, in its place. */
static void yank_older(struct editor *editor)
{
    if (editor->last == DID_YANK)
        yank_back(editor, editor->yank_from, editor->yank_back + 1);
    else
        editor_beep();
}

static void erase_blanks(struct editor *editor)
{
    const struct edit_buffer *buffer = &editor->buffer;
    size_t from = buffer->cursor, to = from;
    while (from > 0 && buffer->text.data[from - 1] == ' ')
        from--;
    while (to < buffer->text.length && buffer->text.data[to] == ' ')
        to++;
    buffer_erase(&editor->buffer, from, to);
}

/* ---- changing -------------------------------------------------------------------------------- */

static void swap_characters(struct editor *editor)
{
    if (!buffer_swap_characters(&editor->buffer))
        editor_beep();
}

static void swap_words(struct editor *editor)
{
    if (!buffer_swap_words(&editor->buffer))
        editor_beep();
}

static void upper(struct editor *editor)
{
    buffer_change_case(&editor->buffer, CASE_UPPER);
}

static void lower(struct editor *editor)
{
    buffer_change_case(&editor->buffer, CASE_LOWER);
}

static void title(struct editor *editor)
{
    buffer_change_case(&editor->buffer, CASE_TITLE);
}

static void undo(struct editor *editor)
{
    if (!buffer_undo(&editor->buffer))
        editor_beep();
}

static void undo_all(struct editor *editor)
{
    while (buffer_undo(&editor->buffer))
        continue;
}

static void insert_next(struct editor *editor)
{
    int c = keyboard_byte(&editor->keyboard);
    char byte = (char)c;
    if (c > 0)
        editor_insert(editor, &byte, 1);
}

/* Rows of terminals end with CR; text of other systems with both. */
static void paste(struct editor *editor)
{
    struct strbuf text = {0};
    size_t kept = 0;
    keyboard_paste(&editor->keyboard, &text);
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] == '\r' && i + 1 < text.length && text.data[i + 1] == '\n')
            continue;
        if (text.data[i])
            text.data[kept++] = text.data[i] == '\r' ? '\n' : text.data[i];
    }
    editor_insert(editor, text.data, kept);
    strbuf_free(&text);
}

/* ---- the rest -------------------------------------------------------------------------------- */

static void clear(struct editor *editor)
{
    editor_emit("\033[H\033[2J", 7);
    screen_forget(&editor->screen);
}

static void finish(struct editor *editor, enum edit_result result)
{
    editor->done = true;
    editor->result = result;
}

static void accept(struct editor *editor)
{
    finish(editor, EDIT_LINE);
}

/* The line stays in the history, but is not run. */
static void accept_comment(struct editor *editor)
{
    buffer_replace(&editor->buffer, 0, 0, "#", 1);
    finish(editor, EDIT_LINE);
}

static void interrupt(struct editor *editor)
{
    finish(editor, EDIT_INTERRUPTED);
}

static void end_of_input(struct editor *editor)
{
    finish(editor, EDIT_END);
}

static void erase_or_end(struct editor *editor)
{
    if (editor->buffer.text.length == 0)
        end_of_input(editor);
    else
        erase_right(editor);
}

static void search_from(struct editor *editor, bool back)
{
    int key = search_history(editor, back);
    if (key != KEY_UNKNOWN)
        editor_act(editor, key);
}

static void search_back(struct editor *editor)
{
    search_from(editor, true);
}

static void search_forth(struct editor *editor)
{
    search_from(editor, false);
}

static void complete_here(struct editor *editor)
{
    complete_word(editor);
    editor->now = DID_COMPLETE;
}

static void refuse(struct editor *editor)
{
    (void)editor;
    editor_beep();
}

static void ignore(struct editor *editor)
{
    (void)editor;
}

/* docs/vsh.md has the same table for people. */
static const struct {
    int key;
    action *run;
} bindings[] = {
    {KEY_END_OF_INPUT, end_of_input},
    {'\r', accept},
    {'\n', accept},
    {'\t', complete_here},
    {0x7f, erase_left},
    {CTRL('A'), home},
    {CTRL('B'), left},
    {CTRL('C'), interrupt},
    {CTRL('D'), erase_or_end},
    {CTRL('E'), end},
    {CTRL('F'), right},
    {CTRL('G'), refuse},
    {CTRL('H'), erase_left},
    {CTRL('K'), kill_to_end},
    {CTRL('L'), clear},
    {CTRL('N'), recall_down},
    {CTRL('P'), recall_up},
    {CTRL('R'), search_back},
    {CTRL('S'), search_forth},
    {CTRL('T'), swap_characters},
    {CTRL('U'), kill_to_start},
    {CTRL('V'), insert_next},
    {CTRL('W'), kill_blank_left},
    {CTRL('Y'), yank},
    {CTRL('_'), undo},
    {KEY_UP, recall_up},
    {KEY_DOWN, recall_down},
    {KEY_LEFT, left},
    {KEY_RIGHT, right},
    {KEY_HOME, home},
    {KEY_END, end},
    {KEY_DELETE, erase_right},
    {KEY_PAGE_UP, recall_up_matching},
    {KEY_PAGE_DOWN, recall_down_matching},
    {KEY_WORD_LEFT, word_left},
    {KEY_WORD_RIGHT, word_right},
    {KEY_PASTE, paste},
    {KEY_META | 'b', word_left},
    {KEY_META | 'c', title},
    {KEY_META | 'd', kill_word_right},
    {KEY_META | 'f', word_right},
    {KEY_META | 'l', lower},
    {KEY_META | 'n', recall_down_matching},
    {KEY_META | 'p', recall_up_matching},
    {KEY_META | 'r', undo_all},
    {KEY_META | 't', swap_words},
    {KEY_META | 'u', upper},
    {KEY_META | 'y', yank_older},
    {KEY_META | 0x7f, kill_word_left},
    {KEY_META | CTRL('H'), kill_word_left},
    {KEY_META | '.', recall_last_argument},
    {KEY_META | '_', recall_last_argument},
    {KEY_META | '<', recall_first},
    {KEY_META | '>', recall_last},
    {KEY_META | '\\', erase_blanks},
    {KEY_META | '?', list_completions},
    {KEY_META | '=', list_completions},
    {KEY_META | '#', accept_comment},
    {KEY_PREFIX | CTRL('U'), undo},
};

static action *find_action(int key)
{
    for (size_t i = 0; i < sizeof bindings / sizeof bindings[0]; i++)
        if (bindings[i].key == key)
            return bindings[i].run;
    return ignore;
}

void editor_act(struct editor *editor, int key)
{
    char c = (char)key;
    editor->now = DID_OTHER;
    if (key >= ' ' && key < 0x100 && key != 0x7f)
        editor_insert(editor, &c, 1);
    else
        find_action(key)(editor);
    editor->last = editor->now;
}
