/* The shim's state, and its descriptors; see shim.h. */
#include "shim.h"
#include <stdlib.h>
#include <string.h>

enum { FIRST_PREOPEN = 3, SLOTS_STEP = 32, FD_LIMIT = 4096, START_GUESS = 1024 };

static struct shim state;

/* Named so that the linker does not take the module for a program whose every exported function is
 * a start of its own, with constructors and destructors: it has none. */
void __wasm_call_ctors(void);
__attribute__((used)) static void (*const constructors)(void) = __wasm_call_ctors;

static const char *start_string(uint32_t offset)
{
    return offset == 0 || offset >= state.start->size ? "" : (const char *)state.start + offset;
}

/* The start block; most fit the first guess, so that one call is enough. */
static struct vb_start_header *load_start(void)
{
    struct vb_start_header *block = calloc(1, START_GUESS + 1);
    int64_t count;
    uint32_t size;

    if (block == NULL)
        return NULL;
    count = vb_start_block(0, VB_ADDRESS(block), START_GUESS);
    if (count < (int64_t)sizeof *block || block->magic != VB_START_MAGIC)
        return NULL;
    size = block->size;
    if (size <= count)
        return block;
    free(block);
    block = calloc(1, size + 1);
    if (block == NULL || vb_start_block(0, VB_ADDRESS(block), size) != size)
        return NULL;
    return block;
}

static const struct vb_start_handle *start_entries(void)
{
    return (const struct vb_start_handle *)((const char *)state.start + state.start->handles);
}

/* Descriptors first, so that the preopens take the numbers after them that are free from 3 on. */
static void add_descriptors(uint32_t kind)
{
    const struct vb_start_handle *entry = start_entries();
    struct descriptor d = {.rights = WASI_RIGHTS_ALL, .inheriting = WASI_RIGHTS_ALL};
    uint32_t i;

    for (i = 0; i < state.start->handle_count; i++, entry++) {
        if (entry->kind != kind || entry->handle == 0)
            continue;
        d.handle = entry->handle;
        d.type = kind == VB_START_PREOPEN ? WASI_TYPE_DIRECTORY : FD_TYPE_UNASKED;
        d.name = kind == VB_START_PREOPEN ? start_string(entry->name) : NULL;
        if (kind == VB_START_PREOPEN)
            (void)descriptor_add(&d, FIRST_PREOPEN);
        else if (entry->fd >= 0)
            (void)descriptor_put(&d, entry->fd);
    }
}

struct shim *shim(void)
{
    const char *cwd;

    if (state.ready)
        return &state;
    state.ready = true;
    state.start = load_start();
    if (state.start == NULL)
        vb_task_exit(127);
    cwd = start_string(state.start->working_directory);
    strncpy(state.cwd, cwd[0] == '/' ? cwd : "/", sizeof state.cwd - 1);
    add_descriptors(VB_START_FD);
    add_descriptors(VB_START_PREOPEN);
    return &state;
}

struct descriptor *descriptor(int32_t fd)
{
    struct shim *s = shim();

    if (fd < 0 || (uint32_t)fd >= s->count || s->descriptors[fd].handle == 0)
        return NULL;
    return &s->descriptors[fd];
}

int32_t descriptor_typed(int32_t fd, struct descriptor **found)
{
    struct descriptor *d = descriptor(fd);
    struct vb_file_stat stat;
    struct exchange x = {.operation = VB_FILE_STAT, .answer = &stat, .room = sizeof stat};
    int64_t status;

    *found = d;
    if (d == NULL)
        return WASI_EBADF;
    if (d->type != FD_TYPE_UNASKED)
        return WASI_OK;
    status = exchange(d->handle, &x);
    if (status >= 0 && x.size == sizeof stat) {
        d->type = (uint8_t)stat.type;
        d->terminal = (stat.flags & VB_STAT_TERMINAL) != 0;
    } else if (status == VB_ERR_BAD_TYPE || status == VB_ERR_NOT_SUPPORTED) {
        d->type = WASI_TYPE_CHARACTER; /* a file of a scheme that the kernel serves */
    } else {
        return status < 0 ? wasi_error(status) : WASI_EPROTO;
    }
    return WASI_OK;
}

/* Make room for this number. */
static int32_t grow(uint32_t fd)
{
    struct descriptor *grown;
    uint32_t count = (fd / SLOTS_STEP + 1) * SLOTS_STEP;

    if (fd >= FD_LIMIT)
        return WASI_EMFILE;
    if (fd < state.count)
        return WASI_OK;
    grown = realloc(state.descriptors, count * sizeof *grown);
    if (grown == NULL)
        return WASI_ENOMEM;
    memset(grown + state.count, 0, (count - state.count) * sizeof *grown);
    state.descriptors = grown;
    state.count = count;
    return WASI_OK;
}

void descriptor_fill(struct descriptor *slot, const struct descriptor *from)
{
    uint32_t end = (uint32_t)(slot - state.descriptors) + 1;

    *slot = *from;
    if (from->name != NULL && state.preopen_end < end)
        state.preopen_end = end;
}

int32_t descriptor_add(const struct descriptor *from, int32_t minimum)
{
    uint32_t fd = (uint32_t)minimum;
    int32_t error;

    if (minimum < 0)
        return -WASI_EINVAL;
    while (fd < state.count && state.descriptors[fd].handle != 0)
        fd++;
    error = grow(fd);
    if (error != WASI_OK)
        return -error;
    descriptor_fill(&state.descriptors[fd], from);
    return (int32_t)fd;
}

int32_t descriptor_put(const struct descriptor *from, int32_t fd)
{
    int32_t error = fd < 0 ? WASI_EBADF : grow((uint32_t)fd);

    if (error != WASI_OK)
        return error;
    descriptor_close(&state.descriptors[fd]);
    descriptor_fill(&state.descriptors[fd], from);
    return WASI_OK;
}

void descriptor_close(struct descriptor *d)
{
    if (d->handle != 0)
        (void)vb_handle_close(d->handle);
    *d = (struct descriptor){0};
}
