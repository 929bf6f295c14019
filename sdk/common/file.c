/* A client of the file protocol: see sdk/file.h. */
#include <sdk/channel.h>
#include <sdk/file.h>
#include <string.h>
#include <vibee/syscalls.h>

int64_t sdk_file_operation(uint64_t file, uint32_t operation, const struct vb_file_request *request,
                           const void *text, size_t size)
{
    struct sdk_call call = {.id = operation,
                            .data = request,
                            .data_size = sizeof *request,
                            .text = text,
                            .text_size = size};

    return sdk_call_again(file, &call);
}

int64_t sdk_file_open(uint64_t directory, const char *path, uint32_t flags,
                      struct vb_file_stat *stat)
{
    struct vb_file_request request = {.flags = flags};
    struct vb_file_stat unused;
    uint64_t handle = 0;
    struct sdk_call call = {.id = VB_FILE_OPEN,
                            .data = &request,
                            .data_size = sizeof request,
                            .text = path,
                            .text_size = strlen(path),
                            .answer = stat != NULL ? stat : &unused,
                            .answer_room = sizeof unused,
                            .answer_handles = &handle,
                            .answer_handles_room = 1};
    int64_t status = sdk_call_again(directory, &call);

    if (status < 0)
        return status;
    return call.answer_handle_count == 1 ? (int64_t)handle : VB_ERR_PROTOCOL;
}

int64_t sdk_open(const char *url, uint32_t flags)
{
    return vb_scheme_open(0, VB_ADDRESS(url), strlen(url), flags, VB_FOREVER);
}

static int64_t transfer(uint64_t file, uint32_t operation, uint64_t offset, const void *start,
                        size_t size, uint32_t rights)
{
    struct vb_file_request request = {.offset = offset, .size = size};
    struct vb_window window = sdk_window(start, size, rights);
    struct sdk_call call = {.id = operation,
                            .data = &request,
                            .data_size = sizeof request,
                            .windows = &window,
                            .window_count = 1};

    return sdk_call(file, &call);
}

int64_t sdk_file_read(uint64_t file, uint64_t offset, void *buffer, size_t size)
{
    return transfer(file, VB_FILE_READ, offset, buffer, size, VB_RIGHT_WRITE);
}

int64_t sdk_file_write(uint64_t file, uint64_t offset, const void *data, size_t size)
{
    return transfer(file, VB_FILE_WRITE, offset, data, size, VB_RIGHT_READ);
}

int64_t sdk_file_write_all(uint64_t file, const void *data, size_t size)
{
    size_t done = 0;
    int64_t count;

    while (done < size) {
        count = sdk_file_write(file, VB_FILE_CURRENT, (const char *)data + done, size - done);
        if (count < 0)
            return count;
        if (count == 0)
            return VB_ERR_IO;
        done += (size_t)count;
    }
    return (int64_t)done;
}

int64_t sdk_file_stat(uint64_t file, const char *path, uint32_t flags, struct vb_file_stat *stat)
{
    struct vb_file_request request = {.flags = flags};
    struct sdk_call call = {.id = VB_FILE_STAT,
                            .data = &request,
                            .data_size = sizeof request,
                            .text = path,
                            .text_size = strlen(path),
                            .answer = stat,
                            .answer_room = sizeof *stat};
    int64_t status = sdk_call_again(file, &call);

    return status >= 0 && call.answer_size != sizeof *stat ? VB_ERR_PROTOCOL : status;
}

int64_t sdk_file_list(uint64_t directory, uint64_t cookie, void *buffer, size_t size)
{
    return transfer(directory, VB_FILE_LIST, cookie, buffer, size, VB_RIGHT_WRITE);
}

int64_t sdk_file_map(uint64_t file)
{
    struct vb_file_request request = {0};
    uint64_t handle = 0;
    struct sdk_call call = {.id = VB_FILE_MAP,
                            .data = &request,
                            .data_size = sizeof request,
                            .answer_handles = &handle,
                            .answer_handles_room = 1};
    int64_t status = sdk_call_again(file, &call);

    if (status < 0)
        return status;
    return call.answer_handle_count == 1 ? (int64_t)handle : VB_ERR_PROTOCOL;
}

int64_t sdk_file_load(uint64_t directory, const char *path)
{
    int64_t file = sdk_file_open(directory, path, VB_OPEN_READ, NULL);
    int64_t memory;

    if (file < 0)
        return file;
    memory = sdk_file_map((uint64_t)file);
    (void)vb_handle_close((uint64_t)file);
    return memory;
}

int64_t sdk_pipe_open(uint64_t scheme, uint64_t ends[2])
{
    struct vb_file_request request = {0};
    struct sdk_call call = {.id = VB_FILE_PIPE,
                            .data = &request,
                            .data_size = sizeof request,
                            .answer_handles = ends,
                            .answer_handles_room = 2};
    int64_t status = sdk_call_again(scheme, &call);

    return status >= 0 && call.answer_handle_count != 2 ? VB_ERR_PROTOCOL : status;
}

int64_t sdk_terminal_read(uint64_t file, struct vb_terminal *terminal)
{
    struct vb_file_request request = {0};
    struct sdk_call call = {.id = VB_FILE_TERMINAL_GET,
                            .data = &request,
                            .data_size = sizeof request,
                            .answer = terminal,
                            .answer_room = sizeof *terminal};
    int64_t status = sdk_call_again(file, &call);

    return status >= 0 && call.answer_size != sizeof *terminal ? VB_ERR_PROTOCOL : status;
}

int64_t sdk_terminal_write(uint64_t file, uint32_t modes)
{
    struct vb_file_request request = {0};
    struct vb_terminal terminal = {.modes = modes};

    return sdk_file_operation(file, VB_FILE_TERMINAL_SET, &request, &terminal, sizeof terminal);
}

int64_t sdk_terminal_size(uint64_t master, uint32_t columns, uint32_t rows)
{
    struct vb_file_request request = {0};
    struct vb_terminal terminal = {.columns = columns, .rows = rows};

    return sdk_file_operation(master, VB_FILE_TERMINAL_SIZE, &request, &terminal, sizeof terminal);
}

/* Copies of count handles go there. */
static int64_t set_jobs(uint64_t file, const uint64_t *jobs, uint32_t count)
{
    struct vb_file_request request = {0};
    uint64_t copies[2];
    struct sdk_call call = {
        .id = VB_FILE_FOREGROUND, .data = &request, .data_size = sizeof request, .handles = copies};
    int64_t status = VB_OK;

    for (; call.handle_count < count && status >= 0; call.handle_count++) {
        status = vb_handle_duplicate(jobs[call.handle_count], 0);
        copies[call.handle_count] = status < 0 ? 0 : (uint64_t)status;
    }
    if (status >= 0)
        status = sdk_call(file, &call);
    for (uint32_t i = 0; status < 0 && i < call.handle_count; i++)
        (void)vb_handle_close(copies[i]);
    return status;
}

int64_t sdk_terminal_job(uint64_t file, uint64_t job)
{
    int64_t status;

    do
        status = set_jobs(file, &job, 1);
    while (status == VB_ERR_STOPPED);
    return status;
}

int64_t sdk_terminal_session(uint64_t file, uint64_t job, uint64_t session)
{
    const uint64_t jobs[] = {job, session};

    return set_jobs(file, jobs, 2);
}
