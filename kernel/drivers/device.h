/*
 * Paravirtual devices: requests to what the platform offers, and their completions.
 *
 * A request and copies of its buffers belong to the kernel, charged to the task that submitted it,
 * from submission until the platform has set `done`: a task may die at any moment without the
 * platform writing into memory that is no longer there. What it sent out goes on and what came in
 * is kept for the next holder of the device; what it waited for is cancelled, and when it completes
 * so, dropped. With the last handle to the device everything is.
 */
#ifndef KERNEL_DRIVERS_DEVICE_H
#define KERNEL_DRIVERS_DEVICE_H

#include <base/list.h>
#include <hal/hal.h>
#include <object.h>

struct task;

#define DEVICE_BIT 1u /* of its pulse */

struct device {
    struct object object; /* VB_OBJECT_DEVICE */
    struct kernel *kernel;
    struct list link; /* in kernel->ipc.devices */
    const struct hal_device *hal;
    uint32_t index;
    uint32_t requests;     /* in both lists, at most VB_DEVICE_REQUESTS_MAX */
    struct list under_way; /* struct device_request */
    struct list done;      /* completed, in that order, not yet taken */
    struct object *pulse;  /* retained; NULL: nobody watches */
};

struct device_request {
    struct list link;
    struct device *device;   /* retained */
    struct task *task;       /* who submitted it; NULL: it has ended */
    bool cancelled;          /* its task has ended: no completion if the platform gave it up */
    bool dropped;            /* no completion whatever comes */
    struct account *account; /* retained */
    uint64_t tag;
    uint32_t input_room, output_room; /* bytes after the structure, the input's first */
    struct hal_request hal;
};

static inline struct device *device_of(struct object *object)
{
    return CONTAINER_OF(object, struct device, object);
}

/* A request with room for its buffers. NULL with *status as kernel_alloc(). */
struct device_request *device_request_create(struct device *device, struct task *task,
                                             uint32_t input_size, uint32_t output_size,
                                             int *status);
/* It is completed, or was never submitted. */
void device_request_free(struct device_request *request);
void device_submit(struct device_request *request);
/* Move what the platform has completed to `done` and fire the pulse for it. */
void device_collect(struct device *device);

#endif
