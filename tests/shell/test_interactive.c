/* The parts of the interactive shell that need no terminal. */
#include "interactive/buffer.h"
#include "interactive/history.h"
#include "interactive/kill.h"
#include "interactive/screen.h"
#include "interactive/suggest.h"
#include "interactive/words.h"
#include "os.h"

#include <check.h>
#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the buffer ------------------------------------------------------------------------------ */

static struct edit_buffer buffer;

static void begin(const char *text)
{
    buffer_free(&buffer);
    buffer_reset(&buffer, text);
}

static void type(const char *text)
{
    for (; *text; text++)
        buffer_insert(&buffer, text, 1);
}

static void undoes_by_words(void)
{
    begin("");
    type("one two");
    buffer_erase(&buffer, 0, 1);
    CHECK_TEXT(buffer.text.data, "ne two");
    CHECK(buffer_undo(&buffer));
    CHECK_TEXT(buffer.text.data, "one two");
    CHECK_EQ(buffer.cursor, 7);
    CHECK(buffer_undo(&buffer));
    CHECK_TEXT(buffer.text.data, "one ");
    CHECK(buffer_undo(&buffer));
    CHECK_TEXT(buffer.text.data, "");
    CHECK(!buffer_undo(&buffer));
    begin("text that is there");
    CHECK(!buffer_undo(&buffer));
    for (int i = 0; i < 3000; i++) { /* more than are kept */
        buffer_insert(&buffer, "x", 1);
        buffer_erase(&buffer, buffer.cursor - 1, buffer.cursor);
    }
    while (buffer_undo(&buffer))
        continue;
    CHECK_TEXT(buffer.text.data, "text that is there");
}

static void moves_by_characters(void)
{
    begin("a漢e\xcc\x81\xff!"); /* wide, with a combining mark, not UTF-8 */
    static const size_t places[] = {0, 1, 4, 7, 8, 9};
    size_t at = 0;
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        CHECK_EQ(at, places[i]);
        at = buffer_right(&buffer, at);
    }
    for (size_t i = sizeof places / sizeof places[0]; i-- > 0; at = buffer_left(&buffer, at))
        CHECK_EQ(at, places[i]);
    CHECK_EQ(buffer_left(&buffer, 0), 0);
}

static void moves_by_words_and_lines(void)
{
    begin("ls -l /usr/lib\nsecond");
    CHECK_EQ(buffer_word_left(&buffer, 14), 11);
    CHECK_EQ(buffer_blank_left(&buffer, 14), 6);
    CHECK_EQ(buffer_word_right(&buffer, 2), 5);
    CHECK_EQ(buffer_word_left(&buffer, 1), 0);
    CHECK_EQ(buffer_line_start(&buffer, 17), 15);
    CHECK_EQ(buffer_line_end(&buffer, 3), 14);
    CHECK_EQ(buffer_word_right(&buffer, 21), 21);
}

static void exchanges_and_changes_letters(void)
{
    begin("abc 漢字");
    CHECK(buffer_swap_characters(&buffer));
    CHECK_TEXT(buffer.text.data, "abc 字漢");
    buffer.cursor = 1;
    CHECK(buffer_swap_characters(&buffer));
    CHECK_TEXT(buffer.text.data, "bac 字漢");
    CHECK(!buffer_swap_words(&buffer)); /* the first word has none before it */
    buffer.cursor = 4;
    CHECK(buffer_swap_words(&buffer));
    CHECK_TEXT(buffer.text.data, "字漢 bac");
    begin("x");
    CHECK(!buffer_swap_characters(&buffer));
    CHECK(!buffer_swap_words(&buffer));
    begin("hello big world");
    buffer.cursor = 0;
    buffer_change_case(&buffer, CASE_UPPER);
    buffer_change_case(&buffer, CASE_TITLE);
    CHECK_TEXT(buffer.text.data, "HELLO Big world");
    buffer.cursor = 0;
    buffer_change_case(&buffer, CASE_LOWER);
    CHECK_TEXT(buffer.text.data, "hello Big world");
}

static void kills_in_a_ring(void)
{
    struct kill_ring ring = {0};
    CHECK(!kill_get(&ring, 0));
    kill_add(&ring, "b", 1, false, false);
    kill_add(&ring, "a", 1, true, true);
    kill_add(&ring, "c", 1, true, false);
    CHECK_TEXT(kill_get(&ring, 0)->data, "abc");
    kill_add(&ring, "", 0, false, false);
    CHECK_TEXT(kill_get(&ring, 7)->data, "abc");
    for (char c = 'A'; c < 'A' + KILLS + 1; c++)
        kill_add(&ring, &c, 1, false, false);
    CHECK_TEXT(kill_get(&ring, 0)->data, "Q");
    CHECK_TEXT(kill_get(&ring, KILLS - 1)->data, "B");
    CHECK_TEXT(kill_get(&ring, KILLS)->data, "Q");
    kill_free(&ring);
}

/* ---- the history file ------------------------------------------------------------------------ */

static char file[] = "/tmp/vsh-history-XXXXXX";

static void write_file(const char *text)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    CHECK_EQ(write(fd, text, strlen(text)), strlen(text));
    close(fd);
}

static void add(struct history *history, const char *command)
{
    history_add(history, command, strlen(command));
}

static const char *entry(const struct history *history, size_t back)
{
    size_t count = history->entries.count;
    return back < count ? history->entries.items[count - 1 - back] : "(none)";
}

static void comes_back_as_it_was(void)
{
    static const char *const commands[] = {"echo 'a\nb'", "x=\\",   "a \\\nb",
                                           "back \\\\",   "\\\n\\", "漢字 é"};
    enum { COUNT = sizeof commands / sizeof commands[0] };
    struct history one = {0}, two = {0};
    write_file("");
    history_sync(&one, file, 100);
    for (size_t i = 0; i < COUNT; i++)
        add(&one, commands[i]);
    history_sync(&two, file, 100);
    CHECK_EQ(two.entries.count, COUNT);
    for (size_t i = 0; i < two.entries.count; i++) /* but for the blank behind a backslash */
        CHECK(strncmp(two.entries.items[i], commands[i], strlen(commands[i])) == 0);
    history_free(&one);
    history_free(&two);
}

static void is_shared(void)
{
    struct history one = {0}, two = {0};
    write_file("before\n");
    history_sync(&one, file, 100);
    history_sync(&two, file, 100);
    add(&one, "first");
    add(&two, "second");
    CHECK_TEXT(entry(&two, 1), "first");
    CHECK_TEXT(entry(&one, 0), "first");
    history_sync(&one, file, 100);
    CHECK_TEXT(entry(&one, 0), "second");
    CHECK_EQ(one.entries.count, 3);
    history_sync(&one, NULL, 100); /* HISTFILE is unset: what is known stays */
    add(&one, "private");
    CHECK_TEXT(entry(&one, 0), "private");
    history_sync(&two, file, 100);
    CHECK_TEXT(entry(&two, 0), "second");
    history_free(&one);
    history_free(&two);
}

static void bears_damage(void)
{
    struct history history = {0};
    write_file("\n\ngood\n\nunfinished");
    history_sync(&history, file, 100);
    CHECK_EQ(history.entries.count, 1);
    add(&history, "next");
    CHECK_TEXT(entry(&history, 0), "next");
    CHECK_TEXT(entry(&history, 1), "unfinished");
    int fd = open(file, O_WRONLY | O_APPEND);
    CHECK_EQ(write(fd, "a\0b\n\xff\xfe\n", 7), 7);
    close(fd);
    history_sync(&history, file, 100);
    CHECK_TEXT(entry(&history, 0), "\xff\xfe");
    CHECK_TEXT(entry(&history, 1), "next");
    history_sync(&history, "/nowhere/at/all", 100);
    add(&history, "kept in memory");
    CHECK_TEXT(entry(&history, 0), "kept in memory");
    history_free(&history);
}

static void is_bounded(void)
{
    struct history one = {0}, two = {0};
    struct stat info;
    char command[32];
    write_file("");
    history_sync(&one, file, 10);
    history_sync(&two, file, 10);
    for (int i = 0; i < 100; i++) {
        snprintf(command, sizeof command, "command %d", i);
        add(i % 3 ? &one : &two, command);
    }
    history_sync(&one, file, 10);
    CHECK_EQ(one.entries.count, 10);
    CHECK_TEXT(entry(&one, 0), "command 99");
    CHECK_TEXT(entry(&one, 9), "command 90");
    CHECK(stat(file, &info) == 0 && info.st_size <= 21 * 11);
    char *large = malloc(HISTORY_ENTRY_MAX + 1);
    memset(large, 'x', HISTORY_ENTRY_MAX + 1);
    history_add(&one, large, HISTORY_ENTRY_MAX + 1);
    CHECK_EQ(strlen(entry(&one, 0)), HISTORY_ENTRY_MAX + 1);
    history_sync(&two, file, 10);
    CHECK_TEXT(entry(&two, 0), "command 99");
    free(large);
    history_free(&one);
    history_free(&two);
}

enum { WRITERS = 4, COMMANDS = 200 };

static void write_many(int writer)
{
    struct history history = {0};
    char command[64];
    for (int i = 0; i < COMMANDS; i++) {
        history_sync(&history, file, 300); /* so that it is shortened by the way */
        snprintf(command, sizeof command, "writer %d says\n%d", writer, i);
        add(&history, command);
    }
    _exit(0);
}

/* No half lines, and everybody's newest are there, in order. */
static void is_written_by_many(void)
{
    struct history history = {0};
    int last[WRITERS] = {-1, -1, -1, -1};
    write_file("");
    for (int i = 0; i < WRITERS; i++)
        if (fork() == 0)
            write_many(i);
    for (int i = 0; i < WRITERS; i++)
        CHECK(wait(NULL) > 0);
    history_sync(&history, file, 300);
    CHECK(history.entries.count >= 290);
    for (size_t i = 0; i < history.entries.count; i++) {
        int writer = -1, number = -1, length = 0;
        const char *text = history.entries.items[i];
        CHECK_EQ(sscanf(text, "writer %d says %d%n", &writer, &number, &length), 2);
        CHECK_EQ(length, strlen(text));
        if (writer < 0 || writer >= WRITERS)
            continue;
        CHECK(number >= last[writer]);
        last[writer] = number;
    }
    for (int i = 0; i < WRITERS; i++)
        CHECK(last[i] == COMMANDS - 1 || last[i] == -1); /* -1: the others came later */
    history_free(&history);
}

/* ---- the word that is completed -------------------------------------------------------------- */

static void check_word(const char *line, enum word_kind kind, const char *directory,
                       const char *name, size_t start, char quote, const char *words)
{
    struct line_word word = word_before(line, strlen(line));
    struct strbuf all = {0};
    strbuf_clear(&all);
    for (size_t i = 0; i < word.words.count; i++) {
        strbuf_adds(&all, i ? "|" : "");
        strbuf_adds(&all, word.words.items[i]);
    }
    int before = (int)check_failures;
    CHECK_EQ(word.kind, kind);
    CHECK_TEXT(word.directory, directory);
    CHECK_TEXT(word.name, name);
    CHECK_EQ(word.start, start);
    CHECK_EQ(word.quote, quote);
    CHECK_TEXT(all.data, words);
    if ((int)check_failures > before)
        printf("# in: %s\n", line);
    strbuf_free(&all);
    line_word_free(&word);
}

static void finds_the_word(void)
{
    check_word("", WORD_COMMAND, "", "", 0, 0, "");
    check_word("ec", WORD_COMMAND, "", "ec", 0, 0, "");
    check_word("echo a b", WORD_ARGUMENT, "", "b", 7, 0, "echo|a");
    check_word("echo ", WORD_ARGUMENT, "", "", 5, 0, "echo");
    check_word("cat my\\ dir/a\\ f", WORD_ARGUMENT, "my dir/", "a f", 12, 0, "cat");
    check_word("cat 'my dir/a f", WORD_ARGUMENT, "my dir/", "a f", 12, '\'', "cat");
    check_word("cat \"my dir", WORD_ARGUMENT, "", "my dir", 4, 0, "cat");
    check_word("a; if x | ec", WORD_COMMAND, "", "ec", 10, 0, "");
    check_word("if tr", WORD_COMMAND, "", "tr", 3, 0, "");
    check_word("while ! time tr", WORD_COMMAND, "", "tr", 13, 0, "");
    check_word("A=1 B='2 3' ec", WORD_COMMAND, "", "ec", 12, 0, "");
    check_word("A=/us", WORD_FILE, "/", "us", 3, 0, "");
    check_word("PATH=/a:/b/c", WORD_FILE, "/b/", "c", 11, 0, "");
    check_word("dd --of=/d/e", WORD_ARGUMENT, "/d/", "e", 11, 0, "dd");
    check_word("cat <in", WORD_FILE, "", "in", 5, 0, "cat");
    check_word("cat 2>&1 x", WORD_ARGUMENT, "", "x", 9, 0, "cat|2");
    check_word("(c", WORD_COMMAND, "", "c", 1, 0, "");
    check_word("echo $(ca", WORD_COMMAND, "", "ca", 7, 0, "");
    check_word("echo $HO", WORD_VARIABLE, "", "HO", 6, 0, "echo");
    check_word("echo \"x${HO", WORD_VARIABLE, "", "HO", 9, 0, "echo");
    check_word("echo '$HO", WORD_ARGUMENT, "", "$HO", 5, 0, "echo");
    check_word("echo \\$HO", WORD_ARGUMENT, "", "$HO", 5, 0, "echo");
    check_word("ls $D/x", WORD_ARGUMENT, "$D/", "x", 6, 0, "ls");
    check_word("# ls x", WORD_COMMAND, "", "", 6, 0, "");
    check_word("a\nb c", WORD_ARGUMENT, "", "c", 4, 0, "b");
}

static void quotes_what_it_adds(void)
{
    struct strbuf text = {0};
    const char name[] = "it's $1\nx";
    add_quoted_name(&text, name, strlen(name), '\0');
    CHECK_TEXT(text.data, "it\\'s\\ \\$1'\n'x");
    strbuf_clear(&text);
    add_quoted_name(&text, name, strlen(name), '"');
    CHECK_TEXT(text.data, "it's \\$1\nx");
    strbuf_clear(&text);
    add_quoted_name(&text, name, strlen(name), '\'');
    CHECK_TEXT(text.data, "it'\\''s $1\nx");
    strbuf_free(&text);
}

/* ---- similar names, rows of text ------------------------------------------------------------- */

static void measures_distance(void)
{
    CHECK_EQ(edit_distance("sl", "ls", 2), 1);
    CHECK_EQ(edit_distance("grpe", "grep", 4), 1);
    CHECK_EQ(edit_distance("grp", "grep", 4), 2);
    CHECK_EQ(edit_distance("cat", "cat", 4), 0);
    CHECK_EQ(edit_distance("cat", "bat", 4), 2);
    CHECK_EQ(edit_distance("cat", "dogs", 4), 5);
    CHECK_EQ(edit_distance("", "ab", 4), 4);
    CHECK_EQ(edit_distance("a name that is much longer than any", "ab", 4), 5);
}

static void check_place(const char *text, int columns, int row, int column)
{
    struct place place = text_place((struct place){0, 0}, columns, text, strlen(text));
    CHECK_EQ(place.row, row);
    CHECK_EQ(place.column, column);
}

static void lays_out_rows(void)
{
    check_place("12345", 5, 0, 5); /* the cursor waits behind the last column */
    check_place("123456", 5, 1, 1);
    check_place("1234漢", 5, 1, 2); /* no half of a wide character */
    check_place("123漢", 5, 0, 5);
    check_place("e\xcc\x81\xcc\x81", 5, 0, 1);
    check_place("12345\xcc\x81", 5, 0, 5);
    check_place("a\nb\n", 5, 2, 0);
    check_place("a\tb", 20, 0, 9);
    check_place("\x01\x02", 20, 0, 4);
    check_place("\033[1m", 20, 0, 5);
    CHECK_EQ(prompt_place(20, "\033[38;5;208mx\033[0m").column, 1);
    CHECK_EQ(prompt_place(20, "\x01\033]0;title\a\x02x").column, 1);
    CHECK_EQ(prompt_place(20, "a\nbc").row, 1);
    CHECK_EQ(text_width("漢字x", strlen("漢字x")), 5);
}

int main(void)
{
    setlocale(LC_CTYPE, "C.UTF-8");
    int fd = mkstemp(file);
    close(fd);
    RUN(undoes_by_words);
    RUN(moves_by_characters);
    RUN(moves_by_words_and_lines);
    RUN(exchanges_and_changes_letters);
    RUN(kills_in_a_ring);
    RUN(comes_back_as_it_was);
    RUN(is_shared);
    RUN(bears_damage);
    RUN(is_bounded);
    RUN(is_written_by_many);
    RUN(finds_the_word);
    RUN(quotes_what_it_adds);
    RUN(measures_distance);
    RUN(lays_out_rows);
    unlink(file);
    buffer_free(&buffer);
    return check_exit();
}
