/* Generated from spec/device.vibee by tools/generator/generate.py. Do not edit. */
#ifndef VIBEE_DEVICE_H
#define VIBEE_DEVICE_H

/* Paravirtual devices: what device_submit takes and device_complete returns for each kind. A platform offers them through the HAL's enumeration; drivers are services. */

#include <stdint.h>

/* Requests to a console (vb_device_request.operation). The result comes with the completion. */
enum vb_console_operation {
    VB_CONSOLE_READ = 1, /* wait for input; result: bytes in the output, 0 at end of input */
    VB_CONSOLE_WRITE = 2, /* node 1 standard output, 2 standard error; result: bytes written (all of them) or VB_ERR_PIPE, VB_ERR_IO */
    VB_CONSOLE_SIZE = 3, /* output: vb_console_size */
    VB_CONSOLE_EVENT = 4, /* wait for an event; result: a vb_console_event */
};

/* Requests to a folder. Paths are relative to the folder, UTF-8, without leading slash, "." for the folder itself; they never leave it: symbolic links are not followed by the device, ".." is refused with VB_ERR_ACCESS. Only regular files and directories can be opened; others answer VB_ERR_NOT_SUPPORTED at once (a FIFO never blocks). */
enum vb_folder_operation {
    VB_FOLDER_OPEN = 1, /* input: path; flags: vb_open_flags; result: node */
    VB_FOLDER_CLOSE = 2, /* node */
    VB_FOLDER_READ = 3, /* node, offset; result: bytes in the output */
    VB_FOLDER_WRITE = 4, /* node, offset, input; result: bytes written */
    VB_FOLDER_STAT = 5, /* input: path (not followed), or empty with node; output: vb_file_stat */
    VB_FOLDER_LIST = 6, /* node (directory), offset: cookie, 0 first; output: vb_file_entry records, empty at the end */
    VB_FOLDER_MKDIR = 7, /* input: path */
    VB_FOLDER_UNLINK = 8, /* input: path of a file or link */
    VB_FOLDER_RMDIR = 9, /* input: path */
    VB_FOLDER_RENAME = 10, /* input: old path, NUL, new path */
    VB_FOLDER_LINK = 11, /* input: existing path, NUL, new path */
    VB_FOLDER_SYMLINK = 12, /* input: target, NUL, path of the link */
    VB_FOLDER_READLINK = 13, /* input: path; output: target */
    VB_FOLDER_SET_SIZE = 14, /* node, offset: the new size */
    VB_FOLDER_SET_TIMES = 15, /* input: two i64 (access, modification; nanoseconds since 1970, -1: leave), then path */
    VB_FOLDER_SYNC = 16, /* node */
    VB_FOLDER_SPACE = 17, /* output: two u64, bytes in all and free */
};

/* Requests to the machine (VB_DEVICE_MACHINE), which devmgr holds. They complete at once. */
enum vb_machine_operation {
    VB_MACHINE_TABLE = 1, /* input: signature (4 bytes); node: which of that name; offset; output: bytes; result: size of the table */
    VB_MACHINE_FRAMEBUFFER = 2, /* output: vb_framebuffer */
    VB_MACHINE_MESSAGES = 3, /* output: text; result: bytes in the output */
};

/* vb_device_info.flags of a console. */
#define VB_CONSOLE_INPUT_TERMINAL 1 /* standard input is a terminal (already in raw mode) */
#define VB_CONSOLE_OUTPUT_TERMINAL 2 /* standard output is a terminal */
#define VB_CONSOLE_ERROR_TERMINAL 4 /* standard error is a terminal */
#define VB_CONSOLE_INPUT_LINES 8 /* standard input is a terminal that edits and echoes lines itself and cannot be made raw */

enum vb_console_event {
    VB_CONSOLE_RESIZED = 1,
    VB_CONSOLE_HANGUP = 2,
    VB_CONSOLE_TERMINATE = 3, /* the host asks the system to stop (SIGTERM) */
    VB_CONSOLE_INTERRUPT = 4, /* interrupt from the host where input is no terminal (SIGINT) */
};

struct vb_console_size {
    uint32_t columns;
    uint32_t rows;
};
_Static_assert(sizeof(struct vb_console_size) == 8, "vb_console_size");

/* vb_device_info.flags of a folder. */
#define VB_FOLDER_READ_ONLY 1

#define VB_MACHINE_MESSAGES_MAX 0x4000u /* bytes of the early console's text */

/* vb_device_info.flags of the machine. */
#define VB_MACHINE_DMA_ISOLATED 1 /* an IOMMU holds devices to what was mapped for them (dma_map) */

struct vb_framebuffer {
    uint64_t address; /* physical */
    uint64_t size; /* bytes */
    uint32_t width; /* pixels */
    uint32_t height; /* pixels */
    uint32_t pitch; /* bytes from one row to the next */
    uint32_t format; /* vb_pixel_format */
};
_Static_assert(sizeof(struct vb_framebuffer) == 32, "vb_framebuffer");

enum vb_pixel_format {
    VB_PIXEL_BGRX = 1, /* 32 bits: blue in the lowest byte, then green, red, nothing */
    VB_PIXEL_RGBX = 2, /* 32 bits: red in the lowest byte, then green, blue, nothing */
};

#endif
