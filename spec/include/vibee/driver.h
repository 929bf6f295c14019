/* Generated from spec/driver.vibee by tools/generator/generate.py. Do not edit. */
#ifndef VIBEE_DRIVER_H
#define VIBEE_DRIVER_H

/* The protocols of drivers, by class of device. Requests are calls with a vb_file_request; the reply's id is a vb_status or a count; bulk data moves through window 0. Whoever got the right from devmgr (VB_DEVMGR_OPEN) may make them. Terminal and keyboard never let a caller wait: what cannot be done now answers VB_ERR_AGAIN, and the pulse given by WATCH fires (vb_driver_ready) when it is worth while to ask again. So a client serves many from one loop, and a driver that is started again only has to fire. Block and entropy answer when it is done. A call that was being served when the driver died ends with VB_ERR_SERVER_DIED and can be made again. */

#include <stdint.h>

/* A terminal or standard streams (class VB_DEVMGR_TERMINAL): what the console service works with. */
enum vb_terminal_operation {
    VB_TERMINAL_READ = 1, /* offset: the position up to which the reader has everything; size; flags: vb_terminal_read_flags; window 0 write. Count; data: u64, the position of the first byte; 0: the end of input; AGAIN, then VB_DRIVER_INPUT fires */
    VB_TERMINAL_WRITE = 2, /* flags: 1 standard output, 2 standard error; argument: vb_terminal_write_flags; offset: a number of the caller's, or 0; size; window 0 read. Count: all of it; AGAIN, then VB_DRIVER_ROOM fires */
    VB_TERMINAL_INFO = 3, /* data: vb_terminal_info */
    VB_TERMINAL_EVENT = 4, /* id: vb_console_event; AGAIN, then VB_DRIVER_EVENT fires */
    VB_TERMINAL_WATCH = 5, /* handle 0: a pulse, which gets vb_driver_ready bits; it replaces the one before */
    VB_TERMINAL_SYNC = 6, /* OK: what was written has reached the device; AGAIN, then VB_DRIVER_DRAINED fires */
};

/* A keyboard (class VB_DEVMGR_KEYBOARD). The numbers are those of the terminal's operations. */
enum vb_keyboard_operation {
    VB_KEYBOARD_READ = 1, /* offset, size; window 0 write. Count of bytes as a terminal would send them; data: u64, the position of the first; AGAIN, then VB_DRIVER_INPUT fires */
    VB_KEYBOARD_WATCH = 5, /* handle 0: a pulse, which gets vb_driver_ready bits; it replaces the one before */
};

/* The disks of a device (class VB_DEVMGR_BLOCK): argument says which, from 0; a controller may have several. Many requests may be under way; they are carried out in any order. */
enum vb_block_operation {
    VB_BLOCK_INFO = 1, /* argument: which disk. Data: vb_block_info */
    VB_BLOCK_READ = 2, /* argument: which disk; offset: first sector; size: bytes, whole sectors; window 0 write. Count */
    VB_BLOCK_WRITE = 3, /* argument: which disk; offset: first sector; size: bytes, whole sectors; window 0 read. Count */
    VB_BLOCK_FLUSH = 4, /* wait until what was written is durable */
};

/* A source of random bytes (class VB_DEVMGR_ENTROPY). */
enum vb_entropy_operation {
    VB_ENTROPY_READ = 1, /* size; window 0 write. Count */
};

/* What a driver's pulse says; it may say it too often, never too seldom. */
#define VB_DRIVER_INPUT 1 /* READ has something, or the end of input */
#define VB_DRIVER_ROOM 2 /* WRITE has room again */
#define VB_DRIVER_EVENT 4 /* EVENT has one */
#define VB_DRIVER_CHANGED 8 /* INFO says something new */
#define VB_DRIVER_DRAINED 16 /* all that was written has reached the device */
#define VB_DRIVER_ALL 31 /* what a driver fires when it starts again */

#define VB_TERMINAL_AHEAD 1 /* go on asking the device for more: VB_DRIVER_INPUT fires when there is, without another READ */

#define VB_TERMINAL_URGENT 1 /* what a key shows: not held back by what waits */

#define VB_TERMINAL_WRITE_MAX 0x10000u /* bytes of one WRITE */
#define VB_TERMINAL_RESERVE 4096 /* bytes of room kept for echo */

struct vb_terminal_info {
    uint32_t flags; /* vb_console_flags */
    uint32_t columns; /* 0: not known */
    uint32_t rows; /* 0: not known */
    uint32_t reserved;
    int64_t output; /* what writing to standard output came to: VB_OK, or a vb_status once it failed */
    int64_t error; /* the same of standard error */
    char name[64]; /* NUL-terminated */
};
_Static_assert(sizeof(struct vb_terminal_info) == 96, "vb_terminal_info");

#define VB_BLOCK_READ_ONLY 1

struct vb_block_info {
    uint64_t sectors;
    uint32_t sector_size; /* bytes */
    uint32_t max_transfer; /* bytes of one READ or WRITE */
    uint32_t flags; /* vb_block_flags */
    uint32_t reserved;
    char name[64]; /* model, serial number; NUL-terminated */
};
_Static_assert(sizeof(struct vb_block_info) == 88, "vb_block_info");

#endif
