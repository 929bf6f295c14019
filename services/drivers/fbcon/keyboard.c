/*
 * The keyboard's driver, found through devmgr. Its calls never wait; but it may be dead and started
 * again just now, which a deadline bounds: then its pulse comes once more.
 */
#include "fbcon.h"
#include <sdk/devices.h>
#include <sdk/log.h>
#include <vibee/syscalls.h>

enum { PATIENCE_NS = 200000000, KEYS_MAX = 256 };

static uint64_t deadline(void)
{
    return (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + PATIENCE_NS;
}

/* Give the keyboard's driver a pulse to fire. */
static int64_t watch(const struct fbcon *fbcon)
{
    struct vb_file_request request = {0};
    int64_t pulse = sdk_driver_pulse(&fbcon->server.driver, PULSE_KEYBOARD);
    uint64_t handle = (uint64_t)pulse;
    struct sdk_call call = {.id = VB_KEYBOARD_WATCH,
                            .data = &request,
                            .data_size = sizeof request,
                            .handles = &handle,
                            .handle_count = 1,
                            .deadline = deadline()};
    int64_t status;

    if (pulse < 0)
        return pulse;
    status = sdk_call_again(fbcon->keyboard, &call);
    if (status < 0)
        (void)vb_handle_close(handle);
    return status;
}

void keyboard_appeared(struct fbcon *fbcon)
{
    struct vb_devmgr_entry entry;
    int64_t status;

    if (fbcon->keyboard == 0) {
        status = sdk_device_open(fbcon->server.driver.devmgr, VB_DEVMGR_KEYBOARD, 0, 0, &entry,
                                 &fbcon->keyboard);
        if (status < 0) {
            fbcon->keyboard = 0;
            return; /* there is none yet: devmgr's pulse tells */
        }
    }
    status = watch(fbcon);
    if (status < 0)
        sdk_log(VB_LOG_WARNING, "%s: keyboard: %s", fbcon->server.driver.name,
                sdk_status_text(status));
    keyboard_read(fbcon);
}

void keyboard_start(struct fbcon *fbcon)
{
    const struct sdk_driver *driver = &fbcon->server.driver;
    int64_t status = sdk_device_watch(driver->devmgr, VB_DEVMGR_KEYBOARD, PATIENCE_NS,
                                      driver->receiver, PULSE_APPEARED);

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
