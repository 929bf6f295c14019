/* From what is typed at the master to what programs read: through the line discipline. */
#include "pty.h"
#include <string.h>

/* A piece of input, whose echo fits into ECHO_RESERVE as a rule. */
enum { PIECE = 512 };

/* As much of a write of the master's as is looked at when nothing fits. */
static char peeked[LINE_QUEUE_SIZE];

static void send_signals(struct pair *pair)
{
    uint32_t signal;

    for (signal = 1; pair->line.signals != 0; signal++) {
        if (pair->line.signals >> signal & 1)
            foreground_signal(&pair->foreground, signal);
        pair->line.signals &= ~(UINT64_C(1) << signal);
    }
}

/* Bytes that the discipline takes and loses none of; the line being typed will need its room. */
static size_t input_room(const struct pair *pair)
{
    enum { MARGIN = 2 }; /* the discipline's own */
    size_t room = line_room(&pair->line), taken = pair->line.edit_size + MARGIN;

    return room > taken ? room - taken : 0;
}

bool input_has_room(const struct pair *pair)
{
    return input_room(pair) > 0 &&
           ((pair->line.modes & VB_TERMINAL_ECHO) == 0 || output_has_echo_room(pair));
}

static int64_t take_piece(struct pair *pair, uint64_t reply, uint64_t offset, uint64_t size)
{
    char piece[PIECE];
    size_t room = input_room(pair);
    int64_t count;

    if (room > sizeof piece)
        room = sizeof piece;
    count = vb_window_read(reply, 0, offset, VB_ADDRESS(piece), size < room ? size : room);
    if (count > 0)
        line_input(&pair->line, piece, (size_t)count);
    return count;
}

static bool is_signal(char byte)
{
    enum { INTERRUPT = 0x03, SUSPEND = 0x1a, QUIT = 0x1c };

    return byte == INTERRUPT || byte == SUSPEND || byte == QUIT;
}

/* Nothing fits, but a key that ends what does not read is heard: what came before it is lost, with
 * a bell. */
static int64_t take_signal(struct pair *pair, uint64_t reply, uint64_t size)
{
    int64_t count, i;

    if ((pair->line.modes & VB_TERMINAL_SIGNALS) == 0)
        return MUST_WAIT;
    count = vb_window_read(reply, 0, 0, VB_ADDRESS(peeked),
                           size < sizeof peeked ? size : sizeof peeked);
    for (i = 0; i < count && !is_signal(peeked[i]); i++)
        continue;
    if (count < 0 || i >= count)
        return count < 0 ? count : MUST_WAIT;
    line_input(&pair->line, peeked, (size_t)i + 1);
    return i + 1;
}

int64_t input_type(struct pair *pair, uint64_t reply, uint64_t size)
{
    uint64_t done = 0;
    int64_t count = 0;

    while (done < size && input_has_room(pair)) {
        count = take_piece(pair, reply, done, size - done);
        if (count <= 0)
            break;
        done += (uint64_t)count;
    }
    if (done == 0 && count == 0 && size > 0)
        count = input_has_room(pair) ? 0 : take_signal(pair, reply, size);
    send_signals(pair);
    return done > 0 ? (int64_t)done : count;
}

bool input_is_readable(const struct pair *pair)
{
    bool end;

    return line_readable(&pair->line, 1, &end) > 0 || end || !pair->master;
}

int64_t input_read(struct pair *pair, uint64_t reply, uint64_t size)
{
    size_t wanted = size < LINE_QUEUE_SIZE ? (size_t)size : LINE_QUEUE_SIZE, run, done = 0;
    const char *front;
    bool end;
    int64_t moved;

    if (size == 0)
        return 0;
    if (!input_is_readable(pair))
        return MUST_WAIT;
    wanted = line_readable(&pair->line, wanted, &end);
    if (wanted == 0 && end)
        line_take(&pair->line, 0);
    while (done < wanted) {
        run = wanted - done;
        front = line_front(&pair->line, &run);
        moved = vb_window_write(reply, 0, done, VB_ADDRESS(front), run);
        if (moved < 0)
            return done > 0 ? (int64_t)done : moved;
        line_take(&pair->line, (size_t)moved);
        done += (size_t)moved;
        if ((size_t)moved < run)
            break;
    }
    return (int64_t)done;
}
