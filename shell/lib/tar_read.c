#include "tar_header.h"

#include <stdlib.h>
#include <string.h>

/* All bytes: their count, less at the end of the archive, negative when that fails. */
static ssize_t read_all(struct tar_reader *reader, void *bytes, size_t size)
{
    size_t at = 0;
    while (at < size) {
        ssize_t n = reader->read(reader->context, (char *)bytes + at, size - at);
        if (n < 0)
            return n;
        if (n == 0)
            break;
        at += (size_t)n;
    }
    return (ssize_t)at;
}

static enum tar_status read_exactly(struct tar_reader *reader, void *bytes, size_t size)
{
    ssize_t n = read_all(reader, bytes, size);
    return n < 0 ? TAR_UNREADABLE : (size_t)n < size ? TAR_TRUNCATED : TAR_ENTRY;
}

static enum tar_status skip(struct tar_reader *reader)
{
    char block[4 * TAR_BLOCK];
    uint64_t left = reader->left + reader->padding;
    enum tar_status status = TAR_ENTRY;
    while (left && status == TAR_ENTRY) {
        size_t part = left < sizeof block ? (size_t)left : sizeof block;
        status = read_exactly(reader, block, part);
        left -= part;
    }
    reader->left = reader->padding = 0;
    return status;
}

ssize_t tar_data(struct tar_reader *reader, void *bytes, size_t size)
{
    size_t wanted = reader->left < size ? (size_t)reader->left : size;
    ssize_t n = wanted ? reader->read(reader->context, bytes, wanted) : 0;
    if (n < 0)
        return -TAR_UNREADABLE;
    if (n == 0 && wanted)
        return -TAR_TRUNCATED;
    reader->left -= (uint64_t)n;
    return n;
}

static void pax_free(struct tar_pax *pax)
{
    free(pax->name);
    free(pax->target);
    free(pax->user);
    free(pax->group);
    *pax = (struct tar_pax){0};
}

/* Seconds and a fraction, which is left out. */
static bool pax_number(const char *text, const char *end, int64_t *value)
{
    bool negative = text < end && *text == '-';
    const char *start = text += negative;
    *value = 0;
    for (; text < end && *text >= '0' && *text <= '9'; text++)
        if (__builtin_mul_overflow(*value, 10, value) ||
            __builtin_add_overflow(*value, *text - '0', value))
            return false;
    *value = negative ? -*value : *value;
    return text > start && (text == end || *text == '.');
}

/* An empty value takes back what was said before. */
static bool pax_text(char **field, const char *value, const char *end)
{
    free(*field);
    *field = end > value ? strndup(value, (size_t)(end - value)) : NULL;
    return end == value || *field;
}

/* One record, "KEY=VALUE"; TAR_ENTRY when it is right. */
static enum tar_status pax_record(struct tar_pax *pax, const char *key, const char *value,
                                  const char *end)
{
    const struct {
        const char *key;
        char **text;
        int64_t *number;
        bool *has;
    } known[] = {
        {"path", &pax->name, NULL, NULL},           {"linkpath", &pax->target, NULL, NULL},
        {"uname", &pax->user, NULL, NULL},          {"gname", &pax->group, NULL, NULL},
        {"size", NULL, &pax->size, &pax->has_size}, {"uid", NULL, &pax->uid, &pax->has_uid},
        {"gid", NULL, &pax->gid, &pax->has_gid},    {"mtime", NULL, &pax->time, &pax->has_time}};
    size_t length = (size_t)(value - 1 - key);
    if (length > 11 && strncmp(key, "GNU.sparse.", 11) == 0)
        pax->sparse = true;
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (strlen(known[i].key) != length || memcmp(known[i].key, key, length) != 0)
            continue;
        if (known[i].text)
            return pax_text(known[i].text, value, end) ? TAR_ENTRY : TAR_NO_MEMORY;
        *known[i].has = end > value;
        return end == value || pax_number(value, end, known[i].number) ? TAR_ENTRY : TAR_MALFORMED;
    }
    return TAR_ENTRY;
}

/* Records "LENGTH KEY=VALUE\n", one after the other. */
static enum tar_status pax_parse(struct tar_pax *pax, const char *text, size_t size)
{
    const char *at = text, *end = text + size;
    enum tar_status status = TAR_ENTRY;
    while (at < end && *at && status == TAR_ENTRY) {
        const char *start = at;
        size_t length = 0;
        while (at < end && *at >= '0' && *at <= '9' && length <= size)
            length = length * 10 + (size_t)(*at++ - '0');
        if (at == start || at == end || *at != ' ' || length > (size_t)(end - start) ||
            start + length <= at + 1 || start[length - 1] != '\n')
            return TAR_MALFORMED;
        const char *key = at + 1, *stop = start + length - 1;
        const char *equals = memchr(key, '=', (size_t)(stop - key));
        if (!equals)
            return TAR_MALFORMED;
        status = pax_record(pax, key, equals + 1, stop);
        at = start + length;
    }
    return status;
}

/* The data of the entry, with a '\0' behind them. */
static enum tar_status read_text(struct tar_reader *reader, uint64_t size, char **text)
{
    *text = NULL;
    if (size > TAR_EXTENDED_MAX)
        return TAR_MALFORMED;
    *text = malloc((size_t)size + 1);
    if (!*text)
        return TAR_NO_MEMORY;
    (*text)[size] = '\0';
    enum tar_status status = read_exactly(reader, *text, (size_t)size);
    reader->left -= size;
    return status == TAR_ENTRY ? skip(reader) : status;
}

static bool is_extended(char type)
{
    return type == 'x' || type == 'g' || type == 'L' || type == 'K';
}

static enum tar_status read_extended(struct tar_reader *reader, char type, uint64_t size)
{
    char *text;
    enum tar_status status = read_text(reader, size, &text);
    if (status == TAR_ENTRY && (type == 'L' || type == 'K')) {
        char **field = type == 'L' ? &reader->local.name : &reader->local.target;
        free(*field);
        *field = text;
        return TAR_ENTRY;
    }
    if (status == TAR_ENTRY)
        status = pax_parse(type == 'g' ? &reader->global : &reader->local, text, (size_t)size);
    free(text);
    return status;
}

static bool all_zero(const struct tar_header *header)
{
    const char *bytes = (const char *)header;
    return bytes[0] == 0 && memcmp(bytes, bytes + 1, sizeof *header - 1) == 0;
}

/* Some archives of long ago have added up signed bytes. */
static unsigned signed_checksum(const struct tar_header *header)
{
    const unsigned char *bytes = (const unsigned char *)header;
    unsigned sum = tar_checksum(header);
    for (size_t i = 0; i < sizeof *header; i++)
        if (bytes[i] & 0x80 && (i < 148 || i >= 156))
            sum -= 256;
    return sum;
}

/* Its size and what else decides about the blocks behind it. */
static bool decode(struct tar_reader *reader, const struct tar_header *header)
{
    struct tar_entry *entry = &reader->entry;
    bool good = true;
    int64_t sum = tar_number(header->checksum, sizeof header->checksum, &good);
    int64_t size = tar_number(header->size, sizeof header->size, &good);
    if (!good || size < 0 ||
        (sum != tar_checksum(header) && sum != (int64_t)signed_checksum(header)))
        return false;
    entry->type = header->type ? header->type : TAR_FILE;
    entry->size = (uint64_t)size;
    entry->mode = (unsigned)tar_number(header->mode, sizeof header->mode, &good) & 07777;
    entry->uid = tar_number(header->uid, sizeof header->uid, &good);
    entry->gid = tar_number(header->gid, sizeof header->gid, &good);
    entry->time = tar_number(header->time, sizeof header->time, &good);
    memcpy(entry->user, header->user, sizeof header->user);
    memcpy(entry->group, header->group, sizeof header->group);
    if (memcmp(header->magic, TAR_MAGIC, 5) != 0)
        entry->user[0] = entry->group[0] = '\0';
    return true;
}

static bool expect_data(struct tar_reader *reader, uint64_t size)
{
    if (size > INT64_MAX - TAR_BLOCK)
        return false;
    reader->left = size;
    reader->padding = (unsigned)(-size % TAR_BLOCK);
    return true;
}

static const char *first(const char *one, const char *two)
{
    return one ? one : two;
}

/* Name and target, which the reader keeps. */
static bool set_names(struct tar_reader *reader, const struct tar_header *header)
{
    char name[156 + 101] = "", target[101] = "";
    if (memcmp(header->magic, TAR_MAGIC, 6) == 0 && header->prefix[0]) {
        strncat(name, header->prefix, sizeof header->prefix);
        strcat(name, "/");
    }
    strncat(name, header->name, sizeof header->name);
    strncat(target, header->target, sizeof header->target);
    const char *long_name = first(reader->local.name, reader->global.name);
    const char *long_target = first(reader->local.target, reader->global.target);
    long_name = first(long_name, name);
    long_target = first(long_target, target);
    size_t size = strlen(long_name) + 1;
    free(reader->text);
    reader->text = malloc(size + strlen(long_target) + 1);
    if (!reader->text)
        return false;
    reader->entry.name = strcpy(reader->text, long_name);
    reader->entry.target = strcpy(reader->text + size, long_target);
    return true;
}

static void set_owner(char *field, const char *value)
{
    if (value) {
        field[0] = '\0';
        strncat(field, value, 32);
    }
}

static bool apply(struct tar_reader *reader, const struct tar_pax *pax)
{
    struct tar_entry *entry = &reader->entry;
    set_owner(entry->user, pax->user);
    set_owner(entry->group, pax->group);
    entry->uid = pax->has_uid ? pax->uid : entry->uid;
    entry->gid = pax->has_gid ? pax->gid : entry->gid;
    entry->time = pax->has_time ? pax->time : entry->time;
    if (pax->has_size && pax->size < 0)
        return false;
    entry->size = pax->has_size ? (uint64_t)pax->size : entry->size;
    if (pax->sparse)
        entry->type = TAR_SPARSE;
    return true;
}

/* An old archive's directory is a file whose name ends with a slash. */
static void set_type(struct tar_entry *entry)
{
    size_t length = strlen(entry->name);
    if (entry->type == TAR_FILE && length && entry->name[length - 1] == '/')
        entry->type = TAR_DIRECTORY;
    if (entry->type == '7') /* contiguous */
        entry->type = TAR_FILE;
}

static enum tar_status complete(struct tar_reader *reader, const struct tar_header *header)
{
    struct tar_entry *entry = &reader->entry;
    bool good = apply(reader, &reader->global) && apply(reader, &reader->local);
    if (good && !set_names(reader, header))
        return TAR_NO_MEMORY;
    if (entry->type == TAR_HARD_LINK || entry->type == TAR_LINK)
        entry->size = 0;
    good = good && expect_data(reader, entry->size);
    pax_free(&reader->local);
    if (!good)
        return TAR_MALFORMED;
    set_type(entry);
    return TAR_ENTRY;
}

enum tar_status tar_next(struct tar_reader *reader)
{
    struct tar_header header;
    enum tar_status status = skip(reader);
    while (status == TAR_ENTRY) {
        ssize_t n = read_all(reader, &header, sizeof header);
        if (n < 0)
            return TAR_UNREADABLE;
        if (n == 0)
            return TAR_END;
        if ((size_t)n < sizeof header)
            return TAR_TRUNCATED;
        if (all_zero(&header))
            return TAR_END;
        reader->entry = (struct tar_entry){0};
        if (!decode(reader, &header))
            return TAR_NO_HEADER;
        if (!is_extended(header.type))
            return complete(reader, &header);
        if (!expect_data(reader, reader->entry.size))
            return TAR_MALFORMED;
        status = read_extended(reader, header.type, reader->entry.size);
    }
    return status;
}

void tar_reader_free(struct tar_reader *reader)
{
    pax_free(&reader->global);
    pax_free(&reader->local);
    free(reader->text);
    reader->text = NULL;
}
