/*
 * A service under the fuzzer: its own code, main() included, over a fake of the system calls.
 *
 * The input is a list of things that happen: messages from clients with data, handles and windows
 * of any kind; badges closed and handed on; callers that die; tasks that end; calls that
 * fail for lack of memory; the service killed at some system call and started again with what init
 * keeps. When it is used up every client leaves; then nothing
 * may be left over: no reply right, no pulse, no handle that was passed, no memory that the service
 * does not have for good.
 *
 * The fake stops the run (abort) when a service uses or closes a handle that it does not have,
 * which is how a call that is answered twice shows.
 */
#ifndef FUZZ_SERVICE_FAKE_H
#define FUZZ_SERVICE_FAKE_H

#include <protocol_errors.gen.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <vibee/objects.h>
#include <vibee/status.h>
#include <vibee/syscalls.h>

/* ---- what a target gives: service_NAME.c ---- */

struct fake_object;

/* What a test case lets happen around the service: TELL in tools/generator/protocols.py. */
enum fake_told {
    FAKE_TYPED,     /* the bytes come from the terminal, or from the device */
    FAKE_ENDED,     /* input ends, with the status `other` */
    FAKE_ROOM,      /* for so many bytes of output */
    FAKE_EVENT,     /* event `number` comes */
    FAKE_RESIZED,   /* to `number` columns and `other` rows */
    FAKE_DRAINED,   /* whether what was written has reached the device */
    FAKE_ANSWERS,   /* operation `number` is answered with the status `other` from now on */
    FAKE_COMPLETED, /* the device completes what it was asked */
    FAKE_SILENT,    /* the device completes nothing from now on; 0: it does */
    FAKE_PLAIN,     /* the streams are no terminal; 2: the host edits lines */
    FAKE_BACKGROUND /* callers are in the background and do `number` (vb_signal_action) about it */
};

/* peers.c: a vb_signal_action, or VB_ERR_NOT_FOUND: callers are in the foreground. */
void peers_background(int64_t action);

struct fake_service {
    int (*run)(void);       /* its main() */
    void (*reset)(void);    /* its static state as it is at a start */
    void (*given)(void);    /* its start handles: fake_give() */
    void (*finished)(void); /* nobody is left: what must hold then */
    uint64_t badges[4];     /* that clients have from the beginning; 0 ends */
    int64_t ids;            /* message ids are mostly below this */
    bool dies;              /* it can be killed at any system call */
    bool is_init;           /* it goes on with the handles it has; nobody tells it of badges */
    void (*happens)(void);  /* at a driver, or to a task; optional */
    bool (*finish)(void);   /* at the end, one thing that was still to happen; optional */
    void (*over)(void);     /* the run; optional */
    /* What each operation may answer; an error beside those stops the run. */
    const struct protocol_errors *errors;
    /* A client that still waits is about to be answered; optional. */
    void (*answers)(int64_t operation, int64_t id);
    /* A call to a peer other than init (a sender's name says who it is); optional. */
    int64_t (*called)(struct fake_object *peer, const struct vb_message *request,
                      struct vb_message *answer);
    /* A test case (tests/spec-cases/services) says what is to happen around the service; optional.
     */
    void (*told)(uint32_t what, uint64_t number, uint64_t other, const uint8_t *bytes, size_t size);
};
extern const struct fake_service fake_service;

/* ---- objects and handles: objects.c ---- */

struct fake_object {
    uint32_t type; /* enum vb_object_type */
    uint32_t references;
    uint64_t badge; /* of a sender; code of a pulse */
    uint8_t *bytes; /* of a memory object */
    uint64_t size;
    bool alive; /* reply: somebody waits; task: it runs */
    uint32_t window_count;
    struct vb_window windows[VB_WINDOWS_MAX];
    char name[32];               /* task: its program; sender: whose */
    int64_t operation;           /* reply: the id of its call */
    uint64_t number;             /* sender: which of those with its name */
    struct fake_object *watch;   /* task: the pulse of its end */
    struct fake_object *channel; /* receiver, sender: theirs, which is alive with a receiver */
};

struct fake_object *fake_object(uint32_t type);
void fake_release(struct fake_object *object);
/* A handle of the service's; takes the reference. */
uint64_t fake_handle(struct fake_object *object);
/* The object; NULL when the handle is 0. A stale handle is the service's fault. */
struct fake_object *fake_find(uint64_t handle);
struct fake_object *fake_find_type(uint64_t handle, uint32_t type);
void fake_close(uint64_t handle);
/* Out of the table, with its reference. */
struct fake_object *fake_move(uint64_t handle);
/* Senders with the badge. */
int64_t fake_count_badge(uint64_t badge);
void fake_close_all(void);
void fake_close_type(uint32_t type);
void fake_each_memory(void (*check)(const uint8_t *bytes, uint64_t size));
uint32_t fake_count(uint32_t type);
/* Is every object of the type, to which the service has a handle, kept by init? */
bool fake_all_kept(uint32_t type);
bool fake_is_kept(const struct fake_object *object);
/* Everything that still exists at the end of an input. */
void fake_objects_end(void);

/* ---- the run: run.c ---- */

uint8_t fake_byte(void);
uint32_t fake_number(void); /* small ones more often */
bool fake_used_up(void);
const uint8_t *fake_bytes(size_t *size); /* at most that many */
/* Not before the service has written to memory once more. */
extern bool fake_spared;
/* At the start of each system call: the service may be killed here. */
void fake_enter(void);
/* The call that is to fail for lack of memory is this one. */
bool fake_fails(void);
/* What it then says: VB_ERR_NO_MEMORY, unless a test case wants another. */
extern int64_t fake_refusal;
/* The service dies at, or there is no memory for, the so manieth call from now on. */
void fake_plan(uint32_t calls, bool dies);
__attribute__((noreturn)) void fake_stop(bool killed);
__attribute__((noreturn, format(printf, 1, 2))) void fake_wrong(const char *format, ...);
extern uint64_t fake_clock;
/* The service's variables as they are at a start. */
void fake_variables_reset(void);

/* memcpy() between addresses of which either may be 0 when there is nothing to copy. */
static inline void fake_copy(uint64_t to, uint64_t from, size_t size)
{
    for (size_t i = 0; i < size; i++)
        ((uint8_t *)(uintptr_t)to)[i] = ((const uint8_t *)(uintptr_t)from)[i];
}

/* ---- start handles, and what init keeps: start.c ---- */

uint64_t fake_give(const char *name, uint32_t type);
void fake_give_object(const char *name, struct fake_object *object);
void fake_argument(const char *text);
void fake_start_reset(bool all); /* all: what is kept, too */
void fake_keep(const char *name, struct fake_object *object);
void fake_forget(const char *name);
void fake_start_again(void); /* what was kept becomes start handles */

/* ---- clients: clients.c ---- */

void fake_clients_begin(void);
void fake_clients_died(void); /* the service: nobody is answered any more */
void fake_client_takes(struct fake_object *object);
bool fake_event(void); /* the next of the input; false: there is none */
bool fake_wind_down(void);
int64_t fake_badge_count(uint64_t badge);
void fake_fire(uint64_t code, uint32_t bits);

#endif
