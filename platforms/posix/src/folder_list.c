/*
 * Listing a directory. The names are read once, when the listing starts at cookie 0, so that a
 * program that removes what it lists misses nothing; a cookie is the number of a record.
 */
#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void listing_free(struct listing *listing)
{
    free(listing->records);
    free(listing->offsets);
    *listing = (struct listing){0};
}

/* Room for one more record of `size` bytes. */
static bool reserve(struct listing *listing, size_t size)
{
    if (listing->size + size > listing->capacity) {
        size_t capacity = MAX(listing->capacity * 2, (size_t)4096);
        uint8_t *records = realloc(listing->records, capacity);
        if (!records) {
            return false;
        }
        listing->records = records;
        listing->capacity = capacity;
    }
    if (listing->count == listing->offset_capacity) {
        size_t capacity = MAX(listing->offset_capacity * 2, (size_t)128);
        size_t *offsets = realloc(listing->offsets, capacity * sizeof *offsets);
        if (!offsets) {
            return false;
        }
        listing->offsets = offsets;
        listing->offset_capacity = capacity;
    }
    return true;
}

uint32_t folder_type(mode_t mode)
{
    if (S_ISREG(mode)) {
        return VB_TYPE_REGULAR;
    }
    if (S_ISDIR(mode)) {
        return VB_TYPE_DIRECTORY;
    }
    if (S_ISLNK(mode)) {
        return VB_TYPE_SYMLINK;
    }
    if (S_ISCHR(mode)) {
        return VB_TYPE_CHARACTER;
    }
    if (S_ISBLK(mode)) {
        return VB_TYPE_BLOCK;
    }
    return S_ISFIFO(mode) || S_ISSOCK(mode) ? VB_TYPE_SOCKET : VB_TYPE_UNKNOWN;
}

static bool add(struct listing *listing, int directory, const struct dirent *found)
{
    struct stat stat;
    bool known = fstatat(directory, found->d_name, &stat, AT_SYMLINK_NOFOLLOW) == 0;
    size_t length = strlen(found->d_name);
    size_t size = sizeof(struct vb_file_entry) + ALIGN_UP(length, (size_t)8);
    if (!reserve(listing, size)) {
        return false;
    }
    struct vb_file_entry entry = {.next = listing->count + 1,
                                  .inode = known ? stat.st_ino : found->d_ino,
                                  .type = known ? folder_type(stat.st_mode) : VB_TYPE_UNKNOWN,
                                  .name_size = (uint32_t)length};
    uint8_t *record = listing->records + listing->size;
    memset(record, 0, size);
    memcpy(record, &entry, sizeof entry);
    memcpy(record + sizeof entry, found->d_name, length);
    listing->offsets[listing->count++] = listing->size;
    listing->size += size;
    return true;
}

static int read_directory(struct node *node)
{
    listing_free(&node->listing);
    int fd = openat(node->fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC); /* with its own position */
    DIR *directory = fd >= 0 ? fdopendir(fd) : NULL;
    if (!directory) {
        int status = folder_status(errno);
        if (fd >= 0) {
            close(fd);
        }
        return status;
    }
    int status = VB_OK;
    for (;;) {
        errno = 0;
        const struct dirent *found = readdir(directory);
        if (!found) {
            status = errno ? folder_status(errno) : VB_OK;
            break;
        }
        bool own = strcmp(found->d_name, ".") == 0 || strcmp(found->d_name, "..") == 0;
        if (!own && !add(&node->listing, fd, found)) {
            status = VB_ERR_NO_MEMORY;
            break;
        }
    }
    closedir(directory);
    return status;
}

int64_t folder_op_list(struct folder *folder, const struct hal_request *request, uint32_t *size)
{
    struct node *node = folder_node(folder, request);
    if (!node || !node->directory) {
        return node ? VB_ERR_NOT_DIRECTORY : VB_ERR_BAD_HANDLE;
    }
    struct listing *listing = &node->listing;
    if (request->offset == 0) {
        int status = read_directory(node);
        if (status != VB_OK) {
            return status;
        }
    }
    if (request->offset >= listing->count) {
        return 0;
    }
    /* As many whole records as fit. */
    size_t first = (size_t)request->offset, start = listing->offsets[first], end = start;
    for (size_t i = first; i < listing->count; i++) {
        size_t next = i + 1 < listing->count ? listing->offsets[i + 1] : listing->size;
        if (next - start > request->output_size) {
            break;
        }
        end = next;
    }
    if (end == start) {
        return VB_ERR_TOO_BIG; /* not even one: an empty answer would mean the end */
    }
    memcpy(request->output, listing->records + start, end - start);
    *size = (uint32_t)(end - start);
    return *size;
}
