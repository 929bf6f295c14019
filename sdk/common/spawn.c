/* Building start blocks: see sdk/spawn.h. */
#include <sdk/spawn.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/syscalls.h>

/* Append to a run of bytes; its old size, or a negative vb_status. */
static int64_t append(struct sdk_bytes *bytes, const void *data, size_t size)
{
    size_t at = bytes->size;
    size_t room = bytes->room;
    char *grown;

    if (size > VB_START_MAX - at)
        return VB_ERR_TOO_BIG;
    if (at + size > room) {
        room = room * 2 > at + size ? room * 2 : at + size + 128;
        grown = realloc(bytes->data, room);
        if (grown == NULL)
            return VB_ERR_NO_MEMORY;
        bytes->data = grown;
        bytes->room = room;
    }
    if (size > 0)
        memcpy(bytes->data + at, data, size);
    bytes->size = at + size;
    return (int64_t)at;
}

static int64_t append_to(struct sdk_block *block, struct sdk_bytes *bytes, const void *data,
                         size_t size)
{
    int64_t at = append(bytes, data, size);

    if (at < 0 && block->error == 0)
        block->error = at;
    return at;
}

void sdk_block_argument(struct sdk_block *block, const char *text)
{
    if (append_to(block, &block->arguments, text, strlen(text) + 1) >= 0)
        block->header.argument_count++;
}

void sdk_block_environment(struct sdk_block *block, const char *text)
{
    if (append_to(block, &block->environment, text, strlen(text) + 1) >= 0)
        block->header.environment_count++;
}

void sdk_block_handle(struct sdk_block *block, const struct vb_start_handle *entry,
                      const char *name)
{
    struct vb_start_handle copy = *entry;
    int64_t at;

    copy.name = 0;
    if (copy.kind != VB_START_FD)
        copy.fd = -1;
    if (name != NULL) {
        at = append_to(block, &block->names, name, strlen(name) + 1);
        if (at < 0)
            return;
        copy.name = (uint32_t)at + 1; /* from the start of the names; 0 is none */
    }
    if (append_to(block, &block->handles, &copy, sizeof copy) >= 0)
        block->header.handle_count++;
}

void sdk_block_fd(struct sdk_block *block, int32_t fd, uint64_t handle, int move)
{
    sdk_block_handle(
        block,
        &(struct vb_start_handle){
            .handle = handle, .kind = VB_START_FD, .fd = fd, .flags = move ? 0 : VB_START_COPY},
        NULL);
}

static void add(struct sdk_block *block, uint32_t kind, const char *name, uint64_t handle,
                uint32_t flags)
{
    sdk_block_handle(
        block, &(struct vb_start_handle){.handle = handle, .kind = kind, .flags = flags}, name);
}

void sdk_block_preopen(struct sdk_block *block, const char *path, uint64_t directory, int move)
{
    add(block, VB_START_PREOPEN, path, directory, move ? 0 : VB_START_COPY);
}

void sdk_block_named(struct sdk_block *block, const char *name, uint64_t handle, int move)
{
    add(block, VB_START_NAMED, name, handle, move ? 0 : VB_START_COPY);
}

void sdk_block_shim(struct sdk_block *block, uint64_t image)
{
    add(block, VB_START_IMAGE, "wasi_snapshot_preview1,vibee_posix,wasi", image,
        VB_START_COPY | VB_START_IF_IMPORTED);
}

void sdk_block_program(struct sdk_block *block, uint64_t image)
{
    add(block, VB_START_IMAGE, NULL, image, VB_START_COPY);
}

/* The block in one piece: header, handles, then the strings. */
static int64_t lay_out(const struct sdk_block *block, struct sdk_bytes *whole)
{
    struct vb_start_header header = block->header;
    const char *directory = block->working_directory != NULL ? block->working_directory : "/";
    struct vb_start_handle *handles;
    int64_t names, status;
    uint32_t i;

    header.magic = VB_START_MAGIC;
    header.version = 1;
    header.handles = sizeof header;
    header.arguments = (uint32_t)(sizeof header + block->handles.size);
    header.environment = header.arguments + (uint32_t)block->arguments.size;
    header.working_directory =
        header.environment + (uint32_t)(block->environment.size + block->names.size);
    header.size = header.working_directory + (uint32_t)strlen(directory) + 1;
    if (header.size > VB_START_MAX || header.handle_count > VB_START_HANDLES_MAX)
        return VB_ERR_TOO_BIG;
    status = append(whole, &header, sizeof header);
    if (status >= 0)
        status = append(whole, block->handles.data, block->handles.size);
    if (status >= 0)
        status = append(whole, block->arguments.data, block->arguments.size);
    if (status >= 0)
        status = append(whole, block->environment.data, block->environment.size);
    if (status >= 0)
        names = status = append(whole, block->names.data, block->names.size);
    if (status >= 0)
        status = append(whole, directory, strlen(directory) + 1);
    if (status < 0)
        return status;
    handles = (struct vb_start_handle *)(whole->data + header.handles);
    for (i = 0; i < header.handle_count; i++)
        if (handles[i].name != 0)
            handles[i].name += (uint32_t)names - 1;
    return VB_OK;
}

int64_t sdk_block_finish(const struct sdk_block *block)
{
    struct sdk_bytes whole = {0};
    int64_t memory, status = block->error;

    if (status == VB_OK)
        status = lay_out(block, &whole);
    if (status < 0) {
        free(whole.data);
        return status;
    }
    memory = vb_memory_alloc(whole.size);
    if (memory >= 0) {
        status = vb_memory_write((uint64_t)memory, 0, VB_ADDRESS(whole.data), whole.size);
        if (status < 0) {
            (void)vb_handle_close((uint64_t)memory);
            memory = status;
        }
    }
    free(whole.data);
    return memory;
}

/* Why there was not even a block. */
static int64_t refuse(int64_t status, char *diagnostic, size_t size)
{
    static const char text[] = "the start block cannot be built";

    if (size > 0) {
        strncpy(diagnostic, text, size - 1);
        diagnostic[size - 1] = 0;
    }
    return status;
}

int64_t sdk_block_spawn(const struct sdk_block *block, char *diagnostic, size_t size)
{
    int64_t memory = sdk_block_finish(block);
    int64_t task;

    if (memory < 0)
        return refuse(memory, diagnostic, size);
    if (size > 0)
        diagnostic[0] = 0;
    task = vb_spawn((uint64_t)memory, VB_ADDRESS(diagnostic), size);
    (void)vb_handle_close((uint64_t)memory);
    return task;
}

int64_t sdk_block_exec(const struct sdk_block *block, char *diagnostic, size_t size)
{
    int64_t memory = sdk_block_finish(block);
    int64_t status;

    if (memory < 0)
        return refuse(memory, diagnostic, size);
    if (size > 0)
        diagnostic[0] = 0;
    status = vb_exec((uint64_t)memory, VB_ADDRESS(diagnostic), size);
    (void)vb_handle_close((uint64_t)memory);
    return status;
}

void sdk_block_free(struct sdk_block *block)
{
    free(block->arguments.data);
    free(block->environment.data);
    free(block->names.data);
    free(block->handles.data);
    *block = (struct sdk_block){0};
}
