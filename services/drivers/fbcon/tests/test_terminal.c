/* The terminal, sequence by sequence, on a screen of 10 by 4. */
#include "screen_text.h"
#include <check.h>

static struct terminal terminal;

static void start(void)
{
    terminal_free(&terminal);
    CHECK(terminal_init(&terminal, 10, 4));
}

static void put(const char *text)
{
    terminal_write(&terminal, text, strlen(text));
    screen_check(&terminal);
}

static const char *shows(const char *text)
{
    start();
    put(text);
    return screen_text(&terminal);
}

static const char *reply(void)
{
    static char text[TERMINAL_REPLY_MAX + 1];

    text[terminal_take_reply(&terminal, text, sizeof text - 1)] = '\0';
    return text;
}

static struct cell cell_at(unsigned row, unsigned column)
{
    return screen_line(&terminal.screen, row)->cells[column];
}

static void text_and_lines(void)
{
    CHECK_TEXT(shows("abc\r\ndef"), "abc\ndef\n\n\n");
    CHECK_TEXT(shows("abc\ndef"), "abc\n   def\n\n\n");
    CHECK_TEXT(shows("abc\bX\rY"), "YbX\n\n\n\n");
    CHECK_TEXT(shows("a\tb"), "a       b\n\n\n\n");
    CHECK_TEXT(shows("1\r\n2\r\n3\r\n4\r\n5"), "2\n3\n4\n5\n");
}

static void the_last_column_waits(void)
{
    CHECK_TEXT(shows("0123456789"), "0123456789\n\n\n\n");
    CHECK_EQ(terminal.cursor.row, 0);
    put("x");
    CHECK_TEXT(screen_text(&terminal), "0123456789\nx\n\n\n");
    CHECK_TEXT(shows("0123456789\r\nx"), "0123456789\nx\n\n\n");
    CHECK_TEXT(shows("\033[?7l0123456789xyz"), "012345678z\n\n\n\n");
    CHECK_TEXT(shows("0123456789\033[Kx"), "012345678x\n\n\n\n");
}

static void the_cursor_moves(void)
{
    CHECK_TEXT(shows("\033[2;3Hx\033[Ay\033[2Dz\033[Bw"), "  zy\n  xw\n\n\n");
    CHECK_TEXT(shows("\033[99;99Hx"), "\n\n\n         x\n");
    CHECK_TEXT(shows("\033[3dx\033[5Gy\033[Ez\033[2Fw"), "\nw\nx   y\nz\n");
    CHECK_TEXT(shows("ab\0337\033[3;3Hc\0338d"), "abd\n\n  c\n\n");
    CHECK_TEXT(shows("\033[5Cx\033[s\033[Hy\033[uz"), "y    xz\n\n\n\n");
}

static void parts_are_erased(void)
{
    const char *full = "aaaa\r\nbbbb\r\ncccc\r\ndddd\033[2;3H";
    char text[128];

    (void)snprintf(text, sizeof text, "%s\033[K", full);
    CHECK_TEXT(shows(text), "aaaa\nbb\ncccc\ndddd\n");
    (void)snprintf(text, sizeof text, "%s\033[1K", full);
    CHECK_TEXT(shows(text), "aaaa\n   b\ncccc\ndddd\n");
    (void)snprintf(text, sizeof text, "%s\033[2K", full);
    CHECK_TEXT(shows(text), "aaaa\n\ncccc\ndddd\n");
    (void)snprintf(text, sizeof text, "%s\033[J", full);
    CHECK_TEXT(shows(text), "aaaa\nbb\n\n\n");
    (void)snprintf(text, sizeof text, "%s\033[1J", full);
    CHECK_TEXT(shows(text), "\n   b\ncccc\ndddd\n");
    (void)snprintf(text, sizeof text, "%s\033[2J", full);
    CHECK_TEXT(shows(text), "\n\n\n\n");
    (void)snprintf(text, sizeof text, "%s\033[X", full);
    CHECK_TEXT(shows(text), "aaaa\nbb b\ncccc\ndddd\n");
}

static void characters_are_inserted_and_deleted(void)
{
    CHECK_TEXT(shows("abcdef\033[3G\033[2@"), "ab  cdef\n\n\n\n");
    CHECK_TEXT(shows("abcdef\033[3G\033[2P"), "abef\n\n\n\n");
    CHECK_TEXT(shows("abcdef\033[3G\033[99P"), "ab\n\n\n\n");
    CHECK_TEXT(shows("0123456789\033[3G\033[4hxy"), "01xy234567\n\n\n\n");
    CHECK_TEXT(shows("x\033[3b"), "xxxx\n\n\n\n");
}

static void lines_are_inserted_and_deleted(void)
{
    CHECK_TEXT(shows("1\r\n2\r\n3\r\n4\033[2H\033[L"), "1\n\n2\n3\n");
    CHECK_TEXT(shows("1\r\n2\r\n3\r\n4\033[2H\033[M"), "1\n3\n4\n\n");
    CHECK_TEXT(shows("1\r\n2\r\n3\r\n4\033[S"), "2\n3\n4\n\n");
    CHECK_TEXT(shows("1\r\n2\r\n3\r\n4\033[2T"), "\n\n1\n2\n");
    CHECK_TEXT(shows("1\r\n2\r\n3\r\n4\033[H\033M"), "\n1\n2\n3\n");
}

static void a_region_scrolls_alone(void)
{
    CHECK_TEXT(shows("1\r\n2\r\n3\r\n4\033[2;3r\033[3;1H\nx"), "1\n3\nx\n4\n");
    CHECK_TEXT(shows("1\r\n2\r\n3\r\n4\033[2;3r\033[2;1H\033Mx"), "1\nx\n2\n4\n");
    CHECK_TEXT(shows("1\r\n2\r\n3\r\n4\033[2;3r\033[?6h\033[1;1Hx\033[9;1Hy"), "1\nx\ny\n4\n");
    CHECK_TEXT(shows("1\r\n2\r\n3\r\n4\033[2;3r\033[4;1H\nx"), "1\n2\n3\nx\n");
}

static void tabs_are_set_and_cleared(void)
{
    CHECK_TEXT(shows("\033[3g\033[4G\033H\r\tx\ty"), "   x     y\n\n\n\n");
    CHECK_TEXT(shows("\033[9Gx\033[Zy"), "        y\n\n\n\n");
}

static void wide_characters(void)
{
    CHECK_TEXT(shows("\xe4\xbd\xa0\xe5\xa5\xbdx"), "\xe4\xbd\xa0\xe5\xa5\xbdx\n\n\n\n");
    CHECK_EQ(terminal.cursor.column, 5);
    /* Overwriting one half leaves a blank for the other. */
    CHECK_TEXT(shows("\xe4\xbd\xa0\xe5\xa5\xbd\033[2Gx"), " x\xe5\xa5\xbd\n\n\n\n");
    CHECK_TEXT(shows("\xe4\xbd\xa0\xe5\xa5\xbd\033[3Gx"), "\xe4\xbd\xa0x\n\n\n\n");
    /* It does not fit the last column. */
    CHECK_TEXT(shows("012345678\xe4\xbd\xa0"), "012345678\n\xe4\xbd\xa0\n\n\n");
    CHECK_TEXT(shows("\xe4\xbd\xa0z\033[1G\033[P"), " z\n\n\n\n");
    CHECK_TEXT(shows("0\xe4\xbd\xa0\xe4\xbd\xa0\033[3G\033[@"), "0   \xe4\xbd\xa0\n\n\n\n");
    /* Marks that combine take no room. */
    CHECK_TEXT(shows("e\xcc\x81x"), "ex\n\n\n\n");
}

static void utf8_in_pieces_and_broken(void)
{
    start();
    put("\xe2");
    put("\x94");
    put("\x80|");
    CHECK_TEXT(screen_text(&terminal), "\xe2\x94\x80|\n\n\n\n");
    CHECK_TEXT(shows("a\xe2\x94z"), "a\xef\xbf\xbdz\n\n\n\n");
    CHECK_TEXT(shows("\xc0\xaf\xff"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n\n\n\n");
    CHECK_TEXT(shows("\xed\xa0\x80"), "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n\n\n\n");
    CHECK_TEXT(shows("\xf0\x9f\033[3Gx"), "\xef\xbf\xbd x\n\n\n\n");
}

static void line_drawing(void)
{
    CHECK_TEXT(shows("\033(0lqk\033(Bq"), "\xe2\x94\x8c\xe2\x94\x80\xe2\x94\x90q\n\n\n\n");
    CHECK_TEXT(shows("\033)0x\016x\017x"), "x\xe2\x94\x82x\n\n\n\n");
}

static void colours_and_attributes(void)
{
    start();
    put("\033[1;31;44ma\033[38;5;200mb\033[38;2;1;2;3mc\033[48:2::9:8:7md\033[22;39;49;7me\033[mf");
    CHECK_EQ(cell_at(0, 0).foreground, COLOR_INDEX | 1);
    CHECK_EQ(cell_at(0, 0).background, COLOR_INDEX | 4);
    CHECK_EQ(cell_at(0, 0).text, 'a' | CELL_BOLD);
    CHECK_EQ(cell_at(0, 1).foreground, COLOR_INDEX | 200);
    CHECK_EQ(cell_at(0, 2).foreground, 0x010203);
    CHECK_EQ(cell_at(0, 3).background, 0x090807);
    CHECK_EQ(cell_at(0, 4).text, 'e' | CELL_REVERSE);
    CHECK_EQ(cell_at(0, 4).background, COLOR_DEFAULT);
    CHECK_EQ(cell_at(0, 5).text, 'f');
    put("\033[97;105mg\033[0;4:3mh\033[4:0mi\033[41m\033[K");
    CHECK_EQ(cell_at(0, 6).foreground, COLOR_INDEX | 15);
    CHECK_EQ(cell_at(0, 6).background, COLOR_INDEX | 13);
    CHECK_EQ(cell_at(0, 7).text, 'h' | CELL_UNDERLINE);
    CHECK_EQ(cell_at(0, 8).text, 'i');
    CHECK_EQ(cell_at(0, 9).background, COLOR_INDEX | 1);
}

static void the_alternate_screen(void)
{
    start();
    put("main\033[?1049hother");
    CHECK_TEXT(screen_text(&terminal), "    other\n\n\n\n");
    put("\033[?1049l!");
    CHECK_TEXT(screen_text(&terminal), "main!\n\n\n\n");
}

static void questions_are_answered(void)
{
    start();
    put("ab\r\nc\033[6n");
    CHECK_TEXT(reply(), "\033[2;2R");
    put("\033[5n\033[c\033[18t");
    CHECK_TEXT(reply(), "\033[0n\033[?62;22c\033[8;4;10t");
    put("\033[2;4r\033[?6h\033[6n");
    CHECK_TEXT(reply(), "\033[1;1R");
}

static void what_is_not_known_is_swallowed(void)
{
    CHECK_TEXT(shows("a\033]0;title\007b\033]8;;x\033\\c"), "abc\n\n\n\n");
    CHECK_TEXT(shows("a\033P1$r0m\033\\b\033_x\033\\c"), "abc\n\n\n\n");
    CHECK_TEXT(shows("a\033[?9999hb\033[5;6;7xc\033[ qd"), "abcd\n\n\n\n");
    CHECK_TEXT(shows("a\033[12\x18"
                     "b\033[1\033[2Gc"),
               "ac\n\n\n\n");
}

static void a_control_in_a_sequence_acts(void)
{
    /* CR in the middle of CUF by 11: column 0, then to the last. */
    CHECK_TEXT(shows("abc\033[1\r1Cb"), "abc      b\n\n\n\n");
}

static void bracketed_paste_and_keys(void)
{
    char keys[] = "x\033[A\033[5~\033[H\033[1;5A";

    start();
    put("\033[?2004h\033[?1h");
    CHECK((terminal.modes & MODE_BRACKETED_PASTE) != 0);
    terminal_translate_keys(&terminal, keys, sizeof keys - 1);
    CHECK_TEXT(keys, "x\033OA\033[5~\033OH\033[1;5A");
}

static void resets(void)
{
    CHECK_TEXT(shows("abc\033[31m\033[2;3r\033cx"), "x\n\n\n\n");
    CHECK_EQ(terminal.cursor.pen.foreground, COLOR_DEFAULT);
    CHECK_TEXT(shows("\033#8"), "EEEEEEEEEE\nEEEEEEEEEE\nEEEEEEEEEE\nEEEEEEEEEE\n");
}

static void odd_sizes(void)
{
    struct terminal odd;

    CHECK(!terminal_init(&odd, 0, 5));
    CHECK(!terminal_init(&odd, 5, SCREEN_ROWS_MAX + 1));
    CHECK(terminal_init(&odd, 1, 1));
    terminal_write(&odd, "ab\xe4\xbd\xa0\r\n\033[L\033[M\033[@\033[P\t\033[9b", 24);
    screen_check(&odd);
    terminal_free(&odd);
}

int main(void)
{
    RUN(text_and_lines);
    RUN(the_last_column_waits);
    RUN(the_cursor_moves);
    RUN(parts_are_erased);
    RUN(characters_are_inserted_and_deleted);
    RUN(lines_are_inserted_and_deleted);
    RUN(a_region_scrolls_alone);
    RUN(tabs_are_set_and_cleared);
    RUN(wide_characters);
    RUN(utf8_in_pieces_and_broken);
    RUN(line_drawing);
    RUN(colours_and_attributes);
    RUN(the_alternate_screen);
    RUN(questions_are_answered);
    RUN(what_is_not_known_is_swallowed);
    RUN(a_control_in_a_sequence_acts);
    RUN(bracketed_paste_and_keys);
    RUN(resets);
    RUN(odd_sizes);
    terminal_free(&terminal);
    return check_exit();
}
