/* The reader of tar archives: any bytes are read to their end, no name leads out of a folder once
 * it is made safe, data are not more than there are, and what is read can be written and read
 * again. */
#include "tar.h"

#include <stdlib.h>
#include <string.h>

struct source {
    const uint8_t *bytes;
    size_t size, at;
};

static ssize_t give(void *context, void *bytes, size_t size)
{
    struct source *source = context;
    size_t part = source->size - source->at;
    part = part < size ? part : size;
    if (part > 700) /* in pieces */
        part = 700;
    memcpy(bytes, source->bytes + source->at, part);
    source->at += part;
    return (ssize_t)part;
}

static void expect(bool good)
{
    if (!good)
        abort();
}

static void check_safe(const char *name)
{
    const char *safe = tar_safe_name(name), *stripped = tar_strip(safe, 1);
    expect(safe[0] != '\0' && safe[0] != '/' && !tar_climbs(safe));
    expect(!stripped || (stripped[0] != '/' && stripped[0] != '\0' && !tar_climbs(stripped)));
}

static void write_and_read(const struct tar_entry *entry, enum tar_format format)
{
    struct source source = {0};
    unsigned char *blocks = tar_headers(entry, format, &source.size);
    expect(blocks && source.size % TAR_BLOCK == 0 && (source.size || format != TAR_PAX));
    source.bytes = blocks;
    struct tar_reader reader = {.read = give, .context = &source};
    bool plain = entry->time >= 0 && entry->uid >= 0 && entry->gid >= 0 && entry->name[0];
    if (source.size && plain) {
        expect(tar_next(&reader) == TAR_ENTRY);
        expect(strcmp(reader.entry.name, entry->name) == 0);
        expect(strcmp(reader.entry.target, entry->target) == 0);
        expect(reader.entry.time == entry->time && reader.entry.uid == entry->uid);
        expect(reader.entry.size == entry->size);
    }
    tar_reader_free(&reader);
    free(blocks);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct source source = {bytes, size, 0};
    struct tar_reader reader = {.read = give, .context = &source};
    enum tar_status status;
    char data[333];
    while ((status = tar_next(&reader)) == TAR_ENTRY || status == TAR_NO_HEADER ||
           status == TAR_MALFORMED) {
        ssize_t n;
        size_t total = 0;
        if (status != TAR_ENTRY)
            continue;
        check_safe(reader.entry.name);
        check_safe(reader.entry.target);
        if (reader.entry.type >= TAR_FILE && reader.entry.type <= TAR_FIFO)
            for (int format = TAR_PAX; format <= TAR_USTAR; format++)
                write_and_read(&reader.entry, (enum tar_format)format);
        while ((n = tar_data(&reader, data, sizeof data)) > 0)
            total += (size_t)n;
        expect(total <= size && (n < 0 || total == reader.entry.size));
    }
    tar_reader_free(&reader);
    return 0;
}
