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

#include "../common/terminal_server.h"

enum { INPUT_CHUNK = 16384, INPUT_ROOM = 4 * INPUT_CHUNK };
enum { OUTPUT_LIMIT = 4 * VB_TERMINAL_WRITE_MAX };

struct pvconsole {
    struct terminal_server server;
    uint64_t device;
    uint64_t incarnation; /* tells this one's device requests from those before */
    uint32_t reads;       /* numbers them */
    bool reading;         /* a read is under way */
    bool read_wanted;     /* the device had no room for it */
    bool held;            /* what was completed waits for room */
    uint64_t under_way;   /* bytes of output */
    uint32_t events;      /* 1 << vb_console_event for each that waits */
};

/* ---- device.c: requests to the device, and what comes back ---- */

int64_t device_start(struct pvconsole *console);
/* Ask for input, unless that is under way; when the device has no room for it, once it has. */
int64_t device_read(struct pvconsole *console);
/* Takes a copy. VB_ERR_BUSY: when a write is done there will be room. */
int64_t device_write(struct pvconsole *console, uint32_t stream, const void *data, size_t size);
/* Take what has been completed, as far as there is room, and tell the client. */
void device_completed(struct pvconsole *console);

#endif
