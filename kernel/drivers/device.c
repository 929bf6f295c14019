#include <drivers/device.h>
#include <ipc/pulse.h>
#include <ipc/state.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <process/task.h>
#include <stdatomic.h>

#define END_POLL_NANOSECONDS 10000000u

/* ---- requests ------------------------------------------------------------------------------- */

static size_t request_size(uint32_t input_size, uint32_t output_size)
{
    return sizeof(struct device_request) + input_size + output_size;
}

struct device_request *device_request_create(struct device *device, struct task *task,
                                             uint32_t input_size, uint32_t output_size, int *status)
{
    struct account *account = task->account;
    struct device_request *request =
        kernel_alloc(account, request_size(input_size, output_size), status);
    if (request == NULL)
        return NULL;
    object_retain(&account->object);
    object_retain(&device->object);
    list_init(&request->link);
    request->device = device;
    request->task = task;
    request->account = account;
    request->input_room = input_size;
    request->output_room = output_size;
    request->hal.device = device->index;
    request->hal.input = (const uint8_t *)(request + 1);
    request->hal.input_size = input_size;
    request->hal.output = (uint8_t *)(request + 1) + input_size;
    request->hal.output_size = output_size;
    request->hal.ring = device->kernel->config.ring;
    device->requests++;
    return request;
}

void device_request_free(struct device_request *request)
{
    struct account *account = request->account;
    struct device *device = request->device;
    struct kernel *kernel = device->kernel;
    device->requests--;
    list_remove(&request->link);
    kernel_free(account, request, request_size(request->input_room, request->output_room));
    object_release(kernel, &device->object);
    object_release(kernel, &account->object);
}

void device_submit(struct device_request *request)
{
    list_append(&request->device->under_way, &request->link);
    hal_device_submit(&request->hal);
}

/* Nobody can take completions any more. What is under way is still the platform's. */
static void device_drop(struct device *device)
{
    object_retain(&device->object);
    LIST_FOR_EACH (node, &device->done) {
        device_request_free(LIST_ENTRY(node, struct device_request, link));
    }
    LIST_FOR_EACH (node, &device->under_way) {
        struct device_request *request = LIST_ENTRY(node, struct device_request, link);
        if (!request->dropped)
            hal_device_cancel(&request->hal);
        request->dropped = true;
        request->task = NULL;
    }
    object_release(device->kernel, &device->object);
}

/* A driver has ended and another may follow: what it sent out, a write, goes on; what it waited for
 * is given up, unless it has come meanwhile. */
static void device_orphan(struct device *device, const struct task *task)
{
    LIST_FOR_EACH (node, &device->done) {
        struct device_request *request = LIST_ENTRY(node, struct device_request, link);
        if (request->task == task)
            request->task = NULL;
    }
    LIST_FOR_EACH (node, &device->under_way) {
        struct device_request *request = LIST_ENTRY(node, struct device_request, link);
        if (request->task != task)
            continue;
        request->task = NULL;
        request->cancelled = request->input_room == 0;
        if (request->cancelled)
            hal_device_cancel(&request->hal);
    }
}

void device_collect(struct device *device)
{
    bool completed = false;
    object_retain(&device->object);
    LIST_FOR_EACH (node, &device->under_way) {
        struct device_request *request = LIST_ENTRY(node, struct device_request, link);
        if (!atomic_load_explicit(&request->hal.done, memory_order_acquire))
            continue;
        if (request->dropped || (request->cancelled && request->hal.result == VB_ERR_CANCELLED)) {
            device_request_free(request);
            continue;
        }
        list_remove(node);
        list_append(&device->done, node);
        completed = true;
    }
    if (completed && device->pulse != NULL)
        (void)pulse_fire(pulse_of(device->pulse), DEVICE_BIT);
    object_release(device->kernel, &device->object);
}

/* ---- the object ----------------------------------------------------------------------------- */

/* With the last handle goes the last who could take a completion. */
static void device_closed(struct kernel *kernel, struct object *object, uint32_t rights,
                          uint64_t badge)
{
    (void)kernel;
    (void)rights;
    (void)badge;
    if (object->handles == 0)
        device_drop(device_of(object));
}

static void device_destroy(struct kernel *kernel, struct object *object)
{
    struct device *device = device_of(object);
    list_remove(&device->link);
    object_release(kernel, device->pulse);
    kernel_free(object->account, device, sizeof *device);
}

static const struct object_ops device_ops = {NULL, device_closed, device_destroy};

int device_create(struct kernel *kernel, struct account *account, size_t index, struct object **out)
{
    int status;
    struct device *device = kernel_alloc(account, sizeof *device, &status);
    if (device == NULL)
        return status;
    object_init(kernel, &device->object, VB_OBJECT_DEVICE, &device_ops, account);
    device->kernel = kernel;
    device->index = (uint32_t)index;
    device->hal = hal_device(index);
    list_init(&device->under_way);
    list_init(&device->done);
    list_append(&kernel->ipc.devices, &device->link);
    *out = &device->object;
    return VB_OK;
}

void ipc_task_ended(struct task *task)
{
    LIST_FOR_EACH (node, &task->kernel->ipc.devices) {
        device_orphan(LIST_ENTRY(node, struct device, link), task);
    }
}

void devices_end(struct kernel *kernel)
{
    struct list *devices = &kernel->ipc.devices;
    for (;;) {
        uint32_t requests = 0;
        LIST_FOR_EACH (node, devices) {
            struct device *device = LIST_ENTRY(node, struct device, link);
            object_retain(&device->object); /* its last request may be what keeps it */
            device_drop(device);
            device_collect(device);
            object_release(kernel, &device->object);
        }
        LIST_FOR_EACH (node, devices) {
            requests += LIST_ENTRY(node, struct device, link)->requests;
        }
        if (requests == 0)
            return;
        interrupts_poll(kernel); /* an empty ring, so that idling waits for the next completion */
        hal_idle(kernel->config.ring, kernel_now(kernel) + END_POLL_NANOSECONDS);
    }
}
