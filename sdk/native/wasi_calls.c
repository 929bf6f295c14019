/*
 * The few calls below wasi-libc that its stdio, abort and clock reach, for programs without a shim:
 * so printf and assert work in a service, and write lines to the log. Defining them keeps
 * wasi-libc's own, which import from WASI, out of the program.
 */
#include <string.h>
#include <vibee/syscalls.h>
#include <wasi/api.h>

__wasi_errno_t __wasi_fd_write(__wasi_fd_t fd, const __wasi_ciovec_t *parts, size_t count,
                               __wasi_size_t *written)
{
    size_t i, size = 0;

    (void)fd;
    for (i = 0; i < count; i++) {
        size_t length = parts[i].buf_len < 1024 ? parts[i].buf_len : 1024;

        if (length > 0)
            (void)vb_log(VB_LOG_INFO, VB_ADDRESS(parts[i].buf), length);
        size += parts[i].buf_len;
    }
    *written = size;
    return __WASI_ERRNO_SUCCESS;
}

__wasi_errno_t __wasi_fd_read(__wasi_fd_t fd, const __wasi_iovec_t *parts, size_t count,
                              __wasi_size_t *size)
{
    (void)fd;
    (void)parts;
    (void)count;
    *size = 0;
    return __WASI_ERRNO_SUCCESS;
}

__wasi_errno_t __wasi_fd_close(__wasi_fd_t fd)
{
    (void)fd;
    return __WASI_ERRNO_BADF;
}

__wasi_errno_t __wasi_fd_seek(__wasi_fd_t fd, __wasi_filedelta_t offset, __wasi_whence_t whence,
                              __wasi_filesize_t *position)
{
    (void)fd;
    (void)offset;
    (void)whence;
    (void)position;
    return __WASI_ERRNO_SPIPE;
}

__wasi_errno_t __wasi_fd_fdstat_get(__wasi_fd_t fd, __wasi_fdstat_t *stat)
{
    (void)fd;
    memset(stat, 0, sizeof *stat);
    return __WASI_ERRNO_BADF;
}

__wasi_errno_t __wasi_environ_sizes_get(__wasi_size_t *count, __wasi_size_t *size)
{
    *count = *size = 0;
    return __WASI_ERRNO_SUCCESS;
}

__wasi_errno_t __wasi_environ_get(uint8_t **entries, uint8_t *bytes)
{
    (void)entries;
    (void)bytes;
    return __WASI_ERRNO_SUCCESS;
}

__wasi_errno_t __wasi_clock_time_get(__wasi_clockid_t id, __wasi_timestamp_t precision,
                                     __wasi_timestamp_t *time)
{
    int64_t now = vb_clock(id == __WASI_CLOCKID_REALTIME ? VB_CLOCK_WALL : VB_CLOCK_MONOTONIC);

    (void)precision;
    *time = (__wasi_timestamp_t)now;
    return now < 0 ? __WASI_ERRNO_INVAL : __WASI_ERRNO_SUCCESS;
}

__wasi_errno_t __wasi_random_get(uint8_t *buffer, __wasi_size_t size)
{
    size_t at, part;

    for (at = 0; at < size; at += part) {
        part = size - at < 256 ? size - at : 256;
        if (vb_entropy(VB_ADDRESS(buffer + at), part) < 0)
            return __WASI_ERRNO_IO;
    }
    return __WASI_ERRNO_SUCCESS;
}

__wasi_errno_t __wasi_sched_yield(void)
{
    (void)vb_yield();
    return __WASI_ERRNO_SUCCESS;
}

_Noreturn void __wasi_proc_exit(__wasi_exitcode_t status)
{
    vb_task_exit((int32_t)status);
}
