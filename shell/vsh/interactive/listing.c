/* Tab: completing a word, and showing what it can be completed to. */
#include "complete.h"
#include "editor.h"
#include "words.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ASK_ABOVE = 100 };

static size_t common_prefix(const struct arguments *list)
{
    size_t length = strlen(list->items[0]);
    for (size_t i = 1; i < list->count; i++) {
        size_t n = 0;
        while (n < length && list->items[i][n] == list->items[0][n])
            n++;
        length = n;
    }
    while (length > 0 && ((unsigned char)list->items[0][length] & 0xc0) == 0x80)
        length--; /* no half of a character */
    return length;
}

/* ---- the list -------------------------------------------------------------------------------- */

/* A listing in columns, read from top to bottom. */
struct listing {
    const struct arguments *names;
    int width; /* of a column */
    size_t rows, columns;
};

static struct listing lay_out(const struct arguments *names, int columns)
{
    struct listing listing = {.names = names, .width = 1};
    for (size_t i = 0; i < names->count; i++) {
        int width = text_width(names->items[i], strlen(names->items[i])) + 2;
        listing.width = width > listing.width ? width : listing.width;
    }
    listing.columns = columns > listing.width ? (size_t)(columns / listing.width) : 1;
    listing.rows = (names->count + listing.columns - 1) / listing.columns;
    return listing;
}

/* Controls in names do nothing to the terminal. */
static void add_shown(struct strbuf *out, const char *name)
{
    for (; *name; name++)
        strbuf_addc(out, (unsigned char)*name < 0x20 || *name == 0x7f ? '?' : *name);
}

static void write_row(const struct listing *listing, size_t row)
{
    struct strbuf out = {0};
    for (size_t i = row; i < listing->names->count; i += listing->rows) {
        const char *name = listing->names->items[i];
        add_shown(&out, name);
        if (i + listing->rows >= listing->names->count)
            break;
        for (int w = text_width(name, strlen(name)); w < listing->width; w++)
            strbuf_addc(&out, ' ');
    }
    strbuf_adds(&out, "\r\n");
    editor_emit(out.data, out.length);
    strbuf_free(&out);
}

/* The answer's key; the question vanishes. */
static int ask(struct editor *editor, const char *question)
{
    int key;
    editor_emit(question, strlen(question));
    do
        key = keyboard_key(&editor->keyboard);
    while (key == KEY_SIGNAL);
    editor_emit("\r\033[K", 4);
    return key;
}

static bool wants_all(struct editor *editor, size_t count)
{
    char question[64];
    snprintf(question, sizeof question, "Show all %zu? (y or n)", count);
    for (;;) {
        int key = ask(editor, question);
        if (key == 'y' || key == 'Y' || key == ' ' || key == '\t')
            return true;
        if (key == 'n' || key == 'N' || key == 'q' || key == 0x7f || key == CTRL('C') ||
            key == CTRL('G') || key < 0)
            return false;
        editor_beep();
    }
}

/* Behind a full screen: how many rows may follow; 0: no more are wanted. */
static size_t rows_wanted(struct editor *editor)
{
    for (;;) {
        int key = ask(editor, "--More--");
        if (key == ' ' || key == 'y' || key == '\t' || key == KEY_PAGE_DOWN)
            return editor->screen.rows > 2 ? (size_t)editor->screen.rows - 1 : 1;
        if (key == '\r' || key == '\n' || key == KEY_DOWN)
            return 1;
        if (key == 'q' || key == 'n' || key == 0x7f || key == CTRL('C') || key == CTRL('G') ||
            key < 0)
            return 0;
        editor_beep();
    }
}

static void show_list(struct editor *editor, const struct arguments *names)
{
    editor_leave_text(editor);
    struct listing listing = lay_out(names, editor->screen.columns);
    if (names->count > ASK_ABOVE && !wants_all(editor, names->count))
        return;
    size_t room = editor->screen.rows > 2 ? (size_t)editor->screen.rows - 1 : 1;
    for (size_t row = 0; row < listing.rows; row++) {
        if (room == 0 && (room = rows_wanted(editor)) == 0)
            return;
        write_row(&listing, row);
        room--;
    }
}

/* ---- Tab ------------------------------------------------------------------------------------- */

/* Put the first bytes of a name in place of what is there; the only one is complete. */
static void take(struct editor *editor, const struct completions *found, size_t length)
{
    struct strbuf text = {0};
    const char *name = found->names.items[0];
    strbuf_clear(&text);
    if (found->plain)
        strbuf_add(&text, name, length);
    else
        add_quoted_name(&text, name, length, found->quote);
    if (found->names.count == 1 && !(length && name[length - 1] == '/')) {
        if (found->quote && !found->plain)
            strbuf_addc(&text, found->quote);
        strbuf_adds(&text, found->suffix);
    }
    buffer_replace(&editor->buffer, found->start, editor->buffer.cursor, text.data, text.length);
    strbuf_free(&text);
}

void complete_word(struct editor *editor)
{
    struct completions found =
        complete(editor->shell, editor->buffer.text.data, editor->buffer.cursor);
    size_t length = found.names.count ? common_prefix(&found.names) : 0;
    if (found.names.count == 0)
        editor_beep();
    else if (found.names.count == 1 || length > found.typed)
        take(editor, &found, length);
    else if (editor->last == DID_COMPLETE)
        show_list(editor, &found.names);
    else
        editor_beep();
    completions_free(&found);
}

void list_completions(struct editor *editor)
{
    struct completions found =
        complete(editor->shell, editor->buffer.text.data, editor->buffer.cursor);
    if (found.names.count)
        show_list(editor, &found.names);
    else
        editor_beep();
    completions_free(&found);
}
