/* The terminal protocol over the UART. */
#include "serial.h"
#include <sdk/hardware.h>
#include <sdk/log.h>
#include <string.h>

enum { PULSE_INTERRUPT = 1 };

static void tell(struct serial *serial, uint32_t bits)
{
    if (bits != 0)
        sdk_driver_fire(&serial->driver, bits);
}

static void serve_read(struct serial *serial, uint64_t reply, uint64_t size)
{
    int64_t count = VB_ERR_AGAIN;

    if (kept_ring_used(&serial->input) > 0)
        count = kept_ring_take_window(&serial->input, reply, size);
    sdk_reply(reply, count);
    if (serial->full)
        tell(serial, uart_receive(serial));
}

/* All or nothing; what is not urgent leaves room for what is. */
static int64_t take_output(struct serial *serial, uint64_t reply,
                           const struct vb_file_request *request)
{
    uint64_t spared = (request->argument & VB_TERMINAL_URGENT) != 0 ? 0 : VB_TERMINAL_RESERVE;

    if (request->size > VB_TERMINAL_WRITE_MAX || request->flags < 1 || request->flags > 2)
        return VB_ERR_INVALID;
    if (kept_ring_room(&serial->output) >= request->size + spared)
        return kept_ring_put_window(&serial->output, reply, request->size);
    serial->room_wanted = (uint32_t)request->size;
    return VB_ERR_AGAIN;
}

static void serve_write(struct serial *serial, uint64_t reply,
                        const struct vb_file_request *request)
{
    sdk_reply(reply, take_output(serial, reply, request));
    if (!serial->sending)
        tell(serial, uart_send(serial));
}

static void serve_sync(struct serial *serial, uint64_t reply)
{
    serial->drain_wanted = kept_ring_used(&serial->output) > 0;
    sdk_reply(reply, serial->drain_wanted ? VB_ERR_AGAIN : VB_OK);
}

static void serve_call(struct serial *serial, struct sdk_received *received)
{
    uint64_t reply = received->message.reply;
    struct vb_file_request request;

    if (!sdk_driver_request(received, &request))
        return;
    switch (received->message.id) {
    case VB_TERMINAL_READ:
        serve_read(serial, reply, request.size);
        break;
    case VB_TERMINAL_WRITE:
        serve_write(serial, reply, &request);
        break;
    case VB_TERMINAL_INFO:
        sdk_reply_data(reply, VB_OK, &serial->info, sizeof serial->info);
        break;
    case VB_TERMINAL_EVENT:
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED); /* a line says nothing but bytes */
        break;
    case VB_TERMINAL_WATCH:
        sdk_driver_watch(&serial->driver, received);
        break;
    case VB_TERMINAL_SYNC:
        serve_sync(serial, reply);
        break;
    default:
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED);
    }
}

static void serve(void *context, struct sdk_received *received)
{
    struct serial *serial = context;

    if (received->message.kind == VB_MESSAGE_CALL)
        serve_call(serial, received);
    else if (received->message.kind == VB_MESSAGE_PULSE &&
             received->message.badge == PULSE_INTERRUPT)
        tell(serial, uart_interrupt(serial));
    sdk_drop_handles(received);
}

static int64_t open_queues(struct serial *serial)
{
    int64_t status = kept_ring_open(&serial->input, "input", INPUT_SIZE);

    return status < 0 ? status : kept_ring_open(&serial->output, "output", OUTPUT_SIZE);
}

/* A serial line cannot say how large the terminal at its other end is: 80 by 24. */
static void describe(struct serial *serial)
{
    serial->info = (struct vb_terminal_info){
        .flags = VB_CONSOLE_INPUT_TERMINAL | VB_CONSOLE_OUTPUT_TERMINAL | VB_CONSOLE_ERROR_TERMINAL,
        .columns = 80,
        .rows = 24};
    strncpy(serial->info.name, serial->driver.name, sizeof serial->info.name - 1);
}

int main(void)
{
    static struct serial serial;
    struct sdk_claimed claimed;
    int64_t status;

    sdk_driver_open(&serial.driver);
    status = sdk_driver_claim(&serial.driver, 1, &claimed);
    if (status >= 0 &&
        (claimed.resources.region_count < 1 || claimed.resources.interrupt_count < 1))
        status = VB_ERR_NOT_FOUND;
    if (status >= 0)
        status = open_queues(&serial);
    if (status < 0)
        sdk_die("%s: device: %s", serial.driver.name, sdk_status_text(status));
    serial.ports = claimed.regions[0];
    serial.interrupt = claimed.interrupts[0];
    describe(&serial);
    status = sdk_interrupt_watch(serial.interrupt, serial.driver.receiver, PULSE_INTERRUPT);
    if (status < 0)
        sdk_die("%s: interrupt: %s", serial.driver.name, sdk_status_text(status));
    if (!uart_start(&serial))
        sdk_die("%s: expected a 16550, found nothing at its ports", serial.driver.name);
    /* What came before the interrupt was watched makes no edge any more. */
    (void)uart_interrupt(&serial);
    sdk_driver_ready(&serial.driver);
    sdk_serve(serial.driver.receiver, serve, &serial);
}
