/* Streams in gzip's format (RFC 1952), by zlib. */
#ifndef SHELL_LIB_GZIP_H
#define SHELL_LIB_GZIP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <zlib.h>

enum { GZIP_BUFFER = 32768, GZIP_TRAILER = 8 };

/* Reading: one member after the other, as one run of bytes. */
struct gzip_input {
    int fd;
    z_stream stream;
    const char *problem;    /* what is wrong with the data; NULL when reading failed: errno */
    bool started, inside;   /* a member was begun; it has not ended */
    bool ended, trailing;   /* nothing more follows; what follows is something else */
    unsigned long long in;  /* bytes taken, */
    unsigned long long out; /* and given */
    unsigned long header;   /* bytes of the last member's header */
    unsigned char buffer[GZIP_BUFFER];
};

/* `ready` bytes (GZIP_BUFFER at most) were read from the descriptor before. False: no memory. */
bool gzip_input_open(struct gzip_input *input, int fd, const void *ready, size_t size);
/* Bytes; 0 at the end; -1. */
ssize_t gzip_input_read(struct gzip_input *input, void *bytes, size_t size);
void gzip_input_close(struct gzip_input *input);
bool gzip_magic(const unsigned char *bytes, size_t size);

struct gzip_output {
    int fd;
    z_stream stream;
    gz_header head;
    unsigned long long in, out;
    unsigned char buffer[GZIP_BUFFER];
};

/* name: NULL or what the header says, which has to stay; time: 0 or what it says. */
bool gzip_output_open(struct gzip_output *output, int fd, int level, const char *name,
                      uint32_t time);
/* False when that failed: errno. */
bool gzip_output_write(struct gzip_output *output, const void *bytes, size_t size);
/* Writes the rest; the descriptor stays open. */
bool gzip_output_close(struct gzip_output *output);

#endif
