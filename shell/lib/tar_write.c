#include "tar_header.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Blocks that are being put together. */
struct blocks {
    unsigned char *bytes;
    size_t size;
    bool failed; /* no memory */
};

static unsigned char *add(struct blocks *blocks, size_t size)
{
    size_t padded = (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
    unsigned char *larger = realloc(blocks->bytes, blocks->size + padded);
    if (!larger) {
        blocks->failed = true;
        return NULL;
    }
    blocks->bytes = larger;
    unsigned char *place = larger + blocks->size;
    blocks->size += padded;
    return memset(place, 0, padded);
}

/* A place for a slash between prefix and name; NULL when there is none. */
static const char *split(const char *name, size_t length)
{
    const char *slash = NULL;
    for (const char *at = name + (length > 101 ? length - 101 : 0); at < name + length - 1; at++)
        if (*at == '/' && at > name && at - name <= 155)
            slash = slash ? slash : at;
    return slash;
}

static bool put_name(struct tar_header *header, const char *name, bool may_split)
{
    size_t length = strlen(name);
    if (length <= sizeof header->name) {
        memcpy(header->name, name, length);
        return true;
    }
    const char *slash = may_split && length <= 256 ? split(name, length) : NULL;
    if (!slash) {
        memcpy(header->name, name, sizeof header->name);
        return false;
    }
    memcpy(header->prefix, name, (size_t)(slash - name));
    memcpy(header->name, slash + 1, length - (size_t)(slash - name) - 1);
    return true;
}

static void put_checksum(struct tar_header *header)
{
    snprintf(header->checksum, sizeof header->checksum, "%06o", tar_checksum(header));
    header->checksum[7] = ' ';
}

/* The entry's own header. What does not fit is cut and was said before. */
static void put_header(struct tar_header *header, const struct tar_entry *entry,
                       enum tar_format format)
{
    bool gnu = format == TAR_GNU;
    put_name(header, entry->name, !gnu);
    strncpy(header->target, entry->target, sizeof header->target);
    tar_put_number(header->mode, sizeof header->mode, entry->mode);
    if (!tar_put_number(header->uid, sizeof header->uid, entry->uid))
        tar_put_number(header->uid, sizeof header->uid, 0);
    if (!tar_put_number(header->gid, sizeof header->gid, entry->gid))
        tar_put_number(header->gid, sizeof header->gid, 0);
    if (!tar_put_number(header->size, sizeof header->size, (int64_t)entry->size))
        tar_put_number(header->size, sizeof header->size, 0);
    if (!tar_put_number(header->time, sizeof header->time, entry->time))
        tar_put_number(header->time, sizeof header->time, 0);
    header->type = entry->type;
    memcpy(header->magic, gnu ? TAR_GNU_MAGIC : TAR_MAGIC, sizeof header->magic);
    memcpy(header->version, gnu ? " " : "00", sizeof header->version);
    strncpy(header->user, entry->user, sizeof header->user);
    strncpy(header->group, entry->group, sizeof header->group);
    if (!gnu) {
        tar_put_number(header->major, sizeof header->major, 0);
        tar_put_number(header->minor, sizeof header->minor, 0);
    }
    put_checksum(header);
}

/* A header of its own, and behind it the text as data. */
static void add_extended(struct blocks *blocks, char type, const char *name, const char *text,
                         size_t size, enum tar_format format)
{
    static char none[] = "";
    char copy[100];
    struct tar_entry entry = {
        .name = copy, .target = none, .mode = 0644, .size = size, .type = type};
    snprintf(copy, sizeof copy, "%s", name);
    if (format == TAR_GNU) { /* as GNU's */
        strcpy(entry.user, "root");
        strcpy(entry.group, "root");
    }
    struct tar_header *header = (struct tar_header *)add(blocks, TAR_BLOCK);
    if (header)
        put_header(header, &entry, format);
    unsigned char *data = add(blocks, size);
    if (data)
        memcpy(data, text, size);
}

/* "LENGTH KEY=VALUE\n", where the length counts itself. */
static size_t pax_line(char *out, size_t room, const char *key, const char *value)
{
    size_t rest = strlen(key) + strlen(value) + 3, length = rest + 1;
    char digits[24];
    while (rest + (size_t)snprintf(digits, sizeof digits, "%zu", length) != length)
        length++;
    int n = snprintf(out, room, "%zu %s=%s\n", length, key, value);
    return (size_t)n;
}

static void pax_number(char *out, size_t room, size_t *at, const char *key, size_t field,
                       int64_t value)
{
    char text[32], unused[32];
    if (tar_put_number(unused, field, value))
        return;
    snprintf(text, sizeof text, "%lld", (long long)value);
    *at += pax_line(out + *at, room - *at, key, text);
}

static void add_pax(struct blocks *blocks, const struct tar_entry *entry)
{
    struct tar_header header = {0};
    size_t room = strlen(entry->name) + strlen(entry->target) + 512, at = 0;
    char *text = malloc(room);
    if (!text) {
        blocks->failed = true;
        return;
    }
    if (!put_name(&header, entry->name, true))
        at += pax_line(text, room, "path", entry->name);
    if (strlen(entry->target) > sizeof header.target)
        at += pax_line(text + at, room - at, "linkpath", entry->target);
    pax_number(text, room, &at, "size", sizeof header.size, (int64_t)entry->size);
    pax_number(text, room, &at, "uid", sizeof header.uid, entry->uid);
    pax_number(text, room, &at, "gid", sizeof header.gid, entry->gid);
    pax_number(text, room, &at, "mtime", sizeof header.time, entry->time);
    if (at)
        add_extended(blocks, 'x', "././@PaxHeader", text, at, TAR_PAX);
    free(text);
}

static void add_gnu(struct blocks *blocks, const struct tar_entry *entry)
{
    static const char name[] = "././@LongLink";
    struct tar_header header;
    if (strlen(entry->target) > sizeof header.target)
        add_extended(blocks, 'K', name, entry->target, strlen(entry->target) + 1, TAR_GNU);
    if (strlen(entry->name) > sizeof header.name)
        add_extended(blocks, 'L', name, entry->name, strlen(entry->name) + 1, TAR_GNU);
}

/* Whether a header has room for everything; with GNU's long names, for everything else. */
static bool fits(const struct tar_entry *entry, bool long_names)
{
    struct tar_header header = {0};
    return (long_names || (put_name(&header, entry->name, true) &&
                           strlen(entry->target) <= sizeof header.target)) &&
           tar_put_number(header.size, sizeof header.size, (int64_t)entry->size) &&
           tar_put_number(header.uid, sizeof header.uid, entry->uid) &&
           tar_put_number(header.gid, sizeof header.gid, entry->gid) &&
           tar_put_number(header.time, sizeof header.time, entry->time);
}

unsigned char *tar_headers(const struct tar_entry *entry, enum tar_format format, size_t *size)
{
    struct blocks blocks = {0};
    bool room = format == TAR_PAX || fits(entry, format == TAR_GNU);
    if (format == TAR_PAX)
        add_pax(&blocks, entry);
    else if (format == TAR_GNU)
        add_gnu(&blocks, entry);
    struct tar_header *header = (struct tar_header *)add(&blocks, TAR_BLOCK);
    if (!header || blocks.failed) {
        free(blocks.bytes);
        *size = 0;
        return NULL;
    }
    put_header(header, entry, format);
    *size = room ? blocks.size : 0;
    return blocks.bytes;
}
