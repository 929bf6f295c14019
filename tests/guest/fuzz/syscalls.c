/*
 * Random system calls:  fuzz_syscalls [SEED [TASKS [CALLS]]]
 *
 * TASKS processes one after another, up to eight at a time, make CALLS calls each with arguments
 * that are random, boundary values, or nearly right: their own handles, addresses at the ends of
 * memory. They fork, start threads, exchange handles through a hub and kill each other; the hub,
 * this program's first process, hands out the handles that it gets, so that nobody owns anything
 * for long. At the end everything is killed and closed; then the kernel must hold as many tasks,
 * threads and handles as before. Prints one line; status 1 when something stayed.
 */
#include <sdk/file.h>
#include <sdk/posix.h>
#include <sdk/spawn.h>
#include <sdk/thread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <vibee/file.h>
#include <vibee/syscalls.h>

enum {
    POOL = 64,
    AT_A_TIME = 8,
    THREAD_STACK = 16384,
    PAGE = 65536,
    ARENA_PAGES = 16,
    HANDLES_TO_HUB = 4,
    CALLS_OF_ALL = 101, /* the numbers 0 to 100 */
};

static const uint64_t SECOND = 1000000000;

static uint64_t pool[POOL]; /* handles; each process has its own copy */
static uint64_t hub, fuzz_job;
static uintptr_t arena; /* the last pages of memory, which nothing else uses */
static unsigned forks;  /* how deep this process is */
static _Alignas(16) char thread_stack[THREAD_STACK];

struct random {
    uint64_t state;
};

static uint64_t next(struct random *r)
{
    uint64_t x = r->state += 0x9e3779b97f4a7c15;

    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
    x = (x ^ x >> 27) * 0x94d049bb133111eb;
    return x ^ x >> 31;
}

static unsigned below(struct random *r, unsigned limit)
{
    return (unsigned)(next(r) % limit);
}

static uint64_t number(struct random *r)
{
    static const uint64_t edges[] = {0,
                                     1,
                                     2,
                                     7,
                                     16,
                                     255,
                                     4096,
                                     8192,
                                     65535,
                                     65536,
                                     262144,
                                     262145,
                                     0x7fffffff,
                                     0x80000000,
                                     0xffffffff,
                                     0x100000000,
                                     0x7fffffffffffffff,
                                     0x8000000000000000,
                                     0x8000000000000001,
                                     0xfffffffffffffff8,
                                     0xffffffffffffffff};

    switch (below(r, 4)) {
    case 0:
        return edges[below(r, sizeof edges / sizeof edges[0])];
    case 1:
        return next(r) >> below(r, 64);
    default:
        return below(r, 64);
    }
}

static uint64_t handle(struct random *r)
{
    switch (below(r, 16)) {
    case 0:
        return 0;
    case 1:
        return number(r);
    case 2:
        return pool[below(r, POOL)] + (1ull << 32);
    default:
        return pool[below(r, POOL)];
    }
}

/* Takes the result of a call for a handle when it may be one. */
static int64_t keep(struct random *r, int64_t result)
{
    uint64_t *place = &pool[below(r, POOL)];

    if (result > 0) {
        if (*place != 0 && below(r, 8) != 0)
            (void)vb_handle_close(*place);
        *place = (uint64_t)result;
    }
    return result;
}

/* Mostly in the first page of the arena, so that what is written hurts nobody. */
static uint64_t address(struct random *r)
{
    uint64_t end = __builtin_wasm_memory_size(0) * (uint64_t)PAGE;

    switch (below(r, 24)) {
    case 0:
        return end - below(r, 65);
    case 1:
        return end + below(r, 9);
    case 2:
        return number(r) | VB_CALLER_MEMORY;
    case 3:
        return next(r) | 1ull << 40;
    case 4:
        return 0xffffffff - below(r, 64);
    case 5:
        return (arena + below(r, PAGE)) | VB_CALLER_MEMORY;
    default:
        return arena + below(r, PAGE - 512);
    }
}

static uint64_t size(struct random *r)
{
    switch (below(r, 12)) {
    case 0:
        return number(r);
    case 1:
        return below(r, 2 * PAGE);
    default:
        return below(r, 512);
    }
}

static uint64_t soon(struct random *r)
{
    switch (below(r, 4)) {
    case 0:
        return (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + below(r, 2000000);
    case 1:
        return below(r, 1000);
    default:
        return VB_NO_WAIT;
    }
}

/* A message in the arena whose parts mostly make sense. */
static uint64_t message(struct random *r)
{
    struct vb_message *m = (struct vb_message *)(arena + below(r, 64) * (uintptr_t)1024);
    uint64_t *handles = (uint64_t *)(m + 1);
    struct vb_window *windows = (struct vb_window *)(handles + 20);
    struct vb_file_request *request = (struct vb_file_request *)(windows + 6);
    unsigned i;

    if (below(r, 16) == 0)
        return address(r);
    for (i = 0; i < 20; i++)
        handles[i] = handle(r);
    for (i = 0; i < 6; i++)
        windows[i] = (struct vb_window){address(r), size(r), below(r, 16), below(r, 16) == 0};
    *request =
        (struct vb_file_request){(uint32_t)number(r), (uint32_t)number(r), number(r), size(r)};
    *m = (struct vb_message){
        .id = (int64_t)number(r),
        .data = below(r, 8) != 0 ? VB_ADDRESS(request) : address(r),
        .handles = below(r, 8) != 0 ? VB_ADDRESS(handles) : address(r),
        .windows = below(r, 8) != 0 ? VB_ADDRESS(windows) : address(r),
        .data_size = below(r, 8) != 0 ? below(r, 300) : (uint32_t)number(r),
        .handle_count = below(r, 8) != 0 ? below(r, 4) : (uint32_t)number(r),
        .window_count = below(r, 8) != 0 ? below(r, 5) : (uint32_t)number(r),
        .kind = (uint32_t)number(r),
    };
    return VB_ADDRESS(m);
}

/* What a received message brought. */
static void keep_message(struct random *r, uint64_t place)
{
    const struct vb_message *m = (const struct vb_message *)(uintptr_t)place;
    uint64_t handles;
    unsigned i;

    if (place < arena || place > arena + PAGE)
        return;
    handles = m->handles;
    keep(r, (int64_t)m->reply);
    if (handles >= arena && handles < arena + PAGE)
        for (i = 0; i < m->handle_count && i < VB_HANDLES_MAX; i++)
            keep(r, ((const int64_t *)(uintptr_t)handles)[i]);
}

/* Give the hub some handles and take others. */
static void trade(struct random *r)
{
    int64_t given[HANDLES_TO_HUB] = {0};
    uint64_t taken[HANDLES_TO_HUB] = {0};
    struct vb_message request = {.handles = VB_ADDRESS(given)};
    struct vb_message reply = {.handles = VB_ADDRESS(taken), .handle_count = HANDLES_TO_HUB};
    unsigned i;

    for (i = 0; i < HANDLES_TO_HUB; i++) {
        given[request.handle_count] = vb_handle_duplicate(pool[below(r, POOL)], 0);
        if (given[request.handle_count] > 0)
            request.handle_count++;
    }
    if (vb_channel_call(hub, VB_ADDRESS(&request), VB_ADDRESS(&reply),
                        (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + SECOND / 10) < 0) {
        for (i = 0; i < request.handle_count; i++)
            (void)vb_handle_close((uint64_t)given[i]);
        return;
    }
    for (i = 0; i < reply.handle_count; i++)
        keep(r, (int64_t)taken[i]);
}

static void make_channel(struct random *r)
{
    uint64_t *rights = (uint64_t *)(arena + below(r, 64) * (uintptr_t)16);

    if (vb_channel_create(below(r, 12), below(r, 3), VB_ADDRESS(rights)) == 0) {
        keep(r, (int64_t)rights[0]);
        keep(r, (int64_t)rights[1]);
    }
}

static uint64_t text(struct random *r, uint64_t *length)
{
    static const char *const texts[] = {"file",
                                        "proc",
                                        "mem",
                                        "pipe",
                                        "",
                                        "file:/tmp/fuzz",
                                        "file:/dev/zero",
                                        "proc://list",
                                        "proc://self/status",
                                        "mem://counts",
                                        "mem://log",
                                        "file:/../../..",
                                        "x:",
                                        ":",
                                        "pipe:",
                                        "file:/bin/true",
                                        "proc://99999999999/status"};
    const char *chosen = texts[below(r, sizeof texts / sizeof texts[0])];

    *length = below(r, 8) != 0 ? strlen(chosen) : size(r);
    return below(r, 16) != 0 ? VB_ADDRESS(chosen) : address(r);
}

static void thread(uint64_t seed);

/* Calls of tasks, threads, memory. */
static int64_t call_low(struct random *r, unsigned which)
{
    switch (which) {
    case 1: /* ends this process: rarely */
        if (below(r, 500) == 0)
            vb_task_exit((int32_t)number(r));
        return 0;
    case 2:
        return vb_yield();
    case 3:
        return vb_getpid();
    case 4:
        return keep(r, vb_spawn(handle(r), address(r), size(r)));
    case 5:
        return below(r, 8) == 0 ? vb_exec(handle(r), address(r), size(r)) : 0;
    case 6:
        if (forks > 3 || below(r, 20) != 0)
            return 0;
        {
            int64_t child = vb_fork(below(r, 2) != 0 ? 0 : handle(r));

            if (child == 0) {
                forks++;
                r->state ^= (uint64_t)vb_getpid() << 32;
            }
            return keep(r, child);
        }
    case 7:
        return vb_wait(handle(r), address(r), (uint32_t)number(r) & 3, soon(r));
    case 8:
        return vb_task_watch(handle(r), handle(r));
    case 9: {
        uint64_t whom = handle(r);

        if ((whom == 0 || whom == fuzz_job) && below(r, 400) != 0)
            return 0;
        return below(r, 4) == 0 ? vb_kill(whom, below(r, 66)) : vb_kill(whom, 0);
    }
    case 10:
        return vb_task_info(handle(r), address(r));
    case 11:
        return vb_start_block(number(r), address(r), size(r));
    case 12:
        return vb_signal_handle(number(r), handle(r));
    case 13:
        return keep(r, vb_job_create(handle(r)));
    case 16:
        if (below(r, 100) == 0) /* mostly traps */
            return keep(r, vb_thread_create((uint32_t)number(r), address(r), number(r)));
        if (below(r, 20) == 0)
            return keep(r, sdk_thread(thread, next(r), thread_stack, sizeof thread_stack));
        return 0;
    case 18:
        return vb_thread_join(handle(r), address(r), soon(r));
    case 19:
        return vb_thread_cancel(handle(r));
    case 20:
        return vb_thread_priority(handle(r), (uint32_t)number(r));
    case 24:
        return keep(r, vb_memory_alloc(size(r)));
    case 25:
        return vb_memory_free(handle(r));
    case 26:
        return vb_memory_read(handle(r), number(r), address(r), size(r));
    case 27:
        return vb_memory_write(handle(r), number(r), address(r), size(r));
    case 28:
        return vb_memory_size(handle(r));
    case 29:
        return vb_memory_resize(handle(r), size(r));
    case 30:
        return keep(r, vb_memory_clone(handle(r)));
    case 31:
        return keep(r, vb_memory_slice(handle(r), number(r), size(r)));
    case 32:
        return vb_memory_copy(handle(r), number(r), handle(r), number(r), size(r));
    case 33:
        return vb_caller_read(address(r), address(r), size(r));
    case 34:
        return vb_caller_write(address(r), address(r), size(r));
    default:
        return 0;
    }
}

/* Calls of channels, windows, pulses, timers. */
static int64_t call_middle(struct random *r, unsigned which)
{
    uint64_t to, from;
    int64_t result;

    switch (which) {
    case 40:
        make_channel(r);
        return vb_channel_create((uint32_t)number(r), (uint32_t)number(r), address(r));
    case 41:
        return keep(r, vb_channel_badge(handle(r), number(r)));
    case 42:
        return keep(r, vb_channel_receiver(handle(r)));
    case 43:
        return vb_channel_badge_count(handle(r), number(r));
    case 44:
        return vb_channel_send(handle(r), message(r), soon(r));
    case 45:
        to = message(r);
        result = vb_channel_receive(handle(r), to, soon(r));
        if (result == 0)
            keep_message(r, to);
        return result;
    case 46:
        from = message(r);
        to = message(r);
        result = vb_channel_call(handle(r), from, to, soon(r));
        if (result == 0)
            keep_message(r, to);
        return result;
    case 47:
        return vb_channel_reply(handle(r), message(r));
    case 48:
        from = message(r);
        to = message(r);
        result = vb_channel_reply_receive(handle(r), from, handle(r), to, soon(r));
        if (result == 0)
            keep_message(r, to);
        return result;
    case 49:
        return vb_window_read(handle(r), below(r, 6), number(r), address(r), size(r));
    case 50:
        return vb_window_write(handle(r), below(r, 6), number(r), address(r), size(r));
    case 51:
        return vb_window_info(handle(r), (uint32_t)number(r), address(r));
    case 52:
        return vb_window_memory(handle(r), below(r, 6), number(r), handle(r), number(r), size(r),
                                below(r, 3));
    case 56:
        return keep(r, vb_pulse_create(handle(r), number(r)));
    case 57:
        return vb_pulse_fire(handle(r), (uint32_t)number(r));
    case 58:
        return keep(r, vb_timer_create(handle(r)));
    case 59:
        return vb_timer_set(handle(r), below(r, 4) != 0 ? soon(r) : number(r), number(r));
    case 60:
        return vb_clock((uint32_t)number(r));
    case 61:
        return vb_sleep(soon(r));
    default:
        return 0;
    }
}

/* Calls of handles, schemes, accounts, devices. */
static int64_t call_high(struct random *r, unsigned which)
{
    uint64_t string, length;

    string = text(r, &length);
    switch (which) {
    case 64:
        return keep(r, vb_handle_duplicate(handle(r), below(r, 2) ? 0 : (uint32_t)next(r) & 0x7ff));
    case 65:
        return below(r, 8) == 0 ? vb_handle_restrict(handle(r), (uint32_t)next(r)) : 0;
    case 66:
        return below(r, 4) == 0 ? vb_handle_close(handle(r)) : 0;
    case 67:
        return vb_handle_info(handle(r), address(r));
    case 72:
        return keep(r, vb_scheme_open(handle(r), string, length, (uint32_t)number(r), soon(r)));
    case 73:
        return vb_scheme_read(handle(r), address(r), size(r), soon(r));
    case 74:
        return vb_scheme_write(handle(r), address(r), size(r), soon(r));
    case 75:
        return below(r, 4) == 0 ? vb_scheme_close(handle(r)) : 0;
    case 76:
        return keep(r, vb_namespace_create(handle(r), below(r, 3)));
    case 77:
        return vb_namespace_bind(handle(r), string, length, handle(r));
    case 78:
        return vb_namespace_unbind(handle(r), string, length);
    case 79:
        return keep(r, vb_namespace_lookup(handle(r), string, length));
    case 84:
        return keep(r, vb_account_create(handle(r), number(r)));
    case 85:
        return vb_account_info(handle(r), address(r));
    case 86:
        return vb_account_limit(handle(r), number(r));
    case 90:
        return vb_device_info(handle(r), address(r));
    case 91:
        return vb_device_watch(handle(r), handle(r));
    case 92:
        return vb_device_submit(handle(r), address(r));
    case 93:
        return vb_device_complete(handle(r), address(r), address(r), size(r));
    case 96:
        return vb_log(VB_LOG_DEBUG + below(r, 3), address(r), size(r) << 10);
    case 97:
        return vb_entropy(address(r), size(r));
    case 98:
        vb_system_stop(handle(r), (uint32_t)number(r), (int32_t)number(r));
    case 99:
        return vb_system_message(handle(r), address(r), size(r) << 10);
    default:
        return 0;
    }
}

static void calls(struct random *r, unsigned count)
{
    unsigned i, which;

    for (i = 0; i < count; i++) {
        which = below(r, CALLS_OF_ALL);
        if (below(r, 64) == 0)
            trade(r);
        else if (which == 98 && below(r, 200) != 0)
            continue; /* a refused system_stop traps */
        else if (which < 40)
            call_low(r, which);
        else if (which < 64)
            call_middle(r, which);
        else
            call_high(r, which);
    }
}

static void thread(uint64_t seed)
{
    struct random r = {seed};

    calls(&r, 500);
    vb_thread_exit((int32_t)seed);
}

/* Start blocks that work, as memory objects to be used and spoilt. */
static uint64_t start_block(int64_t image)
{
    struct sdk_block block = {0};
    int64_t result;

    sdk_block_argument(&block, "fuzz");
    sdk_block_program(&block, (uint64_t)image);
    result = sdk_block_finish(&block);
    sdk_block_free(&block);
    return result > 0 ? (uint64_t)result : 0;
}

static _Noreturn void fuzz(uint64_t seed, unsigned count)
{
    static const char *const names[] = {"file", "proc", "mem", "pipe"};
    struct random r = {seed};
    int64_t image = sdk_program_open("/bin/true");
    unsigned i;

    for (i = 0; i < 4; i++)
        keep(&r, vb_namespace_lookup(0, VB_ADDRESS(names[i]), strlen(names[i])));
    keep(&r, (int64_t)start_block(image));
    keep(&r, image);
    for (i = 0; i < 4; i++)
        make_channel(&r);
    keep(&r, vb_memory_alloc(PAGE));
    calls(&r, count);
    vb_task_exit(0);
}

/* The hub: what it was given last, and the processes. */
static uint64_t bag[POOL];
static int64_t children[AT_A_TIME];
static uint64_t started[AT_A_TIME];

static void serve(struct random *r, uint64_t receiver)
{
    uint64_t handles[VB_HANDLES_MAX];
    struct vb_message got = {.handles = VB_ADDRESS(handles), .handle_count = VB_HANDLES_MAX};
    struct vb_message answer = {.handles = VB_ADDRESS(handles)};
    unsigned i;

    if (vb_channel_receive(receiver, VB_ADDRESS(&got),
                           (uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + SECOND / 100) < 0)
        return;
    for (i = 0; i < got.handle_count; i++) {
        uint64_t *place = &bag[below(r, POOL)];

        if (*place != 0)
            (void)vb_handle_close(*place);
        *place = handles[i];
    }
    if (got.reply == 0)
        return;
    for (i = 0; i < HANDLES_TO_HUB; i++) {
        int64_t copy = vb_handle_duplicate(bag[below(r, POOL)], 0);

        if (copy > 0)
            handles[answer.handle_count++] = (uint64_t)copy;
    }
    if (vb_channel_reply(got.reply, VB_ADDRESS(&answer)) < 0) {
        (void)vb_handle_close(got.reply);
        for (i = 0; i < answer.handle_count; i++)
            (void)vb_handle_close(handles[i]);
    }
}

/* 1: the place is free, for the process has ended or did so for too long. */
static int ended(unsigned which)
{
    struct vb_exit_info info;

    if (children[which] == 0)
        return 1;
    if (vb_wait((uint64_t)children[which], VB_ADDRESS(&info), 0, VB_NO_WAIT) < 0) {
        if ((uint64_t)vb_clock(VB_CLOCK_MONOTONIC) < started[which] + 20 * SECOND)
            return 0;
        (void)vb_kill((uint64_t)children[which], VB_SIGKILL);
    }
    (void)vb_handle_close((uint64_t)children[which]);
    children[which] = 0;
    return 1;
}

static void start(struct random *r, unsigned which, unsigned count)
{
    uint64_t seed = next(r);
    int64_t copy;

    children[which] = sdk_fork(fuzz_job);
    if (children[which] == 0) {
        memset(bag, 0, sizeof bag); /* theirs by fork, but they are to come by trade */
        fuzz(seed, count);
    }
    if (children[which] < 0) {
        children[which] = 0;
        return;
    }
    started[which] = (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
    copy = vb_handle_duplicate((uint64_t)children[which], 0);
    if (copy > 0) {
        uint64_t *place = &bag[below(r, POOL)];

        if (*place != 0)
            (void)vb_handle_close(*place);
        *place = (uint64_t)copy;
    }
}

static void run(uint64_t seed, unsigned tasks, unsigned count)
{
    struct random r = {seed};
    uint64_t rights[2];
    unsigned i, running = 1;

    if (vb_channel_create(64, 0, VB_ADDRESS(rights)) < 0)
        return;
    hub = (uint64_t)vb_handle_duplicate(rights[1], VB_RIGHT_SEND | VB_RIGHT_DUPLICATE);
    fuzz_job = (uint64_t)vb_job_create(0);
    while (tasks > 0 || running > 0) {
        for (i = running = 0; i < AT_A_TIME; i++) {
            if (!ended(i))
                running++;
            else if (tasks > 0) {
                tasks--;
                start(&r, i, count);
                running++;
            }
        }
        serve(&r, rights[0]);
    }
    (void)vb_kill(fuzz_job, VB_SIGKILL);
    for (i = 0; i < POOL; i++)
        if (bag[i] != 0) {
            (void)vb_handle_close(bag[i]);
            bag[i] = 0;
        }
    (void)vb_handle_close(fuzz_job);
    (void)vb_handle_close(hub);
    (void)vb_handle_close(rights[0]);
    (void)vb_handle_close(rights[1]);
}

/* What services keep once it was asked of them: room for pipes, a file's contents. */
static void warm(void)
{
    enum { PIPES = 20 };
    int ends[PIPES][2];
    unsigned i, made = 0;
    FILE *file = fopen("/tmp/fuzz", "w");
    int64_t image;

    if (file != NULL)
        fclose(file);
    image = sdk_program_open("/tmp/fuzz");
    if (image > 0)
        (void)vb_handle_close((uint64_t)image);
    while (made < PIPES && pipe(ends[made]) == 0)
        made++;
    for (i = 0; i < made; i++) {
        close(ends[i][0]);
        close(ends[i][1]);
    }
    run(1, 1, 100);
}

/* The number behind a word in the kernel's counts. */
static long long counted(const char *what)
{
    char line[1024];
    const char *at;
    int64_t file = vb_scheme_open(0, VB_ADDRESS("mem://counts"), 12, VB_OPEN_READ, VB_FOREVER);
    int64_t length = vb_scheme_read((uint64_t)file, VB_ADDRESS(line), sizeof line - 1, VB_FOREVER);

    (void)vb_handle_close((uint64_t)file);
    line[length > 0 ? length : 0] = 0;
    at = strstr(line, what);
    return at != NULL ? strtoll(at + strcspn(at, "0123456789"), NULL, 10) : -1;
}

int main(int argc, char **argv)
{
    static const char *const kinds[] = {"tasks", "threads", "handles", "objects", "messages"};
    uint64_t seed = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;
    unsigned tasks = argc > 2 ? (unsigned)strtoul(argv[2], NULL, 10) : 40;
    unsigned count = argc > 3 ? (unsigned)strtoul(argv[3], NULL, 10) : 5000;
    long long before[5], after[5];
    unsigned i, tries, different = 1;

    arena = __builtin_wasm_memory_grow(0, ARENA_PAGES) * PAGE;
    warm();
    (void)vb_sleep((uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + SECOND / 2);
    for (i = 0; i < 5; i++)
        before[i] = counted(kinds[i]);
    run(seed, tasks, count);
    for (tries = 0; different && tries < 50; tries++) {
        (void)vb_sleep((uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + SECOND / 10);
        for (i = different = 0; i < 5; i++) {
            after[i] = counted(kinds[i]);
            different += after[i] != before[i];
        }
    }
    printf("fuzz_syscalls: seed %llu, %u tasks of %u calls", (unsigned long long)seed, tasks,
           count);
    for (i = 0; i < 5; i++)
        printf(", %s %lld/%lld", kinds[i], before[i], after[i]);
    printf("\n");
    return different != 0;
}
