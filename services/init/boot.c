#include "init.h"

#include <base/ustar.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/syscalls.h>

/* Find a file; the archive is read a header at a time. */
static int64_t find(uint64_t boot, const char *path, struct ustar_entry *entry, uint64_t *data)
{
    uint8_t block[USTAR_BLOCK];
    uint64_t at = 0;
    while (*path == '/')
        path++;
    for (;;) {
        int64_t n = vb_memory_read(boot, at, VB_ADDRESS(block), sizeof block);
        if (n != sizeof block)
            return n < 0 && n != VB_ERR_RANGE ? n : VB_ERR_NOT_FOUND;
        int status = ustar_parse(block, entry);
        if (status != USTAR_ENTRY)
            return status == USTAR_END ? VB_ERR_NOT_FOUND : VB_ERR_PROTOCOL;
        at += USTAR_BLOCK;
        if (entry->type == USTAR_FILE && strcmp(entry->path, path) == 0) {
            *data = at;
            return VB_OK;
        }
        at += ustar_padded(entry->size);
    }
}

int64_t boot_file(uint64_t boot, const char *path)
{
    struct ustar_entry entry;
    uint64_t data;
    int64_t status = find(boot, path, &entry, &data);
    return status < 0 ? status : vb_memory_slice(boot, data, entry.size);
}

char *boot_text(uint64_t boot, const char *path, size_t *size)
{
    struct ustar_entry entry;
    uint64_t data;
    if (find(boot, path, &entry, &data) < 0 || entry.size > 1 << 20)
        return NULL;
    char *text = calloc(1, (size_t)entry.size + 1);
    if (text && vb_memory_read(boot, data, VB_ADDRESS(text), entry.size) != (int64_t)entry.size) {
        free(text);
        return NULL;
    }
    *size = (size_t)entry.size;
    return text;
}
