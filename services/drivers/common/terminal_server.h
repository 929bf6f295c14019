/*
 * The server of the terminal protocol (spec/driver.vibee) that all drivers of terminals share. A
 * driver gives a table of what its device does and calls the functions below when something
 * happens there; the requests, the kept queue of input and who is told are here.
 *
 *   sdk_driver_open(&server.driver);
 *   ...claim and start the device, set info...
 *   terminal_server_run(&server, &operations, context);
 */
#ifndef DRIVERS_TERMINAL_SERVER_H
#define DRIVERS_TERMINAL_SERVER_H

#include "kept_ring.h"
#include <sdk/driver.h>
#include <stdbool.h>
#include <vibee/device.h>

/* Each gets the context. NULL: the device has nothing to do then, or what is said. */
struct terminal_operations {
    /* Take all of window 0 (flags and size are checked): the size; VB_ERR_AGAIN: no room, then
     * VB_DRIVER_ROOM is owed (room_wanted); an error. NULL: it goes into the queue `output`. */
    int64_t (*write)(void *context, uint64_t reply, const struct vb_file_request *request);
    /* A WRITE has been answered: send. */
    void (*written)(void *context);
    /* The client has all input that there is and wants more. A negative status: why not. */
    int64_t (*want_input)(void *context);
    /* Some of the input was taken: there may be room again. */
    void (*input_taken)(void *context);
    /* VB_OK: everything that was written has reached the device; VB_ERR_AGAIN: VB_DRIVER_DRAINED
     * is owed (drain_wanted). NULL: when `output` is empty. */
    int64_t (*sync)(void *context);
    /* The oldest vb_console_event, or VB_ERR_AGAIN. NULL: there are none. */
    int64_t (*event)(void *context);
    /* A pulse with a code of the driver's own. */
    void (*pulse)(void *context, uint64_t code);
};

struct terminal_server {
    struct sdk_driver driver;
    struct vb_terminal_info info;
    struct kept_ring input;  /* what was typed */
    struct kept_ring output; /* unused with an operation `write` */
    bool ended;              /* the input has, behind what is in the queue */
    bool drain_wanted;       /* SYNC was answered AGAIN */
    uint64_t room_wanted;    /* bytes of a WRITE that was answered AGAIN; 0: none */
    const struct terminal_operations *operations;
    void *context;
};

/* The queues; output_size 0: none. A negative vb_status. */
int64_t terminal_server_open(struct terminal_server *server, uint64_t input_size,
                             uint64_t output_size);
/* A terminal of this size; its name is the driver's. */
void terminal_server_describe(struct terminal_server *server, uint32_t columns, uint32_t rows);

/* The driver serves: tell init and the client, then answer for ever. */
_Noreturn void terminal_server_run(struct terminal_server *server,
                                   const struct terminal_operations *operations, void *context);
/* The parts of it, for a driver with a loop of its own. */
void terminal_server_start(struct terminal_server *server,
                           const struct terminal_operations *operations, void *context);
void terminal_server_handle(struct terminal_server *server, struct sdk_received *received);

/* Some of the queue `output` has reached the device and is dropped: what the client is to be told.
 */
uint32_t terminal_server_sent(struct terminal_server *server);
/* Tell the client: bits of vb_driver_ready, if any. */
void terminal_server_tell(const struct terminal_server *server, uint32_t bits);

#endif
