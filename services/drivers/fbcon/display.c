/* The framebuffer. */
#include "fbcon.h"
#include <sdk/hardware.h>
#include <sdk/log.h>
#include <vibee/syscalls.h>

/* At most so often, and at most half of the time. */
enum { INTERVAL_NS = 30000000 };

static bool write_region(void *context, uint64_t offset, const void *bytes, size_t size)
{
    const struct fbcon *fbcon = context;

    return sdk_region_write(fbcon->region, offset, bytes, size) >= 0;
}

/* Go through what an earlier incarnation was given, without its answers. */
static void replay(struct fbcon *fbcon)
{
    static char bytes[4096];
    char answers[TERMINAL_REPLY_MAX];
    uint64_t at = 0;
    size_t count;

    while ((count = kept_ring_peek(&fbcon->history, at, bytes, sizeof bytes)) > 0) {
        terminal_write(&fbcon->terminal, bytes, count);
        (void)terminal_take_reply(&fbcon->terminal, answers, sizeof answers);
        at += count;
    }
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
    replay(fbcon);
    terminal_server_describe(&fbcon->server, fbcon->terminal.screen.columns,
                             fbcon->terminal.screen.rows);
    display_draw(fbcon);
    return VB_OK;
}

void display_draw(struct fbcon *fbcon)
{
    uint64_t start = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC), took;

    view_update(&fbcon->view, &fbcon->terminal);
    fbcon->changed = false;
    took = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) - start;
    fbcon->next_drawing = start + took + (took > INTERVAL_NS ? took : INTERVAL_NS);
}
