/* See controller.h; after IBM's Technical Reference and what PCs have made of it. */
#include "controller.h"

enum command {
    READ_CONFIGURATION = 0x20,
    WRITE_CONFIGURATION = 0x60,
    DISABLE_SECOND = 0xa7,
    DISABLE_FIRST = 0xad,
    ENABLE_FIRST = 0xae
};

enum configuration {
    FIRST_INTERRUPT = 0x01,
    SECOND_INTERRUPT = 0x02,
    FIRST_DISABLED = 0x10,
    SECOND_DISABLED = 0x20,
    TRANSLATION = 0x40
};

enum keyboard { SET_SCANCODES = 0xf0, ENABLE = 0xf4, RESET = 0xff, PASSED = 0xaa };

enum { PATIENCE = 250, RESET_PATIENCE = 1500, DRAIN_MAX = 64, TRIES = 3 };

static bool can_write(const struct controller_ports *ports)
{
    int tries;

    for (tries = 0; tries < PATIENCE; tries++) {
        if ((ports->status(ports->context) & STATUS_INPUT_FULL) == 0)
            return true;
        ports->pause(ports->context);
    }
    return false;
}

static bool command(const struct controller_ports *ports, uint8_t byte)
{
    if (!can_write(ports))
        return false;
    ports->write_command(ports->context, byte);
    return true;
}

static bool data(const struct controller_ports *ports, uint8_t byte)
{
    if (!can_write(ports))
        return false;
    ports->write_data(ports->context, byte);
    return true;
}

int controller_take(const struct controller_ports *ports)
{
    uint8_t status;

    while (((status = ports->status(ports->context)) & STATUS_OUTPUT_FULL) != 0) {
        if (status == 0xff) /* nothing is there */
            return -1;
        if ((status & STATUS_SECOND_PORT) == 0)
            return ports->fetch(ports->context);
        (void)ports->read(ports->context);
    }
    return -1;
}

/* Wait for a byte, about so many milliseconds. */
static int expect(const struct controller_ports *ports, int patience)
{
    int byte;

    while ((byte = controller_take(ports)) < 0 && patience-- > 0)
        ports->pause(ports->context);
    return byte;
}

/* What is in the buffer was typed before we came. */
static bool drain(const struct controller_ports *ports)
{
    int count;

    for (count = 0; count < DRAIN_MAX; count++)
        if (controller_take(ports) < 0)
            return true;
    return false;
}

/* A byte to the keyboard, until it is acknowledged; other bytes that come meanwhile are keys for
 * nobody. */
static bool keyboard(const struct controller_ports *ports, uint8_t byte)
{
    int tries, seen, answer;

    for (tries = 0; tries < TRIES; tries++) {
        if (!data(ports, byte))
            return false;
        for (seen = 0; seen < DRAIN_MAX; seen++) {
            answer = expect(ports, PATIENCE);
            if (answer < 0 || answer == KEYBOARD_ACKNOWLEDGE || answer == KEYBOARD_RESEND)
                break;
        }
        if (answer == KEYBOARD_ACKNOWLEDGE)
            return true;
    }
    return false;
}

/* The keyboard did not answer: start it anew. */
static bool reset(const struct controller_ports *ports)
{
    return keyboard(ports, RESET) && expect(ports, RESET_PATIENCE) == PASSED;
}

/* The configuration, or -1. Bytes typed before the port was switched off are already drained. */
static int read_configuration(const struct controller_ports *ports)
{
    return command(ports, READ_CONFIGURATION) ? expect(ports, PATIENCE) : -1;
}

static bool write_configuration(const struct controller_ports *ports, uint8_t value)
{
    return command(ports, WRITE_CONFIGURATION) && data(ports, value);
}

enum controller_result controller_start(const struct controller_ports *ports)
{
    int before, after;
    bool answers, translates;

    if (!command(ports, DISABLE_FIRST) || !command(ports, DISABLE_SECOND) || !drain(ports))
        return CONTROLLER_STUCK;
    before = read_configuration(ports);
    if (before < 0)
        return CONTROLLER_STUCK;
    before &= ~(FIRST_INTERRUPT | SECOND_INTERRUPT | FIRST_DISABLED);
    before |= TRANSLATION | SECOND_DISABLED;
    if (!write_configuration(ports, (uint8_t)before))
        return CONTROLLER_STUCK;
    after = read_configuration(ports);
    if (after < 0 || !command(ports, ENABLE_FIRST))
        return CONTROLLER_STUCK;
    translates = (after & TRANSLATION) != 0;
    answers = keyboard(ports, ENABLE) || (reset(ports) && keyboard(ports, ENABLE));
    if (answers && keyboard(ports, SET_SCANCODES))
        (void)keyboard(ports, 2);
    /* Interrupts last: everything before was asked for. */
    if (!write_configuration(ports, (uint8_t)(before | FIRST_INTERRUPT)))
        return CONTROLLER_STUCK;
    if (!answers)
        return CONTROLLER_NO_KEYBOARD;
    return translates ? CONTROLLER_READY : CONTROLLER_READY_SET2;
}

void controller_lights(struct controller_queue *queue, uint8_t lights)
{
    uint8_t under_way = queue->waiting ? 1 : 0;

    /* What was sent is finished first: its answer is still to come. */
    if (under_way > 0 && queue->count == 2 && queue->bytes[0] == KEYBOARD_SET_LIGHTS) {
        queue->bytes[1] = lights;
        return;
    }
    queue->bytes[under_way] = KEYBOARD_SET_LIGHTS;
    queue->bytes[under_way + 1] = lights;
    queue->count = (uint8_t)(under_way + 2);
}

bool controller_answer(struct controller_queue *queue, uint8_t byte)
{
    uint8_t i;

    if (byte != KEYBOARD_ACKNOWLEDGE && byte != KEYBOARD_RESEND)
        return false;
    if (!queue->waiting)
        return true;
    queue->waiting = false;
    if (byte == KEYBOARD_RESEND && ++queue->tries < TRIES)
        return true;
    queue->tries = 0;
    if (byte == KEYBOARD_RESEND) { /* it does not understand: the rest makes no sense either */
        queue->count = 0;
        return true;
    }
    for (i = 1; i < queue->count; i++)
        queue->bytes[i - 1] = queue->bytes[i];
    queue->count--;
    return true;
}

int controller_send(struct controller_queue *queue)
{
    if (queue->count == 0 || queue->waiting)
        return -1;
    queue->waiting = true;
    return queue->bytes[0];
}
