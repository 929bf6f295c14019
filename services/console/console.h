/*
 * The console service: a terminal, or three plain streams, over the drivers of terminals
 * (terminal.h). It touches no device itself.
 *
 * A write is answered when the driver has taken its bytes; while the driver has no room, writers
 * wait. Input is asked for while somebody could use what it brings.
 *
 * A badge says all about an open description that must survive the service: its stream and whether
 * it waits. Modes and the foreground job are kept by init.
 */
#ifndef CONSOLE_CONSOLE_H
#define CONSOLE_CONSOLE_H

#include "../common/armed.h"
#include "../common/foreground.h"
#include "../common/line.h"
#include "terminal.h"
#include <sdk/channel.h>
#include <stdbool.h>
#include <vibee/device.h>
#include <vibee/file.h>
#include <vibee/syscalls.h>

enum stream { STREAM_INPUT = 0, STREAM_OUTPUT = 1, STREAM_ERROR = 2, STREAMS = 3 };

/* badge: number of the description << 8 | flags | stream + 1 */
enum { BADGE_STREAM = 0x3, BADGE_NONBLOCK = 0x4, BADGE_SHIFT = 8 };

enum { CHUNK = 65536 };

/* Codes of pulses into its channel. */
enum { CODE_DEVICES = 1, CODE_TERMINAL = 16 /* and up: one for each */ };

/* A request that waits. */
struct waiting {
    struct waiting *next;
    uint64_t badge, handle; /* the reply right */
    uint64_t size;
    uint32_t argument; /* of a read: its number, see console_input */
};

/* What init keeps, written whole. */
struct console_kept {
    uint32_t modes;
    uint32_t reserved;
    struct vb_console_size size;
};

/*
 * What init keeps of the input that was taken from the device and not yet read: this, and the line
 * discipline's queue after it. A client whose read went unanswered because the service died makes
 * it again with the same number in its request's argument (0: none); then it already has the bytes.
 */
struct console_input {
    uint64_t head, tail;
    uint64_t last_count;
    uint32_t last_argument;
    uint32_t reserved;
    struct {
        char name[32];  /* of a terminal */
        uint64_t taken; /* see struct terminal */
    } sources[TERMINALS_MAX];
};

struct console {
    const char *seat; /* serves the terminal that is described so; NULL: all that are of no seat */
    uint64_t devices, receiver, sender;
    struct terminal terminals[TERMINALS_MAX];
    uint32_t terminal_count;
    uint64_t timer;    /* fires CODE_DEVICES: to look for terminals again */
    uint32_t searches; /* how often it was looked for them */
    struct foreground foreground;
    uint64_t memory; /* of kept */
    struct console_kept kept;
    uint64_t input_memory; /* of input, and the queue */
    struct console_input input;
    struct line line;
    bool terminal[STREAMS];
    bool host_edits; /* the terminal gives whole lines and cannot be made raw */
    bool input_ended;
    bool
        hung_up; /* who sat there has gone: input stays ended until standard input is opened anew */
    bool full;   /* a terminal has no room for output */
    int64_t output_error[STREAMS]; /* once a write failed: what it said */
    uint64_t next_description;
    struct waiting *readers, *writers, *syncers;
    struct armed *armed[STREAMS];
    uint64_t nonblock[64]; /* badges whose description was set not to wait, or the reverse */
};

/* main.c: somebody new sits there, and what was typed before is not for him. */
void console_sit_down(struct console *console);

/* terminals.c: which there are, and what comes from them. */
void terminals_start(struct console *console);
/* Add those that are new. */
void terminals_find(struct console *console);
/* Bits (vb_driver_ready) of terminal number index. */
void terminals_pulse(struct console *console, uint32_t index, uint32_t bits);
/* Read as long as somebody could use it. */
void terminals_want_input(struct console *console);
/* All of it to all of them, or VB_ERR_AGAIN: nothing. Urgent: what a key shows. */
int64_t terminals_write(struct console *console, enum stream stream, const void *data, size_t size,
                        bool urgent);
/* Whether all that was written has reached the devices; if not, a pulse will come. */
bool terminals_synced(struct console *console);

/* input.c */
void input_read(struct console *console, uint64_t badge, uint64_t reply,
                const struct vb_file_request *request);
void input_run(struct console *console);   /* answer readers, send signals */
void input_check(struct console *console); /* another job is in the foreground */

/* output.c */
void output_write(struct console *console, uint64_t badge, uint64_t reply, uint64_t size);
void output_sync(struct console *console, uint64_t reply);
void output_run(struct console *console);
void output_show(void *console, const char *text, size_t size); /* echo: line_show */

/* ready.c */
uint32_t ready_bits(struct console *console, enum stream stream);
void ready_fire(struct console *console);
bool ready_is_waited_for(const struct console *console);

/* state.c: kept state, signals, lists. */
int64_t state_load(struct console *console);
void state_save(struct console *console);
void state_input_came(struct console *console, uint64_t head_before);
void state_input_taken(struct console *console);
/* How far an earlier incarnation has taken the input of a terminal. */
uint64_t state_taken_from(const struct console *console, const char *name);
/* Which jobs there are, of which it has the handles then; session 0: as it was. */
void state_set_jobs(struct console *console, uint64_t job, uint64_t session);
void state_stop_system(struct console *console, uint32_t status);
bool state_waits(const struct console *console, uint64_t badge);
int64_t state_set_nonblock(struct console *console, uint64_t badge, uint32_t flags);
int64_t waiting_add(struct waiting **list, const struct waiting *entry);
void waiting_drop(struct waiting **list, uint64_t badge); /* closes what it holds */

static inline enum stream stream_of(uint64_t badge)
{
    return (enum stream)((badge & BADGE_STREAM) - 1);
}

#endif
