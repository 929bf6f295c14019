/* The system's own costs, measured from inside: prints "name nanoseconds". See tests/bench. */
#include <fcntl.h>
#include <inttypes.h>
#include <sdk/posix.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vibee/syscalls.h>

static uint64_t now(void)
{
    return (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
}

static void report(const char *name, uint64_t start, unsigned count)
{
    printf("%s %.1f\n", name, (double)(now() - start) / count);
    fflush(stdout);
}

static void require(int condition, const char *what)
{
    if (!condition) {
        fprintf(stderr, "bench: %s failed\n", what);
        exit(1);
    }
}

/* The parent serves, the child calls: receivers do not survive a fork. */
static void call_reply(unsigned count)
{
    uint64_t rights[2];
    require(vb_channel_create(8, 0, VB_ADDRESS(rights)) == 0, "channel_create");
    fflush(stdout);
    int64_t child = sdk_fork(0);
    require(child >= 0, "fork");
    if (child == 0) {
        struct vb_message request = {.id = 1}, reply = {0};
        uint64_t start = now();
        for (unsigned i = 0; i < count; i++)
            require(vb_channel_call(rights[1], VB_ADDRESS(&request), VB_ADDRESS(&reply),
                                    VB_FOREVER) == 0,
                    "channel_call");
        report("call", start, count);
        _Exit(0);
    }
    vb_handle_close(rights[1]);
    struct vb_message answer = {0}, message = {0};
    uint64_t reply = 0;
    for (unsigned i = 0; i < count; i++) {
        message = (struct vb_message){0};
        require(vb_channel_reply_receive(reply, VB_ADDRESS(&answer), rights[0],
                                         VB_ADDRESS(&message), VB_FOREVER) == 0,
                "channel_reply_receive");
        reply = message.reply;
    }
    require(vb_channel_reply(reply, VB_ADDRESS(&answer)) == 0, "channel_reply");
    struct vb_exit_info info;
    require(sdk_wait((uint64_t)child, 0, VB_FOREVER, &info) == 0 && info.code == 0, "the client");
    vb_handle_close((uint64_t)child);
    vb_handle_close(rights[0]);
}

static void null_call(unsigned count)
{
    uint64_t start = now();
    for (unsigned i = 0; i < count; i++)
        vb_getpid();
    report("null", start, count);
}

static void open_close(const char *path, unsigned count)
{
    uint64_t start = now();
    for (unsigned i = 0; i < count; i++) {
        int fd = open(path, O_RDONLY);
        require(fd >= 0, path);
        close(fd);
    }
    report("open", start, count);
}

static void spawn_wait(unsigned count)
{
    static char name[] = "true";
    char *arguments[] = {name, NULL};
    uint64_t start = now();
    for (unsigned i = 0; i < count; i++) {
        struct sdk_spawn request = {.path = "/bin/true", .argv = arguments};
        struct vb_exit_info info;
        int64_t task = sdk_spawn(&request);
        require(task > 0 && sdk_wait((uint64_t)task, 0, VB_FOREVER, &info) == 0, "spawn");
        vb_handle_close((uint64_t)task);
    }
    report("spawn", start, count);
}

static void fork_wait(unsigned count)
{
    uint64_t start = now();
    for (unsigned i = 0; i < count; i++) {
        struct vb_exit_info info;
        int64_t task = sdk_fork(0);
        if (task == 0)
            _Exit(0);
        require(task > 0 && sdk_wait((uint64_t)task, 0, VB_FOREVER, &info) == 0, "fork");
        vb_handle_close((uint64_t)task);
    }
    report("fork", start, count);
}

int main(void)
{
    int fd = open("/tmp/bench", O_WRONLY | O_CREAT, 0666);
    require(fd >= 0 && write(fd, "x", 1) == 1, "/tmp/bench");
    close(fd);
    null_call(200000);
    call_reply(50000);
    open_close("/tmp/bench", 20000);
    spawn_wait(500);
    fork_wait(500);
    unlink("/tmp/bench");
    return 0;
}
