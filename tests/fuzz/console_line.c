/* Any keys, modes and reads: the line discipline keeps within its buffers and hands over what it
 * says. */
#include "../../services/common/line.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void show(void *context, const char *text, size_t size)
{
    size_t *total = context;

    *total += size;
    if (size > LINE_QUEUE_SIZE || text == NULL)
        abort();
}

static void read_some(struct line *line, size_t wanted)
{
    bool end;
    size_t run, count = line_readable(line, wanted, &end);

    if (count > wanted || count > line->head - line->tail || (end && count > 0))
        abort();
    if (count == 0 && end)
        line_take(line, 0);
    while (count > 0) {
        run = count;
        if (line_front(line, &run) < line->queue || run == 0 || run > count)
            abort();
        line_take(line, run);
        count -= run;
    }
}

/* Each step: a byte that says what to do, then what it needs. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct line line;
    size_t shown = 0, part;

    memset(&line, 0, sizeof line);
    line.show = show;
    line.context = &shown;
    line_set_modes(&line, 0xf);
    while (size > 0) {
        uint8_t step = *data++;

        size--;
        if ((step & 0xc0) == 0xc0) {
            line_set_modes(&line, step & 0xf);
        } else if ((step & 0xc0) == 0x80) {
            read_some(&line, (size_t)(step & 0x3f) * 64);
        } else {
            part = step < size ? step : size;
            line_input(&line, (const char *)data, part);
            data += part;
            size -= part;
        }
        if (line.edit_size > LINE_EDIT_MAX || line.head - line.tail > LINE_QUEUE_SIZE ||
            line.end_count > LINE_ENDS_MAX)
            abort();
    }
    return 0;
}
