/* From what programs write, and from echo, to what is read from the master. */
#include "pty.h"
#include <string.h>

static size_t used(const struct pair *pair)
{
    return (size_t)(pair->head - pair->tail);
}

static size_t room(const struct pair *pair, size_t spare)
{
    return used(pair) + spare < OUTPUT_SIZE ? OUTPUT_SIZE - used(pair) - spare : 0;
}

static void put(struct pair *pair, const char *bytes, size_t size)
{
    size_t at = pair->head % OUTPUT_SIZE;
    size_t first = OUTPUT_SIZE - at < size ? OUTPUT_SIZE - at : size;

    memcpy(pair->output + at, bytes, first);
    memcpy(pair->output, bytes + first, size - first);
    pair->head += size;
}

/* With a return before each newline. How many bytes of the text went in. */
static size_t put_lines(struct pair *pair, const char *text, size_t size, size_t most)
{
    static char lines[OUTPUT_SIZE];
    size_t i, made = 0;

    for (i = 0; i < size && made + 2 <= most; i++) {
        if (text[i] == '\n')
            lines[made++] = '\r';
        lines[made++] = text[i];
    }
    put(pair, lines, made);
    return i;
}

/* How many bytes of the text went in; spare bytes of room are left. */
static size_t put_text(struct pair *pair, const char *text, size_t size, size_t spare)
{
    size_t most = room(pair, spare);

    if ((pair->line.modes & VB_TERMINAL_OUTPUT_CRLF) != 0 && memchr(text, '\n', size) != NULL)
        return put_lines(pair, text, size, most);
    if (size > most)
        size = most;
    put(pair, text, size);
    return size;
}

/* What has no room is not shown: it is as much as a person types. */
void output_show(void *context, const char *text, size_t size)
{
    (void)put_text(context, text, size, 0);
}

bool output_has_room(const struct pair *pair)
{
    return used(pair) + 2 + ECHO_RESERVE <= OUTPUT_SIZE;
}

bool output_has_echo_room(const struct pair *pair)
{
    return used(pair) + ECHO_RESERVE <= OUTPUT_SIZE;
}

int64_t output_write(struct pair *pair, uint64_t reply, uint64_t size)
{
    static char piece[OUTPUT_SIZE / 4];
    uint64_t done = 0;
    size_t taken;
    int64_t count;

    if (!pair->master)
        return VB_ERR_IO;
    while (done < size && output_has_room(pair)) {
        count = vb_window_read(reply, 0, done, VB_ADDRESS(piece),
                               size - done < sizeof piece ? size - done : sizeof piece);
        if (count <= 0)
            return done > 0 ? (int64_t)done : count;
        taken = put_text(pair, piece, (size_t)count, ECHO_RESERVE);
        done += taken;
        if (taken < (size_t)count)
            break;
    }
    return done > 0 || size == 0 ? (int64_t)done : MUST_WAIT;
}

static bool has_ended(const struct pair *pair)
{
    return pair->begun && pair->slaves == 0;
}

bool output_is_readable(const struct pair *pair)
{
    return used(pair) > 0 || has_ended(pair);
}

int64_t output_take(struct pair *pair, uint64_t reply, uint64_t size)
{
    uint64_t done = 0, run, at;
    int64_t moved;

    if (size == 0)
        return 0;
    if (!output_is_readable(pair))
        return MUST_WAIT;
    while (done < size && used(pair) > 0) {
        at = pair->tail % OUTPUT_SIZE;
        run = OUTPUT_SIZE - at < used(pair) ? OUTPUT_SIZE - at : used(pair);
        if (run > size - done)
            run = size - done;
        moved = vb_window_write(reply, 0, done, VB_ADDRESS(pair->output + at), run);
        if (moved < 0)
            return done > 0 ? (int64_t)done : moved;
        pair->tail += (uint64_t)moved;
        done += (uint64_t)moved;
        if ((uint64_t)moved < run)
            break;
    }
    return (int64_t)done;
}
