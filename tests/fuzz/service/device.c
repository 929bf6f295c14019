#include "device.h"
#include <string.h>
#include <vibee/device.h>

enum { REQUESTS = 64, OPERATIONS = 32 };

static struct request {
    struct vb_device_request asked; /* input: nothing any more */
    bool done;
    int64_t result;
    uint8_t *output;
    uint32_t size;
} requests[REQUESTS];
static uint32_t count;
static int64_t answers[OPERATIONS];
static bool silent;
static struct fake_object *watch;

void device_over(void)
{
    if (watch != NULL)
        fake_release(watch);
    watch = NULL;
    while (count > 0)
        free(requests[--count].output);
    memset(answers, 0, sizeof answers);
    silent = false;
}

void device_answers(uint32_t operation, int64_t status)
{
    answers[operation % OPERATIONS] = status;
}

void device_silent(bool on)
{
    silent = on;
}

uint32_t device_under_way(void)
{
    uint32_t under_way = 0;

    for (uint32_t i = 0; i < count; i++)
        under_way += !requests[i].done;
    return under_way;
}

static void complete(struct request *request, int64_t result, const void *output, size_t size)
{
    if (size > request->asked.output_size)
        size = request->asked.output_size;
    request->output = malloc(size + 1);
    if (request->output == NULL)
        abort();
    if (size > 0)
        memcpy(request->output, output, size);
    request->size = (uint32_t)size;
    request->result = result;
    request->done = true;
    if (watch != NULL)
        fake_fire(watch->badge, 1);
}

bool device_finish(uint32_t operation, int64_t result, const void *output, size_t size)
{
    for (uint32_t i = 0; i < count; i++)
        if (!requests[i].done && (operation == 0 || requests[i].asked.operation == operation)) {
            complete(&requests[i], result, output, size);
            return true;
        }
    return false;
}

/* ---- system calls ---- */

int64_t vb_device_info(uint64_t device, uint64_t info)
{
    const struct fake_object *object = fake_find_type(device, VB_OBJECT_DEVICE);

    fake_enter();
    if (object == NULL)
        return VB_ERR_BAD_TYPE;
    *(struct vb_device_info *)(uintptr_t)info = (struct vb_device_info){
        .kind = object->number != 0 ? (uint32_t)object->number : device_kind.kind,
        .flags = device_kind.flags,
        .name = "device"};
    return VB_OK;
}

int64_t vb_device_watch(uint64_t device, uint64_t pulse)
{
    struct fake_object *told = fake_find_type(pulse, VB_OBJECT_PULSE);

    fake_enter();
    if (fake_find_type(device, VB_OBJECT_DEVICE) == NULL || told == NULL)
        return VB_ERR_BAD_TYPE;
    if (watch != NULL)
        fake_release(watch);
    watch = told;
    watch->references++;
    return VB_OK;
}

int64_t vb_device_submit(uint64_t device, uint64_t from)
{
    const struct vb_device_request *asked = (const struct vb_device_request *)(uintptr_t)from;
    static uint8_t input[VB_DEVICE_TRANSFER_MAX], output[VB_DEVICE_TRANSFER_MAX];
    uint32_t size = 0;
    int64_t result;

    fake_enter();
    if (fake_find_type(device, VB_OBJECT_DEVICE) == NULL)
        return VB_ERR_BAD_TYPE;
    if (asked->input_size > sizeof input || asked->output_size > sizeof output)
        return VB_ERR_TOO_BIG;
    fake_copy(VB_ADDRESS(input), asked->input, asked->input_size);
    if (fake_fails())
        return VB_ERR_NO_MEMORY;
    if (count == REQUESTS)
        return VB_ERR_BUSY;
    requests[count] = (struct request){.asked = *asked};
    result = answers[asked->operation % OPERATIONS];
    if (result == 0)
        result = silent ? DEVICE_LATER : device_kind.carry_out(asked, input, output, &size);
    count++;
    if (result != DEVICE_LATER)
        complete(&requests[count - 1], result, output, size);
    return VB_OK;
}

/* The oldest that is done; an error: there is none, or no room for it. */
static int64_t oldest_done(uint64_t device, uint64_t to, uint64_t buffer, uint64_t room)
{
    struct vb_device_completion *completion = (struct vb_device_completion *)(uintptr_t)to;
    const struct request *done;
    uint32_t i;

    fake_enter();
    if (fake_find_type(device, VB_OBJECT_DEVICE) == NULL)
        return VB_ERR_BAD_TYPE;
    for (i = 0; i < count && !requests[i].done; i++)
        continue;
    if (i == count)
        return VB_ERR_AGAIN;
    done = &requests[i];
    *completion = (struct vb_device_completion){.tag = done->asked.tag, .result = done->result};
    completion->output_size = done->size < room ? done->size : (uint32_t)room;
    fake_copy(buffer, VB_ADDRESS(done->output), completion->output_size);
    return i;
}

int64_t vb_device_peek(uint64_t device, uint64_t completion, uint64_t buffer, uint64_t room)
{
    int64_t found = oldest_done(device, completion, buffer, room);

    return found < 0 ? found : VB_OK;
}

int64_t vb_device_complete(uint64_t device, uint64_t completion, uint64_t buffer, uint64_t room)
{
    int64_t found = oldest_done(device, completion, buffer, room);

    if (found < 0)
        return found;
    free(requests[found].output);
    count--;
    memmove(requests + found, requests + found + 1, (count - (uint32_t)found) * sizeof requests[0]);
    return VB_OK;
}
