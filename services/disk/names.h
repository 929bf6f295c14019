/* Names in the scheme: "0" is disk 0, "0/1" its partition 1, "" the list of all. Pure. */
#ifndef DISK_NAMES_H
#define DISK_NAMES_H

#include <stdbool.h>
#include <stdint.h>

struct disk_name {
    bool is_list;
    uint32_t disk, partition; /* partition 0: the whole disk */
};

/* False: no such name. Slashes around it do not count. */
bool disk_name_parse(const char *path, struct disk_name *out);

#endif
