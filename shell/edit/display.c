/* Drawing: the text with its colours, what is marked, the line of status, the keys. */
#include "editor.h"
#include "tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    COLOURED_LINE = 10000, /* bytes; a longer line is not coloured */
    FAR = 3000,            /* lines: colours of what is further away are found from NEAR before */
    NEAR = 200,
    SIDE = 10, /* columns that a long line is moved at least */
};

static const struct style plain;
static const struct style reverse = {.attributes = STYLE_REVERSE};
static const struct style faint = {.attributes = STYLE_FAINT};
static const struct style class_styles[] = {
    [CLASS_COMMENT] = {.front = STYLE_COLOUR(6)},
    [CLASS_STRING] = {.front = STYLE_COLOUR(2)},
    [CLASS_KEYWORD] = {.front = STYLE_COLOUR(4), .attributes = STYLE_BOLD},
    [CLASS_TYPE] = {.front = STYLE_COLOUR(3)},
    [CLASS_NUMBER] = {.front = STYLE_COLOUR(5)},
    [CLASS_DIRECTIVE] = {.front = STYLE_COLOUR(5), .attributes = STYLE_BOLD},
    [CLASS_VARIABLE] = {.front = STYLE_COLOUR(3), .attributes = STYLE_BOLD},
};

/* ---- columns ----------------------------------------------------------------------------------
 */

static void glyph_at(const struct editor *editor, const char *text, size_t length, int column,
                     struct glyph *glyph)
{
    if (*text == '\t') {
        *glyph = (struct glyph){.size = 1, .text = " ", .length = 1};
        glyph->width = editor->tab_width - column % editor->tab_width;
    } else if (*text == '\r' && length == 1) {
        *glyph = (struct glyph){.size = 1}; /* the line ends with \r\n */
    } else {
        screen_glyph(text, length, glyph);
    }
}

int column_of(struct editor *editor, size_t at)
{
    size_t line = buffer_line_of(&editor->buffer, at),
           start = buffer_line_start(&editor->buffer, line);
    size_t length = buffer_line_end(&editor->buffer, line) - start;
    const char *text = buffer_view(&editor->buffer, start, start + length);
    struct glyph glyph;
    int column = 0;
    for (size_t i = 0; i < at - start; i += glyph.size) {
        glyph_at(editor, text + i, length - i, column, &glyph);
        column += glyph.width;
    }
    return column;
}

size_t place_at_column(struct editor *editor, size_t line, int column)
{
    size_t start = buffer_line_start(&editor->buffer, line);
    size_t length = buffer_line_end(&editor->buffer, line) - start, i = 0;
    const char *text = buffer_view(&editor->buffer, start, start + length);
    struct glyph glyph;
    for (int at = 0; i < length; i += glyph.size) {
        glyph_at(editor, text + i, length - i, at, &glyph);
        at += glyph.width;
        if (at > column || glyph.length == 0)
            break;
    }
    return start + i;
}

/* ---- colours ----------------------------------------------------------------------------------
 */

void forget_syntax(struct editor *editor, size_t line)
{
    if (editor->states_known > line + 1)
        editor->states_known = line + 1;
}

static unsigned char classify(struct editor *editor, size_t line, unsigned char state,
                              unsigned char *classes)
{
    size_t start = buffer_line_start(&editor->buffer, line),
           end = buffer_line_end(&editor->buffer, line);
    if (end - start > COLOURED_LINE)
        return state;
    return syntax_line(editor->syntax, state, buffer_view(&editor->buffer, start, end), end - start,
                       classes);
}

static bool room_for_states(struct editor *editor, size_t lines)
{
    if (lines <= editor->states_room)
        return true;
    unsigned char *states = realloc(editor->states, lines * 2);
    if (states) {
        editor->states = states;
        editor->states_room = lines * 2;
    }
    return states != NULL;
}

/* What a line begins in. */
static unsigned char state_of(struct editor *editor, size_t line)
{
    static unsigned char classes[COLOURED_LINE];
    unsigned char state = 0;
    if (editor->syntax == SYNTAX_NONE || !room_for_states(editor, line + 1))
        return 0;
    if (editor->states_known == 0) {
        editor->states[0] = 0;
        editor->states_known = 1;
    }
    if (line >= editor->states_known + FAR) {
        for (size_t i = line - NEAR; i < line; i++)
            state = classify(editor, i, state, classes);
        return state;
    }
    for (size_t i; (i = editor->states_known) <= line; editor->states_known++)
        editor->states[i] = classify(editor, i - 1, editor->states[i - 1], classes);
    return editor->states[line];
}

/* ---- text -------------------------------------------------------------------------------------
 */

static int margin(const struct editor *editor)
{
    int width = 0;
    if (!editor->numbers)
        return 0;
    for (size_t lines = editor->buffer.line_count; lines > 0; lines /= 10)
        width++;
    return (width < 3 ? 3 : width) + 1;
}

/* So many columns of the cursor's line are hidden at the left. */
static int hidden_columns(struct editor *editor, int columns)
{
    int at = column_of(editor, editor->at), step = columns / 3 > SIDE ? columns / 3 : SIDE;
    if (at < columns - 1)
        return 0;
    return (at - columns + 1 + step) / step * step;
}

struct row {
    size_t start, from, to; /* of the line; what is marked of the text */
    int margin, hidden;
    const unsigned char *classes; /* or NULL */
};

static void put(struct screen *screen, int row, int column, const struct glyph *glyph,
                struct style style)
{
    const struct glyph space = {.text = " ", .length = 1, .width = 1};
    if (*glyph->text != ' ') {
        screen_put(screen, row, column, glyph, style);
        return;
    }
    for (int i = 0; i < glyph->width && column + i < screen->columns; i++)
        screen_put(screen, row, column + i, &space, style);
}

static struct style style_of(const struct row *info, size_t i, const struct glyph *glyph)
{
    struct style style = info->classes ? class_styles[info->classes[i]] : plain;
    if (glyph->special)
        style = (struct style){.front = STYLE_COLOUR(1)};
    if (info->start + i >= info->from && info->start + i < info->to)
        style.attributes ^= STYLE_REVERSE;
    return style;
}

static void draw_line(struct editor *editor, int row, size_t line, const struct row *info)
{
    struct screen *screen = &editor->display.screen;
    size_t end = buffer_line_end(&editor->buffer, line), length = end - info->start;
    const char *text = buffer_view(&editor->buffer, info->start, end);
    struct glyph glyph;
    int column = 0, limit = screen->columns - info->margin + info->hidden;
    size_t i = 0;
    for (; i < length && column < limit; i += glyph.size) {
        glyph_at(editor, text + i, length - i, column, &glyph);
        int at = info->margin + column - info->hidden;
        if (at >= info->margin && glyph.length > 0)
            put(screen, row, at, &glyph, style_of(info, i, &glyph));
        column += glyph.width;
    }
    if (i < length || column > limit)
        screen_text(screen, row, screen->columns - 1, ">", reverse);
    else if (end >= info->from && end < info->to && column < limit && column >= info->hidden)
        screen_text(screen, row, info->margin + column - info->hidden, " ", reverse);
    if (info->hidden)
        screen_text(screen, row, info->margin, "<", reverse);
}

static void draw_number(struct screen *screen, int row, int width, size_t line)
{
    char text[24];
    if (width == 0)
        return;
    snprintf(text, sizeof text, "%*zu ", width - 1, line + 1);
    screen_text(screen, row, 0, text, faint);
}

static void draw_text(struct editor *editor)
{
    static unsigned char classes[COLOURED_LINE];
    struct screen *screen = &editor->display.screen;
    size_t cursor = buffer_line_of(&editor->buffer, editor->at);
    struct row info = {.margin = margin(editor)};
    unsigned char state = state_of(editor, editor->top);
    marked(editor, &info.from, &info.to);
    for (int row = 0; row < editor->text_rows; row++) {
        size_t line = editor->top + (size_t)row;
        screen_clear(screen, row, 0, plain);
        if (line >= editor->buffer.line_count)
            continue;
        info.start = buffer_line_start(&editor->buffer, line);
        info.hidden = line == cursor ? hidden_columns(editor, screen->columns - info.margin) : 0;
        bool coloured = editor->syntax != SYNTAX_NONE &&
                        buffer_line_end(&editor->buffer, line) - info.start <= COLOURED_LINE;
        state = editor->syntax != SYNTAX_NONE ? classify(editor, line, state, classes) : 0;
        info.classes = coloured ? classes : NULL;
        draw_number(screen, row, info.margin, line);
        draw_line(editor, row, line, &info);
        if (line == cursor) {
            int column = info.margin + column_of(editor, editor->at) - info.hidden;
            screen->cursor_row = row;
            screen->cursor_column = column < screen->columns ? column : screen->columns - 1;
        }
    }
}

/* The cursor's line is on the screen. */
static size_t scroll(struct editor *editor)
{
    size_t line = buffer_line_of(&editor->buffer, editor->at), rows = (size_t)editor->text_rows;
    size_t before = editor->top;
    if (line < editor->top)
        editor->top =
            editor->top - line > rows / 2 ? line - (line > rows / 2 ? rows / 2 : line) : line;
    else if (line >= editor->top + rows)
        editor->top = line - (editor->top + rows) > rows / 2 ? line - rows / 2 : line - rows + 1;
    return before;
}

/* ---- below the text ---------------------------------------------------------------------------
 */

static const struct {
    const char *key, *what;
} keys[] = {
    {"^S", "Save"}, {"^F", "Find"},    {"^X", "Cut"},  {"^Z", "Undo"},    {"^G", "Line"},
    {"^O", "Open"}, {"^B", "Mark"},    {"^Q", "Quit"}, {"^R", "Replace"}, {"^C", "Copy"},
    {"^Y", "Redo"}, {"^T", "Numbers"}, {"F1", "Help"}, {"^V", "Paste"},
};
/* Two rows: the first of each pair above. */
static const signed char key_rows[2][7] = {{0, 1, 2, 9, 3, 4, 6}, {7, 8, 13, 5, 10, 11, 12}};

static void draw_keys(struct screen *screen, int row)
{
    int width = screen->columns / 7 > 10 ? screen->columns / 7 : 11;
    for (int i = 0; i < 2; i++) {
        screen_clear(screen, row + i, 0, plain);
        for (int k = 0; k < 7 && (k + 1) * width <= screen->columns; k++) {
            int column = screen_text(screen, row + i, k * width, keys[key_rows[i][k]].key, reverse);
            screen_text(screen, row + i, column + 1, keys[key_rows[i][k]].what, plain);
        }
    }
}

static void draw_status(struct editor *editor, int row)
{
    struct screen *screen = &editor->display.screen;
    size_t line = buffer_line_of(&editor->buffer, editor->at);
    char text[400], place[100];
    screen_clear(screen, row, 0, reverse);
    snprintf(text, sizeof text, " %s%s", editor->file.path ? editor->file.path : "New file",
             history_modified(&editor->history) ? " (changed)" : "");
    int column = screen_text(screen, row, 0, text, reverse);
    int n = snprintf(place, sizeof place, "%s%sLine %zu/%zu  Column %d ",
                     syntax_name(editor->syntax), editor->syntax ? "  " : "", line + 1,
                     editor->buffer.line_count, column_of(editor, editor->at) + 1);
    if (*editor->message) {
        snprintf(text, sizeof text, "  %s ", editor->message);
        struct style style = {.attributes = STYLE_REVERSE | STYLE_BOLD};
        if (column + (int)strlen(text) > screen->columns)
            column = 0;
        column = screen_text(screen, row, column, text, style);
    }
    if (column + n < screen->columns)
        screen_text(screen, row, screen->columns - n, place, reverse);
}

static const char *const help[] = {
    "  Ctrl-S  save                         Ctrl-Q  quit",
    "  F2      save under another name      Ctrl-O  open another file",
    "  Ctrl-Z  undo                         Ctrl-Y  do again what was undone",
    "",
    "  Arrows, Home, End, Page Up and Down; Ctrl-Left and Ctrl-Right go by words,",
    "  Ctrl-Home and Ctrl-End to the beginning and the end of the text.",
    "  Shift with one of these marks text; Ctrl-B begins and ends marking without Shift.",
    "  Ctrl-A marks all.",
    "",
    "  Ctrl-X  cut what is marked, or the line     Ctrl-C  copy it",
    "  Ctrl-V  paste                               Ctrl-K  cut the line; several make one",
    "  Ctrl-D  delete the character                Ctrl-W  delete the word before",
    "  Tab and Shift-Tab move the marked lines in and out.",
    "",
    "  Ctrl-F  find                         F3, Shift-F3  next one, one before",
    "  Ctrl-R  replace                      Ctrl-G  go to a line",
    "  Ctrl-T  line numbers                 Ctrl-L  draw the screen again",
    "",
    "  What is found ignores case unless you type capital letters. Esc ends every question.",
    "  Any key leaves this page.",
};

static void draw_help(struct screen *screen)
{
    int rows = (int)(sizeof help / sizeof help[0]);
    for (int row = 0; row < screen->rows; row++) {
        screen_clear(screen, row, 0, plain);
        if (row < rows)
            screen_text(screen, row, 0, help[row], plain);
    }
    screen->cursor_row = -1;
}

static void draw_bottom(struct editor *editor)
{
    struct screen *screen = &editor->display.screen;
    int row = editor->text_rows;
    if (!editor->asking) {
        draw_status(editor, row);
    } else if (editor->question.letters) {
        screen_clear(screen, row, 0, reverse);
        int column = screen_text(screen, row, 0, editor->question.label, reverse);
        screen->cursor_row = row;
        screen->cursor_column = column < screen->columns ? column : screen->columns - 1;
    } else {
        prompt_draw(&editor->prompt, screen, row, editor->question.label, reverse);
    }
    if (row + 3 <= screen->rows)
        draw_keys(screen, row + 1);
}

void display_editor(void *context)
{
    struct editor *editor = context;
    struct screen *screen = &editor->display.screen;
    editor->text_rows = screen->rows - (screen->rows >= 10 ? 3 : 1);
    if (editor->help) {
        draw_help(screen);
        return;
    }
    size_t before = scroll(editor);
    if (editor->top != before)
        screen_scroll(screen, 0, editor->text_rows,
                      editor->top > before
                          ? (int)(editor->top - before < 1000 ? editor->top - before : 1000)
                          : -(int)(before - editor->top < 1000 ? before - editor->top : 1000));
    draw_text(editor);
    draw_bottom(editor);
}
