/*
 * A first program for tests of the platform alone: no library, no services. Its last argument says
 * what to do: "hello", "echo" (standard input to output until its end), "wait" (for events),
 * "spin", "trap", "fork", "grow" or a status. It drives the console device itself.
 */
#include <stdbool.h>
#include <stddef.h>
#include <vibee/device.h>
#include <vibee/syscalls.h>

static union {
    struct vb_start_header header;
    uint8_t bytes[65536];
} block;
static uint64_t console, channel, pulse_handle, system_handle;
static uint8_t buffer[4096];

static size_t length(const char *text)
{
    size_t n = 0;
    while (text[n]) {
        n++;
    }
    return n;
}

static bool same(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

static const char *argument(uint32_t index)
{
    const char *text = (const char *)block.bytes + block.header.arguments;
    while (index-- > 0) {
        text += length(text) + 1;
    }
    return text;
}

static uint64_t named(const char *name)
{
    const struct vb_start_handle *entries =
        (const struct vb_start_handle *)(block.bytes + block.header.handles);
    for (uint32_t i = 0; i < block.header.handle_count; i++) {
        if (entries[i].kind == VB_START_NAMED &&
            same((const char *)block.bytes + entries[i].name, name)) {
            return entries[i].handle;
        }
    }
    return 0;
}

static _Noreturn void stop(int status)
{
    vb_system_stop(system_handle, VB_SYSTEM_POWER_OFF, status);
    __builtin_trap();
}

static void start(uint32_t operation, uint64_t node, const void *input, uint32_t size)
{
    struct vb_device_request request = {.operation = operation,
                                        .node = node,
                                        .input = VB_ADDRESS(input),
                                        .input_size = size,
                                        .output_size = operation == VB_CONSOLE_READ ? 4096 : 0};
    if (vb_device_submit(console, VB_ADDRESS(&request)) != VB_OK) {
        stop(101);
    }
}

/* The result of the next request that is done. */
static int64_t finish(void)
{
    struct vb_device_completion completion;
    for (;;) {
        int64_t status =
            vb_device_complete(console, VB_ADDRESS(&completion), VB_ADDRESS(buffer), sizeof buffer);
        if (status == VB_OK) {
            return completion.result;
        }
        struct vb_message message = {0};
        if (status != VB_ERR_AGAIN ||
            vb_channel_receive(channel, VB_ADDRESS(&message), VB_FOREVER) != VB_OK) {
            stop(102);
        }
    }
}

static void print(const char *text)
{
    start(VB_CONSOLE_WRITE, 1, text, (uint32_t)length(text));
    finish();
}

static void echo(void)
{
    for (;;) {
        start(VB_CONSOLE_READ, 0, NULL, 0);
        int64_t count = finish();
        if (count <= 0) {
            return;
        }
        start(VB_CONSOLE_WRITE, 1, buffer, (uint32_t)count);
        finish();
    }
}

/* Say what each event was; end on those that ask for it. */
static int wait(void)
{
    /* The first request is there before the line is, so whoever has read the line finds a system
     * that listens. */
    start(VB_CONSOLE_EVENT, 0, NULL, 0);
    start(VB_CONSOLE_WRITE, 1, "waiting\n", 8);
    for (;;) {
        int64_t result = finish();
        if (result == 8) { /* the line is written */
            continue;
        }
        if (result != VB_CONSOLE_RESIZED) {
            return result == VB_CONSOLE_HANGUP ? 129 : result == VB_CONSOLE_TERMINATE ? 143 : 130;
        }
        print("resized\n");
        start(VB_CONSOLE_EVENT, 0, NULL, 0);
    }
}

static int fork_and_wait(void)
{
    int64_t child = vb_fork(0);
    if (child == 0) {
        vb_task_exit(7);
    }
    struct vb_exit_info info;
    if (child < 0 || vb_wait((uint64_t)child, VB_ADDRESS(&info), 0, VB_FOREVER) != VB_OK) {
        return 104;
    }
    return info.kind == VB_EXIT_STATUS ? info.code : 105;
}

/* Grow to 1 GiB a page at a time; the contents must stay, whether or not the memory moves. */
static int grow(void)
{
    *(volatile uint32_t *)(uintptr_t)65532 = 0x12345678;
    while (__builtin_wasm_memory_size(0) < 16384) {
        uintptr_t end = __builtin_wasm_memory_size(0) * 65536;
        if (__builtin_wasm_memory_grow(0, 1) == (uintptr_t)-1 || *(uint32_t *)end != 0) {
            return 106;
        }
        *(uint32_t *)end = 1;
    }
    return *(volatile uint32_t *)(uintptr_t)65532 == 0x12345678 ? 0 : 107;
}

static void prepare(void)
{
    vb_start_block(0, VB_ADDRESS(&block), sizeof block);
    system_handle = named("system");
    console = named("device.0");
    uint64_t rights[2];
    if (vb_channel_create(8, 0, VB_ADDRESS(rights)) != VB_OK) {
        stop(100);
    }
    channel = rights[0];
    pulse_handle = (uint64_t)vb_pulse_create(channel, 1);
    if (vb_device_watch(console, pulse_handle) != VB_OK) {
        stop(99);
    }
}

static int number(const char *text)
{
    int value = 0;
    while (*text >= '0' && *text <= '9') {
        value = value * 10 + (*text++ - '0');
    }
    return value;
}

__attribute__((export_name("_start"))) void _start(void)
{
    static const char line[] = "test init is here";
    prepare();
    vb_log(VB_LOG_INFO, VB_ADDRESS(line), sizeof line - 1);
    const char *what = argument(block.header.argument_count - 1);
    if (same(what, "hello")) {
        print("hello\n");
        stop(0);
    } else if (same(what, "echo")) {
        echo();
        stop(0);
    } else if (same(what, "wait")) {
        stop(wait());
    } else if (same(what, "spin")) {
        print("spinning\n");
        for (volatile bool forever = true; forever;) {
        }
    } else if (same(what, "trap")) {
        __builtin_trap();
    } else if (same(what, "fork")) {
        stop(fork_and_wait());
    } else if (same(what, "grow")) {
        stop(grow());
    }
    stop(number(what));
}
