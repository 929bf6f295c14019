/* See sdk/driver.h. */
#include <sdk/driver.h>
#include <sdk/log.h>
#include <sdk/start.h>
#include <string.h>
#include <vibee/syscalls.h>

static const char kept_watch[] = "watch";

void sdk_driver_open(struct sdk_driver *driver)
{
    const char *name = sdk_argument(0);

    *driver = (struct sdk_driver){.receiver = sdk_start_named("receiver"),
                                  .sender = sdk_start_named("sender"),
                                  .devmgr = sdk_start_named("devmgr"),
                                  .watch = sdk_kept(kept_watch),
                                  .name = name != NULL ? name : "driver"};
    if (driver->receiver == 0 || driver->sender == 0 || driver->devmgr == 0)
        sdk_die("%s: expected the handles receiver, sender and devmgr", driver->name);
}

/* The handles of the answer, in their order; false: not as many as the resources say. */
static bool sort(struct sdk_claimed *claimed, const uint64_t *handles, uint32_t count)
{
    const struct vb_devmgr_resources *resources = &claimed->resources;
    uint32_t regions = resources->region_count, interrupts = resources->interrupt_count;

    if (regions > VB_DEVMGR_REGIONS_MAX || interrupts > VB_DEVMGR_INTERRUPTS_MAX ||
        resources->dma_count > 1 || resources->device_count > 1 || resources->memory_count > 1 ||
        regions + interrupts + resources->dma_count + resources->device_count +
                resources->memory_count !=
            count)
        return false;
    memcpy(claimed->regions, handles, regions * sizeof *handles);
    memcpy(claimed->interrupts, handles + regions, interrupts * sizeof *handles);
    handles += regions + interrupts;
    if (resources->dma_count > 0)
        claimed->dma = *handles++;
    if (resources->device_count > 0)
        claimed->device = *handles++;
    if (resources->memory_count > 0)
        claimed->memory = *handles;
    return true;
}

int64_t sdk_driver_claim(const struct sdk_driver *driver, uint32_t interrupts,
                         struct sdk_claimed *claimed)
{
    struct vb_file_request request = {.argument = interrupts};
    uint64_t handles[VB_HANDLES_MAX];
    struct sdk_call call = {.id = VB_DEVMGR_CLAIM,
                            .data = &request,
                            .data_size = sizeof request,
                            .answer = &claimed->resources,
                            .answer_room = sizeof claimed->resources,
                            .answer_handles = handles,
                            .answer_handles_room = VB_HANDLES_MAX};
    int64_t status;

    *claimed = (struct sdk_claimed){0};
    status = sdk_call_again(driver->devmgr, &call);
    if (status < 0)
        return status;
    if (call.answer_size != sizeof claimed->resources ||
        !sort(claimed, handles, call.answer_handle_count))
        return VB_ERR_PROTOCOL;
    return VB_OK;
}

int64_t sdk_driver_pulse(const struct sdk_driver *driver, uint64_t code)
{
    return vb_pulse_create(driver->receiver, code);
}

void sdk_driver_ready(const struct sdk_driver *driver)
{
    sdk_ready();
    sdk_driver_fire(driver, VB_DRIVER_ALL);
}

bool sdk_driver_request(const struct sdk_received *received, struct vb_file_request *request)
{
    if (received->message.data_size < sizeof *request) {
        sdk_reply(received->message.reply, VB_ERR_PROTOCOL);
        return false;
    }
    memcpy(request, received->data, sizeof *request);
    return true;
}

void sdk_driver_watch(struct sdk_driver *driver, struct sdk_received *received)
{
    struct vb_handle_info info;

    if (received->message.handle_count != 1 ||
        vb_handle_info(received->handles[0], VB_ADDRESS(&info)) < 0 ||
        info.type != VB_OBJECT_PULSE) {
        sdk_reply(received->message.reply, VB_ERR_INVALID);
        return;
    }
    if (driver->watch != 0)
        (void)vb_handle_close(driver->watch);
    driver->watch = received->handles[0];
    received->message.handle_count = 0;
    sdk_reply(received->message.reply, VB_OK);
    if (sdk_keep(kept_watch, driver->watch) < 0)
        sdk_log(VB_LOG_WARNING, "%s: its client will not be told after a restart", driver->name);
}

void sdk_driver_fire(const struct sdk_driver *driver, uint32_t bits)
{
    /* The client may be gone; the next one gives a pulse of its own. */
    if (driver->watch != 0)
        (void)vb_pulse_fire(driver->watch, bits);
}
