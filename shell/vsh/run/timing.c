/* time PIPELINE: how long it took. */
#include "../os.h"
#include "process.h"

#include <time.h>

/* Microseconds: since some moment, of processor time of the shell, and of its children. */
struct moment {
    int64_t real, own, children;
};

static struct moment now(void)
{
    struct moment moment;
    struct timespec real = {0};
    clock_gettime(CLOCK_MONOTONIC, &real);
    moment.real = real.tv_sec * INT64_C(1000000) + real.tv_nsec / 1000;
    os_times(&moment.own, &moment.children);
    return moment;
}

static void write_time(const char *name, int64_t microseconds, bool posix)
{
    const long long seconds = microseconds / 1000000;
    const int milliseconds = (int)(microseconds % 1000000 / 1000);
    if (posix)
        fprintf(stderr, "%s %lld.%02d\n", name, seconds, milliseconds / 10);
    else
        fprintf(stderr, "%s\t%lldm%lld.%03ds\n", name, seconds / 60, seconds % 60, milliseconds);
}

int run_timed(struct shell *shell, const struct node *pipeline)
{
    struct node untimed = *pipeline;
    const bool posix = pipeline->timed == TIMED_POSIX;
    untimed.timed = TIMED_NOT;
    const struct moment begin = now();
    const int status = run_pipeline(shell, &untimed);
    const struct moment end = now();
    fflush(stdout);
    if (!posix)
        fputc('\n', stderr);
    write_time("real", end.real - begin.real, posix);
    write_time("user", end.own - begin.own + end.children - begin.children, posix);
    write_time("sys", 0, posix); /* what is spent in the kernel is not counted apart */
    fflush(stderr);
    return status;
}
