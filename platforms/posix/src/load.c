#include "load.h"
#include "options.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *kind_of(mode_t mode)
{
    if (S_ISDIR(mode)) {
        return "a directory";
    }
    if (S_ISFIFO(mode)) {
        return "a FIFO";
    }
    if (S_ISSOCK(mode)) {
        return "a socket";
    }
    return "a device";
}

/* A FIFO that nobody writes to would make open() wait: the type is looked at first. */
static int open_file(const char *path, const char *what, bool streams)
{
    struct stat found;
    int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
    if (fd < 0 || fstat(fd, &found) != 0) {
        fail(errno == ENOENT || errno == ENOTDIR ? 127 : 126, "%s: expected %s, found: %s", path,
             what, strerror(errno));
    }
    if (S_ISREG(found.st_mode)) {
        return fd;
    }
    if (!S_ISFIFO(found.st_mode) || !streams) {
        fail(126, "%s: expected %s, found %s", path, what, kind_of(found.st_mode));
    }
    fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) & ~O_NONBLOCK);
    return fd;
}

struct loaded load_file(const char *path, const char *what, bool streams)
{
    int fd = open_file(path, what, streams);
    struct loaded file = {0};
    for (size_t capacity = 0;;) {
        if (file.size == capacity) {
            capacity = capacity ? capacity * 2 : 65536;
            file.bytes = realloc(file.bytes, capacity);
            if (!file.bytes) {
                fail(126, "%s: out of memory", path);
            }
        }
        ssize_t count = read(fd, file.bytes + file.size, capacity - file.size);
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            fail(126, "%s: cannot read: %s", path, strerror(errno));
        }
        if (count == 0) {
            break;
        }
        file.size += (size_t)count;
    }
    close(fd);
    return file;
}
