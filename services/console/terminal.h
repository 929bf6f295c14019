/*
 * The terminals: drivers that devmgr knows (class VB_DEVMGR_TERMINAL), reached through the terminal
 * protocol. The first that serves is the system's console: its flags and size are what programs
 * see. Input comes from all of them, output goes to all of them.
 *
 * Calls to a driver never wait for the device, only for a driver that is being started again; one
 * that does not answer for PATIENCE is left out until it says that it is back.
 */
#ifndef CONSOLE_TERMINAL_H
#define CONSOLE_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vibee/device.h>
#include <vibee/devmgr.h>
#include <vibee/driver.h>

enum { TERMINALS_MAX = 4 };

struct terminal {
    uint64_t driver; /* sender */
    char name[32];
    struct vb_terminal_info info;
    uint64_t taken;    /* position in its input up to which everything has come */
    uint64_t written;  /* the number of the last WRITE */
    bool asked;        /* for input: its pulse will say when there is some */
    bool ended;        /* its input has */
    bool gone;         /* does not answer */
    uint64_t patience; /* nanoseconds that a call may take; 0: the usual */
    /* Output that another terminal has already shown and this one had no room for. */
    char *held;
    size_t held_size;
    uint32_t held_stream;
};

/* ---- terminal.c: calls to one. Each makes it `gone` when it does not answer. ---- */

/* Have its pulse come, and learn what it is. The pulse is 0 when the driver has it. */
int64_t terminal_attach(struct terminal *terminal, uint64_t *pulse);
int64_t terminal_learn(struct terminal *terminal);
/* What follows `taken`, which moves on: a count, 0: the end, VB_ERR_AGAIN. */
int64_t terminal_read(struct terminal *terminal, void *buffer, size_t size);
/* All of it, or VB_ERR_AGAIN and others. stream: 1 or 2. */
int64_t terminal_write(struct terminal *terminal, uint32_t stream, const void *data, size_t size,
                       bool urgent);
/* A vb_console_event, or VB_ERR_AGAIN. */
int64_t terminal_event(struct terminal *terminal);
/* VB_OK, or VB_ERR_AGAIN. */
int64_t terminal_sync(struct terminal *terminal);

#endif
