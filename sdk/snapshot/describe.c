/* Handles by description: streams and preopened directories by the start block, files by their
 * service. Handles to the same object with the same badge stand for the same. */
#include "format.h"

#include <sdk/channel.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/status.h>
#include <vibee/syscalls.h>

void snapshot_tell(void (*tell)(const char *line), const char *format, ...)
{
    char text[500];
    va_list arguments;

    if (!tell)
        return;
    va_start(arguments, format);
    vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    tell(text);
}

/* A small part of a task; free() it. A byte more, 0, follows. */
static int64_t load_part(uint64_t task, uint32_t part, char **out)
{
    struct vb_save_position position = {0};
    int64_t memory = vb_memory_alloc(0), size = memory;

    *out = NULL;
    if (memory >= 0)
        size = vb_task_save(task, part, VB_ADDRESS(&position), (uint64_t)memory);
    if (size >= 0)
        *out = calloc(1, (size_t)size + 1);
    if (size >= 0 && !*out)
        size = VB_ERR_NO_MEMORY;
    if (size > 0)
        size = vb_memory_read((uint64_t)memory, 0, VB_ADDRESS(*out), (uint64_t)size);
    if (memory >= 0)
        (void)vb_handle_close((uint64_t)memory);
    return size;
}

int64_t table_open(struct table *table, uint64_t task)
{
    char *slots;
    int64_t size = load_part(task, VB_SAVE_HANDLES, &slots);

    table->task = task;
    table->slots = (struct vb_saved_handle *)(void *)slots;
    table->count = size < 0 ? 0 : (uint32_t)((size_t)size / sizeof *table->slots);
    table->start = NULL;
    table->start_size = 0;
    if (size >= 0)
        size = load_part(task, VB_SAVE_START, &table->start);
    if (size >= 0)
        table->start_size = (size_t)size;
    if (size >= 0 && (size_t)size < sizeof(struct vb_start_header))
        size = VB_ERR_PROTOCOL;
    return size < 0 ? size : VB_OK;
}

void table_close(struct table *table)
{
    free(table->slots);
    free(table->start);
    table->slots = NULL;
    table->start = NULL;
}

/* ---- the start block ------------------------------------------------------------------------- */

static const struct vb_start_header *header_of(const struct table *table)
{
    return (const void *)table->start;
}

static const char *start_text(const struct table *table, uint32_t offset)
{
    return offset < table->start_size ? table->start + offset : "";
}

static const struct vb_start_handle *entry_at(const struct table *table, uint32_t index)
{
    const struct vb_start_header *header = header_of(table);
    size_t end = header->handles + ((size_t)index + 1) * sizeof(struct vb_start_handle);

    if (index >= header->handle_count || end > table->start_size)
        return NULL;
    return (const void *)(table->start + end - sizeof(struct vb_start_handle));
}

/* They have a way to init, who supervises them. */
int64_t sdk_snapshot_is_service(uint64_t task)
{
    static struct table table;
    const struct vb_start_handle *entry;
    bool found = false;
    int64_t size = load_part(task, VB_SAVE_START, &table.start);

    if (size >= 0)
        table.start_size = (size_t)size;
    for (uint32_t i = 0; size > 0 && (entry = entry_at(&table, i)) != NULL; i++)
        found |=
            entry->kind == VB_START_NAMED && strcmp(start_text(&table, entry->name), "init") == 0;
    free(table.start);
    return size < 0 ? size : found;
}

/* What an entry of a start block is for; DESCRIBED_DEAD: nothing that can be had again. */
static struct item item_of(const struct table *table, const struct vb_start_handle *entry)
{
    static const char prefix[] = "snapshot.";
    const char *name = start_text(table, entry->name);

    if (entry->kind == VB_START_FD && entry->fd >= 0 && entry->fd < 3)
        return (struct item){.description = DESCRIBED_STREAM, .fd = entry->fd};
    if (entry->kind == VB_START_PREOPEN)
        return (struct item){.description = DESCRIBED_PREOPEN, .name = name};
    if (entry->kind == VB_START_NAMED && strncmp(name, prefix, sizeof prefix - 1) == 0)
        return (struct item){.description = DESCRIBED_FILE,
                             .number = (uint32_t)strtoul(name + sizeof prefix - 1, NULL, 10)};
    return (struct item){.description = DESCRIBED_DEAD};
}

void file_entry_name(uint32_t number, char *out, size_t size)
{
    snprintf(out, size, "snapshot.%u", number);
}

static bool same_item(const struct item *a, const struct item *b)
{
    if (a->description != b->description)
        return false;
    switch (a->description) {
    case DESCRIBED_STREAM:
        return a->fd == b->fd;
    case DESCRIBED_PREOPEN:
        return a->name && strcmp(a->name, b->name) == 0;
    case DESCRIBED_FILE:
        return a->number == b->number;
    default:
        return false;
    }
}

uint64_t table_find(const struct table *table, const struct item *item)
{
    const struct vb_start_handle *entry;

    for (uint32_t i = 0; (entry = entry_at(table, i)) != NULL; i++) {
        const struct item found = item_of(table, entry);
        if (entry->handle && same_item(&found, item))
            return entry->handle;
    }
    return 0;
}

/* ---- slots ----------------------------------------------------------------------------------- */

static bool same_object(const struct vb_saved_handle *a, const struct vb_saved_handle *b)
{
    return a->object == b->object && a->badge == b->badge;
}

/* The slot that an entry's handle is in still, or NULL. */
static const struct vb_saved_handle *slot_of(const struct table *table,
                                             const struct vb_start_handle *entry)
{
    uint32_t index = (uint32_t)entry->handle;
    const struct vb_saved_handle *slot = index < table->count ? &table->slots[index] : NULL;
    return slot && slot->value == entry->handle && slot->type != VB_SAVED_FREE ? slot : NULL;
}

/* By the start block: the handle itself, else a duplicate of it. Files that a snapshot brought are
 * asked for anew. */
static struct item started(const struct table *table, const struct vb_saved_handle *slot)
{
    const struct vb_start_handle *entry;

    for (int exact = 1; exact >= 0; exact--)
        for (uint32_t i = 0; (entry = entry_at(table, i)) != NULL; i++) {
            const struct vb_saved_handle *own = slot_of(table, entry);
            const struct item item = item_of(table, entry);
            bool fits = own && (exact ? own == slot : same_object(own, slot));
            if (fits && item.description != DESCRIBED_DEAD && item.description != DESCRIBED_FILE)
                return item;
        }
    return (struct item){.description = DESCRIBED_DEAD};
}

/* The first slot with the same open description names it. */
static uint32_t number_of(const struct table *table, const struct vb_saved_handle *slot)
{
    uint32_t number = 0;

    while (!same_object(&table->slots[number], slot))
        number++;
    return number;
}

static struct item ask_service(struct table *table, const struct vb_saved_handle *slot)
{
    static struct {
        struct vb_file_description head;
        char path[VB_PATH_MAX];
    } answer;
    struct vb_file_request request = {0};
    struct sdk_call call = {.id = VB_FILE_DESCRIBE,
                            .data = &request,
                            .data_size = sizeof request,
                            .answer = &answer,
                            .answer_room = sizeof answer};
    int64_t handle = vb_task_handle(table->task, slot->value);
    int64_t status = handle < 0 ? handle : sdk_call_again((uint64_t)handle, &call);

    if (handle >= 0)
        (void)vb_handle_close((uint64_t)handle);
    if (status != VB_OK || call.answer_size <= sizeof answer.head)
        return (struct item){.description = DESCRIBED_DEAD};
    size_t size = call.answer_size - sizeof answer.head;
    memcpy(table->path, answer.path, size);
    table->path[size] = 0;
    return (struct item){.description = DESCRIBED_FILE,
                         .number = number_of(table, slot),
                         .flags = answer.head.flags,
                         .offset = answer.head.offset,
                         .name = table->path};
}

struct item table_describe(struct table *table, uint32_t index)
{
    const struct vb_saved_handle *slot = &table->slots[index];

    if (slot->type == VB_SAVED_FREE)
        return (struct item){.description = DESCRIBED_FREE};
    if (slot->type == VB_OBJECT_THREAD && (slot->object || slot->badge))
        return (struct item){.description = DESCRIBED_THREAD,
                             .thread = slot->object,
                             .exit = slot->badge,
                             .rights = slot->rights};
    struct item item = started(table, slot);
    if (item.description == DESCRIBED_DEAD && slot->type == VB_OBJECT_SENDER)
        item = ask_service(table, slot);
    return item;
}
