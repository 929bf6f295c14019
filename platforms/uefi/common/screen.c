/*
 * Text on the framebuffer for boot messages and panics: ASCII, white on black, scrolled by painting
 * again what changed, because reading a framebuffer is slow. A driver process takes over later.
 */
#include "uefi.h"

#include <string.h>

#define FOREGROUND 0x00d0d0d0u /* the same in both pixel formats */

/* font.py: glyphs of the characters from ' ' to '~', a byte for each row of 8 pixels. */
extern const uint8_t font_height;
extern const uint8_t font_rows[];

static struct {
    uint8_t *pixels; /* NULL: no screen */
    uint32_t columns, rows;
    uint32_t column, row;
    bool used;
    char text[SCREEN_ROWS_MAX][SCREEN_COLUMNS_MAX];
} screen;

static void paint(uint32_t row, uint32_t column)
{
    char character = screen.text[row][column];
    const uint8_t *glyph = font_rows + (size_t)(character - ' ') * font_height;
    for (uint32_t y = 0; y < font_height; y++) {
        uint32_t *line =
            (uint32_t *)(screen.pixels + (size_t)(row * font_height + y) * boot.framebuffer.pitch) +
            (size_t)column * 8;
        for (uint32_t x = 0; x < 8; x++) {
            line[x] = glyph[y] & 0x80u >> x ? FOREGROUND : 0;
        }
    }
}

static void put(uint32_t row, uint32_t column, char character)
{
    if (screen.text[row][column] != character) {
        screen.text[row][column] = character;
        paint(row, column);
    }
}

static void scroll(void)
{
    for (uint32_t row = 0; row < screen.rows; row++) {
        for (uint32_t column = 0; column < screen.columns; column++) {
            char below = ' ';
            if (row + 1 < screen.rows) {
                below = screen.text[row + 1][column];
            }
            put(row, column, below);
        }
    }
}

static void new_line(void)
{
    screen.column = 0;
    if (screen.row + 1 < screen.rows) {
        screen.row++;
    } else {
        scroll();
    }
}

static void clear(void)
{
    for (uint32_t y = 0; y < boot.framebuffer.height; y++) {
        memset(screen.pixels + (size_t)y * boot.framebuffer.pitch, 0,
               (size_t)boot.framebuffer.width * 4);
    }
    memset(screen.text, ' ', sizeof screen.text);
    screen.row = screen.column = 0;
}

void screen_start(void)
{
    const struct boot_framebuffer *buffer = &boot.framebuffer;
    screen.columns = MIN(buffer->width / 8, SCREEN_COLUMNS_MAX);
    screen.rows = MIN(buffer->height / font_height, SCREEN_ROWS_MAX);
    if (screen.columns == 0 || screen.rows == 0) {
        return;
    }
    screen.pixels = physical_map(buffer->address, buffer->size, VB_REGION_WRITE_COMBINING);
    if (screen.pixels) {
        screen.used = true;
        clear();
    }
}

void screen_use(bool use)
{
    if (use && screen.pixels && !screen.used) {
        clear(); /* a driver has drawn over what was there */
    }
    screen.used = use && screen.pixels;
}

void screen_write(const char *text, size_t size)
{
    for (size_t i = 0; screen.used && i < size; i++) {
        if (text[i] == '\n') {
            new_line();
        } else if (text[i] >= ' ' && text[i] <= '~') {
            if (screen.column == screen.columns) {
                new_line();
            }
            put(screen.row, screen.column++, text[i]);
        }
    }
}

size_t screen_text(char *out, size_t room)
{
    uint32_t rows = screen.pixels ? screen.row + (screen.column > 0) : 0;
    size_t size = 0;
    for (uint32_t row = 0; row < rows; row++) {
        size_t end = screen.columns;
        while (end > 0 && screen.text[row][end - 1] == ' ') {
            end--;
        }
        if (end >= room - size) {
            return size;
        }
        memcpy(out + size, screen.text[row], end);
        size += end;
        out[size++] = '\n';
    }
    return size;
}
