/*
 * What less shows: a file, of which blocks are read when they are looked at, or a stream, of which
 * everything that came is kept. Places are offsets in bytes.
 */
#ifndef SHELL_LESS_SOURCE_H
#define SHELL_LESS_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SOURCE_BLOCK = 65536, SOURCE_CACHED = 256 };
#define SOURCE_NONE UINT64_MAX

struct source {
    const char *name;
    int fd;
    bool stream;
    bool ended;      /* nothing more will come; always, of a file */
    bool no_memory;  /* why it ended */
    uint64_t size;   /* up to where it is known */
    char **blocks;   /* NULL: not in memory */
    uint64_t *lines; /* newlines before each block, of the first `counted` */
    size_t room, counted, cached, clock;
};

/* False: it cannot be opened (errno). "-" is standard input. */
bool source_open(struct source *source, const char *name);
void source_close(struct source *source);
/* Read more of a stream, waiting for it. */
void source_fill(struct source *source);
/* Whether a file has become longer. */
bool source_grew(struct source *source);
/* Copy at most so many bytes from a place on; fewer are there, or cannot be read. */
size_t source_copy(struct source *source, uint64_t from, char *to, size_t room);
/* The place behind the newline that ends the line of `from`; SOURCE_NONE: there is none. */
uint64_t source_next_line(struct source *source, uint64_t from);
/* The beginning of the line of the byte before `from`, or of what is `limit` before it. */
uint64_t source_line_start(struct source *source, uint64_t from, uint64_t limit);
/* The number, from 1, of the line that a place is in; all before it is read. */
uint64_t source_line_number(struct source *source, uint64_t at);
/* How much would have to be read for that. */
uint64_t source_uncounted(const struct source *source, uint64_t at);
/* The place where a line begins; SOURCE_NONE: there are fewer. */
uint64_t source_line_place(struct source *source, uint64_t number);

#endif
