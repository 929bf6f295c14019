/*
 * A terminal for looking at and for comparing with others.
 *
 *   show_terminal WIDTH HEIGHT text < BYTES       the screen of so many characters, then "row
 * column" show_terminal WIDTH HEIGHT picture < BYTES    a picture (PPM) of so many pixels
 */
#include "screen_text.h"
#include "view.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char *pixels;

static bool to_buffer(void *context, uint64_t offset, const void *bytes, size_t size)
{
    (void)context;
    memcpy(pixels + offset, bytes, size);
    return true;
}

static void feed(struct terminal *terminal)
{
    char bytes[4096];
    size_t size;

    while ((size = fread(bytes, 1, sizeof bytes, stdin)) > 0)
        terminal_write(terminal, bytes, size);
}

static int picture(const struct view_mode *mode)
{
    static struct terminal terminal;
    static struct view view;
    size_t i;

    pixels = calloc(mode->height, mode->pitch);
    if (pixels == NULL || !terminal_init(&terminal, view_columns(mode), view_rows(mode)) ||
        !view_init(&view, mode, to_buffer, NULL))
        return 1;
    feed(&terminal);
    view_update(&view, &terminal);
    printf("P6 %u %u 255\n", mode->width, mode->height);
    for (i = 0; i < (size_t)mode->width * mode->height * 4; i += 4) {
        putchar(pixels[i + 2]);
        putchar(pixels[i + 1]);
        putchar(pixels[i]);
    }
    return 0;
}

static int text(unsigned columns, unsigned rows)
{
    static struct terminal terminal;

    if (!terminal_init(&terminal, columns, rows))
        return 1;
    feed(&terminal);
    screen_check(&terminal);
    printf("%s%u %u\n", screen_text(&terminal), terminal.cursor.row, terminal.cursor.column);
    return 0;
}

int main(int argc, char **argv)
{
    unsigned width = argc > 3 ? (unsigned)strtoul(argv[1], NULL, 10) : 0;
    unsigned height = argc > 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
    struct view_mode mode = {.width = width, .height = height, .pitch = (size_t)width * 4};

    if (argc != 4) {
        (void)fprintf(stderr, "usage: show_terminal WIDTH HEIGHT text|picture < BYTES\n");
        return 2;
    }
    return strcmp(argv[3], "picture") == 0 ? picture(&mode) : text(width, height);
}
