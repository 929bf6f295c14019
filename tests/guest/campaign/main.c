/* The killer. */
#include "campaign.h"
#include <sdk/channel.h>
#include <sdk/file.h>
#include <sdk/log.h>
#include <sdk/start.h>
#include <sdk/thread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/devmgr.h>
#include <vibee/syscalls.h>

enum { STACK_SIZE = 16384, LIST_SIZE = 32768 };
#define MILLISECOND UINT64_C(1000000)
#define PATIENCE    (120000 * MILLISECOND) /* of a driver to come back */

struct counts counts;
volatile bool stopping;
static volatile unsigned started, ended;

uint64_t clock_now(void)
{
    return (uint64_t)vb_clock(VB_CLOCK_MONOTONIC);
}

uint64_t random_next(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * UINT64_C(0x2545f4914f6cdd1d) >> 16;
}

static void pause_for(uint64_t nanoseconds)
{
    (void)vb_sleep(clock_now() + nanoseconds);
}

void start_worker(void (*work)(uint64_t), uint64_t argument)
{
    void *stack = malloc(STACK_SIZE);
    int64_t thread =
        stack == NULL ? VB_ERR_NO_MEMORY : sdk_thread(work, argument, stack, STACK_SIZE);

    if (thread < 0)
        sdk_die("campaign: no thread: %s", sdk_status_text(thread));
    if (vb_thread_priority((uint64_t)thread, WORKER_PRIORITY) < 0)
        sdk_die("campaign: no priority");
    started++;
}

void worker_ended(void)
{
    ended++;
}

void wait_for_workers(void)
{
    stopping = true;
    while (ended < started)
        pause_for(10 * MILLISECOND);
}

uint64_t open_driver(uint32_t class, const char *name)
{
    int64_t devmgr = vb_namespace_lookup(0, VB_ADDRESS("devices"), 7);
    uint64_t driver = 0;

    for (uint32_t index = 0;; index++) {
        struct vb_file_request request = {.flags = class, .argument = index};
        struct vb_devmgr_entry entry = {0};
        struct sdk_call call = {.id = VB_DEVMGR_OPEN,
                                .data = &request,
                                .data_size = sizeof request,
                                .answer = &entry,
                                .answer_room = sizeof entry,
                                .answer_handles = &driver,
                                .answer_handles_room = 1};
        int64_t status = sdk_call_again((uint64_t)devmgr, &call);
        if (status < 0)
            sdk_die("campaign: devmgr knows no %s: %s", name, sdk_status_text(status));
        if (strcmp(entry.name, name) == 0)
            return driver;
        (void)vb_handle_close(driver);
    }
}

/* ---- the target ---- */

static const char *target;

struct task_line {
    unsigned long pid; /* 0: it is not there now */
    bool waits;
};

static struct task_line parse_line(const char *line)
{
    struct task_line found = {.pid = strtoul(line, NULL, 10)};
    const char *state = strchr(line, ' ');

    state = state != NULL ? strchr(state + 1, ' ') : NULL;
    found.waits = state != NULL && strncmp(state + 1, "waiting ", 8) == 0;
    return found;
}

static struct task_line find_task(const char *name)
{
    static char list[LIST_SIZE];
    size_t used = 0, length = strlen(name);
    int64_t file = sdk_open("proc://list", 1), count;
    struct task_line found = {0};

    if (file < 0)
        sdk_die("campaign: proc://list: %s", sdk_status_text(file));
    while (used < sizeof list - 1 &&
           (count = vb_scheme_read((uint64_t)file, VB_ADDRESS(list + used), sizeof list - 1 - used,
                                   VB_FOREVER)) > 0)
        used += (size_t)count;
    (void)vb_scheme_close((uint64_t)file);
    list[used] = 0;
    for (char *line = list, *end; (end = strchr(line, '\n')) != NULL; line = end + 1)
        if ((size_t)(end - line) > length && end[-(ptrdiff_t)length - 1] == ' ' &&
            memcmp(end - length, name, length) == 0)
            found = parse_line(line);
    return found;
}

bool target_is_busy(void)
{
    struct task_line found = find_task(target);

    return found.pid != 0 && !found.waits;
}

static bool kill_task(unsigned long pid)
{
    char url[64];
    int64_t file, status;

    snprintf(url, sizeof url, "proc://%lu/signal", pid);
    file = sdk_open(url, VB_OPEN_WRITE);
    if (file < 0)
        return false;
    status = vb_scheme_write((uint64_t)file, VB_ADDRESS("9"), 1, VB_FOREVER);
    (void)vb_scheme_close((uint64_t)file);
    return status >= 0;
}

/* Until it is another task than that one. */
static unsigned long wait_for_task(const char *name, unsigned long before)
{
    uint64_t end = clock_now() + PATIENCE;
    unsigned long pid;

    while ((pid = find_task(name).pid) == 0 || pid == before) {
        if (clock_now() > end)
            return 0;
        pause_for(MILLISECOND);
    }
    return pid;
}

/* Until something has been done again. */
static bool wait_for_work(uint64_t before)
{
    uint64_t end = clock_now() + PATIENCE;

    while (counts.operations == before) {
        if (clock_now() > end)
            return false;
        pause_for(MILLISECOND);
    }
    return true;
}

/* Until it waits for work: it has started. */
static void wait_for_start(void)
{
    uint64_t end = clock_now() + PATIENCE;

    while (target_is_busy() && clock_now() < end)
        pause_for(MILLISECOND / 4);
}

/* ---- the campaign ---- */

struct result {
    unsigned long kills, in_flight;
    const char *trouble;
};

static struct result run(const struct kind *kind, unsigned long wanted, uint64_t seed,
                         uint64_t pause)
{
    struct result result = {0};
    unsigned long pid = 0;
    uint64_t done;
    bool in_flight = false, killed = false;

    for (;;) {
        done = counts.operations;
        pid = wait_for_task(target, pid);
        if (pid == 0 || !wait_for_work(done)) {
            result.trouble = pid == 0 ? "not started again" : "nothing is done any more";
            break;
        }
        /* Who had to repeat something has noticed by now. */
        if (killed)
            result.in_flight += in_flight | kind->after();
        killed = false;
        if (result.kills == wanted)
            break;
        /* One kill of eight may come while it starts. */
        if (result.kills % 8 != 7)
            wait_for_start();
        pause_for(random_next(&seed) % (pause * MILLISECOND + 1));
        in_flight = kind->before();
        killed = kill_task(pid);
        result.kills += killed;
        if (!killed)
            pid = 0; /* it has gone by itself */
    }
    return result;
}

/* Until there is a session: its first command says so. */
static void wait_for_session(void)
{
    int64_t file;

    while ((file = sdk_open("file://tmp/begin", 1)) < 0)
        pause_for(20 * MILLISECOND);
    (void)vb_handle_close((uint64_t)file);
}

static void write_report(const char *text)
{
    int64_t file, status = VB_OK;

    /* Whole when it is there: under another name first. */
    file = sdk_open("file://tmp/campaign", VB_OPEN_WRITE | VB_OPEN_CREATE | VB_OPEN_TRUNCATE);
    if (file >= 0)
        status = sdk_file_write_all((uint64_t)file, text, strlen(text));
    if (file >= 0)
        (void)vb_handle_close((uint64_t)file);
    file = sdk_open("file://tmp/report", VB_OPEN_WRITE | VB_OPEN_CREATE);
    if (file < 0 || status < 0)
        sdk_die("campaign: no report: %s: %s", sdk_status_text(file < 0 ? file : status), text);
}

static const struct kind *kind_named(const char *name)
{
    static const struct kind *const kinds[] = {&disk_kind, &entropy_kind, &terminal_kind};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(kinds[i]->name, name) == 0)
            return kinds[i];
    sdk_die("campaign: unknown kind %s", name);
}

static uint64_t number(uint32_t index, uint64_t otherwise)
{
    const char *text = sdk_argument(index);

    return text != NULL ? strtoull(text, NULL, 10) : otherwise;
}

int main(void)
{
    enum { KIND = 1, TARGET, KILLS, SEED, PAUSE };
    static char report[2048];
    const struct kind *kind = kind_named(sdk_argument(KIND));
    uint64_t seed = number(SEED, 1), wanted = number(KILLS, 10), begun;
    struct result result;
    size_t used;

    target = sdk_argument(TARGET);
    sdk_ready();
    wait_for_session();
    (void)wait_for_task(target, 0);
    kind->open(target);
    kind->start(seed);
    begun = clock_now();
    result = run(kind, (unsigned long)wanted, seed * 2 + 1, number(PAUSE, 20));
    used = (size_t)snprintf(report, sizeof report,
                            "campaign %s %s seed %llu: kills %lu in-flight %lu", kind->name, target,
                            (unsigned long long)seed, result.kills, result.in_flight);
    used += (size_t)snprintf(report + used, sizeof report - used, " seconds %llu",
                             (unsigned long long)((clock_now() - begun) / (1000 * MILLISECOND)));
    if (result.trouble == NULL)
        kind->finish(report + used, sizeof report - used);
    used = strlen(report);
    snprintf(report + used, sizeof report - used,
             " operations %llu repeated %llu failed %llu wrong %llu%s%s\n",
             (unsigned long long)counts.operations, (unsigned long long)counts.repeated,
             (unsigned long long)counts.failed, (unsigned long long)counts.wrong,
             result.trouble != NULL ? " trouble: " : "",
             result.trouble != NULL ? result.trouble : "");
    write_report(report);
    return 0;
}
