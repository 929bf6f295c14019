#include "output.h"
#include "tar_work.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_standard(const char *name)
{
    return strcmp(name, "-") == 0;
}

static void open_file(struct tar_archive *archive, const char *name, int flags, int standard)
{
    memset(archive, 0, sizeof *archive);
    archive->name = name;
    archive->fd = is_standard(name) ? standard : open(name, flags, 0666);
    if (archive->fd < 0)
        tar_fatal("%s: Cannot open: %s", name, strerror(errno));
    if (fstat(archive->fd, &archive->info) != 0)
        archive->info.st_ino = 0;
}

void tar_open_input(struct tar_archive *archive, const struct tar_options *options)
{
    ssize_t n;
    open_file(archive, options->file, O_RDONLY, STDIN_FILENO);
    do {
        n = read(archive->fd, archive->ready + archive->ready_size,
                 sizeof archive->ready - archive->ready_size);
        archive->ready_size += n > 0 ? (size_t)n : 0;
    } while (n > 0 && archive->ready_size < 2);
    if (n < 0)
        tar_fatal("%s: Cannot read: %s", archive->name, strerror(errno));
    archive->gzip = gzip_magic(archive->ready, archive->ready_size);
    if (options->gzip && !archive->gzip && archive->ready_size)
        tar_fatal("%s: not in gzip format", archive->name);
    if (!archive->gzip)
        return;
    archive->input = tool_alloc(sizeof *archive->input);
    if (!gzip_input_open(archive->input, archive->fd, archive->ready, archive->ready_size))
        tar_fatal("out of memory");
}

ssize_t tar_archive_read(void *context, void *bytes, size_t size)
{
    struct tar_archive *archive = context;
    size_t ready = archive->ready_size - archive->ready_at;
    ssize_t n;
    if (archive->gzip) {
        n = gzip_input_read(archive->input, bytes, size);
        if (n < 0 && archive->input->problem)
            tar_fatal("%s: %s", archive->name, archive->input->problem);
    } else if (ready) {
        n = (ssize_t)(ready < size ? ready : size);
        memcpy(bytes, archive->ready + archive->ready_at, (size_t)n);
        archive->ready_at += (size_t)n;
    } else {
        n = read(archive->fd, bytes, size);
    }
    if (n < 0)
        tar_fatal("%s: Cannot read: %s", archive->name, strerror(errno));
    return n;
}

void tar_close_input(struct tar_archive *archive)
{
    if (archive->fd == STDIN_FILENO)
        while (read(archive->fd, tool_block, sizeof tool_block) > 0)
            ;
    if (archive->gzip)
        gzip_input_close(archive->input);
    free(archive->input);
    if (archive->fd != STDIN_FILENO)
        close(archive->fd);
}

static bool ends_with(const char *name, const char *end)
{
    size_t length = strlen(name), size = strlen(end);
    return length >= size && strcmp(name + length - size, end) == 0;
}

void tar_open_output(struct tar_archive *archive, const struct tar_options *options)
{
    open_file(archive, options->file, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
    if (is_standard(options->file) && isatty(STDOUT_FILENO))
        tar_fatal("Refusing to write archive contents to terminal (missing -f option?)");
    archive->gzip = options->gzip || (options->automatic && (ends_with(options->file, ".gz") ||
                                                             ends_with(options->file, ".tgz")));
    if (!archive->gzip)
        return;
    archive->output = tool_alloc(sizeof *archive->output);
    if (!gzip_output_open(archive->output, archive->fd, Z_DEFAULT_COMPRESSION, NULL, 0))
        tar_fatal("out of memory");
}

void tar_archive_write(struct tar_archive *archive, const void *bytes, size_t size)
{
    bool ok = archive->gzip ? gzip_output_write(archive->output, bytes, size)
                            : write_all(archive->fd, bytes, size);
    if (!ok)
        tar_fatal("%s: Cannot write: %s", archive->name, strerror(errno));
    archive->size += size;
}

void tar_close_output(struct tar_archive *archive)
{
    static const char zeros[TAR_BLOCK];
    for (int i = 0; i < 2 || archive->size % TAR_RECORD; i++)
        tar_archive_write(archive, zeros, sizeof zeros);
    if (archive->gzip && !gzip_output_close(archive->output))
        tar_fatal("%s: Cannot write: %s", archive->name, strerror(errno));
    free(archive->output);
    if (archive->fd != STDOUT_FILENO && close(archive->fd) != 0)
        tar_fatal("%s: Cannot close: %s", archive->name, strerror(errno));
}
