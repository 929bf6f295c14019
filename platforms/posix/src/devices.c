/* The list of devices: the console, then the folders in the order of the command line. */
#include "posix.h"

#include <errno.h>
#include <string.h>

static struct hal_device devices[HAL_LINES] = {{.kind = VB_DEVICE_CONSOLE, .line = POSIX_CONSOLE}};
static struct folder *folders[HAL_LINES]; /* by device */
static size_t device_count = 1;

size_t hal_device_count(void)
{
    return device_count;
}

const struct hal_device *hal_device(size_t index)
{
    return index < device_count ? &devices[index] : NULL;
}

void posix_offer_console(void)
{
    devices[POSIX_CONSOLE].flags = posix_console_flags();
}

const char *posix_add_folder(const char *host_path, const char *guest_path, bool read_only)
{
    if (device_count == HAL_LINES) {
        return "too many folders";
    }
    struct hal_device *device = &devices[device_count];
    if (strlen(guest_path) >= sizeof device->name) {
        return "the guest path is longer than 63 bytes";
    }
    struct folder *folder = folder_open(host_path, read_only);
    if (!folder) {
        return strerror(errno);
    }
    if (!posix_folder_start(folder)) {
        return "out of memory";
    }
    folders[device_count] = folder;
    *device = (struct hal_device){.kind = VB_DEVICE_FOLDER,
                                  .flags = read_only ? VB_FOLDER_READ_ONLY : 0,
                                  .line = (uint32_t)device_count};
    memcpy(device->name, guest_path, strlen(guest_path) + 1);
    device_count++;
    return NULL;
}

void hal_device_submit(struct hal_request *request)
{
    if (request->device == POSIX_CONSOLE) {
        posix_console_submit(request);
    } else {
        posix_folder_submit(folders[request->device], request);
    }
}

void hal_device_cancel(struct hal_request *request)
{
    if (request->device == POSIX_CONSOLE) {
        posix_console_cancel(request);
    } /* what a folder does ends by itself: nothing there can wait for ever */
}
