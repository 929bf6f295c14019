/*
 * ps2: the keyboard at an i8042 controller, as a keyboard (spec/driver.vibee).
 *
 *   ps2 [LAYOUT]
 *
 * What was typed, which keys are down and which locks are on is kept by init, so that one who types
 * does not notice that the driver was started again. The controller is set up once: the next
 * incarnation goes on where this one was.
 */
#include "../common/kept_ring.h"
#include "controller.h"
#include "keymap.h"
#include <sdk/driver.h>
#include <sdk/hardware.h>
#include <sdk/log.h>
#include <sdk/start.h>
#include <vibee/syscalls.h>

enum { PULSE_INTERRUPT = 1, INPUT_SIZE = 4096, PAUSE_NS = 1000000, BYTES_MAX = 256 };

/* What is kept beside the bytes that were typed. */
struct state {
    struct scancode codes;
    uint8_t modifiers, locks, locks_held;
    bool is_set_up; /* the controller */
};
_Static_assert(sizeof(struct state) <= KEPT_RING_EXTRA, "it is kept in the queue's state");

struct keyboard {
    struct sdk_driver driver;
    uint64_t data, command, interrupt; /* ports 0x60 and 0x64 */
    struct kept_ring input;
    struct scancode codes;
    struct keymap keymap;
    struct controller_queue lights;
    bool is_set_up;
    bool changed; /* since the client was told */
};

static uint8_t port_status(void *context)
{
    return sdk_region_read8(((struct keyboard *)context)->command, 0);
}

static uint8_t port_read(void *context)
{
    return sdk_region_read8(((struct keyboard *)context)->data, 0);
}

/* Noted in the queue's memory until the next byte is put there. */
static uint8_t port_fetch(void *context)
{
    struct keyboard *keyboard = context;

    if (keyboard->input.fetches == KEPT_RING_FETCHES) /* answers, which nobody needs any more */
        (void)kept_ring_put(&keyboard->input, NULL, 0);
    return (uint8_t)kept_ring_fetch(&keyboard->input, keyboard->data, 0);
}

static void port_write_data(void *context, uint8_t byte)
{
    (void)sdk_region_write8(((struct keyboard *)context)->data, 0, byte);
}

static void port_write_command(void *context, uint8_t byte)
{
    (void)sdk_region_write8(((struct keyboard *)context)->command, 0, byte);
}

static void port_pause(void *context)
{
    (void)context;
    (void)vb_sleep((uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + PAUSE_NS);
}

static int64_t load(struct keyboard *keyboard)
{
    struct state state;
    int64_t status = kept_ring_open(&keyboard->input, "input", INPUT_SIZE);

    if (status < 0 || !keyboard->input.found)
        return status;
    kept_ring_get(&keyboard->input, &state, sizeof state);
    keyboard->codes = state.codes;
    keyboard->keymap.modifiers = state.modifiers;
    keyboard->keymap.locks = state.locks;
    keyboard->keymap.locks_held = state.locks_held;
    keyboard->is_set_up = state.is_set_up;
    return VB_OK;
}

/* What was typed, with everything that has to be known about it. */
static int64_t save(struct keyboard *keyboard, const char *bytes, size_t size)
{
    const struct state state = {.codes = keyboard->codes,
                                .modifiers = keyboard->keymap.modifiers,
                                .locks = keyboard->keymap.locks,
                                .locks_held = keyboard->keymap.locks_held,
                                .is_set_up = keyboard->is_set_up};

    kept_ring_set(&keyboard->input, &state, sizeof state);
    return kept_ring_put(&keyboard->input, bytes, size);
}

/* A byte from the keyboard that is no answer. What does not fit is what nobody has read for long.
 */
static void key_byte(struct keyboard *keyboard, uint8_t byte)
{
    char bytes[KEYMAP_BYTES_MAX];
    uint8_t locks = keyboard->keymap.locks;
    size_t size = keymap_event(&keyboard->keymap, scancode_next(&keyboard->codes, byte), bytes);

    if (kept_ring_room(&keyboard->input) < size)
        size = 0;
    if (save(keyboard, bytes, size) >= 0 && size > 0)
        keyboard->changed = true;
    if (keyboard->keymap.locks != locks)
        controller_lights(&keyboard->lights, keyboard->keymap.locks);
}

/* What the incarnation before had fetched: answers, and at most one key behind them. */
static void take_fetched(struct keyboard *keyboard)
{
    unsigned char bytes[KEPT_RING_FETCHES];
    size_t count = kept_ring_fetched(&keyboard->input, bytes), i;

    for (i = 0; i < count; i++)
        if (!controller_answer(&keyboard->lights, bytes[i]))
            key_byte(keyboard, bytes[i]);
}

static struct controller_ports ports_of(struct keyboard *keyboard)
{
    return (struct controller_ports){.status = port_status,
                                     .read = port_read,
                                     .fetch = port_fetch,
                                     .write_data = port_write_data,
                                     .write_command = port_write_command,
                                     .pause = port_pause,
                                     .context = keyboard};
}

static void send_lights(struct keyboard *keyboard)
{
    int byte;

    if ((port_status(keyboard) & STATUS_INPUT_FULL) != 0)
        return; /* the next byte that comes tries again */
    byte = controller_send(&keyboard->lights);
    if (byte >= 0)
        port_write_data(keyboard, (uint8_t)byte);
}

/* The line is edge-triggered: everything is taken, until the buffer is empty. */
static void take_all(struct keyboard *keyboard)
{
    const struct controller_ports ports = ports_of(keyboard);
    int byte, count;

    for (count = 0; count < BYTES_MAX && (byte = controller_take(&ports)) >= 0; count++) {
        if (!controller_answer(&keyboard->lights, (uint8_t)byte))
            key_byte(keyboard, (uint8_t)byte);
        send_lights(keyboard);
    }
    (void)sdk_interrupt_acknowledge(keyboard->interrupt);
    if (keyboard->changed)
        sdk_driver_fire(&keyboard->driver, VB_DRIVER_INPUT);
    keyboard->changed = false;
}

static void serve_read(struct keyboard *keyboard, uint64_t reply,
                       const struct vb_file_request *request)
{
    uint64_t position;
    int64_t count = kept_ring_read(&keyboard->input, reply, request, &position);

    sdk_reply_data(reply, count, &position, sizeof position);
}

static void serve_call(struct keyboard *keyboard, struct sdk_received *received)
{
    struct vb_file_request request;

    if (!sdk_driver_request(received, &request))
        return;
    if (received->message.id == VB_KEYBOARD_READ)
        serve_read(keyboard, received->message.reply, &request);
    else if (received->message.id == VB_KEYBOARD_WATCH)
        sdk_driver_watch(&keyboard->driver, received);
    else
        sdk_reply(received->message.reply, VB_ERR_NOT_SUPPORTED);
}

static void serve(void *context, struct sdk_received *received)
{
    struct keyboard *keyboard = context;

    if (received->message.kind == VB_MESSAGE_CALL)
        serve_call(keyboard, received);
    else if (received->message.kind == VB_MESSAGE_PULSE &&
             received->message.badge == PULSE_INTERRUPT)
        take_all(keyboard);
    sdk_drop_handles(received);
}

static int64_t claim(struct keyboard *keyboard)
{
    struct sdk_claimed claimed;
    int64_t status = sdk_driver_claim(&keyboard->driver, 1, &claimed);

    if (status < 0)
        return status;
    if (claimed.resources.region_count < 2 || claimed.resources.interrupt_count < 1)
        return VB_ERR_NOT_FOUND;
    keyboard->data = claimed.regions[0];
    keyboard->command = claimed.regions[1];
    keyboard->interrupt = claimed.interrupts[0];
    return VB_OK;
}

static const struct layout *chosen_layout(const struct keyboard *keyboard)
{
    const char *name = sdk_argument(1);
    const struct layout *layout = name != NULL ? layout_find(name) : NULL;

    if (name != NULL && layout == NULL)
        sdk_log(VB_LOG_WARNING, "%s: no layout is called %s", keyboard->driver.name, name);
    return layout != NULL ? layout : layout_default();
}

/* Nothing to drive is no failure that another start would change: the driver ends without one. */
static void start_controller(struct keyboard *keyboard)
{
    const struct controller_ports ports = ports_of(keyboard);

    switch (controller_start(&ports)) {
    case CONTROLLER_STUCK:
        sdk_log(VB_LOG_WARNING, "%s: expected an i8042, found nothing that answers",
                keyboard->driver.name);
        vb_task_exit(0);
    case CONTROLLER_READY_SET2:
        keyboard->codes.set2 = true;
        break;
    case CONTROLLER_NO_KEYBOARD:
        sdk_log(VB_LOG_INFO, "%s: no keyboard answers", keyboard->driver.name);
        break;
    default:
        keyboard->codes.set2 = false;
        break;
    }
    keyboard->is_set_up = true;
    (void)save(keyboard, NULL, 0);
}

int main(void)
{
    static struct keyboard keyboard;
    int64_t status;

    sdk_driver_open(&keyboard.driver);
    keyboard.keymap.layout = chosen_layout(&keyboard);
    status = claim(&keyboard);
    if (status >= 0)
        status = load(&keyboard);
    if (status >= 0)
        status = sdk_interrupt_watch(keyboard.interrupt, keyboard.driver.receiver, PULSE_INTERRUPT);
    if (status < 0)
        sdk_die("%s: device: %s", keyboard.driver.name, sdk_status_text(status));
    if (keyboard.is_set_up)
        take_fetched(&keyboard);
    else
        start_controller(&keyboard);
    controller_lights(&keyboard.lights, keyboard.keymap.locks);
    send_lights(&keyboard);
    take_all(&keyboard);
    sdk_driver_ready(&keyboard.driver);
    sdk_serve(keyboard.driver.receiver, serve, &keyboard);
}
