#include "mounts.h"

#include "tool.h"

#include <dirent.h>
#include <limits.h>
#include <sdk/channel.h>
#include <sdk/file.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vibee/file.h>
#include <vibee/syscalls.h>

/* The vfs numbers its file systems: these, and from then on folders of the host. */
static enum mount_kind kind_of(const struct stat *info)
{
    return info->st_dev >= 1 && info->st_dev <= MOUNT_PROCESSES + 1
               ? (enum mount_kind)(info->st_dev - 1)
               : MOUNT_FOLDER;
}

bool mounts_kind(const char *path, enum mount_kind *kind)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return false;
    *kind = kind_of(&info);
    return true;
}

const char *mounts_name(enum mount_kind kind)
{
    static const char *const names[] = {"tmpfs", "boot", "dev", "proc", "host"};
    return names[kind];
}

static void add(struct mount_entry **entries, int *count, const char *path)
{
    struct mount_entry entry = {0};
    snprintf(entry.path, sizeof entry.path, "%s", path);
    if (!mounts_kind(path, &entry.kind) || (entry.kind == MOUNT_TMPFS && *count))
        return;
    *entries = tool_resize(*entries, (size_t)(*count + 1) * sizeof **entries);
    (*entries)[(*count)++] = entry;
}

int mounts_list(struct mount_entry **entries)
{
    struct dirent **names;
    int count = 0, files = scandir("/", &names, NULL, alphasort);
    *entries = NULL;
    add(entries, &count, "/");
    for (int i = 0; i < files; i++) {
        char *path = tool_join("/", names[i]->d_name);
        if (names[i]->d_name[0] != '.')
            add(entries, &count, path);
        free(path);
        free(names[i]);
    }
    if (files >= 0)
        free(names);
    return count;
}

bool mounts_space(const char *path, uint64_t *all, uint64_t *free)
{
    char here[PATH_MAX] = "", url[2 * PATH_MAX + 8];
    uint64_t space[2];
    struct vb_file_request request = {0};
    struct sdk_call call = {.id = VB_FILE_SPACE,
                            .data = &request,
                            .data_size = sizeof request,
                            .answer = space,
                            .answer_room = sizeof space};
    if (path[0] != '/' && !getcwd(here, sizeof here))
        return false;
    snprintf(url, sizeof url, "file://%s/%s", here, path);
    int64_t file = sdk_open(url, VB_OPEN_READ);
    if (file < 0)
        return false;
    bool good = sdk_call_again((uint64_t)file, &call) >= 0 && call.answer_size == sizeof space;
    (void)vb_handle_close((uint64_t)file);
    *all = space[0];
    *free = space[1];
    return good;
}
