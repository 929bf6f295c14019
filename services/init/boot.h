/*
 * The boot image: a ustar archive in a memory object. Its files are slices of that object: nothing
 * is copied, and a program that is started twice is the same object at the same place.
 */
#ifndef INIT_BOOT_H
#define INIT_BOOT_H

#include <stdint.h>

struct boot_file {
    uint64_t offset, size;
    char path[120]; /* without leading slash */
};

struct boot {
    uint64_t memory;
    struct boot_file *files;
    uint32_t count;
};

/* Read the archive's headers. A negative vb_status. */
int boot_open(struct boot *boot, uint64_t memory);
/* NULL: there is none. path may begin with a slash. */
const struct boot_file *boot_find(const struct boot *boot, const char *path);
/* A handle to the contents, or VB_ERR_NOT_FOUND and others. */
int64_t boot_slice(const struct boot *boot, const char *path);

#endif
