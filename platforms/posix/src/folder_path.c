/*
 * Paths from the guest. Each component is opened relative to the one before without following
 * symbolic links, so no name and no race leads out of the folder; ".." is refused, as a directory
 * that is moved while we are in it would make it lead elsewhere.
 */
#include "folder.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A component that is no directory: is it a symbolic link? Hosts disagree on the errno. */
static int not_a_directory(int directory, const char *name, int error)
{
    struct stat found;
    if ((error == ENOTDIR || error == ELOOP || error == EMLINK) &&
        fstatat(directory, name, &found, AT_SYMLINK_NOFOLLOW) == 0) {
        return S_ISLNK(found.st_mode) ? VB_ERR_LOOP : VB_ERR_NOT_DIRECTORY;
    }
    return folder_status(error);
}

static int descend(const struct folder *folder, struct place *place)
{
    int next =
        openat(place->directory, place->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (next < 0) {
        return not_a_directory(place->directory, place->name, errno);
    }
    folder_leave(folder, place);
    place->directory = next;
    return VB_OK;
}

void folder_leave(const struct folder *folder, struct place *place)
{
    if (place->directory != folder->root) {
        close(place->directory);
    }
    place->directory = folder->root;
}

/* The next component into place->name; its end. "." when only slashes are left. */
static int next_component(const uint8_t *path, size_t size, size_t *at, struct place *place)
{
    size_t length = 0;
    while (*at + length < size && path[*at + length] != '/') {
        length++;
    }
    const uint8_t *name = path + *at;
    *at += length;
    place->must_be_directory = *at < size;
    while (*at < size && path[*at] == '/') {
        (*at)++;
    }
    if (length == 2 && memcmp(name, "..", 2) == 0) {
        return VB_ERR_ACCESS;
    }
    if (length > NAME_MAX) {
        return VB_ERR_NAME_TOO_LONG;
    }
    memcpy(place->name, name, length);
    place->name[length] = '\0';
    return VB_OK;
}

int folder_enter(const struct folder *folder, const uint8_t *path, size_t size, struct place *out)
{
    if (size == 0) {
        return VB_ERR_NOT_FOUND;
    }
    if (path[0] == '/' || memchr(path, '\0', size)) {
        return VB_ERR_INVALID;
    }
    if (size > VB_PATH_MAX) {
        return VB_ERR_NAME_TOO_LONG;
    }
    *out = (struct place){.directory = folder->root, .name = "."};
    bool first = true;
    for (size_t at = 0; at < size;) {
        struct place next = *out;
        int status = next_component(path, size, &at, &next);
        bool stays = strcmp(next.name, ".") == 0;
        if (status == VB_OK && !first && !stays) {
            status = descend(folder, out);
        }
        if (status != VB_OK) {
            folder_leave(folder, out);
            return status;
        }
        out->must_be_directory = next.must_be_directory || stays;
        if (!stays) {
            memcpy(out->name, next.name, sizeof out->name);
            first = false;
        }
    }
    return VB_OK;
}

size_t folder_second_path(const struct hal_request *request)
{
    const uint8_t *end =
        request->input_size > 0 ? memchr(request->input, '\0', request->input_size) : NULL;
    return end ? (size_t)(end - request->input) + 1 : SIZE_MAX;
}
