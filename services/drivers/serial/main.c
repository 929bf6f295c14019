/* The serial line as a terminal: what terminal_server needs of it. */
#include "serial.h"
#include <sdk/hardware.h>
#include <sdk/log.h>

enum { PULSE_INTERRUPT = 1 };

/* A serial line cannot say how large the terminal at its other end is. */
enum { COLUMNS = 80, ROWS = 24 };

static void written(void *context)
{
    struct serial *serial = context;

    if (!serial->sending)
        terminal_server_tell(&serial->server, uart_send(serial));
}

static void input_taken(void *context)
{
    struct serial *serial = context;

    if (serial->full)
        terminal_server_tell(&serial->server, uart_receive(serial));
}

static void pulse(void *context, uint64_t code)
{
    struct serial *serial = context;

    if (code == PULSE_INTERRUPT)
        terminal_server_tell(&serial->server, uart_interrupt(serial));
}

static const struct terminal_operations operations = {
    .written = written, .input_taken = input_taken, .pulse = pulse};

static int64_t claim(struct serial *serial)
{
    struct sdk_claimed claimed;
    int64_t status = sdk_driver_claim(&serial->server.driver, 1, &claimed);

    if (status >= 0 &&
        (claimed.resources.region_count < 1 || claimed.resources.interrupt_count < 1))
        status = VB_ERR_NOT_FOUND;
    if (status >= 0)
        status = terminal_server_open(&serial->server, INPUT_SIZE, OUTPUT_SIZE);
    if (status < 0)
        return status;
    serial->ports = claimed.regions[0];
    serial->interrupt = claimed.interrupts[0];
    return sdk_interrupt_watch(serial->interrupt, serial->server.driver.receiver, PULSE_INTERRUPT);
}

int main(void)
{
    static struct serial serial;
    int64_t status;

    sdk_driver_open(&serial.server.driver);
    status = claim(&serial);
    if (status < 0)
        sdk_die("%s: device: %s", serial.server.driver.name, sdk_status_text(status));
    terminal_server_describe(&serial.server, COLUMNS, ROWS);
    if (!uart_start(&serial))
        sdk_die("%s: expected a 16550, found nothing at its ports", serial.server.driver.name);
    /* What came before the interrupt was watched makes no edge any more. */
    (void)uart_interrupt(&serial);
    terminal_server_run(&serial.server, &operations, &serial);
}
