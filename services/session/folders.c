#include "session.h"

#include <sdk/channel.h>
#include <sdk/file.h>
#include <sdk/log.h>
#include <sdk/start.h>
#include <stdio.h>
#include <string.h>
#include <vibee/file.h>
#include <vibee/log.h>
#include <vibee/syscalls.h>

/* The next folder device at or after *index in the start block. */
static uint64_t next_folder(uint32_t *index, struct vb_device_info *info)
{
    const struct vb_start_handle *entry;
    while ((entry = sdk_start_entry(*index)) != NULL) {
        (*index)++;
        if (entry->kind == VB_START_NAMED && entry->handle &&
            strncmp(sdk_start_string(entry->name), "device.", 7) == 0 &&
            vb_device_info(entry->handle, VB_ADDRESS(info)) == VB_OK &&
            info->kind == VB_DEVICE_FOLDER)
            return entry->handle;
    }
    return 0;
}

static int64_t mount_once(uint64_t device, uint32_t rights, const char *where)
{
    struct vb_file_request request = {0};
    int64_t copy = vb_handle_duplicate(device, rights);
    if (copy < 0)
        return copy;
    uint64_t handle = (uint64_t)copy, directory = 0;
    struct vb_file_stat stat; /* the answer is that of VB_FILE_OPEN */
    struct sdk_call call = {.id = VB_FILE_MOUNT,
                            .data = &request,
                            .data_size = sizeof request,
                            .text = where,
                            .text_size = strlen(where),
                            .handles = &handle,
                            .handle_count = 1,
                            .answer = &stat,
                            .answer_room = sizeof stat,
                            .answer_handles = &directory,
                            .answer_handles_room = 1};
    int64_t status = sdk_call(sdk_start_named("files"), &call);
    return status < 0 ? status : (int64_t)directory;
}

/* Mount at a path, or privately at "", with these rights, 0: all. The directory's handle. Again
 * while the file system dies over it: each time with a handle of its own, as it moves. */
static int64_t mount(uint64_t device, uint32_t rights, const char *where)
{
    enum { TRIES = 20, PAUSE_NS = 20000000 };
    int64_t status = mount_once(device, rights, where);
    for (int tries = 0; status == VB_ERR_SERVER_DIED && tries < TRIES; tries++) {
        (void)vb_sleep((uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + PAUSE_NS);
        status = mount_once(device, rights, where);
    }
    return status;
}

/* /proc shows what this session may see; the file system may not signal. */
static void mount_proc(void)
{
    static const char name[] = "proc";
    int64_t proc = vb_namespace_lookup(0, VB_ADDRESS(name), sizeof name - 1), directory;
    if (proc < 0) /* a session without */
        return;
    directory =
        mount((uint64_t)proc, VB_RIGHT_READ | VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER, "/proc");
    if (directory < 0)
        complain("cannot mount /proc: %s", sdk_status_text(directory));
    (void)vb_handle_close((uint64_t)proc);
}

void mount_folders(void)
{
    mount_proc();
    struct vb_device_info info;
    uint64_t device;
    for (uint32_t index = 0; (device = next_folder(&index, &info)) != 0;) {
        int64_t directory = mount(device, 0, info.name);
        if (directory < 0)
            complain("cannot mount a folder at %s: %s", info.name, sdk_status_text(directory));
        else
            vb_handle_close((uint64_t)directory);
    }
}

void add_folders(struct sdk_block *block)
{
    struct vb_device_info info;
    uint64_t device;
    for (uint32_t index = 0; (device = next_folder(&index, &info)) != 0;) {
        if (strcmp(info.name, SNAPSHOT_FOLDER) == 0)
            continue;
        int64_t directory = mount(device, 0, "");
        if (directory < 0) {
            complain("cannot give the folder %s: %s", info.name, sdk_status_text(directory));
            continue;
        }
        sdk_block_preopen(block, info.name, (uint64_t)directory, 1);
    }
}

int64_t snapshot_folder(void)
{
    struct vb_device_info info;
    uint64_t device;
    for (uint32_t index = 0; (device = next_folder(&index, &info)) != 0;)
        if (strcmp(info.name, SNAPSHOT_FOLDER) == 0)
            return mount(device, 0, "");
    return VB_ERR_NOT_FOUND;
}
