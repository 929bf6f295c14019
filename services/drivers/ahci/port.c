/* See port.h. */
#include "port.h"
#include <vibee/syscalls.h>

enum {
    LIST = 0x00,
    RECEIVED = 0x08,
    INTERRUPTS = 0x10,
    INTERRUPTS_ON = 0x14,
    COMMAND = 0x18,
    TASK_FILE = 0x20,
    SIGNATURE = 0x24,
    LINK = 0x28,
    LINK_CONTROL = 0x2c,
    LINK_ERRORS = 0x30,
    ISSUED = 0x38,
};

enum {
    START = 1,
    SPIN_UP = 2,
    POWER_ON = 4,
    RECEIVE = 1 << 4,
    CURRENT_SHIFT = 8, /* of the command being carried out */
    RECEIVING = 1 << 14,
    RUNNING = 1 << 15,
};

enum { TASK_DATA = 8, TASK_BUSY = 0x80, LINK_PRESENT = 1, LINK_UP = 3 };
enum { SIGNATURE_DISK = 0x101 };

/* A device's answer, PIO set-up, link changes; and every kind of error. */
#define WANTED_INTERRUPTS UINT32_C(0x7d400053)
#define ERROR_INTERRUPTS  UINT32_C(0x7d000010)

static uint32_t get(const struct ahci_port *port, uint32_t at)
{
    return sdk_region_read32(port->region, port->base + at);
}

static void put(const struct ahci_port *port, uint32_t at, uint32_t value)
{
    (void)sdk_region_write32(port->region, port->base + at, value);
}

static void pause_ms(unsigned milliseconds)
{
    (void)vb_sleep((uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + milliseconds * UINT64_C(1000000));
}

/* Wait until the bits of a register have a value; false: not within the time. */
static bool wait_for(const struct ahci_port *port, uint32_t at, uint32_t mask, uint32_t value,
                     unsigned milliseconds)
{
    for (unsigned i = 0; (get(port, at) & mask) != value; i++) {
        if (i == milliseconds)
            return false;
        pause_ms(1);
    }
    return true;
}

/* 10.3.2: no command and no FIS is under way afterwards; 500 ms at most each. */
static bool stop(struct ahci_port *port)
{
    put(port, COMMAND, get(port, COMMAND) & ~(uint32_t)START);
    if (!wait_for(port, COMMAND, RUNNING, 0, 500))
        return false;
    put(port, COMMAND, get(port, COMMAND) & ~(uint32_t)RECEIVE);
    return wait_for(port, COMMAND, RECEIVING, 0, 500);
}

/* 10.4.2: COMRESET; 1 ms at least. */
static void reset_link(struct ahci_port *port)
{
    put(port, LINK_CONTROL, (get(port, LINK_CONTROL) & ~UINT32_C(0xf)) | 1);
    pause_ms(2);
    put(port, LINK_CONTROL, get(port, LINK_CONTROL) & ~UINT32_C(0xf));
}

/* The disk's first answer has come: it may take commands. */
static int wait_ready(struct ahci_port *port)
{
    if (!wait_for(port, LINK, 0xf, LINK_UP, 1000))
        return (get(port, LINK) & 0xf) == 0 ? VB_ERR_NOT_FOUND : VB_ERR_IO;
    put(port, LINK_ERRORS, UINT32_MAX);
    if (!wait_for(port, TASK_FILE, TASK_BUSY | TASK_DATA, 0, 10000))
        return VB_ERR_IO;
    return get(port, SIGNATURE) == SIGNATURE_DISK ? VB_OK : VB_ERR_NOT_FOUND;
}

static void run(struct ahci_port *port)
{
    put(port, INTERRUPTS, UINT32_MAX);
    put(port, COMMAND, get(port, COMMAND) | START);
}

int ahci_port_start(struct ahci_port *port)
{
    uint64_t memory = port->memory.address;
    unsigned waited = 0;
    int status;

    put(port, INTERRUPTS_ON, 0);
    if (!stop(port))
        return VB_ERR_IO;
    put(port, LIST, (uint32_t)(memory + AHCI_LIST));
    put(port, LIST + 4, (uint32_t)((memory + AHCI_LIST) >> 32));
    put(port, RECEIVED, (uint32_t)(memory + AHCI_RECEIVED));
    put(port, RECEIVED + 4, (uint32_t)((memory + AHCI_RECEIVED) >> 32));
    put(port, COMMAND, get(port, COMMAND) | RECEIVE | SPIN_UP | POWER_ON);
    /* Nothing shows itself within a tenth of a second where nothing is. */
    while ((get(port, LINK) & 0xf) == 0)
        if (++waited == 100)
            return VB_ERR_NOT_FOUND;
        else
            pause_ms(1);
    status = wait_ready(port);
    if (status == VB_OK)
        run(port);
    return status;
}

void ahci_port_interrupts(struct ahci_port *port)
{
    put(port, INTERRUPTS_ON, WANTED_INTERRUPTS);
}

void ahci_port_issue(struct ahci_port *port, uint32_t slot)
{
    port->issued |= 1u << slot;
    put(port, ISSUED, 1u << slot);
}

/* 6.2.2.1: the command that was being carried out has failed; stop, clear, start, and issue the
 * others again. They were not begun, or can be repeated: sectors are read or written whole. */
static void recover(struct ahci_port *port)
{
    uint32_t current = get(port, COMMAND) >> CURRENT_SHIFT & 0x1f;
    uint32_t open = get(port, ISSUED) & port->issued;
    uint32_t failed = (open & 1u << current) != 0 ? 1u << current : open;
    int status = VB_OK;

    if (!stop(port))
        port->gone = true;
    put(port, LINK_ERRORS, UINT32_MAX);
    if (!port->gone) {
        put(port, COMMAND, get(port, COMMAND) | RECEIVE);
        if ((get(port, TASK_FILE) & (TASK_BUSY | TASK_DATA)) != 0 || (get(port, LINK) & 0xf) != 3)
            reset_link(port);
        status = wait_ready(port);
    }
    if (status < 0)
        port->gone = true;
    if (port->gone) {
        port->failed |= port->issued;
        return;
    }
    run(port);
    port->failed |= failed;
    put(port, ISSUED, open & ~failed);
}

uint32_t ahci_port_check(struct ahci_port *port)
{
    uint32_t interrupts = get(port, INTERRUPTS), done;

    put(port, INTERRUPTS, interrupts);
    if (!port->gone && ((interrupts & ERROR_INTERRUPTS) != 0 || (get(port, LINK) & 0xf) != LINK_UP))
        recover(port);
    done = port->issued & (~get(port, ISSUED) | port->failed);
    port->issued &= ~done;
    return done;
}

int ahci_port_wait(struct ahci_port *port, uint32_t slot)
{
    for (unsigned i = 0; i < 10000; i++) {
        if ((ahci_port_check(port) & 1u << slot) != 0) {
            bool failed = (port->failed & 1u << slot) != 0;
            port->failed &= ~(1u << slot);
            return failed ? VB_ERR_IO : VB_OK;
        }
        pause_ms(1);
    }
    return VB_ERR_IO;
}
