/* However often and wherever a view is brought up to date, the display shows the same as one that
 * is drawn anew. */
#include "font.h"
#include "screen_text.h"
#include "view.h"
#include <check.h>
#include <stdlib.h>

enum { WIDTH = 339, HEIGHT = 100, PITCH = 1368 };

static unsigned char display[HEIGHT * PITCH], other[HEIGHT * PITCH];
static const struct view_mode mode = {.width = WIDTH, .height = HEIGHT, .pitch = PITCH};
static size_t writes, written;

static bool to_buffer(void *context, uint64_t offset, const void *bytes, size_t size)
{
    if (offset + size > HEIGHT * PITCH)
        abort();
    memcpy((unsigned char *)context + offset, bytes, size);
    writes++;
    written += size;
    return true;
}

static uint32_t pixel(unsigned x, unsigned y)
{
    uint32_t value;

    memcpy(&value, display + (size_t)y * PITCH + (size_t)x * 4, sizeof value);
    return value;
}

static void put(struct terminal *terminal, const char *text)
{
    terminal_write(terminal, text, strlen(text));
}

static uint32_t next_random(uint32_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 17;
    *state ^= *state << 5;
    return *state;
}

static bool random_step(struct terminal *terminal, uint32_t *random)
{
    static const char *const pieces[] = {
        "x",         "\r\n",         "\n",           "\033[A",      "\033[3B",     "\033[7m",
        "\033[m",    "\033[44m",     "\033[2J",      "\033[2;4r",   "\033[r",      "\033M",
        "\033[L",    "\033[2M",      "\xe4\xbd\xa0", "\033[10G",    "\033[?25l",   "\033[?25h",
        "\033[?5h",  "\033[?5l",     "words",        "\033[?1049h", "\033[?1049l", "\033[K",
        "\033[3;5H", "\xe2\x94\x80", "\033[1m",      "\033[4;9m",   "\t",          "\b"};
    uint32_t number = next_random(random) % (sizeof pieces / sizeof pieces[0] + 5);

    if (number >= sizeof pieces / sizeof pieces[0])
        return true;
    terminal_write(terminal, pieces[number], strlen(pieces[number]));
    return false;
}

static void updates_show_what_drawing_anew_shows(void)
{
    struct terminal terminal;
    struct view view, fresh;
    uint32_t random = 12345;
    int round;

    CHECK(terminal_init(&terminal, view_columns(&mode), view_rows(&mode)));
    CHECK(view_init(&view, &mode, to_buffer, display));
    for (round = 0; round < 20000; round++) {
        if (!random_step(&terminal, &random)) {
            /* A few rows between two changes, too. */
            if (next_random(&random) % 4 == 0)
                (void)view_update_some(&view, &terminal, next_random(&random) % 3);
            continue;
        }
        view_update(&view, &terminal);
        if (round % 16 != 0)
            continue;
        /* The other view needs everything as damage; that changes nothing for the first. */
        CHECK(view_init(&fresh, &mode, to_buffer, other));
        for (unsigned row = 0; row < terminal.screen.rows; row++)
            screen_damage(&terminal.screen, row, 0, terminal.screen.columns);
        view_update(&fresh, &terminal);
        if (memcmp(display, other, sizeof display) != 0)
            check_fail(__FILE__, __LINE__, "round %d: another picture", round);
        view_free(&fresh);
    }
    view_free(&view);
    terminal_free(&terminal);
}

static void glyphs_colours_and_the_cursor(void)
{
    struct terminal terminal;
    struct view view;
    const unsigned char *glyph = font_glyph('A', false);
    unsigned x, y;

    CHECK(terminal_init(&terminal, view_columns(&mode), view_rows(&mode)));
    CHECK(view_init(&view, &mode, to_buffer, display));
    put(&terminal, "\033[38;2;1;2;3;48;2;4;5;6mA\033[m");
    view_update(&view, &terminal);
    for (y = 0; y < FONT_HEIGHT; y++)
        for (x = 0; x < FONT_WIDTH; x++)
            CHECK_EQ(pixel(x, y), glyph[y] >> (7 - x) & 1 ? 0x010203 : 0x040506);
    CHECK_EQ(pixel(FONT_WIDTH, 0), 0xd0d0d0); /* the cursor, a block */
    CHECK_EQ(pixel(2 * FONT_WIDTH, 0), 0);
    view_free(&view);
    terminal_free(&terminal);
}

static void scrolling_writes_rows_once(void)
{
    struct terminal terminal;
    struct view view;

    CHECK(terminal_init(&terminal, view_columns(&mode), view_rows(&mode)));
    CHECK(view_init(&view, &mode, to_buffer, display));
    put(&terminal, "1\r\n2\r\n3\r\n4\r\n5\r\n6");
    view_update(&view, &terminal);
    writes = written = 0;
    put(&terminal, "\r\n7\r\n8\r\n9\r\n");
    view_update(&view, &terminal);
    CHECK(writes <= view.rows * FONT_HEIGHT);
    CHECK(written <= view.rows * FONT_HEIGHT * FONT_WIDTH * sizeof(uint32_t) * 2);
    writes = written = 0;
    put(&terminal, "longer than half of it is now\r\n");
    view_update(&view, &terminal);
    CHECK(writes <= 1 + (view.rows - 1) * FONT_HEIGHT);
    put(&terminal, "\033[2J\033[H");
    view_update(&view, &terminal);
    writes = written = 0;
    put(&terminal, "x");
    view_update(&view, &terminal);
    CHECK(written <= sizeof(uint32_t) * 2 * FONT_WIDTH * FONT_HEIGHT);
    view_update(&view, &terminal);
    CHECK_EQ(writes, FONT_HEIGHT);
    view_free(&view);
    terminal_free(&terminal);
}

static void red_may_come_first(void)
{
    struct view_mode swapped = mode;
    struct terminal terminal;
    struct view view;

    swapped.red_first = true;
    CHECK(terminal_init(&terminal, view_columns(&mode), view_rows(&mode)));
    CHECK(view_init(&view, &swapped, to_buffer, display));
    put(&terminal, "\033[48;2;1;2;3m \033[m");
    view_update(&view, &terminal);
    CHECK_EQ(pixel(0, 0), 0x030201);
    view_free(&view);
    terminal_free(&terminal);
}

static void the_font_has_what_it_should(void)
{
    uint32_t code;

    for (code = 0x20; code < 0x7f; code++)
        CHECK(font_has(code));
    for (code = 0x2508; code < 0x254c; code++) /* box drawing, but for dashes */
        CHECK(font_has(code));
    for (code = 0x2550; code < 0x2594; code++) /* double lines, arcs, blocks */
        CHECK(font_has(code));
    CHECK(font_has(0x2500) && font_has(0x2501) && font_has(0x2502) && font_has(0x2503));
    for (code = 0x0410; code < 0x0450; code++)
        CHECK(font_has(code));
    for (code = 0x03b1; code < 0x03ca; code++)
        CHECK(font_has(code));
    for (code = 0xa1; code < 0x180; code++)
        CHECK(font_has(code));
    CHECK(font_has(0x20ac) && !font_has(0x4f60));
}

int main(void)
{
    RUN(updates_show_what_drawing_anew_shows);
    RUN(glyphs_colours_and_the_cursor);
    RUN(scrolling_writes_rows_once);
    RUN(red_may_come_first);
    RUN(the_font_has_what_it_should);
    return check_exit();
}
