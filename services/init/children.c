/*
 * Children: services that a service has started (`starts` in etc/init.toml), supervised as those of
 * the file. They are never removed, so that an index means the same service for as long as init's
 * manifest lives.
 */
#include "init.h"
#include <sdk/log.h>
#include <string.h>
#include <vibee/file.h>
#include <vibee/syscalls.h>

struct request {
    const char *name, *program;
    uint32_t flags; /* vb_init_start_flags */
};

/* "NAME NUL PROGRAM" behind the vb_file_request, each of a size that the records hold. */
static bool parse(const struct sdk_received *received, struct request *request)
{
    const char *text = (const char *)received->data + sizeof(struct vb_file_request);
    size_t size = received->message.data_size - sizeof(struct vb_file_request);
    size_t name = strnlen(text, size);
    struct vb_file_request head;

    memcpy(&head, received->data, sizeof head);
    request->flags = head.flags;
    if ((head.flags & ~(uint32_t)VB_INIT_NEEDED) != 0 || name == 0 || name >= CONFIG_NAME ||
        name == size)
        return false;
    request->name = text;
    request->program = text + name + 1;
    size -= name + 1;
    return size > 0 && size < CONFIG_PATH && strlen(request->program) == size;
}

static void answer(const struct init *init, uint64_t reply, uint32_t index)
{
    int64_t sender = vb_channel_badge(init->manifest.services[index].channel, BADGE_SCHEME);
    uint64_t handle = (uint64_t)sender;

    if (sender < 0)
        sdk_reply(reply, sender);
    else
        (void)sdk_reply_handles(reply, VB_OK, NULL, 0, &handle, 1);
}

/* A name that is there already: the same child, or somebody else's. */
static void answer_known(const struct init *init, uint32_t starter, uint32_t index,
                         const struct request *request, uint64_t reply)
{
    const struct manifest_service *record = &init->manifest.services[index];

    if (strcmp(record->starter, init->config.services[starter].name) != 0 ||
        strcmp(record->program, request->program) != 0)
        sdk_reply(reply, VB_ERR_EXISTS);
    else
        answer(init, reply, index);
}

static int64_t add(struct init *init, uint32_t starter, const struct request *request,
                   uint64_t given)
{
    struct manifest_service record = {.given = given, .needed = request->flags & VB_INIT_NEEDED};
    int index, status = service_open_channel(&record);

    if (status < 0)
        return status;
    index = config_add_child(&init->config, init->config.services[starter].starts, request->name,
                             request->program);
    if (index == CONFIG_NONE) {
        (void)vb_handle_close(record.channel);
        return VB_ERR_LIMIT;
    }
    strcpy(record.name, request->name);
    strcpy(record.program, request->program);
    strcpy(record.starter, init->config.services[starter].name);
    init->manifest.services[index] = record;
    manifest_save_service(&init->manifest, (uint32_t)index);
    if (record.needed)
        supervise_need(&init->supervisor, (uint32_t)index, NEED_ONE);
    supervise_want(&init->supervisor, (uint32_t)index, true);
    return index;
}

void child_start(struct init *init, uint32_t starter, struct sdk_received *received)
{
    uint64_t reply = received->message.reply;
    struct request request;
    int64_t index;

    if (init->config.services[starter].starts == CONFIG_NONE) {
        sdk_reply(reply, VB_ERR_ACCESS);
        return;
    }
    if (received->message.handle_count != 1 || !parse(received, &request)) {
        sdk_reply(reply, VB_ERR_INVALID);
        return;
    }
    index = config_find(&init->config, request.name);
    if (index != CONFIG_NONE) {
        answer_known(init, starter, (uint32_t)index, &request, reply);
        return;
    }
    if (boot_find(&init->boot, request.program) == NULL) {
        sdk_reply(reply, VB_ERR_NOT_FOUND);
        return;
    }
    index = add(init, starter, &request, received->handles[0]);
    if (index < 0) {
        sdk_reply(reply, index);
        return;
    }
    received->message.handle_count = 0;
    answer(init, reply, (uint32_t)index);
}
