#include <ipc/channel.h>
#include <ipc/exchange.h>
#include <process/handle.h>
#include <process/task.h>
#include <process/thread.h>
#include <scheme/file.h>
#include <scheme/namespace.h>
#include <string.h>
#include <syscall/handlers.gen.h>

#define OPEN_FLAGS_ALL                                                                             \
    (VB_OPEN_READ | VB_OPEN_WRITE | VB_OPEN_CREATE | VB_OPEN_EXCLUSIVE | VB_OPEN_TRUNCATE |        \
     VB_OPEN_APPEND | VB_OPEN_DIRECTORY | VB_OPEN_NO_FOLLOW | VB_OPEN_NONBLOCK)

/* Split name:path or name://path; the path stays where it is. */
static int parse_url(struct thread *self, struct user_buffer url, struct scheme_name *name,
                     struct user_buffer *path)
{
    char text[VB_SCHEME_NAME_MAX + 3];
    const uint32_t size = (uint32_t)MIN(url.size, sizeof text);
    int status = user_copy_in(self, text, url.address, size);
    if (status != VB_OK)
        return status;
    name->size = (uint32_t)word_find((struct word){text, size}, ':');
    if (name->size == size || !scheme_name_valid(text, name->size))
        return VB_ERR_INVALID;
    memcpy(name->text, text, name->size);
    uint32_t skip = name->size + 1;
    if (size - skip >= 2 && memcmp(text + skip, "//", 2) == 0)
        skip += 2;
    *path = (struct user_buffer){url.address + skip, url.size - skip};
    return path->size > VB_PATH_MAX ? VB_ERR_INVALID : VB_OK;
}

int64_t sys_scheme_open(struct thread *self, struct handle *namespace, struct user_buffer url,
                        uint32_t flags, uint64_t deadline)
{
    struct scheme_name name;
    struct user_buffer path;
    int status = parse_url(self, url, &name, &path);
    if (status == VB_OK && (flags & ~(uint32_t)OPEN_FLAGS_ALL) != 0)
        status = VB_ERR_INVALID;
    if (status != VB_OK)
        return status;
    const struct binding *binding = namespace_find(namespace_of(self, namespace), &name);
    if (binding == NULL)
        return VB_ERR_NOT_FOUND;
    const struct right *target = &binding->target;
    if (target->object->type == VB_OBJECT_SCHEME)
        return file_open(self, target, path, flags);
    if ((target->rights & VB_RIGHT_SEND) == 0)
        return VB_ERR_ACCESS;
    const struct channel_call call = {
        .outgoing = {.id = VB_FILE_OPEN,
                     .data = path.address,
                     .data_size = (uint32_t)path.size,
                     .request_size = sizeof(struct vb_file_request),
                     .request = {.flags = flags}},
        .sink = REPLY_TO_HANDLE,
        .answer = INT32_MAX,
    };
    return channel_call_begin(self, sender_of(target->object), &call, deadline);
}

/* Read and write differ in the operation and in what the server may do with the buffer. */
static int64_t transfer(struct thread *self, const struct handle *file, uint32_t operation,
                        struct user_buffer buffer, uint32_t window_rights, uint64_t deadline)
{
    if ((file->rights & VB_RIGHT_SEND) == 0)
        return VB_ERR_ACCESS;
    const struct channel_call call = {
        .outgoing = {.id = operation,
                     .window_count = 1,
                     .request_size = sizeof(struct vb_file_request),
                     .request = {.offset = VB_FILE_CURRENT, .size = buffer.size}},
        .windows = {{.address = buffer.address, .size = buffer.size, .rights = window_rights}},
        .sink = REPLY_TO_COUNT,
        .answer = buffer.size,
    };
    return channel_call_begin(self, sender_of(file->object), &call, deadline);
}

int64_t sys_scheme_read(struct thread *self, struct handle *file, struct user_buffer buffer,
                        uint64_t deadline)
{
    if (file->object->type == VB_OBJECT_FILE)
        return file_read(self, file, buffer);
    return transfer(self, file, VB_FILE_READ, buffer, VB_RIGHT_WRITE, deadline);
}

int64_t sys_scheme_write(struct thread *self, struct handle *file, struct user_buffer data,
                         uint64_t deadline)
{
    if (file->object->type == VB_OBJECT_FILE)
        return file_write(self, file, data);
    return transfer(self, file, VB_FILE_WRITE, data, VB_RIGHT_READ, deadline);
}

int64_t sys_scheme_close(struct thread *self, struct handle *file)
{
    handle_close(self->task, file);
    return VB_OK;
}
