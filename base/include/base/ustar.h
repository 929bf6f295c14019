/*
 * Reading ustar archives (IEEE Std 1003.1, pax, "ustar Interchange Format"): the boot image.
 * Freestanding, stateless, safe on any bytes: nothing outside the archive is ever read, and every
 * size is checked before it is used.
 *
 *   struct ustar_entry entry;
 *   uint64_t at = 0;
 *   int status;
 *   while ((status = ustar_next(image, size, &at, &entry)) == USTAR_ENTRY) { ... }
 *
 * Or, when the archive is not in memory, a header at a time: ustar_parse() on each 512 bytes, then
 * skip ustar_padded(entry.size) bytes.
 */
#ifndef BASE_USTAR_H
#define BASE_USTAR_H

#include <base/macros.h>
#include <stddef.h>
#include <stdint.h>

#define USTAR_BLOCK 512u
#define USTAR_PATH  257u /* prefix, slash, name and NUL */
#define USTAR_LINK  101u

enum ustar_type {
    USTAR_FILE,
    USTAR_HARD_LINK,
    USTAR_SYMLINK,
    USTAR_DIRECTORY,
    USTAR_OTHER, /* devices, FIFOs and extensions; skip their contents */
};

struct ustar_entry {
    char path[USTAR_PATH]; /* without leading "/" and "./" and trailing slashes; "." for none */
    char link[USTAR_LINK]; /* target of a link */
    enum ustar_type type;
    uint32_t mode;  /* permission bits */
    uint64_t size;  /* bytes of contents; 0 for what has none */
    uint64_t mtime; /* seconds since 1970 */
    uint64_t data;  /* ustar_next(): offset of the contents in the archive */
};

enum ustar_status {
    USTAR_ENTRY = 1,      /* *entry is filled */
    USTAR_END = 0,        /* a zero block, or the end of the bytes */
    USTAR_MALFORMED = -1, /* no ustar header, a wrong checksum, contents beyond the end */
};

/* Size of contents with their padding. */
static inline uint64_t ustar_padded(uint64_t size)
{
    return ALIGN_UP(size, (uint64_t)USTAR_BLOCK);
}

/* Parse one header block. entry->data is left 0. */
MUST_CHECK enum ustar_status ustar_parse(const uint8_t block[USTAR_BLOCK],
                                         struct ustar_entry *entry);

/* The entry at *at; then *at is where the next header would be. */
MUST_CHECK enum ustar_status ustar_next(const uint8_t *archive, uint64_t size, uint64_t *at,
                                        struct ustar_entry *entry);

/* The last regular file with this path, as a later one replaces an earlier. USTAR_END: none. */
MUST_CHECK enum ustar_status ustar_find(const uint8_t *archive, uint64_t size, const char *path,
                                        struct ustar_entry *entry);

#endif
