/* Reading the start block: see sdk/start.h. */
#include <sdk/log.h>
#include <sdk/start.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/syscalls.h>

static struct vb_start_header *block;

static struct vb_start_header *load(void)
{
    struct vb_start_header header;
    struct vb_start_header *whole;
    int64_t count;

    count = vb_start_block(0, VB_ADDRESS(&header), sizeof header);
    if (count != sizeof header || header.magic != VB_START_MAGIC || header.size < sizeof header)
        sdk_die("start block: expected a header of %zu bytes, found %lld", sizeof header,
                (long long)count);
    /* One byte more: a string that the block does not end stays inside. */
    whole = calloc(1, header.size + 1);
    if (whole == NULL)
        sdk_die("start block: no memory for %u bytes", header.size);
    count = vb_start_block(0, VB_ADDRESS(whole), header.size);
    if (count != header.size)
        sdk_die("start block: expected %u bytes, found %lld", header.size, (long long)count);
    return whole;
}

const struct vb_start_header *sdk_start(void)
{
    if (block == NULL)
        block = load();
    return block;
}

const char *sdk_start_string(uint32_t offset)
{
    const struct vb_start_header *header = sdk_start();

    return offset == 0 || offset >= header->size ? "" : (const char *)header + offset;
}

const struct vb_start_handle *sdk_start_entry(uint32_t index)
{
    const struct vb_start_header *header = sdk_start();

    if (index >= header->handle_count)
        return NULL;
    return (const struct vb_start_handle *)((const char *)header + header->handles) + index;
}

uint64_t sdk_start_handle(uint32_t kind, const char *name)
{
    const struct vb_start_handle *entry;
    uint32_t i;

    for (i = 0; (entry = sdk_start_entry(i)) != NULL; i++)
        if (entry->kind == kind && entry->handle != 0 &&
            (name == NULL || strcmp(sdk_start_string(entry->name), name) == 0))
            return entry->handle;
    return 0;
}

uint64_t sdk_start_named(const char *name)
{
    return sdk_start_handle(VB_START_NAMED, name);
}

uint64_t sdk_start_fd(int32_t fd)
{
    const struct vb_start_handle *entry;
    uint32_t i;

    for (i = 0; (entry = sdk_start_entry(i)) != NULL; i++)
        if (entry->kind == VB_START_FD && entry->fd == fd)
            return entry->handle;
    return 0;
}

/* String number index of a run; the run may not leave the block. */
static const char *string_of(uint32_t offset, uint32_t count, uint32_t index)
{
    if (index >= count)
        return NULL;
    while (index-- > 0)
        offset += (uint32_t)strlen(sdk_start_string(offset)) + 1;
    return sdk_start_string(offset);
}

const char *sdk_argument(uint32_t index)
{
    const struct vb_start_header *header = sdk_start();

    return string_of(header->arguments, header->argument_count, index);
}

const char *sdk_environment(const char *name)
{
    const struct vb_start_header *header = sdk_start();
    const char *text;
    size_t size = strlen(name);
    uint32_t i;

    for (i = 0; (text = string_of(header->environment, header->environment_count, i)) != NULL; i++)
        if (strncmp(text, name, size) == 0 && text[size] == '=')
            return text + size + 1;
    return NULL;
}

const char *sdk_working_directory(void)
{
    const char *path = sdk_start_string(sdk_start()->working_directory);

    return *path == '/' ? path : "/";
}
