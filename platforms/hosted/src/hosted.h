/*
 * What the files of the hosted platform share. One thread runs the kernel; helper threads do what
 * may block (console streams, folders, signals) and announce what is done through the ring.
 */
#ifndef HOSTED_H
#define HOSTED_H

#include <hal/hal.h>
#include <pthread.h>

/* ---- interrupt.c: the one lock that helper threads serialise on -------------------------------
 */

/* Fill in the result of a request and announce it on its device's line. Any thread. */
void hosted_complete(struct hal_request *request, int64_t result, uint32_t output_size);
/* Post to a ring and wake the kernel. Any thread. */
void hosted_interrupt(struct hal_ring *ring, uint32_t line, uint32_t value);

/* ---- queue.c: requests waiting for a helper thread --------------------------------------------
 */

struct hosted_queue {
    pthread_mutex_t lock;
    pthread_cond_t changed; /* something was added, or the last one was finished */
    struct hosted_entry *first, *last;
    bool busy; /* the helper thread works on a request */
};
/* Add at the end. */
void hosted_queue_put(struct hosted_queue *queue, struct hal_request *request);
/* Wait for the first, and be busy until hosted_queue_done(). */
struct hal_request *hosted_queue_take(struct hosted_queue *queue);
void hosted_queue_done(struct hosted_queue *queue);
/* Remove a request that waits; false when it does not. */
bool hosted_queue_remove(struct hosted_queue *queue, const struct hal_request *request);
/* Wait until nothing waits and nothing is worked on. */
void hosted_queue_drain(struct hosted_queue *queue);

/* ---- thread.c ---------------------------------------------------------------------------------
 */

/* Start a helper thread; ends the process when that fails. */
void hosted_thread(void *(*run)(void *), void *argument);

/* ---- console.c (posix.h has the rest), console_input.c, console_event.c
 * ----------------------------------------------
 */

void console_start(void);
/* Wait until everything that was submitted for output is written. */
void console_drain(void);

void console_input_start(void);
void console_read(struct hal_request *request);
/* True when the request was waiting (it is then completed). */
bool console_input_cancel(struct hal_request *request);

/* An event for whoever waits for one, else kept until somebody does. False when nobody listens: no
 * request ever came, or the last event of this kind has not been taken. */
bool console_event(enum vb_console_event event);
void console_event_wait(struct hal_request *request);
bool console_event_cancel(struct hal_request *request);

/* ---- terminal.c, signals.c --------------------------------------------------------------------
 */

/* Raw mode when standard input is a terminal; restored at exit, on fatal signals and when stopped.
 */
void terminal_start(void);
void terminal_raw(void);
void terminal_restore(void); /* async-signal-safe */
void terminal_finish(void);  /* for good: terminal_raw() then does nothing */
bool terminal_is_raw(void);  /* newlines then need a return */
struct vb_console_size terminal_size(void);

/* Before any thread is made: signals go to one thread that turns them into console events. */
void signals_start(void);

/* ---- stop.c: what a reset starts again ---------------------------------------------------------
 */

void hosted_set_command_line(char **arguments);

#endif
