/* The terminal protocol over screen and keyboard. */
#include "fbcon.h"
#include <sdk/log.h>
#include <vibee/syscalls.h>

/* Drawing takes long, for a driver: keyboard, serial line and console must not wait for it. While a
 * call is served the caller lends its own priority. */
enum { PRIORITY = 20 };

static void serve_read(struct fbcon *fbcon, uint64_t reply, uint64_t size)
{
    bool was_full = kept_ring_room(&fbcon->input) < INPUT_SIZE / 2;
    int64_t count = VB_ERR_AGAIN;

    if (kept_ring_used(&fbcon->input) > 0)
        count = kept_ring_take_window(&fbcon->input, reply, size);
    sdk_reply(reply, count);
    if (was_full)
        keyboard_read(fbcon);
}

/* The oldest makes room. */
static int64_t remember(struct fbcon *fbcon, const void *bytes, size_t size)
{
    uint64_t room = kept_ring_room(&fbcon->history);

    if (room < size)
        kept_ring_drop(&fbcon->history, size - room);
    return kept_ring_put(&fbcon->history, bytes, size);
}

/* The terminal's answers are as if they had been typed. */
static void pass_answers(struct fbcon *fbcon)
{
    char bytes[TERMINAL_REPLY_MAX];
    size_t size = terminal_take_reply(&fbcon->terminal, bytes, sizeof bytes);

    if (size == 0 || kept_ring_room(&fbcon->input) < size)
        return;
    if (kept_ring_put(&fbcon->input, bytes, size) >= 0)
        sdk_driver_fire(&fbcon->driver, VB_DRIVER_INPUT);
}

static int64_t take_output(struct fbcon *fbcon, uint64_t reply,
                           const struct vb_file_request *request)
{
    static char bytes[VB_TERMINAL_WRITE_MAX];
    uint64_t done = 0;
    int64_t count;

    if (request->size > sizeof bytes || request->flags < 1 || request->flags > 2)
        return VB_ERR_INVALID;
    while (done < request->size) {
        count = vb_window_read(reply, 0, done, VB_ADDRESS(bytes + done), request->size - done);
        if (count <= 0)
            return count < 0 ? count : VB_ERR_INVALID;
        done += (uint64_t)count;
    }
    (void)remember(fbcon, bytes, (size_t)done);
    terminal_write(&fbcon->terminal, bytes, (size_t)done);
    fbcon->changed = true;
    return (int64_t)done;
}

static void serve_call(struct fbcon *fbcon, struct sdk_received *received)
{
    uint64_t reply = received->message.reply;
    struct vb_file_request request;

    if (!sdk_driver_request(received, &request))
        return;
    switch (received->message.id) {
    case VB_TERMINAL_READ:
        serve_read(fbcon, reply, request.size);
        break;
    case VB_TERMINAL_WRITE:
        sdk_reply(reply, take_output(fbcon, reply, &request));
        pass_answers(fbcon);
        break;
    case VB_TERMINAL_INFO:
        sdk_reply_data(reply, VB_OK, &fbcon->info, sizeof fbcon->info);
        break;
    case VB_TERMINAL_EVENT:
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED); /* a screen does not hang up */
        break;
    case VB_TERMINAL_WATCH:
        sdk_driver_watch(&fbcon->driver, received);
        break;
    case VB_TERMINAL_SYNC:
        if (fbcon->changed)
            display_draw(fbcon);
        sdk_reply(reply, VB_OK);
        break;
    default:
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED);
    }
}

static void serve_pulse(struct fbcon *fbcon, uint64_t code)
{
    if (code == PULSE_KEYBOARD)
        keyboard_read(fbcon);
    else if (code == PULSE_APPEARED)
        keyboard_appeared(fbcon);
}

static _Noreturn void run(struct fbcon *fbcon)
{
    static struct sdk_received received;
    int64_t status;

    for (;;) {
        if (fbcon->changed && (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) >= fbcon->next_drawing)
            display_draw(fbcon);
        status = sdk_receive(fbcon->driver.receiver, &received,
                             fbcon->changed ? fbcon->next_drawing : VB_FOREVER);
        if (status == VB_ERR_BAD_HANDLE || status == VB_ERR_PEER_CLOSED)
            vb_task_exit(0);
        if (status != VB_OK)
            continue;
        if (received.message.kind == VB_MESSAGE_CALL)
            serve_call(fbcon, &received);
        else if (received.message.kind == VB_MESSAGE_PULSE &&
                 (received.message.id & VB_BADGE_CLOSED) == 0)
            serve_pulse(fbcon, received.message.badge);
        sdk_drop_handles(&received);
    }
}

int main(void)
{
    static struct fbcon fbcon;
    struct sdk_claimed claimed;
    int64_t status;

    sdk_driver_open(&fbcon.driver);
    (void)vb_thread_priority(0, PRIORITY);
    status = sdk_driver_claim(&fbcon.driver, 0, &claimed);
    if (status >= 0)
        status = kept_ring_open(&fbcon.input, "input", INPUT_SIZE);
    if (status >= 0)
        status = display_start(&fbcon, &claimed);
    if (status < 0)
        sdk_die("%s: device: %s", fbcon.driver.name, sdk_status_text(status));
    keyboard_start(&fbcon);
    sdk_driver_ready(&fbcon.driver);
    run(&fbcon);
}
