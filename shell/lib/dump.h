/* Reading files as one run of bytes, block by block: for od, hexdump and xxd. */
#ifndef SHELL_LIB_DUMP_H
#define SHELL_LIB_DUMP_H

#include <stdbool.h>
#include <stddef.h>

struct dump {
    unsigned long long skip, limit; /* bytes not shown at the beginning; bytes shown at most */
    size_t width;                   /* of a block */
    bool all;                       /* show equal blocks, too, instead of one "*" */
    /* Shows a block, which has `width` bytes; zeros behind `count`, for the last one. */
    void (*show)(unsigned long long offset, const unsigned char *block, size_t count);
};

enum { DUMP_MAX_WIDTH = 4096 };
/* The offset behind the last byte. */
unsigned long long dump_files(const struct dump *dump, int count, char **names);

#endif
