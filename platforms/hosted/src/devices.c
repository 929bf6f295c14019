/* The list of devices: the console, then the folders in the order of the command line. */
#include "hosted.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct hal_device devices[HAL_LINES] = {{.kind = VB_DEVICE_CONSOLE, .line = HOSTED_CONSOLE}};
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

void hosted_offer_console(void)
{
    devices[HOSTED_CONSOLE].flags = console_flags();
}

const char *hosted_add_folder(const char *host_path, const char *guest_path, bool read_only)
{
    if (device_count == HAL_LINES) {
        return "too many folders";
    }
    struct hal_device *device = &devices[device_count];
    if (strlen(guest_path) >= sizeof device->name) {
        return "the guest path is longer than 63 bytes";
    }
    folders[device_count] = folder_open(host_path, read_only);
    if (!folders[device_count]) {
        return strerror(errno);
    }
    *device = (struct hal_device){.kind = VB_DEVICE_FOLDER,
                                  .flags = read_only ? VB_FOLDER_READ_ONLY : 0,
                                  .line = (uint32_t)device_count};
    memcpy(device->name, guest_path, strlen(guest_path) + 1);
    device_count++;
    return NULL;
}

void hal_device_submit(struct hal_request *request)
{
    if (request->device == HOSTED_CONSOLE) {
        console_submit(request);
    } else {
        folder_submit(folders[request->device], request);
    }
}

void hal_device_cancel(struct hal_request *request)
{
    if (request->device == HOSTED_CONSOLE) {
        console_cancel(request);
    } /* what a folder does ends by itself: nothing there can wait for ever */
}

void hosted_thread(void *(*run)(void *), void *argument)
{
    pthread_t thread;
    int status = pthread_create(&thread, NULL, run, argument);
    if (status != 0) {
        fprintf(stderr, "vibee: cannot start a thread: %s\n", strerror(status));
        exit(1);
    }
    pthread_detach(thread);
}
