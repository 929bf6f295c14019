/* See boot.h. */
#include "boot.h"
#include <base/ustar.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/syscalls.h>

static int add(struct boot *boot, const struct ustar_entry *entry, uint64_t offset)
{
    struct boot_file *files;

    if (entry->type != USTAR_FILE || strlen(entry->path) >= sizeof boot->files->path)
        return VB_OK;
    if ((boot->count & (boot->count + 1)) == 0 || boot->files == NULL) {
        files = realloc(boot->files, (2 * (size_t)boot->count + 2) * sizeof *files);
        if (files == NULL)
            return VB_ERR_NO_MEMORY;
        boot->files = files;
    }
    boot->files[boot->count] = (struct boot_file){.offset = offset, .size = entry->size};
    strcpy(boot->files[boot->count].path, entry->path);
    boot->count++;
    return VB_OK;
}

int boot_open(struct boot *boot, uint64_t memory)
{
    uint8_t header[USTAR_BLOCK];
    struct ustar_entry entry;
    uint64_t at = 0;
    int status = VB_OK;

    *boot = (struct boot){.memory = memory};
    while (status == VB_OK && vb_memory_read(memory, at, VB_ADDRESS(header), sizeof header) ==
                                  (int64_t)sizeof header) {
        switch (ustar_parse(header, &entry)) {
        case USTAR_ENTRY:
            status = add(boot, &entry, at + USTAR_BLOCK);
            at += USTAR_BLOCK + ustar_padded(entry.size);
            break;
        case USTAR_END:
            return VB_OK;
        default:
            return VB_ERR_PROTOCOL;
        }
    }
    return status;
}

const struct boot_file *boot_find(const struct boot *boot, const char *path)
{
    while (*path == '/')
        path++;
    /* Backwards: a later entry replaces an earlier. */
    for (uint32_t i = boot->count; i-- > 0;)
        if (strcmp(boot->files[i].path, path) == 0)
            return &boot->files[i];
    return NULL;
}

int64_t boot_slice(const struct boot *boot, const char *path)
{
    const struct boot_file *file = boot_find(boot, path);

    return file == NULL ? VB_ERR_NOT_FOUND
                        : vb_memory_slice(boot->memory, file->offset, file->size);
}
