/*
 * The i8042 controller and its keyboard: bringing them from whatever state a predecessor left into
 * the one we work with, and commands to the keyboard afterwards.
 *
 * Through struct controller_ports, so that it can be tried with a model. Setting up is for a
 * driver's first incarnation only: what is typed meanwhile may be lost. Those after it go on with
 * controller_take(): the controller and the keyboard are as they were, with what they have not
 * given away yet.
 */
#ifndef PS2_CONTROLLER_H
#define PS2_CONTROLLER_H

#include <stdbool.h>
#include <stdint.h>

enum { STATUS_OUTPUT_FULL = 0x01, STATUS_INPUT_FULL = 0x02, STATUS_SECOND_PORT = 0x20 };

struct controller_ports {
    uint8_t (*status)(void *context); /* port 0x64 */
    uint8_t (*read)(void *context);   /* port 0x60: no key, or it does not matter */
    uint8_t (*fetch)(void *context);  /* port 0x60: perhaps a key, not to be lost */
    void (*write_data)(void *context, uint8_t byte);
    void (*write_command)(void *context, uint8_t byte);
    void (*pause)(void *context); /* about a millisecond */
    void *context;
};

enum controller_result {
    CONTROLLER_READY,       /* set 1 comes: the controller translates */
    CONTROLLER_READY_SET2,  /* it cannot translate: set 2 comes */
    CONTROLLER_NO_KEYBOARD, /* nothing answers; one may be plugged in later */
    CONTROLLER_STUCK        /* no such controller */
};

enum controller_result controller_start(const struct controller_ports *ports);

/* One byte that has come, if any: -1 none. Bytes of the second port are dropped. */
int controller_take(const struct controller_ports *ports);

/* Commands that are sent while keys come: one byte at a time, each waits for its answer. */
struct controller_queue {
    uint8_t bytes[8];
    uint8_t count, tries;
    bool waiting; /* the first byte was sent */
};

enum { KEYBOARD_SET_LIGHTS = 0xed, KEYBOARD_ACKNOWLEDGE = 0xfa, KEYBOARD_RESEND = 0xfe };

/* Have the keyboard show these lights (keymap_lock bits). A command that still waits is replaced.
 */
void controller_lights(struct controller_queue *queue, uint8_t lights);

/* Whether the byte was an answer to a command; then it is no key. */
bool controller_answer(struct controller_queue *queue, uint8_t byte);

/* The next byte to send now, -1: none. */
int controller_send(struct controller_queue *queue);

#endif
