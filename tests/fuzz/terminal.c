/* Any bytes in any pieces, on screens of any size: the console's terminal keeps to its screen, and
 * a view of it to its display. */
#include "../../services/drivers/fbcon/tests/screen_text.h"
#include "../../services/drivers/fbcon/view.h"
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool to_buffer(void *context, uint64_t offset, const void *bytes, size_t size)
{
    const struct view_mode *mode = context;

    if (offset + size > mode->pitch * mode->height || bytes == NULL)
        abort();
    return true;
}

/* The first three bytes: columns, rows, and how large pieces are. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct terminal terminal;
    struct view_mode mode;
    struct view view;
    char reply[16];
    size_t part;

    if (size < 3)
        return 0;
    mode = (struct view_mode){.width = (data[0] % 40u + 1) * 8 + data[0] % 3u,
                              .height = (data[1] % 12u + 1) * 16 + data[1] % 5u};
    mode.pitch = (mode.width * 4 + 15) / 8 * 8;
    part = data[2] % 32u + 1;
    if (!terminal_init(&terminal, view_columns(&mode), view_rows(&mode)) ||
        !view_init(&view, &mode, to_buffer, &mode))
        abort();
    for (data += 3, size -= 3; size > 0; data += part, size -= part) {
        if (part > size)
            part = size;
        terminal_write(&terminal, data, part);
        screen_check(&terminal);
        if (terminal_take_reply(&terminal, reply, sizeof reply) > sizeof reply)
            abort();
        view_update(&view, &terminal);
    }
    view_free(&view);
    terminal_free(&terminal);
    return 0;
}
