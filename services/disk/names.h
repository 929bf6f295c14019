/* Names in the scheme: "0" is disk 0, "0/1" its partition 1, "" the list of all, "status" a text
 * about what became of requests. Pure. */
#ifndef DISK_NAMES_H
#define DISK_NAMES_H

#include <stdbool.h>
#include <stdint.h>

enum disk_name_kind { NAME_DISK, NAME_LIST, NAME_STATUS };

struct disk_name {
    enum disk_name_kind kind;
    uint32_t disk, partition; /* partition 0: the whole disk */
};

/* False: no such name. Slashes around it do not count. */
bool disk_name_parse(const char *path, struct disk_name *out);

#endif
