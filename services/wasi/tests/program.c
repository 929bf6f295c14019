/*
 * What a program sees of the shim, by wasi-libc alone as anyone's wasi-sdk would build it. It
 * prints TAP and expects /etc/motd ("welcome\n"), an empty /home/me, and to be started in /home/me.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static int number, failures;

static void check(int ok, const char *what)
{
    failures += !ok;
    printf("%sok %d - %s\n", ok ? "" : "not ", ++number, what);
}

static int holds(const char *path, const char *wanted)
{
    char text[64] = "";
    int fd = open(path, O_RDONLY);
    ssize_t count = fd < 0 ? -1 : read(fd, text, sizeof text - 1);

    close(fd);
    return count == (ssize_t)strlen(wanted) && strcmp(text, wanted) == 0;
}

static void paths(void)
{
    check(holds("/etc/motd", "welcome\n"), "an absolute path is found at the root");
    check(open("/etc/none", O_RDONLY) < 0 && errno == ENOENT, "what is nowhere is not found");
    check(mkdir("etc", 0700) == 0 && !holds("/etc/motd", "") && holds("/etc/motd", "welcome\n"),
          "a folder of the same name hides nothing that it has not");
    check(rmdir("etc") == 0, "it is removed from the working directory");
    check(open("/etc/motd/x", O_RDONLY) < 0 && errno == ENOTDIR, "a file is no directory");
    check(mkdir("/etc/made", 0700) == 0 && rmdir("/etc/made") == 0, "a new one goes to its parent");
}

static void files(void)
{
    struct iovec parts[3] = {{"one", 3}, {"", 0}, {"two", 3}};
    char a[2], b[8] = "";
    struct iovec into[2] = {{a, sizeof a}, {b, sizeof b - 1}};
    int fd = open("file", O_RDWR | O_CREAT | O_EXCL, 0600);
    struct stat status;

    check(fd >= 0, "a file is made");
    check(open("file", O_RDWR | O_CREAT | O_EXCL, 0600) < 0 && errno == EEXIST, "only once");
    check(writev(fd, parts, 3) == 6, "pieces are written");
    check(lseek(fd, 0, SEEK_SET) == 0 && readv(fd, into, 2) == 6 && memcmp(a, "on", 2) == 0 &&
              strcmp(b, "etwo") == 0,
          "and read into others");
    check(pwrite(fd, "X", 1, 1) == 1 && pread(fd, a, 2, 1) == 2 && memcmp(a, "Xe", 2) == 0,
          "at an offset");
    check(lseek(fd, 0, SEEK_CUR) == 6, "which leaves the current one alone");
    check(ftruncate(fd, 2) == 0 && fstat(fd, &status) == 0 && status.st_size == 2, "it is cut");
    check(lseek(fd, -5, SEEK_SET) < 0 && errno == EINVAL, "an offset below 0 is refused");
    close(fd);
    check(write(fd, "x", 1) < 0 && errno == EBADF, "a closed descriptor is none");
    fd = open("file", O_WRONLY | O_APPEND);
    check(write(fd, "end", 3) == 3 && holds("file", "oXend"), "appending goes to the end");
    check(read(fd, a, 1) < 0 && errno == EBADF, "what is open for writing cannot be read");
    close(fd);
    check(rename("file", "/home/me/other") == 0 && holds("other", "oXend"), "it is renamed");
    check(symlink("other", "link") == 0 && holds("link", "oXend"), "a link leads to it");
    check(readlink("link", b, sizeof b) == 5 && memcmp(b, "other", 5) == 0, "and says where to");
    check(unlink("link") == 0 && unlink("other") == 0, "both are removed");
}

/* Many entries: several requests, and entries cut by the C library's buffer. */
static void directories(void)
{
    enum { MANY = 300 };
    char name[64];
    unsigned char seen[MANY] = {0};
    struct dirent *entry;
    int i, count = 0, dots = 0;
    DIR *directory;

    check(mkdir("many", 0700) == 0, "a directory is made");
    for (i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "many/entry-with-a-long-name-%d", i);
        close(open(name, O_WRONLY | O_CREAT, 0600));
    }
    directory = opendir("many");
    while (directory != NULL && (entry = readdir(directory)) != NULL) {
        if (entry->d_name[0] == '.') {
            dots++;
            continue;
        }
        i = atoi(entry->d_name + strlen("entry-with-a-long-name-"));
        count += i >= 0 && i < MANY && seen[i]++ == 0;
    }
    closedir(directory);
    check(count == MANY && dots == 2, "every entry is listed once, with . and ..");
    check(rmdir("many") < 0 && errno == ENOTEMPTY, "it cannot be removed while it is not empty");
    for (i = 0; i < MANY; i++) {
        snprintf(name, sizeof name, "many/entry-with-a-long-name-%d", i);
        unlink(name);
    }
    check(rmdir("many") == 0, "then it can");
}

static void process(void)
{
    struct timespec before, after;
    unsigned char random[600];

    check(getenv("HOME") != NULL && strcmp(getenv("HOME"), "/home/me") == 0, "the environment");
    check(clock_gettime(CLOCK_MONOTONIC, &before) == 0 &&
              clock_gettime(CLOCK_MONOTONIC, &after) == 0 &&
              (after.tv_sec > before.tv_sec || after.tv_nsec >= before.tv_nsec),
          "time goes forward");
    check(getentropy(random, 256) == 0, "randomness");
    check(!isatty(0) || isatty(0) == 1, "isatty answers");
}

int main(int argc, char *argv[])
{
    check(argc == 2 && strcmp(argv[1], "argument") == 0, "the arguments");
    paths();
    files();
    directories();
    process();
    printf("1..%d\n", number);
    return failures > 0;
}
