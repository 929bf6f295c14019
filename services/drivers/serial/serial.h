/*
 * serial: a 16550 UART at its usual ports, as a terminal (spec/driver.vibee).
 *
 * Input goes from the UART into a queue that init keeps before anything else happens, so that what
 * the UART gave is not lost; when the queue is full it stays in the UART, whose FIFO then
 * overflows, which is said in the log. Output is queued there too. The kernel's messages go to the
 * same port, by waiting until the UART's FIFO is empty; so a batch of ours leaves room in the FIFO
 * for one byte of its own.
 */
#ifndef SERIAL_SERIAL_H
#define SERIAL_SERIAL_H

#include "../common/terminal_server.h"

enum { INPUT_SIZE = 16384, OUTPUT_SIZE = 131072 };

struct serial {
    struct terminal_server server;
    uint64_t ports, interrupt;
    bool sending; /* the interrupt for an empty FIFO is on */
    bool full;    /* input waits in the UART for room */
    uint64_t overruns;
};

/* uart.c: false when there is no UART. */
bool uart_start(struct serial *serial);

/* Deal with all that the UART has to say; bits of vb_driver_ready for the client. */
uint32_t uart_interrupt(struct serial *serial);

/* Go on sending what is queued. */
uint32_t uart_send(struct serial *serial);

/* There is room for input again. */
uint32_t uart_receive(struct serial *serial);

#endif
