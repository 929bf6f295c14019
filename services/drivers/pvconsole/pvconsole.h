/*
 * pvconsole: the driver of the paravirtual console (VB_DEVICE_CONSOLE), which serves the terminal
 * protocol (spec/driver.vibee).
 *
 * Everything at the device is asynchronous. A write is answered when the device's queue has taken
 * it, of which at most OUTPUT_LIMIT bytes may be under way. The device's queue belongs to the
 * kernel and outlives the driver: what it took is written, and what it read comes to the next
 * incarnation.
 */
#ifndef PVCONSOLE_PVCONSOLE_H
#define PVCONSOLE_PVCONSOLE_H

#include <sdk/driver.h>
#include <vibee/device.h>

enum { INPUT_CHUNK = 16384, INPUT_ROOM = 4 * INPUT_CHUNK };
enum { OUTPUT_LIMIT = 4 * VB_TERMINAL_WRITE_MAX };

struct pvconsole {
    struct sdk_driver driver;
    uint64_t device;
    uint64_t incarnation; /* tells this one's device requests from those before */
    struct vb_terminal_info info;
    bool reading, ahead, ended; /* a read is under way; go on reading; the input has ended */
    bool room_wanted, drain_wanted;
    uint64_t under_way; /* bytes of output */
    uint32_t events;    /* 1 << vb_console_event for each that waits */
    size_t head, tail;  /* of the input that waits: [tail, head) */
    char input[INPUT_ROOM];
};

/* ---- device.c: requests to the device, and what comes back ---- */

int64_t device_start(struct pvconsole *console);
/* Ask for input, unless that is under way. */
int64_t device_read(struct pvconsole *console);
/* Takes a copy. VB_ERR_BUSY: when a write is done there will be room. */
int64_t device_write(struct pvconsole *console, uint32_t stream, const void *data, size_t size);
/* Take what has been completed, as far as there is room, and tell the client. */
void device_completed(struct pvconsole *console);

#endif
