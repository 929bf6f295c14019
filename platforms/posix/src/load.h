/* Files of the host that are read whole: scripts, programs, boot images. */
#ifndef POSIX_LOAD_H
#define POSIX_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct loaded {
    uint8_t *bytes;
    size_t size;
};

/* Read a regular file, or with `streams` also a FIFO (a shell's process substitution). Otherwise
 * prints one line, "PATH: expected WHAT, found ...", and exits: 127 when there is no such file, 126
 * when it cannot be used. */
struct loaded load_file(const char *path, const char *what, bool streams);

#endif
