/* One header block of a tar archive. */
#ifndef SHELL_LIB_TAR_HEADER_H
#define SHELL_LIB_TAR_HEADER_H

#include "tar.h"

struct tar_header {
    char name[100], mode[8], uid[8], gid[8], size[12], time[12], checksum[8], type, target[100];
    char magic[6], version[2], user[32], group[32], major[8], minor[8], prefix[155], padding[12];
};
_Static_assert(sizeof(struct tar_header) == TAR_BLOCK, "a header is one block");

#define TAR_MAGIC     "ustar"  /* and a zero byte; GNU: blanks */
#define TAR_GNU_MAGIC "ustar " /* and " \0" as version */

/* Octal digits between blanks, or GNU's base 256; -1 when it is neither or does not fit. */
int64_t tar_number(const char *field, size_t size, bool *good);
/* False when it has too many digits. */
bool tar_put_number(char *field, size_t size, int64_t value);
unsigned tar_checksum(const struct tar_header *header);

#endif
