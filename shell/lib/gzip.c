#include "gzip.h"
#include "output.h"

#include <string.h>
#include <unistd.h>

enum { GZIP_WINDOW = 15 + 16 }; /* the largest window; gzip's header and trailer, not zlib's */

bool gzip_magic(const unsigned char *bytes, size_t size)
{
    return size >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

bool gzip_input_open(struct gzip_input *input, int fd, const void *ready, size_t size)
{
    memset(input, 0, sizeof *input);
    input->fd = fd;
    memcpy(input->buffer, ready, size);
    input->stream.next_in = input->buffer;
    input->stream.avail_in = (uInt)size;
    input->in = size;
    return inflateInit2(&input->stream, GZIP_WINDOW) == Z_OK;
}

/* More bytes behind those that are left, at least two when there are so many. False: failed. */
static bool fill(struct gzip_input *input)
{
    z_stream *stream = &input->stream;
    memmove(input->buffer, stream->next_in, stream->avail_in);
    stream->next_in = input->buffer;
    while (stream->avail_in < 2) {
        ssize_t n = read(input->fd, input->buffer + stream->avail_in,
                         sizeof input->buffer - stream->avail_in);
        if (n <= 0)
            return n == 0;
        stream->avail_in += (uInt)n;
        input->in += (unsigned long long)n;
    }
    return true;
}

static ssize_t fails(struct gzip_input *input, const char *problem)
{
    input->problem = problem;
    return -1;
}

/* Zero bytes that fill a tape's block do not count as garbage. */
static bool only_zeros(struct gzip_input *input)
{
    do {
        for (; input->stream.avail_in; input->stream.avail_in--)
            if (*input->stream.next_in++)
                return false;
    } while (fill(input) && input->stream.avail_in);
    return true;
}

/* Begins the next member: 1; 0 when there is none. */
static ssize_t begin(struct gzip_input *input)
{
    z_stream *stream = &input->stream;
    if (stream->avail_in < 2 && !fill(input))
        return -1;
    if (!gzip_magic(stream->next_in, stream->avail_in)) {
        if (!input->started)
            return fails(input,
                         stream->avail_in < 2 ? "unexpected end of file" : "not in gzip format");
        input->ended = true;
        input->trailing = stream->avail_in && !only_zeros(input);
        return 0;
    }
    inflateReset(stream);
    input->started = input->inside = true;
    input->header = 0;
    return 1;
}

static ssize_t step(struct gzip_input *input)
{
    z_stream *stream = &input->stream;
    if (!stream->avail_in && !fill(input))
        return -1;
    bool at_end = !stream->avail_in;
    int status = inflate(stream, input->header ? Z_NO_FLUSH : Z_BLOCK);
    if (!input->header && stream->data_type & 128)
        input->header = stream->total_in;
    if (status == Z_STREAM_END)
        input->inside = false;
    else if (status == Z_DATA_ERROR && strcmp(stream->msg, "incorrect data check") == 0)
        return fails(input, "invalid compressed data--crc error");
    else if (status == Z_DATA_ERROR && strcmp(stream->msg, "incorrect length check") == 0)
        return fails(input, "invalid compressed data--length error");
    else if (status == Z_MEM_ERROR)
        return fails(input, "out of memory");
    else if (at_end)
        return fails(input, "unexpected end of file");
    else if (status != Z_OK && status != Z_BUF_ERROR)
        return fails(input, "invalid compressed data--format violated");
    return 1;
}

ssize_t gzip_input_read(struct gzip_input *input, void *bytes, size_t size)
{
    z_stream *stream = &input->stream;
    stream->next_out = bytes;
    stream->avail_out = (uInt)size;
    while (!input->ended && stream->avail_out == size) {
        ssize_t status = input->inside ? step(input) : begin(input);
        if (status < 0)
            return -1;
    }
    input->out += size - stream->avail_out;
    return (ssize_t)(size - stream->avail_out);
}

void gzip_input_close(struct gzip_input *input)
{
    inflateEnd(&input->stream);
}

bool gzip_output_open(struct gzip_output *output, int fd, int level, const char *name,
                      uint32_t time)
{
    memset(output, 0, sizeof *output);
    output->fd = fd;
    output->head.os = 3; /* Unix */
    output->head.time = time;
    output->head.name = (Bytef *)name;
    return deflateInit2(&output->stream, level, Z_DEFLATED, GZIP_WINDOW, 8, Z_DEFAULT_STRATEGY) ==
               Z_OK &&
           deflateSetHeader(&output->stream, &output->head) == Z_OK;
}

static bool push(struct gzip_output *output, int flush)
{
    z_stream *stream = &output->stream;
    do {
        stream->next_out = output->buffer;
        stream->avail_out = sizeof output->buffer;
        deflate(stream, flush); /* can only say that there is nothing to do */
        size_t size = sizeof output->buffer - stream->avail_out;
        if (!write_all(output->fd, output->buffer, size))
            return false;
        output->out += size;
    } while (stream->avail_out == 0);
    return true;
}

bool gzip_output_write(struct gzip_output *output, const void *bytes, size_t size)
{
    output->stream.next_in = (Bytef *)bytes;
    output->stream.avail_in = (uInt)size;
    output->in += size;
    return push(output, Z_NO_FLUSH);
}

bool gzip_output_close(struct gzip_output *output)
{
    output->stream.next_in = NULL;
    output->stream.avail_in = 0;
    bool ok = push(output, Z_FINISH);
    deflateEnd(&output->stream);
    return ok;
}
