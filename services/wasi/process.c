/* Arguments, environment, clocks, randomness, the end of the process. */
#include "shim.h"
#include <string.h>

/* A run of strings of the start block; its bytes may not leave the block. */
struct strings {
    const char *start;
    uint32_t count;
    size_t size;
};

static struct strings strings(bool environment)
{
    const struct vb_start_header *header = shim()->start;
    uint32_t offset = environment ? header->environment : header->arguments;
    struct strings run = {(const char *)header + offset,
                          environment ? header->environment_count : header->argument_count, 0};
    uint32_t i;

    if (offset > header->size)
        return (struct strings){"", 0, 0};
    for (i = 0; i < run.count && offset + run.size < header->size; i++)
        run.size += strlen(run.start + run.size) + 1;
    run.count = i;
    return run;
}

static int32_t sizes_get(bool environment, guest count, guest size)
{
    struct strings run = strings(environment);
    int32_t error = guest_write_u32(count, run.count);

    return error != WASI_OK ? error : guest_write_u32(size, (uint32_t)run.size);
}

/* The bytes in one piece, then a pointer to each string. */
static int32_t strings_get(bool environment, guest pointers, guest bytes)
{
    struct strings run = strings(environment);
    int32_t error = guest_write(bytes, run.start, run.size);
    size_t at = 0;
    uint32_t i;

    for (i = 0; error == WASI_OK && i < run.count; i++) {
        error = guest_write_u32(pointers + 4 * i, bytes + (uint32_t)at);
        at += strlen(run.start + at) + 1;
    }
    return error;
}

WASI_CALL(args_sizes_get, guest count, guest size)
{
    SHIM_CALL();
    return sizes_get(false, count, size);
}

WASI_CALL(args_get, guest pointers, guest bytes)
{
    SHIM_CALL();
    return strings_get(false, pointers, bytes);
}

WASI_CALL(environ_sizes_get, guest count, guest size)
{
    SHIM_CALL();
    return sizes_get(true, count, size);
}

WASI_CALL(environ_get, guest pointers, guest bytes)
{
    SHIM_CALL();
    return strings_get(true, pointers, bytes);
}

static const uint32_t clocks[] = {
    [WASI_CLOCK_REALTIME] = VB_CLOCK_WALL,
    [WASI_CLOCK_MONOTONIC] = VB_CLOCK_MONOTONIC,
    [WASI_CLOCK_PROCESS] = VB_CLOCK_TASK,
    [WASI_CLOCK_THREAD] = VB_CLOCK_TASK,
};

WASI_CALL(clock_time_get, uint32_t id, uint64_t precision, guest result)
{
    SHIM_CALL();
    int64_t now;

    (void)precision;
    if (id > WASI_CLOCK_THREAD)
        return WASI_EINVAL;
    now = vb_clock(clocks[id]);
    return now < 0 ? wasi_error(now) : guest_write_u64(result, (uint64_t)now);
}

WASI_CALL(clock_res_get, uint32_t id, guest result)
{
    SHIM_CALL();
    enum { RESOLUTION_NS = 1000 }; /* what every platform gives at least */

    return id > WASI_CLOCK_THREAD ? WASI_EINVAL : guest_write_u64(result, RESOLUTION_NS);
}

WASI_CALL(random_get, guest buffer, uint32_t size)
{
    SHIM_CALL();
    enum { AT_ONCE = 256 };
    uint32_t part;
    int64_t status;

    for (; size > 0; size -= part, buffer += part) {
        part = size < AT_ONCE ? size : AT_ONCE;
        status = vb_entropy(guest_address(buffer), part);
        if (status < 0)
            return wasi_error(status);
    }
    return WASI_OK;
}

WASI_CALL(sched_yield, void)
{
    return wasi_error(vb_yield());
}

__attribute__((export_name("proc_exit"), noreturn)) void shim_proc_exit(uint32_t status);

void shim_proc_exit(uint32_t status)
{
    vb_task_exit((int32_t)status);
}

/* WASI's numbers are those of POSIX systems up to 15, then one less: it has no STKFLT. */
WASI_CALL(proc_raise, uint32_t signal)
{
    SHIM_CALL();
    enum { LAST_SAME = 15, LAST = 30 };

    if (signal > LAST)
        return WASI_EINVAL;
    return wasi_error(vb_kill(0, signal > LAST_SAME ? signal + 1 : signal));
}
