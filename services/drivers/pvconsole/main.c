/* The paravirtual console as a terminal: what terminal_server needs of it. */
#include "pvconsole.h"
#include <sdk/log.h>
#include <vibee/syscalls.h>

static int64_t take_output(void *context, uint64_t reply, const struct vb_file_request *request)
{
    static char buffer[VB_TERMINAL_WRITE_MAX];
    struct pvconsole *console = context;
    const struct vb_terminal_info *info = &console->server.info;
    int64_t result = request->flags == 2 ? info->error : info->output;
    uint64_t done = 0;

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

static int64_t want_input(void *context)
{
    return device_read(context);
}

/* What the device completed for want of room. */
static void input_taken(void *context)
{
    struct pvconsole *console = context;

    if (console->held)
        device_completed(console);
}

static int64_t sync_output(void *context)
{
    const struct pvconsole *console = context;

    return console->under_way > 0 ? VB_ERR_AGAIN : VB_OK;
}

static int64_t oldest_event(void *context)
{
    struct pvconsole *console = context;
    int64_t event;

    for (event = 0; event < 32; event++)
        if (console->events >> event & 1) {
            console->events &= ~(UINT32_C(1) << event);
            return event;
        }
    return VB_ERR_AGAIN;
}

static void pulse(void *context, uint64_t code)
{
    if (code == 0)
        device_completed(context);
}

static const struct terminal_operations operations = {.write = take_output,
                                                      .want_input = want_input,
                                                      .input_taken = input_taken,
                                                      .sync = sync_output,
                                                      .event = oldest_event,
                                                      .pulse = pulse};

int main(void)
{
    static struct pvconsole console;
    struct sdk_claimed claimed;
    int64_t status;

    sdk_driver_open(&console.server.driver);
    status = sdk_driver_claim(&console.server.driver, 0, &claimed);
    if (status >= 0 && claimed.device == 0)
        status = VB_ERR_NOT_FOUND;
    console.device = claimed.device;
    if (status >= 0)
        status = terminal_server_open(&console.server, INPUT_ROOM, 0);
    if (status >= 0)
        status = device_start(&console);
    if (status < 0)
        sdk_die("%s: device: %s", console.server.driver.name, sdk_status_text(status));
    terminal_server_run(&console.server, &operations, &console);
}
