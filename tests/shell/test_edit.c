/* The editor's text: buffer, undoing, finding, colours; against simple ones. */
#include "buffer.h"
#include "find.h"
#include "history.h"
#include "syntax.h"

#include <check.h>
#include <stdlib.h>
#include <strings.h>

enum { MODEL_MAX = 20000 };

static char model[MODEL_MAX];
static size_t model_size;

static void model_change(size_t at, size_t removed, const char *text, size_t length)
{
    memmove(model + at + length, model + at + removed, model_size - at - removed);
    memcpy(model + at, text, length);
    model_size += length - removed;
}

static void compare(struct buffer *buffer)
{
    size_t line = 0, start = 0;
    CHECK_EQ((long long)buffer->size, (long long)model_size);
    CHECK(memcmp(buffer_view(buffer, 0, buffer->size), model, model_size) == 0);
    for (size_t i = 0; i <= model_size; i++) {
        CHECK_EQ((long long)buffer_line_of(buffer, i), (long long)line);
        if (i < model_size && model[i] != '\n')
            continue;
        CHECK_EQ((long long)buffer_line_start(buffer, line), (long long)start);
        CHECK_EQ((long long)buffer_line_end(buffer, line), (long long)i);
        line++;
        start = i + 1;
    }
    CHECK_EQ((long long)buffer->line_count, (long long)line);
}

static size_t random_text(char *text)
{
    size_t length = (size_t)rand() % (rand() % 8 ? 6 : 200);
    for (size_t i = 0; i < length; i++)
        text[i] = "ab\n\0\xff"[rand() % 5];
    return length;
}

static void random_changes(void)
{
    struct buffer buffer;
    char text[200];
    CHECK(buffer_init(&buffer));
    srand(3);
    model_size = 0;
    for (int i = 0; i < 2000; i++) {
        size_t at = model_size ? (size_t)rand() % (model_size + 1) : 0;
        size_t length = random_text(text), removed = model_size - at;
        if (model_size < 400)
            removed = 0;
        else if (removed > 30)
            removed = (size_t)rand() % 30;
        buffer_erase(&buffer, at, removed);
        CHECK(buffer_insert(&buffer, at, text, length));
        model_change(at, removed, text, length);
        size_t from = (size_t)rand() % (model_size + 1);
        CHECK(memcmp(buffer_view(&buffer, from, model_size), model + from, model_size - from) == 0);
        if (i % 20 == 0)
            compare(&buffer);
        if (check_failures)
            break;
    }
    buffer_free(&buffer);
}

/* Undo to the beginning and go back to the end: through the same texts. */
static void undo_and_redo(void)
{
    enum { STEPS = 300 };
    static struct {
        char *text;
        size_t size;
    } states[STEPS + 1];
    struct buffer buffer;
    struct history history = {0};
    char text[200];
    size_t at;
    CHECK(buffer_init(&buffer));
    srand(4);
    for (int i = 0; i <= STEPS; i++) {
        states[i].size = buffer.size;
        states[i].text = malloc(buffer.size + 1);
        memcpy(states[i].text, buffer_view(&buffer, 0, buffer.size), buffer.size);
        history_break(&history);
        for (int part = rand() % 3; part >= 0; part--) {
            at = buffer.size ? (size_t)rand() % (buffer.size + 1) : 0;
            size_t removed = buffer.size - at > 9 ? (size_t)rand() % 9 : buffer.size - at;
            size_t length = random_text(text);
            if (part == 0 && length == 0)
                text[length++] = 'x';
            CHECK(history_change(&history, &buffer, at, removed, text, length));
        }
        if (i == STEPS / 2)
            history_saved(&history);
    }
    for (int i = STEPS; i >= 0; i--) {
        CHECK_EQ(history_modified(&history), i != STEPS / 2);
        CHECK(history_undo(&history, &buffer, &at));
        CHECK_EQ((long long)buffer.size, (long long)states[i].size);
        CHECK(memcmp(buffer_view(&buffer, 0, buffer.size), states[i].text, buffer.size) == 0);
    }
    CHECK(!history_undo(&history, &buffer, &at));
    for (int i = 1; i <= STEPS; i++) {
        CHECK(history_redo(&history, &buffer, &at));
        CHECK(memcmp(buffer_view(&buffer, 0, buffer.size), states[i].text, states[i].size) == 0);
    }
    CHECK(history_undo(&history, &buffer, &at));
    history_break(&history);
    CHECK(history_change(&history, &buffer, 0, 0, "n", 1)); /* what was undone is gone */
    CHECK(!history_redo(&history, &buffer, &at));
    for (int i = 0; i <= STEPS; i++)
        free(states[i].text);
    history_free(&history);
    buffer_free(&buffer);
}

/* What is typed is undone at once; saving comes between. */
static void typing(void)
{
    struct buffer buffer;
    struct history history = {0};
    size_t at = 9;
    CHECK(buffer_init(&buffer));
    for (size_t i = 0; i < 5; i++)
        CHECK(history_change(&history, &buffer, i, 0, &"hello"[i], 1));
    CHECK_EQ((long long)history.count, 1);
    history_saved(&history);
    CHECK(!history_modified(&history));
    CHECK(history_change(&history, &buffer, 5, 0, "!", 1));
    CHECK(history_modified(&history));
    CHECK(history_undo(&history, &buffer, &at));
    CHECK_EQ((long long)buffer.size, 5);
    CHECK(!history_modified(&history));
    CHECK(history_undo(&history, &buffer, &at));
    CHECK_EQ((long long)buffer.size, 0);
    CHECK_EQ((long long)at, 0);
    CHECK(history_modified(&history));
    history_break(&history);
    CHECK(history_change(&history, &buffer, 0, 0, "x", 1)); /* the saved state cannot come back */
    CHECK(history_undo(&history, &buffer, &at));
    CHECK(history_modified(&history));
    history_free(&history);
    buffer_free(&buffer);
}

static void finding(void)
{
    static const char text[] = "Alpha beta\nALPHA alpha\0alphabet";
    struct buffer buffer;
    size_t found = 0;
    CHECK(buffer_init(&buffer));
    CHECK(buffer_insert(&buffer, 0, text + 6, sizeof text - 7));
    CHECK(buffer_insert(&buffer, 0, text, 6));
    CHECK(find_forward(&buffer, 0, "alpha", &found));
    CHECK_EQ((long long)found, 0);
    CHECK(find_forward(&buffer, 1, "alpha", &found));
    CHECK_EQ((long long)found, 11);
    CHECK(find_forward(&buffer, 0, "ALPHA", &found));
    CHECK_EQ((long long)found, 11);
    CHECK(find_forward(&buffer, 18, "alpha", &found));
    CHECK_EQ((long long)found, 23);
    CHECK(!find_forward(&buffer, 24, "alpha", &found));
    CHECK(find_back(&buffer, 23, "alpha", &found));
    CHECK_EQ((long long)found, 17);
    CHECK(find_back(&buffer, buffer.size, "Alpha", &found));
    CHECK_EQ((long long)found, 0);
    CHECK(!find_back(&buffer, 0, "alpha", &found));
    CHECK(!find_forward(&buffer, 0, "", &found));
    CHECK(!find_forward(&buffer, buffer.size, "alpha", &found));
    buffer_free(&buffer);
}

/* ---- colours ----------------------------------------------------------------------------------
 */

/* A letter for each class, under the text. */
static void check_colours(enum syntax syntax, const char *const *lines)
{
    unsigned char state = 0, classes[200];
    for (; lines[0]; lines += 2) {
        char found[200] = "";
        size_t length = strlen(lines[0]);
        state = syntax_line(syntax, state, lines[0], length, classes);
        for (size_t i = 0; i < length; i++)
            found[i] = ".cskt0dv"[classes[i]];
        CHECK_TEXT(found, lines[1]);
    }
    CHECK_EQ(state, 0);
}

static void colours_of_c(void)
{
    static const char *const lines[] = {"#include <x.h> // why",
                                        "dddddddddddddddcccccc",
                                        "int a = 0x1f; /* b",
                                        "ttt.....0000..cccc",
                                        "still \"comment\" */ if (x)",
                                        "cccccccccccccccccc.kk....",
                                        "char *s = \"a\\\"b\", c = 'x';",
                                        "tttt......ssssss......sss.",
                                        "uint8_t wide_int;",
                                        "ttttttt..........",
                                        "#define X \\",
                                        "ddddddddddd",
                                        "  more",
                                        "dddddd",
                                        "return x;",
                                        "kkkkkk...",
                                        NULL};
    check_colours(SYNTAX_C, lines);
}

static void colours_of_shell(void)
{
    static const char *const lines[] = {"#!/bin/sh",
                                        "ccccccccc",
                                        "if [ $# -gt 0 ]; then # x",
                                        "kk...vv.....0....kkkk.ccc",
                                        "x='a b'; y=\"$x ${y:-1}\"",
                                        "v.sssss..v.svvsvvvvvvvs",
                                        "echo \"two",
                                        "kkkk.ssss",
                                        "lines\" a#b if-not",
                                        "ssssss...........",
                                        NULL};
    check_colours(SYNTAX_SHELL, lines);
}

static void colours_of_toml(void)
{
    static const char *const lines[] = {"[table.name] # x",
                                        "dddddddddddddccc",
                                        "key-a = \"text\" # y",
                                        "vvvvv...ssssss.ccc",
                                        "n = 1_000.5",
                                        "v...0000000",
                                        "on = true",
                                        "vv...kkkk",
                                        "s = \"\"\"long",
                                        "v...sssssss",
                                        "more\"\"\"",
                                        "sssssss",
                                        NULL};
    check_colours(SYNTAX_TOML, lines);
}

static void kinds_of_files(void)
{
    CHECK_EQ(syntax_of("a/b.c", "", 0), SYNTAX_C);
    CHECK_EQ(syntax_of("x.h", "", 0), SYNTAX_C);
    CHECK_EQ(syntax_of("x.toml", "", 0), SYNTAX_TOML);
    CHECK_EQ(syntax_of("x.sh", "", 0), SYNTAX_SHELL);
    CHECK_EQ(syntax_of("script", "#!/bin/sh", 9), SYNTAX_SHELL);
    CHECK_EQ(syntax_of("script", "#!/usr/bin/python", 17), SYNTAX_NONE);
    CHECK_EQ(syntax_of(NULL, "", 0), SYNTAX_NONE);
}

/* Any bytes in any state: every byte gets a class. */
static void colours_of_anything(void)
{
    unsigned char classes[60], state = 0;
    char text[60];
    srand(5);
    for (int i = 0; i < 30000; i++) {
        size_t length = (size_t)rand() % sizeof text;
        for (size_t k = 0; k < length; k++)
            text[k] = rand() % 2 ? "\"'\\$#/*{[=]}"[rand() % 12] : (char)rand();
        memset(classes, 0xee, sizeof classes);
        state = syntax_line((enum syntax)(rand() % 4), state, text, length, classes);
        for (size_t k = 0; k < length; k++)
            CHECK(classes[k] <= CLASS_VARIABLE);
        CHECK(length == sizeof text || classes[length] == 0xee);
    }
}

int main(void)
{
    RUN(random_changes);
    RUN(undo_and_redo);
    RUN(typing);
    RUN(finding);
    RUN(colours_of_c);
    RUN(colours_of_shell);
    RUN(colours_of_toml);
    RUN(kinds_of_files);
    RUN(colours_of_anything);
    return check_exit();
}
