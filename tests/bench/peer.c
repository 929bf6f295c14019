/* What Linux does with the same work, for tests/bench/run.py: prints "name nanoseconds". */
#define _GNU_SOURCE
#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static uint64_t now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec;
}

static void report(const char *name, uint64_t start, unsigned count)
{
    printf("%s %.1f\n", name, (double)(now() - start) / count);
    fflush(stdout);
}

static void require(int condition, const char *what)
{
    if (!condition) {
        perror(what);
        exit(1);
    }
}

/* A byte there and back between two processes on one core. */
static void ping_pong(unsigned count)
{
    int there[2], back[2];
    char byte = 0;
    require(pipe(there) == 0 && pipe(back) == 0, "pipe");
    pid_t child = fork();
    require(child >= 0, "fork");
    if (child == 0) {
        close(there[1]);
        while (read(there[0], &byte, 1) == 1)
            if (write(back[1], &byte, 1) != 1)
                break;
        _exit(0);
    }
    uint64_t start = now();
    for (unsigned i = 0; i < count; i++)
        require(write(there[1], &byte, 1) == 1 && read(back[0], &byte, 1) == 1, "ping");
    report("call", start, count);
    close(there[1]);
    waitpid(child, NULL, 0);
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
    char name[] = "/bin/true", *arguments[] = {name, NULL};
    uint64_t start = now();
    for (unsigned i = 0; i < count; i++) {
        pid_t child;
        require(posix_spawn(&child, name, NULL, NULL, arguments, environ) == 0, "posix_spawn");
        waitpid(child, NULL, 0);
    }
    report("spawn", start, count);
}

static void fork_wait(unsigned count)
{
    uint64_t start = now();
    for (unsigned i = 0; i < count; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(0);
        require(child > 0, "fork");
        waitpid(child, NULL, 0);
    }
    report("fork", start, count);
}

int main(int argc, char **argv)
{
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    require(sched_setaffinity(0, sizeof one, &one) == 0, "sched_setaffinity");
    require(argc == 2, "usage: peer FILE");
    ping_pong(50000);
    open_close(argv[1], 50000);
    spawn_wait(300);
    fork_wait(1000);
    return 0;
}
