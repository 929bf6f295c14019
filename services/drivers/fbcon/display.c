/* The framebuffer. */
#include "fbcon.h"
#include <sdk/hardware.h>
#include <sdk/log.h>
#include <vibee/device.h>
#include <vibee/syscalls.h>

/* At most so often, and at most one part of so many of the time; so many rows before others are
 * served. */
enum { INTERVAL_NS = 30000000, SHARE = 5, ROWS = 2 };

static bool write_region(void *context, uint64_t offset, const void *bytes, size_t size)
{
    const struct fbcon *fbcon = context;

    return sdk_region_write(fbcon->region, offset, bytes, size) >= 0;
}

void display_answer(struct fbcon *fbcon)
{
    char bytes[TERMINAL_REPLY_MAX];
    size_t size = terminal_take_reply(&fbcon->terminal, bytes, sizeof bytes);
    struct fbcon_taken taken;

    if (size == 0 || kept_ring_room(&fbcon->server.input) < size)
        return;
    kept_ring_get(&fbcon->server.input, &taken, sizeof taken);
    taken.answers = fbcon->history.state.head;
    kept_ring_set(&fbcon->server.input, &taken, sizeof taken);
    if (kept_ring_put(&fbcon->server.input, bytes, size) >= 0)
        terminal_server_tell(&fbcon->server, VB_DRIVER_INPUT);
}

/* Go through what an earlier incarnation was given, up to a position behind the oldest. */
static void replay(struct fbcon *fbcon, uint64_t from, uint64_t end)
{
    static char bytes[4096];
    size_t count;

    for (; from < end; from += count) {
        count = end - from < sizeof bytes ? (size_t)(end - from) : sizeof bytes;
        count = kept_ring_peek(&fbcon->history, from, bytes, count);
        if (count == 0)
            return;
        terminal_write(&fbcon->terminal, bytes, count);
    }
}

/* The last WRITE may not have been answered for any more by whoever took it. */
static void replay_history(struct fbcon *fbcon)
{
    const struct kept_ring_state *state = &fbcon->history.state;
    uint64_t all = kept_ring_used(&fbcon->history), answered;
    char answers[TERMINAL_REPLY_MAX];
    struct fbcon_taken taken;

    kept_ring_get(&fbcon->server.input, &taken, sizeof taken);
    answered =
        taken.answers - state->tail; /* nothing of it: all is older, or nothing was answered */
    answered = taken.answers == 0 || taken.answers <= state->tail || answered > all ? 0 : answered;
    replay(fbcon, 0, answered);
    (void)terminal_take_reply(&fbcon->terminal, answers, sizeof answers);
    replay(fbcon, answered, all);
    display_answer(fbcon);
}

/* Before anything was written the history begins with what was on the screen, in one step. */
static void begin_history(struct fbcon *fbcon, uint64_t messages)
{
    static char text[VB_MACHINE_MESSAGES_MAX], lines[2 * VB_MACHINE_MESSAGES_MAX];
    int64_t count, i, size = messages == 0 ? 0 : vb_memory_size(messages);
    size_t at = 0;

    if (size <= 0 || kept_ring_used(&fbcon->history) > 0 || fbcon->history.state.number != 0)
        return;
    count = vb_memory_read(messages, 0, VB_ADDRESS(text),
                           size < (int64_t)sizeof text ? (uint64_t)size : sizeof text);
    for (i = 0; i < count; i++) {
        if (text[i] == '\n')
            lines[at++] = '\r';
        lines[at++] = text[i];
    }
    (void)kept_ring_put(&fbcon->history, lines, at);
}

static int64_t check(const struct vb_devmgr_resources *resources)
{
    if (resources->region_count < 1 || resources->width == 0 || resources->height == 0)
        return VB_ERR_NOT_FOUND;
    if ((resources->format != VB_PIXEL_BGRX && resources->format != VB_PIXEL_RGBX) ||
        resources->pitch / 4 < resources->width ||
        (uint64_t)resources->pitch * resources->height > resources->region_size[0])
        return VB_ERR_NOT_SUPPORTED;
    return VB_OK;
}

int64_t display_start(struct fbcon *fbcon, const struct sdk_claimed *claimed)
{
    const struct vb_devmgr_resources *resources = &claimed->resources;
    const struct view_mode mode = {.width = resources->width,
                                   .height = resources->height,
                                   .pitch = resources->pitch,
                                   .red_first = resources->format == VB_PIXEL_RGBX};
    int64_t status = check(resources);

    if (status < 0)
        return status;
    fbcon->region = claimed->regions[0];
    if (!terminal_init(&fbcon->terminal, view_columns(&mode), view_rows(&mode)) ||
        !view_init(&fbcon->view, &mode, write_region, fbcon))
        return VB_ERR_NO_MEMORY;
    status = kept_ring_open(&fbcon->history, "history", HISTORY_SIZE);
    if (status < 0)
        return status;
    begin_history(fbcon, claimed->memory);
    replay_history(fbcon);
    terminal_server_describe(&fbcon->server, fbcon->terminal.screen.columns,
                             fbcon->terminal.screen.rows);
    display_draw(fbcon);
    return VB_OK;
}

/* A picture is done. */
static void rest(struct fbcon *fbcon)
{
    uint64_t pause = fbcon->drawing_time * (SHARE - 1);

    fbcon->next_drawing =
        (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + (pause > INTERVAL_NS ? pause : INTERVAL_NS);
    fbcon->drawing = false;
    fbcon->drawing_time = 0;
}

void display_draw(struct fbcon *fbcon)
{
    uint64_t start = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);

    view_update(&fbcon->view, &fbcon->terminal);
    fbcon->changed = false;
    fbcon->drawing_time += (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) - start;
    rest(fbcon);
}

void display_draw_some(struct fbcon *fbcon)
{
    uint64_t start = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);

    if (!fbcon->drawing) {
        fbcon->drawing = true;
        fbcon->changed = false;
    }
    fbcon->drawing = view_update_some(&fbcon->view, &fbcon->terminal, ROWS);
    fbcon->drawing_time += (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) - start;
    if (!fbcon->drawing)
        rest(fbcon);
}
