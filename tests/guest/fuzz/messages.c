/*
 * Random messages to the services:  fuzz_messages [SEED [MESSAGES]]
 *
 * Every scheme of the program's namespace, and what opening gave, is sent requests of the file
 * protocol that are random or nearly right: ids, sizes, texts, handles and windows that are
 * missing, wrong or unreadable. An answer comes, and a service of files answers with no error that
 * the specification does not list for the operation. Prints one line.
 */
#include <protocol_errors.gen.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/file.h>
#include <vibee/init.h>
#include <vibee/syscalls.h>

enum { TARGETS = 24, TEXT = 4096, DATA = 8300 };

static uint64_t targets[TARGETS];
static bool is_init[TARGETS]; /* which speaks a protocol of its own */
static unsigned unlisted;
static unsigned target_count, scheme_count;
static uint64_t state;
static uint8_t data[DATA];
static uint8_t buffer[65536];

static uint64_t next(void)
{
    uint64_t x = state += 0x9e3779b97f4a7c15;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

static unsigned below(unsigned limit)
{
    return (unsigned)(next() % limit);
}

static uint64_t number(void)
{
    static const uint64_t edges[] = {0,          1,          24,         255,
                                     4096,       65536,      0x7fffffff, 0x80000000,
                                     0xffffffff, 1ull << 32, 1ull << 62, 0x7fffffffffffffff,
                                     1ull << 63, ~0ull - 7,  ~0ull};

    switch (below(4)) {
    case 0:
        return edges[below(sizeof edges / sizeof edges[0])];
    case 1:
        return next() >> below(64);
    default:
        return below(4096);
    }
}

static int64_t operation(void)
{
    return below(8) == 0 ? (int64_t)number() : (int64_t)below(51);
}

/* Below /tmp/fuzz or harmless, so that nothing that others need is removed. */
static uint32_t text(uint8_t *to)
{
    static const char *const texts[] = {"tmp/fuzz/a",
                                        "/tmp/fuzz/b",
                                        "tmp/fuzz",
                                        "",
                                        "..",
                                        "dev/zero",
                                        "dev/random",
                                        "dev/full",
                                        "a/../..",
                                        "//",
                                        "self/status",
                                        "list",
                                        "counts",
                                        "log",
                                        "stdin",
                                        "tmp/fuzz/a\0tmp/fuzz/c",
                                        "x\0/tmp/fuzz/l",
                                        "\0\0"};
    static const uint8_t lengths[] = {10, 11, 8, 0, 2, 8, 10, 8, 7, 2, 11, 4, 6, 3, 5, 21, 13, 2};
    unsigned which = below(sizeof lengths + 2), i, size;

    if (which < sizeof lengths) {
        memcpy(to, texts[which], lengths[which]);
        return lengths[which];
    }
    size = below(TEXT);
    memcpy(to, "tmp/fuzz/", 9);
    for (i = 9; i < size; i++)
        to[i] = which == sizeof lengths ? (uint8_t)next() : "x/"[i % 2];
    return size;
}

static void window(struct vb_window *w)
{
    uint64_t end = __builtin_wasm_memory_size(0) * 65536ull;

    *w = (struct vb_window){VB_ADDRESS(buffer), below(sizeof buffer), below(4), 0};
    switch (below(8)) {
    case 0:
        w->address = number();
        break;
    case 1:
        w->address = end - below(64);
        break;
    case 2:
        w->size = below(4);
        break;
    default:
        break;
    }
}

/* Something to send along: a pulse, a sender, a memory object, a job. */
static uint64_t companion(uint64_t rights[2])
{
    switch (below(5)) {
    case 0:
        return (uint64_t)vb_pulse_create(rights[0], number());
    case 1:
        return (uint64_t)vb_handle_duplicate(rights[1], 0);
    case 2:
        return (uint64_t)vb_memory_alloc(below(9000));
    case 3:
        return (uint64_t)vb_job_create(0);
    default:
        return (uint64_t)vb_handle_duplicate(targets[below(target_count)], 0);
    }
}

static void add_target(uint64_t handle, bool init)
{
    unsigned place = target_count;

    if (target_count < TARGETS) {
        target_count++;
    } else {
        place = scheme_count + below(TARGETS - scheme_count);
        (void)vb_handle_close(targets[place]);
    }
    targets[place] = handle;
    is_init[place] = init;
}

static void check_answer(int64_t operation, int64_t id)
{
    static const struct protocol_errors errors[] = FILE_ERRORS;

    if (protocol_lists(errors, operation, id))
        return;
    if (unlisted++ == 0)
        printf("fuzz_messages: operation %lld answers %lld, which is not listed\n",
               (long long)operation, (long long)id);
}

static int64_t exchange(uint64_t rights[2])
{
    struct vb_file_request request = {(uint32_t)number(), (uint32_t)number(), number(), number()};
    uint64_t handles[4], answered[VB_HANDLES_MAX];
    struct vb_window windows[4];
    struct vb_message message = {
        .id = operation(), .data = VB_ADDRESS(data), .windows = VB_ADDRESS(windows)};
    struct vb_message reply = {.data = VB_ADDRESS(buffer),
                               .data_size = sizeof buffer,
                               .handles = VB_ADDRESS(answered),
                               .handle_count = VB_HANDLES_MAX};
    unsigned which = below(target_count);
    uint64_t target = targets[which];
    bool init = is_init[which];
    int64_t status;
    uint32_t i;

    if (below(2) == 0)
        request = (struct vb_file_request){below(512), below(3), below(5000), below(5000)};
    memcpy(data, &request, sizeof request);
    message.data_size = (uint32_t)sizeof request + text(data + sizeof request);
    if (below(8) == 0)
        message.data_size = below(VB_MESSAGE_MAX + 1);
    message.handles = VB_ADDRESS(handles);
    for (i = below(12) < 4 ? below(5) : 0; message.handle_count < i; message.handle_count++)
        handles[message.handle_count] = companion(rights);
    for (i = below(3) != 0 ? 1 : below(5); message.window_count < i; message.window_count++)
        window(&windows[message.window_count]);
    status = below(16) == 0 ? vb_channel_send(target, VB_ADDRESS(&message), VB_NO_WAIT)
                            : vb_channel_call(target, VB_ADDRESS(&message), VB_ADDRESS(&reply),
                                              (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + 20000000);
    if (status < 0)
        for (i = 0; i < message.handle_count; i++)
            (void)vb_handle_close(handles[i]);
    else if (reply.reply == 0 && reply.data_size <= sizeof buffer &&
             reply.handle_count < VB_HANDLES_MAX)
        for (i = 0; i < reply.handle_count; i++)
            add_target(answered[i], init);
    if (status >= 0 && !init)
        check_answer(message.id, reply.id);
    return status;
}

int main(int argc, char **argv)
{
    static const char *const names[] = {"file", "pipe", "pty",     "log",
                                        "proc", "mem",  "console", "init"};
    unsigned messages = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 20000, i;
    unsigned died = 0;
    uint64_t rights[2];

    state = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    for (i = 0; i < sizeof names / sizeof names[0]; i++) {
        int64_t handle = vb_namespace_lookup(0, VB_ADDRESS(names[i]), strlen(names[i]));

        if (handle > 0)
            add_target((uint64_t)handle, strcmp(names[i], "init") == 0);
    }
    scheme_count = target_count;
    if (target_count == 0 || vb_channel_create(16, 0, VB_ADDRESS(rights)) < 0) {
        printf("fuzz_messages: no schemes\n");
        return 1;
    }
    for (i = 0; i < messages; i++)
        died += exchange(rights) == VB_ERR_SERVER_DIED;
    printf("fuzz_messages: seed %s, %u messages to %u schemes, %u servers died\n",
           argc > 1 ? argv[1] : "1", messages, scheme_count, died);
    return died != 0 || unlisted != 0;
}
