#include <base/ustar.h>
#include <stdbool.h>

/* Where the fields of a header are: offset and size. */
enum {
    NAME = 0,
    NAME_SIZE = 100,
    MODE = 100,
    MODE_SIZE = 8,
    SIZE = 124,
    SIZE_SIZE = 12,
    MTIME = 136,
    MTIME_SIZE = 12,
    CHECKSUM = 148,
    CHECKSUM_SIZE = 8,
    TYPE = 156,
    LINK = 157,
    LINK_SIZE = 100,
    MAGIC = 257,
    PREFIX = 345,
    PREFIX_SIZE = 155,
};

/* Octal digits, led by spaces and ended by a space, a NUL or the field's end. */
static bool parse_octal(const uint8_t *field, size_t size, uint64_t *out)
{
    size_t i = 0;
    while (i < size && field[i] == ' ') {
        i++;
    }
    uint64_t value = 0;
    size_t first = i;
    for (; i < size && field[i] >= '0' && field[i] <= '7'; i++) {
        value = value * 8 + (field[i] - '0'); /* at most 12 digits: 36 bits */
    }
    *out = value;
    return i > first && (i == size || field[i] == ' ' || field[i] == '\0');
}

/* The sum of the bytes of a block, eight at a time: four lanes of 16 bits, each of 128 bytes. */
static uint32_t sum_bytes(const uint8_t *block)
{
    const uint64_t mask = 0x00ff00ff00ff00ff;
    uint64_t lanes = 0, word;
    for (size_t i = 0; i < USTAR_BLOCK; i += sizeof word) {
        __builtin_memcpy(&word, block + i, sizeof word);
        lanes += (word & mask) + (word >> 8 & mask);
    }
    return (uint32_t)((lanes & 0xffff) + (lanes >> 16 & 0xffff) + (lanes >> 32 & 0xffff) +
                      (lanes >> 48));
}

/* POSIX sums unsigned bytes, some old programs signed ones; the field itself counts as spaces. */
static bool checksum_matches(const uint8_t *block)
{
    uint64_t wanted;
    if (!parse_octal(block + CHECKSUM, CHECKSUM_SIZE, &wanted)) {
        return false;
    }
    int64_t plain = sum_bytes(block);
    for (size_t i = CHECKSUM; i < CHECKSUM + CHECKSUM_SIZE; i++) {
        plain += ' ' - block[i];
    }
    if (plain == (int64_t)wanted) {
        return true;
    }
    int64_t with_sign = plain;
    for (size_t i = 0; i < USTAR_BLOCK; i++) {
        bool own = i >= CHECKSUM && i < CHECKSUM + CHECKSUM_SIZE;
        with_sign -= !own && block[i] >= 0x80 ? 0x100 : 0;
    }
    return with_sign == (int64_t)wanted;
}

static bool is_ustar(const uint8_t *block)
{
    static const char magic[] = "ustar"; /* then NUL (POSIX) or a space (GNU) */
    for (size_t i = 0; i < sizeof magic - 1; i++) {
        if (block[MAGIC + i] != (uint8_t)magic[i]) {
            return false;
        }
    }
    return true;
}

/* Append a field that a NUL or its size ends. */
static size_t append(char *out, size_t at, const uint8_t *field, size_t size)
{
    for (size_t i = 0; i < size && field[i]; i++) {
        out[at++] = (char)field[i];
    }
    out[at] = '\0';
    return at;
}

/* "./bin/" and "/bin" name the same as "bin", and "./" the same as ".". */
static void normalize(char *path, size_t length)
{
    size_t skip = 0;
    while (path[skip] == '/' || (path[skip] == '.' && path[skip + 1] == '/')) {
        skip++;
    }
    while (length > skip && path[length - 1] == '/') {
        length--;
    }
    size_t out = 0;
    for (size_t i = skip; i < length; i++) {
        path[out++] = path[i];
    }
    if (out == 0) {
        path[out++] = '.';
    }
    path[out] = '\0';
}

static void parse_path(const uint8_t *block, char *out)
{
    size_t length = 0;
    /* GNU tar keeps other things where POSIX has the prefix; its magic ends with a space. */
    if (block[MAGIC + 5] == '\0' && block[PREFIX]) {
        length = append(out, 0, block + PREFIX, PREFIX_SIZE);
        out[length++] = '/';
    }
    length = append(out, length, block + NAME, NAME_SIZE);
    normalize(out, length);
}

static enum ustar_type parse_type(uint8_t flag)
{
    switch (flag) {
    case '0':
    case '\0':
    case '7': /* contiguous: "treated as a regular file" */
        return USTAR_FILE;
    case '1':
        return USTAR_HARD_LINK;
    case '2':
        return USTAR_SYMLINK;
    case '5':
        return USTAR_DIRECTORY;
    default:
        return USTAR_OTHER;
    }
}

static bool is_zero(const uint8_t *block)
{
    for (size_t i = 0; i < USTAR_BLOCK; i++) {
        if (block[i] != 0) {
            return false;
        }
    }
    return true;
}

enum ustar_status ustar_parse(const uint8_t block[USTAR_BLOCK], struct ustar_entry *entry)
{
    if (is_zero(block)) {
        return USTAR_END;
    }
    uint64_t mode;
    if (!is_ustar(block) || !checksum_matches(block) ||
        !parse_octal(block + MODE, MODE_SIZE, &mode) ||
        !parse_octal(block + SIZE, SIZE_SIZE, &entry->size) ||
        !parse_octal(block + MTIME, MTIME_SIZE, &entry->mtime)) {
        return USTAR_MALFORMED;
    }
    entry->mode = (uint32_t)mode & 07777;
    entry->type = parse_type(block[TYPE]);
    if (entry->type != USTAR_FILE && entry->type != USTAR_OTHER) {
        entry->size = 0; /* no contents follow, whatever the field says */
    }
    parse_path(block, entry->path);
    append(entry->link, 0, block + LINK, LINK_SIZE);
    entry->data = 0;
    return USTAR_ENTRY;
}

enum ustar_status ustar_next(const uint8_t *archive, uint64_t size, uint64_t *at,
                             struct ustar_entry *entry)
{
    if (*at > size || size - *at < USTAR_BLOCK) {
        return *at >= size ? USTAR_END : USTAR_MALFORMED;
    }
    enum ustar_status status = ustar_parse(archive + *at, entry);
    if (status != USTAR_ENTRY) {
        return status;
    }
    uint64_t data = *at + USTAR_BLOCK;
    if (entry->size > size - data) {
        return USTAR_MALFORMED;
    }
    entry->data = data;
    /* The last file's padding may be missing. */
    *at = data + MIN(ustar_padded(entry->size), size - data);
    return USTAR_ENTRY;
}

static bool same(const char *a, const char *b)
{
    while (*a && *a == *b) {
        a++;
        b++;
    }
    return *a == *b;
}

enum ustar_status ustar_find(const uint8_t *archive, uint64_t size, const char *path,
                             struct ustar_entry *entry)
{
    struct ustar_entry candidate;
    enum ustar_status status, found = USTAR_END;
    for (uint64_t at = 0; (status = ustar_next(archive, size, &at, &candidate)) == USTAR_ENTRY;) {
        if (candidate.type == USTAR_FILE && same(candidate.path, path)) {
            *entry = candidate;
            found = USTAR_ENTRY;
        }
    }
    return status == USTAR_MALFORMED ? status : found;
}
