/*
 * Runs in a session: has init restart a service again and again while files are written, read and
 * renamed, and checks that nothing is lost. Usage: vfs-restart [ROUNDS]
 */
#include <fcntl.h>
#include <sdk/channel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vibee/file.h>
#include <vibee/init.h>
#include <vibee/syscalls.h>

static int failures;

static void check(int good, const char *what, int round)
{
    if (good)
        return;
    failures++;
    printf("round %d: %s\n", round, what);
}

static int64_t restart(uint64_t init, const char *name)
{
    const struct vb_file_request head = {0};
    char text[64] = "restart";
    struct sdk_call call = {.id = VB_INIT_CONTROL,
                            .data = &head,
                            .data_size = sizeof head,
                            .text = text,
                            .text_size = 8 + strlen(name)};

    strcpy(text + 8, name);
    return sdk_call(init, &call);
}

static void one_round(uint64_t init, int fd, int round)
{
    char wanted[32], found[32] = "", from[40], to[40];
    struct stat file;

    snprintf(wanted, sizeof wanted, "line %08d\n", round);
    snprintf(from, sizeof from, "/tmp/restart.%d", round % 3);
    snprintf(to, sizeof to, "/tmp/restart.%d", (round + 1) % 3);
    check(write(fd, wanted, 14) == 14, "write before", round);
    check(restart(init, "vfs") == 0, "restart", round);
    check(pread(fd, found, 14, 14 * (off_t)round) == 14, "pread after", round);
    check(strncmp(found, wanted, 14) == 0, "what was written is not what is read", round);
    check(rename(from, to) == 0, "rename", round);
    check(stat(to, &file) == 0, "stat", round);
}

int main(int argc, char *argv[])
{
    int rounds = argc > 1 ? atoi(argv[1]) : 10, round;
    int64_t init = vb_namespace_lookup(0, VB_ADDRESS("init"), 4);
    int fd = open("/tmp/restart.log", O_RDWR | O_CREAT | O_TRUNC, 0600);
    int other = open("/tmp/restart.0", O_WRONLY | O_CREAT, 0600);
    struct stat file;

    check(init > 0 && fd >= 0 && other >= 0, "setting up", -1);
    check(unlink("/tmp/restart.log") == 0, "unlink", -1);
    for (round = 0; round < rounds && failures == 0; round++)
        one_round((uint64_t)init, fd, round);
    check(fstat(fd, &file) == 0 && file.st_size == 14 * (off_t)rounds, "size at the end", rounds);
    printf("%d restarts, %d failures\n", round, failures);
    return failures > 0;
}
