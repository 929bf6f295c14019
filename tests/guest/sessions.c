/*
 * Two sessions beside each other: each is a job with a scheme proc of that scope. The program forks
 * one child into each; the first sleeps, the second looks for it, tries to kill it, and to widen
 * its scope again. Prints a line for each finding; status 0 when all is as it must be.
 */
#include <inttypes.h>
#include <sdk/posix.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/objects.h>
#include <vibee/status.h>
#include <vibee/syscalls.h>

static int64_t wrong;

static void expect(const char *what, int64_t wanted, int64_t found)
{
    printf("%s: %s\n", what, wanted == found ? "ok" : "wrong");
    if (wanted != found)
        printf("  expected %" PRId64 ", found %" PRId64 "\n", wanted, found);
    wrong += wanted != found;
}

static uint64_t need(const char *what, int64_t value)
{
    if (value < 0) {
        printf("%s: status %" PRId64 "\n", what, value);
        exit(2);
    }
    return (uint64_t)value;
}

static int64_t open_proc(uint32_t pid, const char *item, uint32_t flags)
{
    char url[64];
    snprintf(url, sizeof url, "proc://%u/%s", (unsigned)pid, item);
    return vb_scheme_open(0, VB_ADDRESS(url), strlen(url), flags, VB_FOREVER);
}

/* In the child: from here on it has this scheme only. */
static void enter(uint64_t proc)
{
    (void)need("bind", vb_namespace_bind(0, VB_ADDRESS("proc"), 4, proc));
}

static unsigned count_tasks(void)
{
    static char text[4096];
    int64_t file = vb_scheme_open(0, VB_ADDRESS("proc://list"), 11, VB_OPEN_READ, VB_FOREVER);
    int64_t size =
        vb_scheme_read(need("list", file), VB_ADDRESS(text), sizeof text - 1, VB_FOREVER);
    unsigned lines = 0;
    for (int64_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    return lines;
}

static int other_session(uint64_t proc, uint64_t wide_job, uint32_t victim)
{
    struct vb_task_info own;
    enter(proc);
    (void)need("info", vb_task_info(0, VB_ADDRESS(&own)));
    expect("sees itself alone", 1, count_tasks());
    expect("status of the other", VB_ERR_NOT_FOUND, open_proc(victim, "status", VB_OPEN_READ));
    expect("signal to the other", VB_ERR_NOT_FOUND, open_proc(victim, "signal", VB_OPEN_WRITE));
    expect("status of init", VB_ERR_NOT_FOUND, open_proc(1, "status", VB_OPEN_READ));
    expect("signal to the parent", VB_ERR_NOT_FOUND,
           open_proc(own.parent, "signal", VB_OPEN_WRITE));
    expect("a wider scope", VB_ERR_ACCESS, vb_scheme_scope(proc, wide_job));
    return wrong != 0;
}

static int64_t end_of(uint64_t task)
{
    struct vb_exit_info info;
    (void)need("wait", sdk_wait(task, 0, VB_FOREVER, &info));
    return info.kind == VB_EXIT_STATUS ? info.code : 128 + info.code;
}

int main(void)
{
    const uint64_t wide = need("job", vb_job_create(0));
    const uint64_t first = need("job", vb_job_create(wide)),
                   second = need("job", vb_job_create(wide));
    const uint64_t proc = need("proc", vb_namespace_lookup(0, VB_ADDRESS("proc"), 4));
    const uint64_t narrow = need("scope", vb_scheme_scope(proc, second));
    struct vb_task_info info;

    const uint64_t sleeper = need("fork", sdk_fork(first));
    if (sleeper == 0) {
        (void)vb_sleep(VB_FOREVER);
        return 0;
    }
    (void)need("info", vb_task_info(sleeper, VB_ADDRESS(&info)));
    fflush(stdout);
    const uint64_t other = need("fork", sdk_fork(second));
    if (other == 0)
        return other_session(narrow, wide, info.pid);
    expect("the other session", 0, end_of(other));
    const uint64_t signal = need("signal", open_proc(info.pid, "signal", VB_OPEN_WRITE));
    expect("signal from above", 2, vb_scheme_write(signal, VB_ADDRESS("15"), 2, VB_FOREVER));
    expect("the first session", 128 + VB_SIGTERM, end_of(sleeper));
    return wrong != 0;
}
