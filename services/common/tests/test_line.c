/* The line discipline, key by key. */
#include "line.h"
#include "width.h"
#include <check.h>
#include <vibee/file.h>
#include <vibee/objects.h>

static struct line line;
static char shown[4096];
static size_t shown_size;

static void show(void *context, const char *text, size_t size)
{
    (void)context;
    if (shown_size + size < sizeof shown)
        memcpy(shown + shown_size, text, size);
    shown_size += size;
    shown[shown_size] = '\0';
}

static void start(uint32_t modes)
{
    memset(&line, 0, sizeof line);
    line.show = show;
    shown_size = 0;
    shown[0] = '\0';
    line_set_modes(&line, modes);
}

static void start_terminal(void)
{
    start(VB_TERMINAL_CANONICAL | VB_TERMINAL_ECHO | VB_TERMINAL_SIGNALS);
}

static void type(const char *keys)
{
    line_input(&line, keys, strlen(keys));
}

/* What a read of this size gets; "(wait)" and "(end)" for the two ways of nothing. */
static const char *read_line(size_t size)
{
    static char text[256];
    bool end;
    size_t run, done = 0, count = line_readable(&line, size, &end);

    if (count == 0) {
        if (end)
            line_take(&line, 0);
        return end ? "(end)" : "(wait)";
    }
    while (done < count) {
        run = count - done;
        memcpy(text + done, line_front(&line, &run), run);
        line_take(&line, run);
        done += run;
    }
    text[count] = '\0';
    return text;
}

static void a_line_is_read_when_it_is_whole(void)
{
    start_terminal();
    type("abc");
    CHECK_TEXT(read_line(100), "(wait)");
    type("\rde\nf");
    CHECK_TEXT(read_line(100), "abc\n");
    CHECK_TEXT(read_line(2), "de");
    CHECK_TEXT(read_line(100), "\n");
    CHECK_TEXT(read_line(100), "(wait)");
    CHECK_TEXT(shown, "abc\nde\nf");
}

static void characters_are_erased(void)
{
    start_terminal();
    type("ab\x7f\bx\n");
    CHECK_TEXT(read_line(100), "x\n");
    CHECK_TEXT(shown, "ab\b \b\b \bx\n");
}

static void nothing_is_erased_before_the_start(void)
{
    start_terminal();
    type("\x7f\x15\x17\n");
    CHECK_TEXT(read_line(100), "\n");
    CHECK_TEXT(shown, "\n");
}

static void wide_characters_are_erased_whole(void)
{
    start_terminal();
    type("\xe4\xbd\xa0"); /* two columns */
    shown_size = 0;
    type("\x7f");
    CHECK_TEXT(shown, "\b \b\b \b");
    type("e\xcc\x81"); /* e and a combining accent: one column together */
    shown_size = 0;
    type("\x7f");
    CHECK_TEXT(shown, "\b \b");
    type("\n");
    CHECK_TEXT(read_line(100), "\n");
}

static void broken_bytes_are_erased_singly(void)
{
    start_terminal();
    type("a\x80\xe4\x7f\x7f\n");
    CHECK_TEXT(read_line(100), "a\n");
}

static void words_and_lines_are_erased(void)
{
    start_terminal();
    type("one two  \x17three\n");
    CHECK_TEXT(read_line(100), "one three\n");
    type("all of it\x15new\n");
    CHECK_TEXT(read_line(100), "new\n");
}

static void control_characters_have_two_columns(void)
{
    start_terminal();
    type("\x16\x01");
    CHECK_TEXT(shown, "^A");
    shown_size = 0;
    type("\x7f");
    CHECK_TEXT(shown, "\b \b\b \b");
}

static void tabs_are_erased_to_their_stop(void)
{
    start_terminal();
    type("ab\t");
    CHECK_TEXT(shown, "ab      ");
    shown_size = 0;
    type("\x7f");
    CHECK_EQ(shown_size, 6 * 3);
    type("\n");
    CHECK_TEXT(read_line(100), "ab\n");
}

static void the_end_of_input_comes_once(void)
{
    start_terminal();
    type("\x04");
    CHECK_TEXT(read_line(100), "(end)");
    CHECK_TEXT(read_line(100), "(wait)");
}

static void an_unfinished_line_is_handed_over(void)
{
    start_terminal();
    type("abc\x04");
    CHECK_TEXT(read_line(100), "abc");
    CHECK_TEXT(read_line(100), "(wait)");
}

static void lines_before_the_end_come_first(void)
{
    start_terminal();
    type("x\n\x04y\n");
    CHECK_TEXT(read_line(100), "x\n");
    CHECK_TEXT(read_line(100), "(end)");
    CHECK_TEXT(read_line(100), "y\n");
}

static void signals_drop_what_was_typed(void)
{
    start_terminal();
    type("done\nabc\x03");
    CHECK_EQ(line.signals, 1u << VB_SIGINT);
    CHECK_TEXT(shown, "done\nabc^C\n");
    CHECK_TEXT(read_line(100), "(wait)");
    type("\x1a\x1c");
    CHECK_EQ(line.signals, 1u << VB_SIGINT | 1u << VB_SIGTSTP | 1u << VB_SIGQUIT);
}

static void a_literal_key_is_text(void)
{
    start_terminal();
    type("\x16\x03\n");
    CHECK_EQ(line.signals, 0);
    CHECK_TEXT(read_line(100), "\x03\n");
}

static void raw_bytes_pass_at_once(void)
{
    start(0);
    type("a\r\x03\x04\x7f");
    CHECK_TEXT(read_line(3), "a\r\x03");
    CHECK_TEXT(read_line(100), "\x04\x7f");
    CHECK_EQ(shown_size, 0);
    CHECK_EQ(line.signals, 0);
}

static void raw_mode_gets_what_was_typed(void)
{
    start_terminal();
    type("ab");
    line_set_modes(&line, 0);
    CHECK_TEXT(read_line(100), "ab");
}

static void the_queue_wraps(void)
{
    static char block[LINE_QUEUE_SIZE];
    bool end;
    int i;

    start(0);
    memset(block, 'x', sizeof block);
    line_input(&line, block, sizeof block - 3);
    line_take(&line, sizeof block - 3);
    for (i = 0; i < 10; i++) {
        type("12345678");
        CHECK_TEXT(read_line(8), "12345678");
    }
    line_input(&line, block, sizeof block);
    line_input(&line, block, 10);
    CHECK_EQ(line_readable(&line, 2 * sizeof block, &end), LINE_QUEUE_SIZE);
}

static void a_line_across_the_wrap_is_whole(void)
{
    start_terminal();
    line.head = line.tail = LINE_QUEUE_SIZE - 2;
    type("abcdef\n");
    CHECK_TEXT(read_line(100), "abcdef\n");
}

static void too_long_a_line_rings(void)
{
    static char keys[LINE_EDIT_MAX + 10];
    bool end;

    start(VB_TERMINAL_CANONICAL);
    memset(keys, 'k', sizeof keys);
    line_input(&line, keys, sizeof keys);
    CHECK_EQ(shown[0], '\a');
    type("\n");
    CHECK_EQ(line_readable(&line, 2 * LINE_EDIT_MAX, &end), LINE_EDIT_MAX);
}

static void widths(void)
{
    CHECK_EQ(width_of('a'), 1);
    CHECK_EQ(width_of(0x4f60), 2);
    CHECK_EQ(width_of(0x301), 0);
    CHECK_EQ(width_of(0x1f600), 2);
    CHECK_EQ(width_of(0xe9), 1);
}

int main(void)
{
    RUN(a_line_is_read_when_it_is_whole);
    RUN(characters_are_erased);
    RUN(nothing_is_erased_before_the_start);
    RUN(wide_characters_are_erased_whole);
    RUN(broken_bytes_are_erased_singly);
    RUN(words_and_lines_are_erased);
    RUN(control_characters_have_two_columns);
    RUN(tabs_are_erased_to_their_stop);
    RUN(the_end_of_input_comes_once);
    RUN(an_unfinished_line_is_handed_over);
    RUN(lines_before_the_end_come_first);
    RUN(signals_drop_what_was_typed);
    RUN(a_literal_key_is_text);
    RUN(raw_bytes_pass_at_once);
    RUN(raw_mode_gets_what_was_typed);
    RUN(the_queue_wraps);
    RUN(a_line_across_the_wrap_is_whole);
    RUN(too_long_a_line_rings);
    RUN(widths);
    return check_exit();
}
