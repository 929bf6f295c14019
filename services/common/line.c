/* The line discipline: see line.h. */
#include "line.h"
#include "width.h"
#include <string.h>
#include <vibee/file.h>
#include <vibee/objects.h>

#define CONTROL(letter) ((letter) & 0x1f)

enum { BACKSPACE = 8, TAB = 9, DELETE = 0x7f, BELL = 7, TAB_STOP = 8 };

size_t line_room(const struct line *line)
{
    return LINE_QUEUE_SIZE - (size_t)(line->head - line->tail);
}

static void put_queue(struct line *line, const char *bytes, size_t size)
{
    size_t at, part;

    if (size > line_room(line))
        size = line_room(line);
    while (size > 0) {
        at = line->head % LINE_QUEUE_SIZE;
        part = LINE_QUEUE_SIZE - at < size ? LINE_QUEUE_SIZE - at : size;
        memcpy(line->queue + at, bytes, part);
        line->head += part;
        bytes += part;
        size -= part;
    }
}

static void put_end(struct line *line)
{
    if (line->end_count < LINE_ENDS_MAX)
        line->ends[line->end_count++] = line->head;
}

static void show(struct line *line, const char *text, size_t size)
{
    if (line->modes & VB_TERMINAL_ECHO)
        line->show(line->context, text, size);
}

static void bell(struct line *line)
{
    line->show(line->context, "\a", 1);
}

/* Columns of a character at a column of the line: control characters are shown as ^X. */
static unsigned columns(uint32_t code, unsigned column)
{
    if (code == TAB)
        return TAB_STOP - column % TAB_STOP;
    return code < ' ' || code == DELETE ? 2 : width_of(code);
}

/* The code point at the start of text and its size; as utf8_last sees it from the other side. */
static size_t first_character(const char *text, size_t size, uint32_t *code)
{
    size_t length, most = size < 4 ? size : 4;

    for (length = 1; length <= most; length++)
        if (utf8_last(text, length, code) == length && (length > 1 || (*text & 0x80) == 0))
            return length;
    (void)utf8_last(text, 1, code);
    return 1;
}

/* Columns of the first size bytes of the line being typed. */
static unsigned columns_of_edit(const struct line *line, size_t size)
{
    uint32_t code;
    unsigned column = 0;
    size_t at;

    for (at = 0; at < size;) {
        at += first_character(line->edit + at, size - at, &code);
        column += columns(code, column);
    }
    return column;
}

static void show_key(struct line *line, const char *bytes, size_t size, uint32_t code)
{
    static const char spaces[TAB_STOP + 1] = "        ";
    char caret[2] = {'^', (char)(code ^ 0x40)};

    if (code == TAB)
        show(line, spaces, columns(TAB, columns_of_edit(line, line->edit_size - 1)));
    else if (code < ' ' || code == DELETE)
        show(line, caret, sizeof caret);
    else
        show(line, bytes, size);
}

static void show_erased(struct line *line, unsigned count)
{
    while (count-- > 0)
        show(line, "\b \b", 3);
}

/* Columns of the tab behind the first size bytes: the one before it ended at a tab stop. */
static unsigned columns_of_tab(const struct line *line, size_t size)
{
    uint32_t code;
    unsigned column = 0;
    size_t at = size;

    while (at > 0 && line->edit[at - 1] != TAB)
        at--;
    while (at < size) {
        at += first_character(line->edit + at, size - at, &code);
        column += columns(code, column);
    }
    return columns(TAB, column);
}

/* Looks at what it erases and no further: a line of thousands of characters can be erased at once.
 */
static void erase_character(struct line *line)
{
    uint32_t code;
    unsigned erased = 0;
    size_t size = line->edit_size;

    /* Combining characters go with the one that they belong to. */
    do {
        size -= utf8_last(line->edit, size, &code);
        erased += code == TAB ? columns_of_tab(line, size) : columns(code, 0);
    } while (size > 0 && code >= 0x80 && width_of(code) == 0);
    line->edit_size = size;
    show_erased(line, erased);
}

static void erase_line(struct line *line)
{
    unsigned count = columns_of_edit(line, line->edit_size);

    line->edit_size = 0;
    show_erased(line, count);
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == TAB;
}

static void erase_word(struct line *line)
{
    while (line->edit_size > 0 && is_blank(line->edit[line->edit_size - 1]))
        erase_character(line);
    while (line->edit_size > 0 && !is_blank(line->edit[line->edit_size - 1]))
        erase_character(line);
}

/* What is typed goes to the readers. */
static void finish(struct line *line)
{
    put_queue(line, line->edit, line->edit_size);
    line->edit_size = 0;
}

static void add_key(struct line *line, char byte)
{
    if (line->edit_size >= LINE_EDIT_MAX - 1 || line->edit_size + 1 >= line_room(line)) {
        bell(line);
        return;
    }
    line->edit[line->edit_size++] = byte;
    show_key(line, &byte, 1, (unsigned char)byte);
}

static void new_line(struct line *line)
{
    if (line_room(line) <= line->edit_size) {
        bell(line);
        return;
    }
    line->edit[line->edit_size++] = '\n';
    show(line, "\n", 1);
    finish(line);
}

static void show_again(struct line *line)
{
    show(line, "^R\n", 3);
    show(line, line->edit, line->edit_size);
}

static void end_of_input(struct line *line)
{
    if (line->edit_size > 0)
        finish(line);
    else
        put_end(line);
}

static void canonical_key(struct line *line, char byte)
{
    if (line->literal) {
        line->literal = false;
        add_key(line, byte);
        return;
    }
    switch ((unsigned char)byte) {
    case BACKSPACE:
    case DELETE:
        if (line->edit_size > 0)
            erase_character(line);
        break;
    case CONTROL('U'):
        erase_line(line);
        break;
    case CONTROL('W'):
        erase_word(line);
        break;
    case CONTROL('R'):
        show_again(line);
        break;
    case CONTROL('V'):
        line->literal = true;
        break;
    case CONTROL('D'):
        end_of_input(line);
        break;
    case '\r':
    case '\n':
        new_line(line);
        break;
    default:
        add_key(line, byte);
    }
}

/* The signal of a key, 0 for none. */
static unsigned signal_of(const struct line *line, char byte)
{
    if ((line->modes & VB_TERMINAL_SIGNALS) == 0 || line->literal)
        return 0;
    switch (byte) {
    case CONTROL('C'):
        return VB_SIGINT;
    case CONTROL('\\'):
        return VB_SIGQUIT;
    case CONTROL('Z'):
        return VB_SIGTSTP;
    default:
        return 0;
    }
}

static void raise_signal(struct line *line, unsigned signal, char byte)
{
    char caret[3] = {'^', (char)(byte ^ 0x40), '\n'};

    show(line, caret, line->modes & VB_TERMINAL_CANONICAL ? 3 : 2);
    line->signals |= UINT64_C(1) << signal;
    line->edit_size = 0;
    line->tail = line->head;
    line->end_count = 0;
}

void line_end(struct line *line)
{
    put_end(line);
}

void line_input(struct line *line, const char *bytes, size_t size)
{
    const uint32_t careful = VB_TERMINAL_CANONICAL | VB_TERMINAL_SIGNALS | VB_TERMINAL_ECHO;
    unsigned signal;
    size_t i;

    if ((line->modes & careful) == 0) {
        put_queue(line, bytes, size);
        return;
    }
    for (i = 0; i < size; i++) {
        signal = signal_of(line, bytes[i]);
        if (signal != 0) {
            raise_signal(line, signal, bytes[i]);
        } else if (line->modes & VB_TERMINAL_CANONICAL) {
            canonical_key(line, bytes[i]);
        } else {
            put_queue(line, &bytes[i], 1);
            show(line, &bytes[i], 1);
        }
    }
}

void line_set_modes(struct line *line, uint32_t modes)
{
    if ((line->modes & VB_TERMINAL_CANONICAL) != 0 && (modes & VB_TERMINAL_CANONICAL) == 0)
        finish(line);
    line->modes = modes;
}

size_t line_readable(const struct line *line, size_t size, bool *end)
{
    uint64_t used = line->head - line->tail;
    const char *run, *newline;
    size_t length;

    *end = line->end_count > 0 && line->ends[0] == line->tail;
    if (*end)
        return 0;
    if (line->end_count > 0 && line->ends[0] - line->tail < used)
        used = line->ends[0] - line->tail;
    if (used < size)
        size = (size_t)used;
    if (line->modes & VB_TERMINAL_CANONICAL) {
        length = size;
        run = line_front(line, &length);
        newline = memchr(run, '\n', length);
        if (newline != NULL)
            return (size_t)(newline - run) + 1;
        newline = memchr(line->queue, '\n', size - length);
        if (newline != NULL)
            return length + (size_t)(newline - line->queue) + 1;
    }
    return size;
}

const char *line_front(const struct line *line, size_t *size)
{
    size_t at = line->tail % LINE_QUEUE_SIZE;

    if (*size > LINE_QUEUE_SIZE - at)
        *size = LINE_QUEUE_SIZE - at;
    return line->queue + at;
}

void line_take(struct line *line, size_t size)
{
    if (size == 0 && line->end_count > 0) {
        line->end_count--;
        memmove(line->ends, line->ends + 1, line->end_count * sizeof line->ends[0]);
    }
    line->tail += size;
}
