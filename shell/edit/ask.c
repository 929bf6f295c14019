/* Questions at the bottom of the screen, and what their answers do. */
#include "editor.h"
#include "find.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void ask_line(struct editor *editor, const char *label, const char *text, answered *then)
{
    editor->asking = true;
    editor->question = (struct question){.then = then};
    snprintf(editor->question.label, sizeof editor->question.label, " %s ", label);
    prompt_begin(&editor->prompt, text ? text : "");
}

void ask_letter(struct editor *editor, const char *label, const char *letters, answered *then)
{
    editor->asking = true;
    editor->question = (struct question){.letters = letters, .then = then};
    snprintf(editor->question.label, sizeof editor->question.label, " %s ", label);
}

static void answer(struct editor *editor, const char *text)
{
    char *copy = text ? strdup(text) : NULL; /* the answer may ask again */
    editor->asking = false;
    editor->question.then(editor, copy);
    free(copy);
}

void answer_key(struct editor *editor, const struct key *key)
{
    if (editor->question.letters) {
        char letter[2] = {key->code < 0x80 ? (char)tolower(key->code) : '\0', '\0'};
        if (key->code == KEY_ESCAPE || key->code == KEY_CONTROL('C') ||
            key->code == KEY_CONTROL('G'))
            answer(editor, NULL);
        else if (*letter && strchr(editor->question.letters, *letter))
            answer(editor, letter);
        return;
    }
    enum prompt_result result = prompt_key(&editor->prompt, &editor->display.keys, key);
    if (result == PROMPT_DONE)
        answer(editor, prompt_text(&editor->prompt));
    else if (result == PROMPT_CANCEL)
        answer(editor, NULL);
}

/* ---- finding ----------------------------------------------------------------------------------
 */

static void remember(char **where, const char *text)
{
    char *copy = strdup(text);
    if (!copy)
        return;
    free(*where);
    *where = copy;
}

/* The place found is marked, the cursor behind it. */
static void show_found(struct editor *editor, size_t found)
{
    go_to_line(editor, buffer_line_of(&editor->buffer, found));
    editor->mark = found;
    editor->mark_kept = false;
    editor->at = found + strlen(editor->pattern);
}

void find_again(struct editor *editor, bool back)
{
    size_t found, from = editor->at, to;
    if (!editor->pattern) {
        ask_find(editor);
        return;
    }
    if (marked(editor, &from, &to) && !back)
        from = to;
    bool here = back ? find_back(&editor->buffer, from, editor->pattern, &found)
                     : find_forward(&editor->buffer, from, editor->pattern, &found);
    bool again =
        !here && (back ? find_back(&editor->buffer, editor->buffer.size, editor->pattern, &found)
                       : find_forward(&editor->buffer, 0, editor->pattern, &found));
    if (again)
        editor_say(editor, back ? "From the end again" : "From the beginning again");
    if (here || again)
        show_found(editor, found);
    else
        editor_say(editor, "Not found: %.100s", editor->pattern);
}

static void find_answer(struct editor *editor, const char *text)
{
    if (!text || !*text)
        return;
    remember(&editor->pattern, text);
    find_again(editor, false);
}

void ask_find(struct editor *editor)
{
    ask_line(editor, "Find:", editor->pattern, find_answer);
}

/* ---- replacing --------------------------------------------------------------------------------
 */

static void replaced(struct editor *editor)
{
    if (editor->replaced == 1)
        editor_say(editor, "Replaced 1 time");
    else
        editor_say(editor, "Replaced %zu times", editor->replaced);
}

static bool replace_here(struct editor *editor)
{
    size_t from, to;
    if (!marked(editor, &from, &to) ||
        !change_text(editor, from, to - from, editor->replacement, strlen(editor->replacement)))
        return false;
    editor->replaced++;
    return true;
}

/* All of them are one change to undo. */
static void replace_rest(struct editor *editor)
{
    size_t found, size = strlen(editor->pattern), length = strlen(editor->replacement);
    while (find_forward(&editor->buffer, editor->at, editor->pattern, &found)) {
        if (!change_text(editor, found, size, editor->replacement, length))
            return;
        editor->replaced++;
    }
    replaced(editor);
}

static void replace_answer(struct editor *editor, const char *text);

static void ask_about_next(struct editor *editor)
{
    size_t found;
    if (!find_forward(&editor->buffer, editor->at, editor->pattern, &found)) {
        editor->mark = NO_MARK;
        replaced(editor);
        return;
    }
    show_found(editor, found);
    ask_letter(editor, "Replace this? y: yes  n: no  a: all from here on  Esc: end", "yna",
               replace_answer);
}

static void replace_answer(struct editor *editor, const char *text)
{
    history_break(&editor->history);
    if (!text) {
        editor->mark = NO_MARK;
        replaced(editor);
    } else if (*text == 'n' || replace_here(editor)) {
        if (*text == 'a')
            replace_rest(editor);
        else
            ask_about_next(editor);
    }
}

static void replacement_answer(struct editor *editor, const char *text)
{
    if (!text)
        return;
    remember(&editor->replacement, text);
    editor->replaced = 0;
    size_t from, to;
    if (marked(editor, &from, &to))
        editor->at = from; /* what was found last is the first */
    ask_about_next(editor);
}

static void replace_pattern_answer(struct editor *editor, const char *text)
{
    if (!text || !*text)
        return;
    remember(&editor->pattern, text);
    ask_line(editor, "Replace it with:", editor->replacement, replacement_answer);
}

void ask_replace(struct editor *editor)
{
    ask_line(editor, "Replace:", editor->pattern, replace_pattern_answer);
}

/* ---- lines ------------------------------------------------------------------------------------
 */

static void line_answer(struct editor *editor, const char *text)
{
    char *end;
    if (!text || !*text)
        return;
    unsigned long line = strtoul(text, &end, 10);
    if (*end || line == 0)
        editor_say(editor, "Expected a line's number, found '%.40s'", text);
    else
        go_to_line(editor, line - 1);
    editor->mark = NO_MARK;
}

void ask_go_to_line(struct editor *editor)
{
    ask_line(editor, "Go to line:", "", line_answer);
}

/* ---- files ------------------------------------------------------------------------------------
 */

static void write_file(struct editor *editor)
{
    char reason[FILE_REASON];
    if (!file_save(&editor->file, &editor->buffer, reason)) {
        editor_say(editor, "%s", reason);
        return;
    }
    history_saved(&editor->history);
    editor_say(editor, "Saved %zu bytes", editor->buffer.size);
}

static void overwrite_answer(struct editor *editor, const char *text)
{
    if (text && *text == 'y')
        write_file(editor);
    else
        editor_say(editor, "Not saved");
}

void save(struct editor *editor)
{
    if (!editor->file.path)
        ask_save_as(editor);
    else if (file_changed(&editor->file))
        ask_letter(editor, "Somebody else wrote this file meanwhile. Write over it? y: yes  n: no",
                   "yn", overwrite_answer);
    else
        write_file(editor);
}

static void name_answer(struct editor *editor, const char *text)
{
    char *path = text && *text ? strdup(text) : NULL;
    if (!path) {
        editor_say(editor, "Not saved");
        return;
    }
    bool same = editor->file.path && strcmp(editor->file.path, path) == 0;
    free(editor->file.path);
    editor->file.path = path;
    if (!same)
        editor->file.exists = false; /* one that is there is somebody else's */
    size_t end = buffer_line_end(&editor->buffer, 0);
    editor->syntax = syntax_of(path, buffer_view(&editor->buffer, 0, end), end);
    forget_syntax(editor, 0);
    save(editor);
}

void ask_save_as(struct editor *editor)
{
    ask_line(editor, "Save as:", editor->file.path, name_answer);
}

static void open_answer(struct editor *editor, const char *text)
{
    if (text && *text)
        open_file(editor, text);
}

/* After saving, or without: what was to be done. */
static void after_changes(struct editor *editor, const char *text,
                          void (*go_on)(struct editor *editor))
{
    if (!text)
        return;
    if (*text == 'y') {
        save(editor);
        if (editor->asking || history_modified(&editor->history))
            return; /* it asks something, or could not be saved */
    }
    go_on(editor);
}

static void ask_name(struct editor *editor)
{
    ask_line(editor, "Open:", "", open_answer);
}

static void open_changes_answer(struct editor *editor, const char *text)
{
    after_changes(editor, text, ask_name);
}

void ask_open(struct editor *editor)
{
    if (history_modified(&editor->history))
        ask_letter(editor, "Save the changes first? y: yes  n: no, lose them  Esc: go on editing",
                   "yn", open_changes_answer);
    else
        ask_name(editor);
}

static void quit(struct editor *editor)
{
    editor->quit = editor->closed = true;
}

static void quit_answer(struct editor *editor, const char *text)
{
    after_changes(editor, text, quit);
}

void ask_quit(struct editor *editor)
{
    if (history_modified(&editor->history))
        ask_letter(editor, "Save the changes? y: yes  n: no, lose them  Esc: go on editing", "yn",
                   quit_answer);
    else
        quit(editor);
}
