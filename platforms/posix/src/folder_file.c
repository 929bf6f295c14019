/* Open files and directories of a folder. */
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct node *folder_node(struct folder *folder, const struct hal_request *request)
{
    if (request->node == 0 || request->node > FOLDER_NODES) {
        return NULL;
    }
    struct node *node = &folder->nodes[request->node - 1];
    return node->fd >= 0 ? node : NULL;
}

static struct node *free_node(struct folder *folder)
{
    for (size_t i = 0; i < FOLDER_NODES; i++) {
        if (folder->nodes[i].fd < 0) {
            return &folder->nodes[i];
        }
    }
    return NULL;
}

/* What may be opened. Others are refused before open(): opening a FIFO would wake its other side,
 * opening a device may do anything. */
static int check_type(mode_t mode, uint32_t flags)
{
    if (S_ISLNK(mode)) {
        return VB_ERR_LOOP;
    }
    if (S_ISDIR(mode)) {
        return flags & (VB_OPEN_WRITE | VB_OPEN_TRUNCATE) ? VB_ERR_IS_DIRECTORY : VB_OK;
    }
    if (!S_ISREG(mode)) {
        return VB_ERR_NOT_SUPPORTED;
    }
    return flags & VB_OPEN_DIRECTORY ? VB_ERR_NOT_DIRECTORY : VB_OK;
}

static int host_flags(uint32_t flags, bool directory)
{
    /* O_NONBLOCK in case somebody puts a FIFO there after the check. */
    int host = O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    if (directory) {
        return host | O_RDONLY | O_DIRECTORY;
    }
    if (flags & VB_OPEN_WRITE) {
        host |= flags & VB_OPEN_READ ? O_RDWR : O_WRONLY;
    } else {
        host |= O_RDONLY;
    }
    return host | (flags & VB_OPEN_TRUNCATE ? O_TRUNC : 0) |
           (flags & VB_OPEN_APPEND ? O_APPEND : 0);
}

/* A descriptor of the file at a place, or a negative status. */
static int open_at(const struct place *place, uint32_t flags, bool *directory)
{
    struct stat found;
    bool exists = fstatat(place->directory, place->name, &found, AT_SYMLINK_NOFOLLOW) == 0;
    if (!exists && (errno != ENOENT || !(flags & VB_OPEN_CREATE))) {
        return folder_status(errno);
    }
    if (!exists && flags & VB_OPEN_DIRECTORY) {
        return VB_ERR_INVALID; /* directories are made by VB_FOLDER_MKDIR */
    }
    if (exists && flags & VB_OPEN_CREATE && flags & VB_OPEN_EXCLUSIVE) {
        return VB_ERR_EXISTS;
    }
    int status = exists ? check_type(found.st_mode, flags) : VB_OK;
    if (status != VB_OK) {
        return status;
    }
    *directory = exists && S_ISDIR(found.st_mode);
    int host = host_flags(flags, *directory);
    if (!exists) {
        host |= O_CREAT | (flags & VB_OPEN_EXCLUSIVE ? O_EXCL : 0);
    }
    int fd = openat(place->directory, place->name, host, 0666);
    if (fd < 0) {
        return folder_status(errno);
    }
    if (fstat(fd, &found) != 0 || check_type(found.st_mode, flags) != VB_OK) {
        close(fd); /* it was replaced in between */
        return VB_ERR_NOT_SUPPORTED;
    }
    return fd;
}

int64_t folder_op_open(struct folder *folder, const struct hal_request *request)
{
    uint32_t flags = request->flags;
    struct node *node = free_node(folder);
    if (!node) {
        return VB_ERR_LIMIT;
    }
    if (flags & VB_OPEN_TRUNCATE && !(flags & VB_OPEN_WRITE)) {
        return VB_ERR_INVALID; /* POSIX leaves it undefined */
    }
    struct place place;
    int status = folder_enter(folder, request->input, request->input_size, &place);
    if (status != VB_OK) {
        return status;
    }
    if (place.must_be_directory) {
        flags |= VB_OPEN_DIRECTORY;
    }
    bool directory = false;
    int fd = open_at(&place, flags, &directory);
    folder_leave(folder, &place);
    if (fd < 0) {
        return fd;
    }
    *node = (struct node){.fd = fd,
                          .directory = directory,
                          .append = flags & VB_OPEN_APPEND,
                          .readable = flags & VB_OPEN_READ || !(flags & VB_OPEN_WRITE),
                          .writable = flags & VB_OPEN_WRITE};
    return node - folder->nodes + 1;
}

int64_t folder_op_close(struct folder *folder, const struct hal_request *request)
{
    struct node *node = folder_node(folder, request);
    if (!node) {
        return VB_ERR_BAD_HANDLE;
    }
    listing_free(&node->listing);
    int status = close(node->fd) == 0 || errno == EINTR ? VB_OK : folder_status(errno);
    node->fd = -1;
    return status;
}

/* The node as a file that the access is open for, or why not. */
static int file_node(struct folder *folder, const struct hal_request *request, bool write,
                     struct node **out)
{
    struct node *node = folder_node(folder, request);
    if (!node) {
        return VB_ERR_BAD_HANDLE;
    }
    if (node->directory) {
        return VB_ERR_IS_DIRECTORY;
    }
    if (write ? !node->writable : !node->readable) {
        return VB_ERR_ACCESS;
    }
    if (request->offset > INT64_MAX) {
        return write ? VB_ERR_FILE_TOO_BIG : VB_ERR_INVALID;
    }
    *out = node;
    return VB_OK;
}

int64_t folder_op_read(struct folder *folder, const struct hal_request *request, uint32_t *size)
{
    struct node *node;
    int status = file_node(folder, request, false, &node);
    if (status != VB_OK) {
        return status;
    }
    while (*size < request->output_size) {
        ssize_t count = pread(node->fd, request->output + *size, request->output_size - *size,
                              (off_t)(request->offset + *size));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0 && *size == 0) {
            return folder_status(errno);
        }
        if (count <= 0) {
            break;
        }
        *size += (uint32_t)count;
    }
    return *size;
}

int64_t folder_op_write(struct folder *folder, const struct hal_request *request)
{
    struct node *node;
    int status = file_node(folder, request, true, &node);
    if (status != VB_OK) {
        return status;
    }
    uint32_t done = 0;
    while (done < request->input_size) {
        const uint8_t *from = request->input + done;
        size_t size = request->input_size - done;
        /* Whether pwrite() heeds O_APPEND differs between hosts; write() always does. */
        ssize_t count = node->append
                            ? write(node->fd, from, size)
                            : pwrite(node->fd, from, size, (off_t)(request->offset + done));
        if (count < 0 && errno == EINTR) {
            continue;
        }
        if (count < 0) {
            return done > 0 ? (int64_t)done : folder_status(errno);
        }
        done += (uint32_t)count;
    }
    return done;
}

int64_t folder_op_set_size(struct folder *folder, const struct hal_request *request)
{
    struct node *node;
    int status = file_node(folder, request, true, &node);
    if (status != VB_OK) {
        return status;
    }
    return ftruncate(node->fd, (off_t)request->offset) == 0 ? VB_OK : folder_status(errno);
}

int64_t folder_op_sync(struct folder *folder, const struct hal_request *request)
{
    struct node *node = folder_node(folder, request);
    if (!node) {
        return VB_ERR_BAD_HANDLE;
    }
    /* EINVAL: something that cannot be synchronised, for instance on a read-only medium. */
    return fsync(node->fd) == 0 || errno == EINVAL || errno == EROFS ? VB_OK : folder_status(errno);
}
