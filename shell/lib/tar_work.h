/* What tar does: its options, the archive as a stream, and making, listing and extracting. */
#ifndef SHELL_LIB_TAR_WORK_H
#define SHELL_LIB_TAR_WORK_H

#include "gzip.h"
#include "tar.h"

#include <stdio.h>
#include <sys/stat.h>

/* What stands among the options, in order. */
struct tar_operand {
    enum { TAR_NAME, TAR_FOLDER } kind; /* a member, or the folder of what follows (-C) */
    const char *text;
    bool found;
};

struct tar_owner {
    const char *name;
    int64_t id;
};

struct tar_options {
    bool gzip, automatic, verbose, keep_old, to_output, follow, no_times, numeric;
    long long strip;
    enum tar_format format;
    struct tar_owner owner, group;
    bool has_time;
    int64_t time; /* of members, instead of their own */
    const char *file;
    char **excluded;
    struct tar_operand *operands;
    size_t excluded_count, operand_count;
};

/* Whether a pattern of --exclude fits the name, or the end of it from any component on. */
bool tar_excluded(const struct tar_options *options, const char *name);
/* The safe part of a name; says once what was removed. what: "member names". */
const char *tar_remove_prefix(const char *name, const char *what);
/* The name with \n, \t, \\ and \NNN for what would disturb a line. */
void tar_show_name(FILE *stream, const char *name);
void tar_go_to(const char *folder);
/* A message, and the end of the program. */
__attribute__((noreturn, format(printf, 1, 2))) void tar_fatal(const char *format, ...);

struct tar_archive {
    int fd;
    const char *name;
    bool gzip;
    struct gzip_input *input;
    struct gzip_output *output;
    unsigned char ready[TAR_BLOCK]; /* read to see what it is */
    size_t ready_size, ready_at;
    uint64_t size; /* bytes written, without compression */
    struct stat info;
};

void tar_open_input(struct tar_archive *archive, const struct tar_options *options);
ssize_t tar_archive_read(void *archive, void *bytes, size_t size);
/* To its end, so that who writes into a pipe is not disturbed. */
void tar_close_input(struct tar_archive *archive);
void tar_open_output(struct tar_archive *archive, const struct tar_options *options);
void tar_archive_write(struct tar_archive *archive, const void *bytes, size_t size);
void tar_close_output(struct tar_archive *archive);

void tar_create(const struct tar_options *options);
void tar_list(const struct tar_options *options);
void tar_extract(const struct tar_options *options);

#endif
