/*
 * What every driver's main does (docs/services.md, "Drivers"): its channel, its device, who is
 * told.
 *
 *   sdk_driver_open(&driver);
 *   status = sdk_driver_claim(&driver, 1, &claimed);
 *   ...set the device up; pulses with codes of its own into driver.receiver...
 *   sdk_driver_ready(&driver);
 *   sdk_serve(driver.receiver, serve, context);
 *
 * A driver's loop gets calls (kind VB_MESSAGE_CALL; decode them with sdk_driver_request) and pulses
 * (kind VB_MESSAGE_PULSE: message.badge is the code, message.id the bits), and ends with
 * sdk_drop_handles. It never calls anybody but devmgr and init.
 */
#ifndef SDK_DRIVER_H
#define SDK_DRIVER_H

#include <sdk/channel.h>
#include <stdbool.h>
#include <stdint.h>
#include <vibee/devmgr.h>
#include <vibee/driver.h>
#include <vibee/file.h>

#ifdef __cplusplus
extern "C" {
#endif

struct sdk_driver {
    uint64_t receiver, sender; /* of its own channel */
    uint64_t devmgr;           /* its badge says which device may be claimed */
    uint64_t watch;            /* the pulse that tells the client; 0: nobody asked yet */
    const char *name;          /* of the instance, like "virtio-blk@00:03.0" */
};

struct sdk_claimed {
    struct vb_devmgr_resources resources;
    uint64_t regions[VB_DEVMGR_REGIONS_MAX];
    uint64_t interrupts[VB_DEVMGR_INTERRUPTS_MAX];
    uint64_t dma;    /* 0: none */
    uint64_t device; /* a paravirtual device; 0: none */
    uint64_t memory; /* of the framebuffer: what the early console showed; 0: none */
};

/* Find the start handles; ends the task with a line in the log when one is missing. */
void sdk_driver_open(struct sdk_driver *driver);

/* Take the device, with at most so many interrupts. A negative vb_status. */
int64_t sdk_driver_claim(const struct sdk_driver *driver, uint32_t interrupts,
                         struct sdk_claimed *claimed);

/* A pulse into the driver's own channel: for vb_interrupt_watch, vb_device_watch, timers. */
int64_t sdk_driver_pulse(const struct sdk_driver *driver, uint64_t code);

/* The driver serves: tell init, and the client of an incarnation before (all bits). */
void sdk_driver_ready(const struct sdk_driver *driver);

/* The request of a call; false: it had none, and has been answered. */
bool sdk_driver_request(const struct sdk_received *received, struct vb_file_request *request);

/* Serve WATCH (of every class): take the pulse, have init keep it, answer. */
void sdk_driver_watch(struct sdk_driver *driver, struct sdk_received *received);

/* Tell the client: bits of vb_driver_ready. */
void sdk_driver_fire(const struct sdk_driver *driver, uint32_t bits);

#ifdef __cplusplus
}
#endif

#endif
