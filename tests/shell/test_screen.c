/* The screen library's parts that make no system call: keys, and drawing against a terminal that is
 * played here. */
#include "screen.h"
#include "screen_prompt.h"

#include <check.h>
#include <locale.h>
#include <stdlib.h>

/* ---- keys -------------------------------------------------------------------------------------
 */

static const struct {
    const char *bytes;
    int code;
} sequences[] = {
    {"a", 'a'},
    {"\r", '\r'},
    {"\x03", KEY_CONTROL('C')},
    {"\x7f", KEY_BACKSPACE},
    {"\xc3\xb6", 0xf6},
    {"\xe6\xbc\xa2", 0x6f22},
    {"\xf0\x9f\x98\x80", 0x1f600},
    {"\xff", KEY_BYTE},
    {"\033[A", KEY_UP},
    {"\033OB", KEY_DOWN},
    {"\033[1;5C", KEY_RIGHT | KEY_CTRL},
    {"\033[1;2D", KEY_LEFT | KEY_SHIFT},
    {"\033[1;6H", KEY_HOME | KEY_CTRL | KEY_SHIFT},
    {"\033[3~", KEY_DELETE},
    {"\033[3;5~", KEY_DELETE | KEY_CTRL},
    {"\033[5~", KEY_PAGE_UP},
    {"\033[6~", KEY_PAGE_DOWN},
    {"\033[4~", KEY_END},
    {"\033[Z", KEY_BACK_TAB},
    {"\033OP", KEY_FUNCTION},
    {"\033[15~", KEY_FUNCTION + 4},
    {"\033[24;2~", KEY_FUNCTION + 11 + KEY_SHIFT},
    {"\033x", KEY_ALT | 'x'},
    {"\033\x7f", KEY_ALT | KEY_BACKSPACE},
    {"\033[?1;2c", KEY_UNKNOWN},
    {"\033[999X", KEY_UNKNOWN},
};

/* Byte by byte: nothing before the last one, then the key, and nothing more. */
static void each_sequence(void)
{
    for (size_t i = 0; i < sizeof sequences / sizeof sequences[0]; i++) {
        struct keys keys = {0};
        struct key key;
        size_t length = strlen(sequences[i].bytes);
        for (size_t at = 0; at < length; at++) {
            CHECK(!keys_next(&keys, &key, false));
            keys_feed(&keys, sequences[i].bytes + at, 1);
        }
        CHECK(keys_next(&keys, &key, false));
        CHECK_EQ(key.code, sequences[i].code);
        CHECK(!keys_next(&keys, &key, true));
        keys_free(&keys);
    }
}

static void escape_alone(void)
{
    struct keys keys = {0};
    struct key key;
    keys_feed(&keys, "\033", 1);
    CHECK(!keys_next(&keys, &key, false));
    CHECK(keys_begun(&keys));
    CHECK(keys_next(&keys, &key, true));
    CHECK_EQ(key.code, KEY_ESCAPE);
    keys_feed(&keys, "\033\033[A", 4);
    CHECK(keys_next(&keys, &key, false));
    CHECK_EQ(key.code, KEY_ESCAPE);
    CHECK(keys_next(&keys, &key, false));
    CHECK_EQ(key.code, KEY_UP);
    keys_feed(&keys, "\xe6\xbc", 2); /* a character that does not end */
    CHECK(!keys_next(&keys, &key, false));
    CHECK(keys_next(&keys, &key, true));
    CHECK_EQ(key.code, KEY_BYTE);
    keys_free(&keys);
}

/* Cut anywhere, a paste is the same. */
static void pastes(void)
{
    static const char sent[] = "\033[200~one\rtwo\r\n\033[A\033[201three\033[201~x";
    static const char wanted[] = "one\ntwo\n\033[A\033[201three";
    for (size_t cut = 0; cut < sizeof sent; cut++) {
        struct keys keys = {0};
        struct key key;
        keys_feed(&keys, sent, cut);
        bool found = keys_next(&keys, &key, false);
        keys_feed(&keys, sent + cut, sizeof sent - 1 - cut);
        CHECK(found || keys_next(&keys, &key, false));
        CHECK_EQ(key.code, KEY_PASTE);
        CHECK_EQ((long long)keys.paste.length, (long long)sizeof wanted - 1);
        CHECK(memcmp(keys.paste.data, wanted, sizeof wanted - 1) == 0);
        CHECK(keys_next(&keys, &key, false));
        CHECK_EQ(key.code, 'x');
        keys_free(&keys);
    }
}

static void any_bytes(void)
{
    struct keys keys = {0};
    struct key key;
    srand(1);
    for (int i = 0; i < 20000; i++) {
        static const char often[] = "\033[O;~0129AC\xc3\xa9\xf0";
        char byte = rand() % 2 ? often[rand() % (int)(sizeof often - 1)] : (char)rand();
        keys_feed(&keys, &byte, 1);
        while (keys_next(&keys, &key, rand() % 4 == 0))
            CHECK(key.length >= 0 && key.length < 5);
    }
    keys_free(&keys);
}

/* ---- drawing ----------------------------------------------------------------------------------
 */

enum { ROWS = 7, COLUMNS = 12 };

/* A terminal: what it shows, without colours. */
static struct terminal {
    char text[ROWS][COLUMNS][16];
    int row, column, first, last;
    bool reverse[ROWS][COLUMNS], now_reverse;
} terminal;

static void blank_row(int row, int from)
{
    for (int column = from; column < COLUMNS; column++) {
        strcpy(terminal.text[row][column], " ");
        terminal.reverse[row][column] = false;
    }
}

static void move_rows(int count)
{
    struct terminal before = terminal;
    for (int row = terminal.first; row < terminal.last; row++) {
        int from = row + count;
        if (from < terminal.first || from >= terminal.last) {
            blank_row(row, 0);
        } else {
            memcpy(terminal.text[row], before.text[from], sizeof terminal.text[row]);
            memcpy(terminal.reverse[row], before.reverse[from], sizeof terminal.reverse[row]);
        }
    }
}

static void play_sequence(const char *numbers, char final)
{
    int a = 0, b = 0, count = sscanf(numbers, "%d;%d", &a, &b);
    if (final == 'H') {
        terminal.row = count > 0 ? a - 1 : 0;
        terminal.column = count > 1 ? b - 1 : 0;
    } else if (final == 'K') {
        blank_row(terminal.row, terminal.column);
    } else if (final == 'J') {
        for (int row = 0; row < ROWS; row++)
            blank_row(row, 0);
    } else if (final == 'S' || final == 'T') {
        move_rows(final == 'S' ? a : -a);
    } else if (final == 'r') {
        terminal.first = count > 0 ? a - 1 : 0;
        terminal.last = count > 1 ? b : ROWS;
    } else if (final == 'm') {
        terminal.now_reverse = strstr(numbers, ";7") != NULL;
    }
}

static void play_character(const char *text, const struct glyph *glyph)
{
    int column = terminal.column;
    if (glyph->width == 0) {
        column -= column > 1 && !*terminal.text[terminal.row][column - 1] ? 2 : 1;
        CHECK(column >= 0);
        strncat(terminal.text[terminal.row][column], text, glyph->size);
        return;
    }
    CHECK(column + glyph->width <= COLUMNS);
    /* A half of a wide character that is written over leaves a blank. */
    if (!*terminal.text[terminal.row][column] && column > 0)
        strcpy(terminal.text[terminal.row][column - 1], " ");
    int behind = column + glyph->width;
    if (behind < COLUMNS && !*terminal.text[terminal.row][behind])
        strcpy(terminal.text[terminal.row][behind], " ");
    for (int i = 0; i < glyph->width; i++) {
        *terminal.text[terminal.row][column + i] = '\0';
        terminal.reverse[terminal.row][column + i] = terminal.now_reverse;
    }
    strncat(terminal.text[terminal.row][column], text, glyph->size);
    terminal.column += glyph->width;
}

static void play(const struct bytes *out)
{
    struct glyph glyph;
    for (size_t at = 0; at < out->length;) {
        const char *text = out->data + at;
        if (*text == '\033') {
            size_t end = 2;
            char numbers[32] = "";
            while (text[end] < '@')
                end++;
            memcpy(numbers, text + 2, end - 2);
            play_sequence(numbers, text[end]);
            at += end + 1;
        } else {
            screen_glyph(text, out->length - at, &glyph);
            play_character(text, &glyph);
            at += glyph.size;
        }
    }
}

static void compare(const struct screen *screen)
{
    for (int row = 0; row < ROWS; row++) {
        for (int column = 0; column < COLUMNS; column++) {
            const struct cell *cell = &screen->cells[row * COLUMNS + column];
            char text[16] = "";
            memcpy(text, cell->text, sizeof cell->text);
            CHECK_TEXT(terminal.text[row][column], text);
            if (cell->width)
                CHECK_EQ(terminal.reverse[row][column], cell->attributes == STYLE_REVERSE);
        }
    }
}

static void draw_something(struct screen *screen)
{
    static const char *const texts[] = {"plain text", "漢字", "a\xcc\x81", "wörld",
                                        "\x01\xff",   "字",   " ",         "x"};
    for (int n = rand() % 6; n > 0; n--) {
        struct style style = {.attributes = rand() % 3 ? 0 : STYLE_REVERSE};
        int row = rand() % ROWS;
        if (rand() % 3 == 0)
            screen_clear(screen, row, 0, style);
        screen_text(screen, row, rand() % 3 ? 0 : rand() % 3 * 2, texts[rand() % 8], style);
    }
    /* As programs do: a row is drawn as a whole. What half a wide character left is cleared. */
    for (int row = 0; row < ROWS; row++)
        for (int i = 0; i < COLUMNS; i++) {
            struct cell *cell = &screen->cells[row * COLUMNS + i];
            bool lonely = cell->width == 2 ? i + 1 == COLUMNS || cell[1].width != 0
                                           : cell->width == 0 && (i == 0 || cell[-1].width != 2);
            if (lonely)
                screen_clear(screen, row, 0, (struct style){0});
        }
}

static void random_pictures(void)
{
    struct screen screen = {0};
    screen_resize(&screen, ROWS, COLUMNS);
    terminal.last = ROWS;
    srand(2);
    for (int i = 0; i < 3000; i++) {
        draw_something(&screen);
        if (rand() % 5 == 0)
            screen_scroll(&screen, rand() % 2, ROWS - rand() % 2, rand() % 9 - 4);
        if (rand() % 50 == 0)
            screen.known = false;
        screen_paint(&screen);
        play(&screen.out);
        compare(&screen);
        screen.out.length = 0;
        screen_paint(&screen); /* nothing has changed: nothing but the cursor is sent */
        CHECK(screen.out.length < 32);
        screen.out.length = 0;
        if (check_failures)
            break;
    }
    screen_free(&screen);
}

/* ---- the line of input ------------------------------------------------------------------------
 */

static void prompts(void)
{
    static const char typed[] = "ab漢c\033[D\033[D\x7fX\033[H\033[3~\033[Fend\r";
    struct prompt prompt = {0};
    struct keys keys = {0};
    struct key key;
    enum prompt_result result = PROMPT_MORE;
    prompt_begin(&prompt, "");
    keys_feed(&keys, typed, sizeof typed - 1);
    while (keys_next(&keys, &key, false))
        result = prompt_key(&prompt, &keys, &key);
    CHECK_EQ(result, PROMPT_DONE);
    CHECK_TEXT(prompt_text(&prompt), "X漢cend");
    key = (struct key){.code = KEY_ESCAPE};
    CHECK_EQ(prompt_key(&prompt, &keys, &key), PROMPT_CANCEL);
    bytes_free(&prompt.text);
    keys_free(&keys);
}

int main(void)
{
    setlocale(LC_ALL, "C.UTF-8"); /* for wcwidth() */
    RUN(each_sequence);
    RUN(escape_alone);
    RUN(pastes);
    RUN(any_bytes);
    RUN(random_pictures);
    RUN(prompts);
    return check_exit();
}
