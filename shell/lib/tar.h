/* The tar format: ustar and pax (POSIX.1-2017, pax, "Extended Description"), GNU's long names and
 * large numbers. No files: bytes come from and go to functions. */
#ifndef SHELL_LIB_TAR_H
#define SHELL_LIB_TAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum {
    TAR_BLOCK = 512,
    TAR_RECORD = 20 * TAR_BLOCK,   /* an archive's size is a multiple of it */
    TAR_EXTENDED_MAX = 1024 * 1024 /* bytes of a pax header or of a long name */
};
enum tar_type {
    TAR_FILE = '0',
    TAR_HARD_LINK = '1',
    TAR_LINK = '2',
    TAR_CHARACTER = '3',
    TAR_BLOCK_DEVICE = '4',
    TAR_DIRECTORY = '5',
    TAR_FIFO = '6',
    TAR_SPARSE = 'S' /* GNU's; not supported, to be left out */
};

struct tar_entry {
    char *name, *target; /* target: of links, else "" */
    char user[33], group[33];
    unsigned mode;
    int64_t uid, gid, time;
    uint64_t size; /* of the data that follow */
    char type;     /* an enum tar_type, or what the archive says */
};

/* ---- reading ---- */

/* Bytes, 0 at the end, negative when that fails, which tar_next() and tar_data() answer as
 * TAR_UNREADABLE. */
typedef ssize_t tar_read(void *context, void *bytes, size_t size);
enum tar_status {
    TAR_ENTRY,      /* reader->entry is one */
    TAR_END,        /* there are no more */
    TAR_NO_HEADER,  /* a block is none: the next tar_next() looks further */
    TAR_MALFORMED,  /* an extended header is wrong: likewise */
    TAR_TRUNCATED,  /* the archive ends in the middle */
    TAR_UNREADABLE, /* as the read function says */
    TAR_NO_MEMORY
};

/* What extended headers say about entries. */
struct tar_pax {
    char *name, *target, *user, *group;
    int64_t size, uid, gid, time;
    bool has_size, has_uid, has_gid, has_time, sparse;
};

struct tar_reader {
    tar_read *read;
    void *context;
    struct tar_entry entry; /* good until the next tar_next() */
    uint64_t left;          /* bytes of its data not read yet, */
    unsigned padding;       /* and behind them */
    struct tar_pax global, local;
    char *text; /* the names of the entry */
};

/* Begin with zeros but for read and context. */
enum tar_status tar_next(struct tar_reader *reader);
/* Data of the entry: bytes, 0 at its end, or a negative TAR_TRUNCATED or TAR_UNREADABLE. */
ssize_t tar_data(struct tar_reader *reader, void *bytes, size_t size);
void tar_reader_free(struct tar_reader *reader);

/* The part of a member's name that cannot lead out of a folder: without what ends in its last ".."
 * and without slashes in front; "." when nothing is left. */
const char *tar_safe_name(const char *name);
bool tar_climbs(const char *name); /* has a component ".." */
/* The name without `count` leading components; NULL when there is nothing left. */
const char *tar_strip(const char *name, long long count);

/* ---- writing ---- */

/* How what does not fit into an ustar header is said. */
enum tar_format { TAR_PAX, TAR_GNU, TAR_USTAR };
/* All blocks in front of the entry's data, in allocated memory; the size is 0 when the format has
 * no room for it, and NULL when there is no memory. */
unsigned char *tar_headers(const struct tar_entry *entry, enum tar_format format, size_t *size);

#endif
