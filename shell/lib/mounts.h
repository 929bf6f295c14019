/* The file systems that the vfs shows at / and in the folders there; one that covers a folder
 * farther below is not found. */
#ifndef SHELL_LIB_MOUNTS_H
#define SHELL_LIB_MOUNTS_H

#include <stdbool.h>
#include <stdint.h>

enum mount_kind { MOUNT_TMPFS, MOUNT_BOOT, MOUNT_DEVICES, MOUNT_PROCESSES, MOUNT_FOLDER };
struct mount_entry {
    char path[256];
    enum mount_kind kind;
};

/* Sorted by path; how many. The caller frees them. */
int mounts_list(struct mount_entry **entries);
/* Of the file system that a path is in; false: errno. */
bool mounts_kind(const char *path, enum mount_kind *kind);
const char *mounts_name(enum mount_kind kind);
/* Bytes in all and free, where the path is; false: it is not known. */
bool mounts_space(const char *path, uint64_t *all, uint64_t *free);

#endif
