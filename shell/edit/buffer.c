#include "buffer.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_ROOM = 4096, FIRST_LINES = 256 };

bool buffer_init(struct buffer *buffer)
{
    *buffer = (struct buffer){.room = FIRST_ROOM, .line_room = FIRST_LINES};
    buffer->data = malloc(FIRST_ROOM);
    buffer->starts = malloc(FIRST_LINES * sizeof *buffer->starts);
    if (!buffer->data || !buffer->starts) {
        buffer_free(buffer);
        return false;
    }
    buffer->starts[0] = 0;
    buffer->line_count = buffer->line_gap = 1;
    return true;
}

void buffer_free(struct buffer *buffer)
{
    free(buffer->data);
    free(buffer->starts);
    *buffer = (struct buffer){0};
}

static void move_gap(struct buffer *buffer, size_t at)
{
    size_t width = buffer->room - buffer->size;
    if (at < buffer->gap)
        memmove(buffer->data + at + width, buffer->data + at, buffer->gap - at);
    else if (at > buffer->gap)
        memmove(buffer->data + buffer->gap, buffer->data + buffer->gap + width, at - buffer->gap);
    buffer->gap = at;
}

static bool make_room(struct buffer *buffer, size_t length)
{
    if (buffer->room - buffer->size >= length)
        return true;
    size_t behind = buffer->size - buffer->gap, room = buffer->size + length;
    room += room / 8 + FIRST_ROOM;
    char *data = room > buffer->size ? realloc(buffer->data, room) : NULL;
    if (!data)
        return false;
    memmove(data + room - behind, data + buffer->room - behind, behind);
    buffer->data = data;
    buffer->room = room;
    return true;
}

/* ---- lines ------------------------------------------------------------------------------------
 */

static void move_line_gap(struct buffer *buffer, size_t line)
{
    size_t width = buffer->line_room - buffer->line_count, *starts = buffer->starts;
    for (; buffer->line_gap > line; buffer->line_gap--)
        starts[buffer->line_gap - 1 + width] = buffer->size - starts[buffer->line_gap - 1];
    for (; buffer->line_gap < line; buffer->line_gap++)
        starts[buffer->line_gap] = buffer->size - starts[buffer->line_gap + width];
}

static bool make_line_room(struct buffer *buffer, size_t lines)
{
    if (buffer->line_room - buffer->line_count >= lines)
        return true;
    size_t behind = buffer->line_count - buffer->line_gap;
    size_t room = buffer->line_count + lines;
    room += room / 8 + FIRST_LINES;
    size_t *starts = realloc(buffer->starts, room * sizeof *starts);
    if (!starts)
        return false;
    memmove(starts + room - behind, starts + buffer->line_room - behind, behind * sizeof *starts);
    buffer->starts = starts;
    buffer->line_room = room;
    return true;
}

size_t buffer_line_start(const struct buffer *buffer, size_t line)
{
    if (line < buffer->line_gap)
        return buffer->starts[line];
    return buffer->size - buffer->starts[line + buffer->line_room - buffer->line_count];
}

size_t buffer_line_end(const struct buffer *buffer, size_t line)
{
    return line + 1 < buffer->line_count ? buffer_line_start(buffer, line + 1) - 1 : buffer->size;
}

size_t buffer_line_of(const struct buffer *buffer, size_t at)
{
    size_t low = 0, high = buffer->line_count; /* the line is in [low, high) */
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (buffer_line_start(buffer, middle) <= at)
            low = middle;
        else
            high = middle;
    }
    return low;
}

static size_t count_lines(const char *text, size_t length)
{
    size_t lines = 0;
    for (const char *end = text + length; text < end; text++, lines++)
        if (!(text = memchr(text, '\n', (size_t)(end - text))))
            break;
    return lines;
}

static void add_lines(struct buffer *buffer, size_t at, const char *text, size_t length)
{
    const char *end = text + length;
    for (const char *from = text; (from = memchr(from, '\n', (size_t)(end - from))) != NULL;) {
        from++;
        buffer->starts[buffer->line_gap++] = at + (size_t)(from - text);
        buffer->line_count++;
    }
}

/* ---- changes ----------------------------------------------------------------------------------
 */

bool buffer_insert(struct buffer *buffer, size_t at, const char *text, size_t length)
{
    if (length == 0)
        return true;
    size_t lines = count_lines(text, length);
    if (!make_room(buffer, length) || !make_line_room(buffer, lines))
        return false;
    move_line_gap(buffer, buffer_line_of(buffer, at) + 1);
    move_gap(buffer, at);
    memcpy(buffer->data + at, text, length);
    buffer->gap += length;
    buffer->size += length;
    if (lines > 0)
        add_lines(buffer, at, text, length);
    return true;
}

void buffer_erase(struct buffer *buffer, size_t at, size_t length)
{
    if (length == 0)
        return;
    size_t first = buffer_line_of(buffer, at), last = buffer_line_of(buffer, at + length);
    move_line_gap(buffer, first + 1);
    buffer->line_count -= last - first; /* the gap grows over them */
    move_gap(buffer, at);
    buffer->size -= length;
}

const char *buffer_view(struct buffer *buffer, size_t from, size_t to)
{
    if (buffer->gap > from && buffer->gap < to)
        move_gap(buffer, buffer->gap - from < to - buffer->gap ? from : to);
    return buffer->gap <= from ? buffer->data + from + (buffer->room - buffer->size)
                               : buffer->data + from;
}

char buffer_byte(const struct buffer *buffer, size_t at)
{
    return buffer->data[at < buffer->gap ? at : at + buffer->room - buffer->size];
}
