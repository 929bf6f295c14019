/* The requests to a folder: each case has a folder of its own on the host, which begins with a FIFO
 * called "fifo". device 1 is the same folder, read-only. */
#include "folder.h"
#include "run.h"

#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct folder *folders[2]; /* the same twice, the second read-only */
static char root[32], path[64];

static int remove_one(const char *name, const struct stat *found, int kind, struct FTW *at)
{
    (void)found;
    (void)kind;
    (void)at;
    return remove(name);
}

static void folder_end(struct folder *folder)
{
    for (uint32_t i = 0; i < FOLDER_NODES; i++) {
        struct hal_request close_it = {.operation = VB_FOLDER_CLOSE, .node = i + 1};
        uint32_t size;
        if (folder->nodes[i].fd >= 0)
            (void)folder_carry_out(folder, &close_it, &size);
    }
    close(folder->root);
    free(folder);
}

bool device_begin(uint32_t index)
{
    char fifo[80];
    (void)index;
    strcpy(root, "/tmp/vibee-cases-XXXXXX");
    if (!mkdtemp(root))
        return false;
    snprintf(path, sizeof path, "%s/folder", root);
    snprintf(fifo, sizeof fifo, "%s/fifo", path);
    if (mkdir(path, 0700) != 0 || mkfifo(fifo, 0600) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        folders[i] = folder_open(path, i == 1);
        if (!folders[i])
            return false;
    }
    return true;
}

void device_end(void)
{
    for (int i = 0; i < 2; i++)
        folder_end(folders[i]);
    (void)nftw(path, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    (void)rmdir(root);
}

int64_t device_request(uint64_t device, struct hal_request *request)
{
    uint32_t size;
    return folder_carry_out(folders[device & 1], request, &size);
}

void device_told(uint32_t what, uint64_t number, const uint8_t *bytes, size_t size)
{
    (void)what;
    (void)number;
    (void)bytes;
    (void)size;
}

static const struct protocol_errors errors[] = FOLDER_ERRORS;
const struct protocol_errors *const device_errors = errors;
