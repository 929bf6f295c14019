#include "file.h"
#include "../lib/output.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { READ_SIZE = 65536, LINKS_MAX = 16 };

static bool failed(char *reason, const char *what, const char *path)
{
    snprintf(reason, FILE_REASON, "%s%s: %s", what, path, strerror(errno));
    return false;
}

static bool read_all(int fd, struct buffer *buffer, const char *path, char *reason)
{
    static char block[READ_SIZE];
    ssize_t n;
    while ((n = read(fd, block, sizeof block)) > 0) {
        if (!buffer_insert(buffer, buffer->size, block, (size_t)n)) {
            errno = ENOMEM;
            return failed(reason, "", path);
        }
    }
    return n == 0 || failed(reason, "", path);
}

bool file_load(struct file *file, const char *path, struct buffer *buffer, char *reason)
{
    file->exists = false;
    file->path = strdup(path);
    if (!file->path)
        return failed(reason, "", path);
    if (stat(path, &file->info) != 0)
        return errno == ENOENT || failed(reason, "", path);
    if (S_ISDIR(file->info.st_mode)) {
        errno = EISDIR;
        return failed(reason, "", path);
    }
    if (!S_ISREG(file->info.st_mode)) {
        snprintf(reason, FILE_REASON, "%s: expected an ordinary file", path);
        return false;
    }
    int fd = open(path, O_RDONLY);
    if (fd < 0)
        return failed(reason, "", path);
    file->exists = true;
    bool read = read_all(fd, buffer, path, reason);
    close(fd);
    return read;
}

bool file_changed(const struct file *file)
{
    struct stat now;
    if (!file->path || stat(file->path, &now) != 0)
        return false;
    return !file->exists || now.st_size != file->info.st_size ||
           now.st_mtim.tv_sec != file->info.st_mtim.tv_sec ||
           now.st_mtim.tv_nsec != file->info.st_mtim.tv_nsec;
}

/* Both pieces, so that no memory is needed; and to the disk. */
static bool write_buffer(int fd, const struct buffer *buffer)
{
    return write_all(fd, buffer->data, buffer->gap) &&
           write_all(fd, buffer->data + buffer->gap + (buffer->room - buffer->size),
                     buffer->size - buffer->gap) &&
           (fsync(fd) == 0 || errno == EINVAL || errno == ENOTSUP || errno == ENOSYS);
}

static bool write_to(const char *path, int flags, const struct buffer *buffer)
{
    int fd = open(path, O_WRONLY | O_CREAT | flags, 0666);
    if (fd < 0)
        return false;
    bool written = write_buffer(fd, buffer);
    int error = errno;
    if (close(fd) != 0 && written) {
        written = false;
        error = errno;
    }
    if (!written)
        unlink(path);
    errno = error;
    return written;
}

/* Where a symbolic link leads: the link stays. */
static bool real_path(const char *path, char *real)
{
    static char target[PATH_MAX];
    if (snprintf(real, PATH_MAX, "%s", path) >= PATH_MAX)
        return false;
    for (int links = 0; links < LINKS_MAX; links++) {
        ssize_t n = readlink(real, target, sizeof target - 1);
        if (n < 0)
            return true; /* no link */
        target[n] = '\0';
        char *slash = *target == '/' ? NULL : strrchr(real, '/');
        char *to = slash ? slash + 1 : real;
        if (strlen(target) >= (size_t)(real + PATH_MAX - to))
            break;
        strcpy(to, target);
    }
    errno = ELOOP;
    return false;
}

static bool temporary_name(const char *path, char *name)
{
    const char *slash = strrchr(path, '/');
    int folder = slash ? (int)(slash + 1 - path) : 0;
    return snprintf(name, PATH_MAX, "%.*s.%s.edit", folder, path, path + folder) < PATH_MAX;
}

bool file_save(struct file *file, struct buffer *buffer, char *reason)
{
    static char path[PATH_MAX], temporary[PATH_MAX];
    if (!real_path(file->path, path) || !temporary_name(path, temporary))
        return failed(reason, "Not saved: ", file->path);
    if (!write_to(temporary, O_TRUNC, buffer))
        return failed(reason, "Not saved: ", file->path);
    if (rename(temporary, path) != 0) {
        failed(reason, "Not saved: ", file->path);
        unlink(temporary);
        return false;
    }
    file->exists = stat(path, &file->info) == 0;
    return true;
}

const char *file_rescue(const struct file *file, struct buffer *buffer)
{
    static char path[PATH_MAX];
    const char *folders[] = {"", "/tmp/"};
    const char *name = file->path ? file->path : "edit";
    for (int i = 0; i < 2; i++) {
        const char *slash = i > 0 ? strrchr(name, '/') : NULL;
        if (snprintf(path, sizeof path, "%s%s.save", folders[i], slash ? slash + 1 : name) <
                (int)sizeof path &&
            write_to(path, O_TRUNC, buffer))
            return path;
    }
    return NULL;
}
