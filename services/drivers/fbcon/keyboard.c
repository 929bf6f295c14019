/*
 * The keyboard's driver, found through devmgr. Its calls never wait; but it may be dead and started
 * again just now, which a deadline bounds: then its pulse comes once more.
 */
#include "fbcon.h"
#include <sdk/log.h>
#include <vibee/syscalls.h>

enum { PATIENCE_NS = 200000000, KEYS_MAX = 256 };

static uint64_t deadline(void)
{
    return (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + PATIENCE_NS;
}

static int64_t open_keyboard(const struct fbcon *fbcon, uint64_t *sender)
{
    struct vb_file_request request = {.flags = VB_DEVMGR_KEYBOARD};
    struct vb_devmgr_entry entry;
    struct sdk_call call = {.id = VB_DEVMGR_OPEN,
                            .data = &request,
                            .data_size = sizeof request,
                            .answer = &entry,
                            .answer_room = sizeof entry,
                            .answer_handles = sender,
                            .answer_handles_room = 1};
    int64_t status = sdk_call_again(fbcon->server.driver.devmgr, &call);

    return status < 0 ? status : call.answer_handle_count == 1 ? VB_OK : VB_ERR_PROTOCOL;
}

/* Give a pulse of ours to somebody who fires it. */
static int64_t watch(const struct fbcon *fbcon, uint64_t whom, int64_t id, uint32_t flags,
                     uint64_t code)
{
    struct vb_file_request request = {.flags = flags};
    int64_t pulse = sdk_driver_pulse(&fbcon->server.driver, code);
    uint64_t handle = (uint64_t)pulse;
    struct sdk_call call = {.id = id,
                            .data = &request,
                            .data_size = sizeof request,
                            .handles = &handle,
                            .handle_count = 1,
                            .deadline = deadline()};
    int64_t status;

    if (pulse < 0)
        return pulse;
    status = sdk_call_again(whom, &call);
    if (status < 0)
        (void)vb_handle_close(handle);
    return status;
}

void keyboard_appeared(struct fbcon *fbcon)
{
    int64_t status;

    if (fbcon->keyboard == 0) {
        status = open_keyboard(fbcon, &fbcon->keyboard);
        if (status < 0) {
            fbcon->keyboard = 0;
            return; /* there is none yet: devmgr's pulse tells */
        }
    }
    status = watch(fbcon, fbcon->keyboard, VB_KEYBOARD_WATCH, 0, PULSE_KEYBOARD);
    if (status < 0)
        sdk_log(VB_LOG_WARNING, "%s: keyboard: %s", fbcon->server.driver.name,
                sdk_status_text(status));
    keyboard_read(fbcon);
}

void keyboard_start(struct fbcon *fbcon)
{
    int64_t status = watch(fbcon, fbcon->server.driver.devmgr, VB_DEVMGR_WATCH, VB_DEVMGR_KEYBOARD,
                           PULSE_APPEARED);

    if (status < 0)
        sdk_log(VB_LOG_WARNING, "%s: devmgr: %s", fbcon->server.driver.name,
                sdk_status_text(status));
    keyboard_appeared(fbcon);
}

/* One READ: how far the keyboard's bytes were taken is kept with the bytes. False: no more. */
static bool take_keys(struct fbcon *fbcon)
{
    char bytes[KEYS_MAX];
    uint64_t position = 0;
    struct fbcon_taken taken;
    struct vb_window window = sdk_window(bytes, sizeof bytes, VB_RIGHT_WRITE);
    struct vb_file_request request = {.size = sizeof bytes};
    struct sdk_call call = {.id = VB_KEYBOARD_READ,
                            .data = &request,
                            .data_size = sizeof request,
                            .answer = &position,
                            .answer_room = sizeof position,
                            .windows = &window,
                            .window_count = 1,
                            .deadline = deadline()};
    int64_t count;

    kept_ring_get(&fbcon->server.input, &taken, sizeof taken);
    request.offset = taken.keys;
    count = sdk_call_again(fbcon->keyboard, &call);
    if (count <= 0 || count > (int64_t)sizeof bytes || call.answer_size != sizeof position)
        return false;
    terminal_translate_keys(&fbcon->terminal, bytes, (size_t)count);
    taken.keys = position + (uint64_t)count;
    kept_ring_set(&fbcon->server.input, &taken, sizeof taken);
    return kept_ring_put(&fbcon->server.input, bytes, (size_t)count) >= 0;
}

void keyboard_read(struct fbcon *fbcon)
{
    bool came = false;

    while (fbcon->keyboard != 0 && kept_ring_room(&fbcon->server.input) >= KEYS_MAX &&
           take_keys(fbcon))
        came = true;
    if (came)
        terminal_server_tell(&fbcon->server, VB_DRIVER_INPUT);
}
