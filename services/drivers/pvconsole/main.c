/* The terminal protocol. */
#include "pvconsole.h"
#include <sdk/log.h>
#include <vibee/syscalls.h>

static void serve_read(struct pvconsole *console, uint64_t reply,
                       const struct vb_file_request *request)
{
    size_t waits = console->head - console->tail;
    int64_t count = VB_ERR_AGAIN, status;

    console->ahead = (request->flags & VB_TERMINAL_AHEAD) != 0;
    if (waits > 0) {
        count = vb_window_write(reply, 0, 0, VB_ADDRESS(console->input + console->tail),
                                request->size < waits ? request->size : waits);
        console->tail += count > 0 ? (size_t)count : 0;
    } else if (console->ended) {
        count = 0;
    }
    /* Nobody waits there any more: what was typed is for the next. */
    if (count == VB_ERR_DEAD)
        (void)vb_handle_close(reply);
    if (!console->ended && console->tail == console->head &&
        (count == VB_ERR_AGAIN || console->ahead)) {
        status = device_read(console);
        if (count == VB_ERR_AGAIN && status < 0)
            count = status;
    }
    if (count != VB_ERR_DEAD)
        sdk_reply(reply, count);
    /* What the device completed for want of room. */
    if (waits > INPUT_ROOM - INPUT_CHUNK)
        device_completed(console);
}

static int64_t take_output(struct pvconsole *console, uint64_t reply,
                           const struct vb_file_request *request)
{
    static char buffer[VB_TERMINAL_WRITE_MAX];
    int64_t result = request->flags == 2 ? console->info.error : console->info.output;
    uint64_t done = 0;

    if (request->size > sizeof buffer || request->flags < 1 || request->flags > 2)
        return VB_ERR_INVALID;
    if (result < 0)
        return result;
    if (console->under_way >= OUTPUT_LIMIT && (request->argument & VB_TERMINAL_URGENT) == 0)
        return VB_ERR_AGAIN;
    while (done < request->size) {
        result = vb_window_read(reply, 0, done, VB_ADDRESS(buffer + done), request->size - done);
        if (result <= 0)
            return result < 0 ? result : VB_ERR_INVALID;
        done += (uint64_t)result;
    }
    result = done == 0 ? VB_OK : device_write(console, request->flags, buffer, done);
    return result == VB_ERR_BUSY ? VB_ERR_AGAIN : result < 0 ? result : (int64_t)done;
}

static void serve_write(struct pvconsole *console, uint64_t reply,
                        const struct vb_file_request *request)
{
    int64_t result = take_output(console, reply, request);

    if (result == VB_ERR_AGAIN)
        console->room_wanted = true;
    sdk_reply(reply, result);
}

static void serve_event(struct pvconsole *console, uint64_t reply)
{
    int64_t event;

    for (event = 0; event < 32; event++)
        if (console->events >> event & 1) {
            console->events &= ~(UINT32_C(1) << event);
            sdk_reply(reply, event);
            return;
        }
    sdk_reply(reply, VB_ERR_AGAIN);
}

static void serve_sync(struct pvconsole *console, uint64_t reply)
{
    console->drain_wanted = console->under_way > 0;
    sdk_reply(reply, console->drain_wanted ? VB_ERR_AGAIN : VB_OK);
}

static void serve_call(struct pvconsole *console, struct sdk_received *received)
{
    uint64_t reply = received->message.reply;
    struct vb_file_request request;

    if (!sdk_driver_request(received, &request))
        return;
    switch (received->message.id) {
    case VB_TERMINAL_READ:
        serve_read(console, reply, &request);
        break;
    case VB_TERMINAL_WRITE:
        serve_write(console, reply, &request);
        break;
    case VB_TERMINAL_INFO:
        sdk_reply_data(reply, VB_OK, &console->info, sizeof console->info);
        break;
    case VB_TERMINAL_EVENT:
        serve_event(console, reply);
        break;
    case VB_TERMINAL_WATCH:
        sdk_driver_watch(&console->driver, received);
        break;
    case VB_TERMINAL_SYNC:
        serve_sync(console, reply);
        break;
    default:
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED);
    }
}

static void serve(void *context, struct sdk_received *received)
{
    struct pvconsole *console = context;

    if (received->message.kind == VB_MESSAGE_CALL)
        serve_call(console, received);
    else if (received->message.kind == VB_MESSAGE_PULSE && received->message.badge == 0 &&
             (received->message.id & VB_BADGE_CLOSED) == 0)
        device_completed(console);
    sdk_drop_handles(received);
}

int main(void)
{
    static struct pvconsole console;
    struct sdk_claimed claimed;
    int64_t status;

    sdk_driver_open(&console.driver);
    status = sdk_driver_claim(&console.driver, 0, &claimed);
    if (status >= 0 && claimed.device == 0)
        status = VB_ERR_NOT_FOUND;
    console.device = claimed.device;
    if (status >= 0)
        status = device_start(&console);
    if (status < 0)
        sdk_die("%s: device: %s", console.driver.name, sdk_status_text(status));
    sdk_driver_ready(&console.driver);
    sdk_serve(console.driver.receiver, serve, &console);
}
