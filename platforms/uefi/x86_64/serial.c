/* COM1 by polling: the early console's way out, also when nothing else works any more. */
#include "processor.h"
#include "x86_64.h"

enum { DATA, ENABLE, FIFO, LINE_CONTROL, MODEM_CONTROL, LINE_STATUS, MODEM_STATUS, SCRATCH };
#define EMPTY    0x20u /* line status: a byte may be written */
#define IDLE     0x40u /* and the last one is out */
#define PATIENCE 100000u

static bool there;

bool serial_there(void)
{
    return there;
}

/* A scratch register that keeps what is written is as good a sign as there is. */
void serial_start(void);

void serial_start(void)
{
    out8(SERIAL_PORT + SCRATCH, 0x5a);
    bool first = in8(SERIAL_PORT + SCRATCH) == 0x5a;
    out8(SERIAL_PORT + SCRATCH, 0xa5);
    there = first && in8(SERIAL_PORT + SCRATCH) == 0xa5;
    if (there) {
        out8(SERIAL_PORT + ENABLE, 0);
        out8(SERIAL_PORT + LINE_CONTROL, 0x80);
        out8(SERIAL_PORT + DATA, 1); /* 115200 */
        out8(SERIAL_PORT + ENABLE, 0);
        out8(SERIAL_PORT + LINE_CONTROL, 3);    /* 8 bits, no parity, 1 stop bit */
        out8(SERIAL_PORT + FIFO, 0xc7);         /* on, empty, interrupt at 14 bytes */
        out8(SERIAL_PORT + MODEM_CONTROL, 0xb); /* ready; interrupts reach the line */
    }
}

void serial_write(const char *text, size_t size)
{
    for (size_t i = 0; there && i < size; i++) {
        uint32_t tries = 0;
        while (!(in8(SERIAL_PORT + LINE_STATUS) & EMPTY)) {
            if (++tries == PATIENCE) {
                return; /* nobody takes it */
            }
            pause();
        }
        out8(SERIAL_PORT + DATA, (uint8_t)text[i]);
    }
}

void serial_drain(void)
{
    for (uint32_t tries = 0; there && tries < PATIENCE; tries++) {
        if (in8(SERIAL_PORT + LINE_STATUS) & IDLE) {
            return;
        }
        pause();
    }
}

void serial_driver_writes(void)
{
    static bool seen; /* after the first byte this must cost nothing */
    if (seen) {
        return;
    }
    bool divisor = in8(SERIAL_PORT + LINE_CONTROL) & 0x80;
    bool loops = in8(SERIAL_PORT + MODEM_CONTROL) & 0x10;
    if (!divisor && !loops) {
        seen = true;
        report_first_output();
    }
}
