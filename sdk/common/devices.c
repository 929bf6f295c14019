/* See sdk/devices.h. */
#include <sdk/channel.h>
#include <sdk/devices.h>
#include <vibee/file.h>
#include <vibee/syscalls.h>

static uint64_t deadline_of(uint64_t patience)
{
    return patience == 0 ? 0 : (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + patience;
}

static void end_texts(struct vb_devmgr_entry *entry)
{
    entry->name[sizeof entry->name - 1] = 0;
    entry->driver[sizeof entry->driver - 1] = 0;
    entry->description[sizeof entry->description - 1] = 0;
}

/* LIST, or with room for a handle OPEN. */
static int64_t ask(uint64_t devmgr, uint32_t class_, uint32_t index, uint64_t patience,
                   struct vb_devmgr_entry *entry, uint64_t *driver)
{
    struct vb_file_request request = {.flags = class_, .argument = index};
    struct sdk_call call = {.id = driver != NULL ? VB_DEVMGR_OPEN : VB_DEVMGR_LIST,
                            .data = &request,
                            .data_size = sizeof request,
                            .answer = entry,
                            .answer_room = sizeof *entry,
                            .answer_handles = driver,
                            .answer_handles_room = driver != NULL,
                            .deadline = deadline_of(patience)};
    int64_t status = sdk_call_again(devmgr, &call);

    if (status < 0)
        return status;
    if (call.answer_size != sizeof *entry || call.answer_handle_count != (driver != NULL)) {
        if (call.answer_handle_count == 1)
            (void)vb_handle_close(*driver);
        return VB_ERR_PROTOCOL;
    }
    end_texts(entry);
    return VB_OK;
}

int64_t sdk_device_list(uint64_t devmgr, uint32_t class_, uint32_t index, uint64_t patience,
                        struct vb_devmgr_entry *entry)
{
    return ask(devmgr, class_, index, patience, entry, NULL);
}

int64_t sdk_device_open(uint64_t devmgr, uint32_t class_, uint32_t index, uint64_t patience,
                        struct vb_devmgr_entry *entry, uint64_t *driver)
{
    return ask(devmgr, class_, index, patience, entry, driver);
}

/* The pulse moves with a call that was delivered, so each try has one of its own. */
static int64_t watch_once(uint64_t devmgr, uint32_t class_, uint64_t deadline, uint64_t receiver,
                          uint64_t code)
{
    struct vb_file_request request = {.flags = class_};
    int64_t pulse = vb_pulse_create(receiver, code);
    uint64_t handle = (uint64_t)pulse;
    struct sdk_call call = {.id = VB_DEVMGR_WATCH,
                            .data = &request,
                            .data_size = sizeof request,
                            .handles = &handle,
                            .handle_count = 1,
                            .deadline = deadline};

    return pulse < 0 ? pulse : sdk_call(devmgr, &call);
}

int64_t sdk_device_watch(uint64_t devmgr, uint32_t class_, uint64_t patience, uint64_t receiver,
                         uint64_t code)
{
    enum { TRIES = 20, PAUSE_NS = 20000000 };
    uint64_t deadline = deadline_of(patience);
    int64_t status;

    for (int tries = 0;; tries++) {
        status = watch_once(devmgr, class_, deadline, receiver, code);
        if (status != VB_ERR_SERVER_DIED || tries == TRIES)
            return status;
        (void)vb_sleep((uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + PAUSE_NS);
    }
}
