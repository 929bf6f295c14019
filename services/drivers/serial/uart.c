/* The 16550's registers, after the data sheet of National Semiconductor's PC16550D. */
#include "serial.h"
#include <sdk/hardware.h>
#include <sdk/log.h>

enum uart_register {
    DATA = 0,
    INTERRUPT_ENABLE = 1,
    INTERRUPT_IDENTITY = 2, /* read */
    FIFO_CONTROL = 2,       /* write */
    LINE_CONTROL = 3,
    MODEM_CONTROL = 4,
    LINE_STATUS = 5,
    MODEM_STATUS = 6,
    SCRATCH = 7
};

enum {
    ENABLE_RECEIVED = 0x01,
    ENABLE_EMPTY = 0x02,
    ENABLE_LINE = 0x04,
    NOTHING_PENDING = 0x01,
    DIVISOR_ACCESS = 0x80,
    EIGHT_BITS = 0x03,
    FIFO_ON = 0x01,
    FIFO_TRIGGER_8 = 0x80,
    TERMINAL_READY = 0x01,
    REQUEST_TO_SEND = 0x02,
    INTERRUPTS_OUT = 0x08, /* OUT2 lets the interrupt out of the board */
    RECEIVED = 0x01,
    OVERRUN = 0x02,
    EMPTY = 0x20,
    BROKEN_INPUT = 0x1c /* parity, framing, break */
};

/* The FIFO has 16 places; the kernel's one byte may be in it. */
enum { BATCH = 14, ROUNDS_MAX = 256, TRIES_MAX = 64, DIVISOR_115200 = 1 };

static uint8_t get(const struct serial *serial, enum uart_register at)
{
    return sdk_region_read8(serial->ports, at);
}

static void put(const struct serial *serial, enum uart_register at, uint8_t value)
{
    (void)sdk_region_write8(serial->ports, at, value);
}

/* Only what is needed: an interrupt for an empty FIFO only while there is something to send, for
 * input only while there is room. */
static void enable(struct serial *serial)
{
    put(serial, INTERRUPT_ENABLE,
        (uint8_t)(ENABLE_LINE | (serial->full ? 0 : ENABLE_RECEIVED) |
                  (serial->sending ? ENABLE_EMPTY : 0)));
}

/* While the divisor can be reached the data register cannot: not again when it has been set. */
static void set_rate(const struct serial *serial)
{
    if (serial->server.input.found && get(serial, LINE_CONTROL) == EIGHT_BITS)
        return;
    put(serial, LINE_CONTROL, DIVISOR_ACCESS | EIGHT_BITS);
    put(serial, DATA, DIVISOR_115200);
    put(serial, INTERRUPT_ENABLE, 0); /* the divisor's upper half */
    put(serial, LINE_CONTROL, EIGHT_BITS);
}

/* The FIFOs are not cleared: what is in them has been sent or typed. */
bool uart_start(struct serial *serial)
{
    unsigned char bytes[KEPT_RING_FETCHES];
    size_t count = kept_ring_fetched(&serial->server.input, bytes);

    if (count > 0)
        (void)kept_ring_put(&serial->server.input, bytes, count);
    put(serial, SCRATCH, 0x5a);
    if (get(serial, SCRATCH) != 0x5a || get(serial, LINE_STATUS) == 0xff)
        return false;
    put(serial, INTERRUPT_ENABLE, 0);
    set_rate(serial);
    put(serial, FIFO_CONTROL, FIFO_ON | FIFO_TRIGGER_8);
    put(serial, MODEM_CONTROL, TERMINAL_READY | REQUEST_TO_SEND | INTERRUPTS_OUT);
    serial->sending = kept_ring_used(&serial->server.output) > 0;
    enable(serial);
    return true;
}

static void report_overrun(struct serial *serial)
{
    /* Once for each power of two: a line a byte would make it worse. */
    serial->overruns++;
    if ((serial->overruns & (serial->overruns - 1)) == 0)
        sdk_log(VB_LOG_WARNING, "%s: input came faster than it was taken (%llu times)",
                serial->server.driver.name, (unsigned long long)serial->overruns);
}

/* Reading a byte takes it from the UART. */
uint32_t uart_receive(struct serial *serial)
{
    unsigned char bytes[KEPT_RING_FETCHES];
    uint64_t room = kept_ring_room(&serial->server.input);
    bool was_full = serial->full;
    size_t count = 0, tries = 0;
    uint8_t status = 0;
    int64_t byte;

    while (count < sizeof bytes && count < room && tries++ < TRIES_MAX &&
           ((status = get(serial, LINE_STATUS)) & RECEIVED) != 0) {
        if ((status & OVERRUN) != 0)
            report_overrun(serial);
        if ((status & BROKEN_INPUT) != 0) { /* a break, or noise: no byte that was sent */
            (void)get(serial, DATA);
            continue;
        }
        byte = kept_ring_fetch(&serial->server.input, serial->ports, DATA);
        if (byte < 0)
            break;
        bytes[count++] = (unsigned char)byte;
    }
    serial->full = count == room;
    if (serial->full != was_full)
        enable(serial);
    if (count == 0 || kept_ring_put(&serial->server.input, bytes, count) < 0)
        return 0;
    return VB_DRIVER_INPUT;
}

uint32_t uart_send(struct serial *serial)
{
    unsigned char bytes[BATCH];
    bool sending;
    uint32_t bits = 0;
    size_t count, i;

    if ((get(serial, LINE_STATUS) & EMPTY) != 0) {
        count = kept_ring_peek(&serial->server.output, 0, bytes, sizeof bytes);
        for (i = 0; i < count; i++)
            (void)kept_ring_post(&serial->server.output, serial->ports, DATA, bytes[i]);
        if (count > 0)
            bits = terminal_server_sent(&serial->server);
    }
    sending = kept_ring_used(&serial->server.output) > 0;
    if (sending != serial->sending) {
        serial->sending = sending;
        enable(serial);
    }
    return bits;
}

/* The line is edge-triggered: it is not heard again before the UART has nothing more to say. */
uint32_t uart_interrupt(struct serial *serial)
{
    uint32_t bits = 0;
    int rounds;

    for (rounds = 0; rounds < ROUNDS_MAX; rounds++) {
        bits |= uart_receive(serial);
        bits |= uart_send(serial);
        if ((get(serial, INTERRUPT_IDENTITY) & NOTHING_PENDING) != 0)
            break;
        (void)get(serial, MODEM_STATUS);
    }
    if (rounds == ROUNDS_MAX) {
        /* Switching its sources off and on makes an edge of what is still pending. */
        put(serial, INTERRUPT_ENABLE, 0);
        enable(serial);
    }
    (void)sdk_interrupt_acknowledge(serial->interrupt);
    return bits;
}
