/* Handles by description: streams of the session's console and preopened directories. Handles to
 * the same object with the same badge stand for the same. */
#include "session.h"
#include "snapshot.h"

#include <stdlib.h>
#include <string.h>
#include <vibee/status.h>
#include <vibee/syscalls.h>

enum { PREOPENS_MAX = 60 };

static struct {
    const char *name;
    struct vb_handle_info info;
} preopens[PREOPENS_MAX];
static uint32_t preopen_count;

void describe_preopen(const char *name, uint64_t handle)
{
    if (preopen_count < PREOPENS_MAX &&
        vb_handle_info(handle, VB_ADDRESS(&preopens[preopen_count].info)) == VB_OK)
        preopens[preopen_count++].name = strdup(name);
}

static bool is(const struct vb_saved_handle *slot, const struct vb_handle_info *info)
{
    return slot->object == info->object && slot->badge == info->badge;
}

struct item describe(const struct vb_saved_handle *slot)
{
    struct vb_handle_info info;
    if (slot->type == VB_SAVED_FREE)
        return (struct item){.description = DESCRIBED_FREE};
    for (int32_t fd = 0; fd < 3; fd++)
        if (stream(fd) && vb_handle_info(stream(fd), VB_ADDRESS(&info)) == VB_OK && is(slot, &info))
            return (struct item){.description = DESCRIBED_STREAM, .fd = fd};
    for (uint32_t i = 0; i < preopen_count; i++)
        if (is(slot, &preopens[i].info))
            return (struct item){.description = DESCRIBED_PREOPEN, .name = preopens[i].name};
    return (struct item){.description = DESCRIBED_DEAD};
}

bool same_item(const struct item *a, const struct item *b)
{
    if (a->description != b->description)
        return false;
    if (a->description == DESCRIBED_STREAM)
        return a->fd == b->fd;
    return a->description == DESCRIBED_PREOPEN && a->name && strcmp(a->name, b->name) == 0;
}

int64_t table_of(uint64_t task, struct vb_saved_handle **out, uint32_t *count)
{
    struct vb_save_position position = {0};
    int64_t memory = vb_memory_alloc(0), size = memory;
    *out = NULL;
    *count = 0;
    if (memory >= 0)
        size = vb_task_save(task, VB_SAVE_HANDLES, VB_ADDRESS(&position), (uint64_t)memory);
    if (size > 0) {
        *out = malloc((size_t)size);
        if (*out)
            size = vb_memory_read((uint64_t)memory, 0, VB_ADDRESS(*out), (uint64_t)size);
        else
            size = VB_ERR_NO_MEMORY;
    }
    if (memory >= 0)
        vb_handle_close((uint64_t)memory);
    if (size >= 0)
        *count = (uint32_t)((size_t)size / sizeof **out);
    return size < 0 ? size : VB_OK;
}
