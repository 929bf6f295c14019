/* Screen and keyboard as a terminal: what terminal_server needs of them. */
#include "fbcon.h"
#include <sdk/log.h>
#include <vibee/syscalls.h>

/* Drawing takes long, for a driver: keyboard, serial line and console must not wait for it. While a
 * call is served the caller lends its own priority. */
enum { PRIORITY = 20 };

/* The client's window; the oldest makes room. */
static int64_t remember(struct fbcon *fbcon, uint64_t reply, const struct vb_file_request *request)
{
    uint64_t room = kept_ring_room(&fbcon->history);

    if (room < request->size)
        kept_ring_drop(&fbcon->history, request->size - room);
    return kept_ring_put_window(&fbcon->history, reply, request->size, request->offset);
}

/* The terminal's answers are as if they had been typed. */
static void written(void *context)
{
    display_answer(context);
}

static int64_t take_output(void *context, uint64_t reply, const struct vb_file_request *request)
{
    static char bytes[VB_TERMINAL_WRITE_MAX];
    struct fbcon *fbcon = context;
    uint64_t used;
    int64_t count;

    if (kept_ring_has(&fbcon->history, request->offset))
        return (int64_t)request->size;
    count = remember(fbcon, reply, request);
    if (count < 0)
        return count;
    used = kept_ring_used(&fbcon->history);
    terminal_write(&fbcon->terminal, bytes,
                   kept_ring_peek(&fbcon->history, used - request->size, bytes, request->size));
    fbcon->changed = true;
    return count;
}

static int64_t sync_screen(void *context)
{
    struct fbcon *fbcon = context;

    if (fbcon->changed || fbcon->drawing)
        display_draw(fbcon);
    return VB_OK;
}

static void input_taken(void *context)
{
    keyboard_read(context);
}

static void pulse(void *context, uint64_t code)
{
    if (code == PULSE_KEYBOARD)
        keyboard_read(context);
    else if (code == PULSE_APPEARED)
        keyboard_appeared(context);
}

static const struct terminal_operations operations = {.write = take_output,
                                                      .written = written,
                                                      .input_taken = input_taken,
                                                      .sync = sync_screen,
                                                      .pulse = pulse};

static _Noreturn void run(struct fbcon *fbcon)
{
    static struct sdk_received received;
    int64_t status;

    for (;;) {
        if (fbcon->drawing ||
            (fbcon->changed && (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) >= fbcon->next_drawing))
            display_draw_some(fbcon);
        status = sdk_receive(fbcon->server.driver.receiver, &received,
                             fbcon->drawing   ? VB_NO_WAIT
                             : fbcon->changed ? fbcon->next_drawing
                                              : VB_FOREVER);
        if (status == VB_ERR_BAD_HANDLE || status == VB_ERR_PEER_CLOSED)
            vb_task_exit(0);
        if (status == VB_OK)
            terminal_server_handle(&fbcon->server, &received);
    }
}

int main(void)
{
    static struct fbcon fbcon;
    struct sdk_claimed claimed;
    int64_t status;

    sdk_driver_open(&fbcon.server.driver);
    (void)vb_thread_priority(0, PRIORITY);
    status = sdk_driver_claim(&fbcon.server.driver, 0, &claimed);
    if (status >= 0)
        status = terminal_server_open(&fbcon.server, INPUT_SIZE, 0);
    if (status >= 0)
        status = display_start(&fbcon, &claimed);
    if (status < 0)
        sdk_die("%s: device: %s", fbcon.server.driver.name, sdk_status_text(status));
    keyboard_start(&fbcon);
    terminal_server_start(&fbcon.server, &operations, &fbcon);
    run(&fbcon);
}
