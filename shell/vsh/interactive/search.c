/* Ctrl-R and Ctrl-S: incremental search in the history. */
#include "editor.h"

#include <stdlib.h>
#include <string.h>

struct search {
    struct editor *editor;
    struct strbuf wanted;
    bool back, failed;
    size_t at; /* the entry that is shown; the number of entries: none */
};

/* The next entry in the search's direction, from `from` on, that has the wanted text and is no
 * other than what is shown. */
static bool find_from(struct search *search, size_t from, bool other)
{
    const struct arguments *list = &search->editor->shell->history->entries;
    for (size_t at = from; at < list->count; at += search->back ? (size_t)-1 : 1) {
        if (!strstr(list->items[at], search->wanted.data))
            continue;
        if (other && strcmp(list->items[at], search->editor->buffer.text.data) == 0)
            continue;
        search->at = at;
        return true;
    }
    return false;
}

/* again: behind the entry that is shown. */
static void find(struct search *search, bool again)
{
    struct editor *editor = search->editor;
    size_t count = editor->shell->history->entries.count, from = search->at;
    if (again || from >= count)
        from = search->back ? from - 1 : from + 1; /* beyond the ends: no entry's number */
    search->failed = search->wanted.length && !find_from(search, from, again);
    if (search->failed) {
        editor_beep();
    } else if (search->wanted.length) {
        const char *entry = editor->shell->history->entries.items[search->at];
        editor_show(editor, entry);
        editor->buffer.cursor = (size_t)(strstr(entry, search->wanted.data) - entry);
        editor->history_at = search->at;
    }
}

static void show_search(struct search *search)
{
    struct strbuf prompt = {0};
    const char *own = search->editor->prompt;
    strbuf_adds(&prompt, search->failed ? "(failing " : "(");
    strbuf_adds(&prompt, search->back ? "search) " : "search forward) ");
    strbuf_adds(&prompt, search->wanted.data);
    strbuf_adds(&prompt, ": ");
    search->editor->prompt = prompt.data;
    editor_paint(search->editor);
    search->editor->prompt = own;
    strbuf_free(&prompt);
}

static void shorten(struct search *search)
{
    size_t length = search->wanted.length;
    while (length > 0 && ((unsigned char)search->wanted.data[--length] & 0xc0) == 0x80)
        continue;
    strbuf_remove(&search->wanted, length, search->wanted.length - length);
    search->at = search->back ? search->editor->shell->history->entries.count : (size_t)-1;
    find(search, false);
}

/* One key; false: it ends the search. */
static bool search_key(struct search *search, int key)
{
    if (key == CTRL('R') || key == CTRL('S')) {
        search->back = key == CTRL('R');
        find(search, true);
    } else if (key == 0x7f || key == CTRL('H')) {
        shorten(search);
    } else if (key >= ' ' && key < 0x100) {
        char c = (char)key;
        strbuf_add(&search->wanted, &c, 1);
        if ((unsigned char)c < 0x80 || !keyboard_has_more(&search->editor->keyboard))
            find(search, false);
    } else {
        return key == KEY_SIGNAL;
    }
    return true;
}

int search_history(struct editor *editor, bool back)
{
    struct search search = {.editor = editor, .back = back};
    char *text = checked_copy(editor->buffer.text.data, editor->buffer.text.length);
    const size_t cursor = editor->buffer.cursor;
    int key;
    recall_keep(editor);
    strbuf_clear(&search.wanted);
    search.at = editor->history_at;
    do {
        if (!keyboard_has_more(&editor->keyboard))
            show_search(&search);
        key = keyboard_key(&editor->keyboard);
    } while (search_key(&search, key));
    if (key == CTRL('G')) {
        editor_show(editor, text);
        editor->buffer.cursor = cursor;
        recall_begin(editor);
        key = KEY_UNKNOWN;
    }
    strbuf_free(&search.wanted);
    free(text);
    return key;
}
