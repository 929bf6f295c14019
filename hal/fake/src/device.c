/* Devices whose answers the test gives: at once, later by hand, or at a time of the clock. */
#include "internal.h"

#include <stdio.h>
#include <string.h>

struct waiting {
    struct hal_request *request;
    uint64_t due; /* UINT64_MAX: when the test says so */
    int64_t result;
    const void *output;
    size_t size;
};
struct fake_device {
    struct hal_device device;
    void (*script)(void *ctx, struct hal_request *request);
    void *ctx;
};

static struct fake_device devices[HAL_LINES];
static size_t device_count;
static struct waiting waiting[HAL_FAKE_REQUESTS]; /* oldest first */
static size_t waiting_count;

void fake_devices_reset(void)
{
    memset(devices, 0, sizeof devices);
    device_count = 0;
    waiting_count = 0;
}

size_t hal_fake_add_device(enum vb_device_kind kind, uint32_t flags, const char *name)
{
    if (device_count == HAL_LINES) {
        fake_fail("more devices than lines");
    }
    struct hal_device *device = &devices[device_count].device;
    *device = (struct hal_device){.kind = kind, .flags = flags, .line = (uint32_t)device_count};
    snprintf(device->name, sizeof device->name, "%s", name);
    return device_count++;
}

void hal_fake_on_submit(size_t device, void (*script)(void *ctx, struct hal_request *), void *ctx)
{
    devices[device].script = script;
    devices[device].ctx = ctx;
}

size_t hal_device_count(void)
{
    return device_count;
}

const struct hal_device *hal_device(size_t index)
{
    return index < device_count ? &devices[index].device : NULL;
}

struct hal_request *hal_fake_pending(size_t device, size_t n)
{
    for (size_t i = 0; i < waiting_count; i++) {
        if (waiting[i].request->device == device && n-- == 0) {
            return waiting[i].request;
        }
    }
    return NULL;
}

static struct waiting *find(const struct hal_request *request)
{
    for (size_t i = 0; i < waiting_count; i++) {
        if (waiting[i].request == request) {
            return &waiting[i];
        }
    }
    return NULL;
}

static struct waiting *must_find(const struct hal_request *request)
{
    struct waiting *entry = find(request);
    if (!entry) {
        fake_fail("a request was completed that does not wait");
    }
    return entry;
}

static void finish(struct waiting *entry, int64_t result, const void *output, size_t size)
{
    struct hal_request *request = entry->request;
    size_t after = waiting_count - (size_t)(entry - waiting) - 1;
    memmove(entry, entry + 1, after * sizeof *entry);
    waiting_count--;

    size = MIN(size, request->output_size);
    if (size > 0) {
        memcpy(request->output, output, size);
    }
    request->output_size = (uint32_t)size;
    request->result = result;
    uint32_t line = devices[request->device].device.line;
    struct hal_ring *ring = request->ring;
    atomic_store_explicit(&request->done, true, memory_order_release);
    hal_ring_post(ring, line, 0, hal_clock_monotonic());
}

void hal_device_submit(struct hal_request *request)
{
    if (request->device >= device_count || waiting_count == HAL_FAKE_REQUESTS) {
        fake_fail("a request for no device, or too many of them");
    }
    waiting[waiting_count++] = (struct waiting){.request = request, .due = UINT64_MAX};
    struct fake_device *device = &devices[request->device];
    if (device->script) {
        device->script(device->ctx, request);
    }
}

void hal_device_cancel(struct hal_request *request)
{
    struct waiting *entry = find(request);
    if (entry) {
        finish(entry, VB_ERR_CANCELLED, NULL, 0);
    }
}

void hal_fake_complete(struct hal_request *request, int64_t result, const void *output, size_t size)
{
    finish(must_find(request), result, output, size);
}

void hal_fake_complete_at(struct hal_request *request, uint64_t time, int64_t result,
                          const void *output, size_t size)
{
    struct waiting *entry = must_find(request);
    *entry = (struct waiting){
        .request = request, .due = time, .result = result, .output = output, .size = size};
}

uint64_t fake_next_completion(void)
{
    uint64_t next = UINT64_MAX;
    for (size_t i = 0; i < waiting_count; i++) {
        next = MIN(next, waiting[i].due);
    }
    return next;
}

void fake_complete_due(uint64_t now)
{
    for (size_t i = 0; i < waiting_count;) {
        struct waiting *entry = &waiting[i];
        if (entry->due <= now) {
            finish(entry, entry->result, entry->output, entry->size);
        } else {
            i++;
        }
    }
}
