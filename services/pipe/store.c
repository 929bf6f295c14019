/* Slots of pipes in memory objects that init keeps: see pipe.h. */
#include "pipe.h"
#include <sdk/log.h>
#include <stdio.h>
#include <stdlib.h>

/* A segment is one object of 1 MiB: a page of records, padded to a ring's size, and the rings. */
enum { SLOTS = 15, SEGMENT_SIZE = (SLOTS + 1) * RING_SIZE, SEGMENTS_MAX = 64 };

static void segment_name(char *name, size_t size, uint32_t segment)
{
    (void)snprintf(name, size, "pipes.%u", segment);
}

/* Enter the slots of a segment; their records are in the object. */
static int64_t add_segment(struct pipe_service *service, uint64_t memory)
{
    struct pipe **grown = realloc(service->pipes, (service->count + SLOTS) * sizeof *grown);
    struct pipe *block = calloc(SLOTS, sizeof *block);
    uint32_t i;
    int64_t count;

    if (grown != NULL)
        service->pipes = grown;
    if (grown == NULL || block == NULL) {
        free(block);
        return VB_ERR_NO_MEMORY;
    }
    for (i = 0; i < SLOTS; i++) {
        block[i].memory = memory;
        block[i].slot = service->count + i;
        block[i].record_offset = i * sizeof block[i].record;
        block[i].ring_offset = (uint64_t)(i + 1) * RING_SIZE;
        count = vb_memory_read(memory, block[i].record_offset, VB_ADDRESS(&block[i].record),
                               sizeof block[i].record);
        if (count != sizeof block[i].record) {
            free(block);
            return count < 0 ? count : VB_ERR_PROTOCOL;
        }
    }
    for (i = 0; i < SLOTS; i++)
        service->pipes[service->count + i] = &block[i];
    service->count += SLOTS;
    return VB_OK;
}

static int64_t new_segment(struct pipe_service *service)
{
    char name[32];
    uint32_t segment = service->count / SLOTS;
    int64_t memory, status;

    if (segment == SEGMENTS_MAX)
        return VB_ERR_LIMIT;
    memory = vb_memory_alloc(SEGMENT_SIZE);
    if (memory < 0)
        return memory;
    segment_name(name, sizeof name, segment);
    status = sdk_keep(name, (uint64_t)memory);
    if (status < 0)
        sdk_log(VB_LOG_WARNING, "%s will not survive a restart: %s", name, sdk_status_text(status));
    status = add_segment(service, (uint64_t)memory);
    if (status < 0)
        (void)vb_handle_close((uint64_t)memory);
    return status;
}

/* Which ends of a pipe that an earlier incarnation made are still open. */
static void recount(struct pipe_service *service, struct pipe *pipe)
{
    int end;

    for (end = 0; end < 2; end++)
        pipe->open[end] = vb_channel_badge_count(service->receiver, store_badge(pipe, end)) > 0;
    if (!pipe->open[END_READ] && !pipe->open[END_WRITE])
        store_free(pipe);
}

int64_t store_load(struct pipe_service *service)
{
    char name[32];
    uint32_t segment, i;
    uint64_t memory;
    int64_t status;

    for (segment = 0; segment < SEGMENTS_MAX; segment++) {
        segment_name(name, sizeof name, segment);
        memory = sdk_kept(name);
        if (memory == 0)
            break;
        status = add_segment(service, memory);
        if (status < 0)
            return status;
    }
    for (i = 0; i < service->count; i++)
        if (service->pipes[i]->record.used)
            recount(service, service->pipes[i]);
    return VB_OK;
}

void store_free(struct pipe *pipe)
{
    struct pipe_record record = pipe->record;

    record.used = 0;
    (void)store_commit(pipe, &record);
}

int64_t store_new(struct pipe_service *service, struct pipe **pipe)
{
    struct pipe_record record = {.used = 1};
    int64_t status;
    uint32_t i;

    for (i = 0; i < service->count && service->pipes[i]->record.used; i++)
        continue;
    if (i == service->count) {
        status = new_segment(service);
        if (status < 0)
            return status;
    }
    *pipe = service->pipes[i];
    record.generation = (*pipe)->record.generation + 1;
    if (record.generation == 0)
        record.generation = 1;
    status = store_commit(*pipe, &record);
    if (status < 0) {
        *pipe = NULL;
        return status;
    }
    (*pipe)->open[END_READ] = (*pipe)->open[END_WRITE] = true;
    return VB_OK;
}

int64_t store_commit(struct pipe *pipe, const struct pipe_record *record)
{
    int64_t count =
        vb_memory_write(pipe->memory, pipe->record_offset, VB_ADDRESS(record), sizeof *record);

    if (count < 0)
        return count;
    pipe->record = *record;
    return VB_OK;
}

uint64_t store_badge(const struct pipe *pipe, enum pipe_end end)
{
    return (uint64_t)pipe->record.generation << 32 | (uint64_t)pipe->slot << 1 | end;
}

struct pipe *store_find(struct pipe_service *service, uint64_t badge, enum pipe_end *end)
{
    uint32_t slot = (uint32_t)badge >> 1;
    struct pipe *pipe = slot < service->count ? service->pipes[slot] : NULL;

    if (pipe == NULL || !pipe->record.used || pipe->record.generation != badge >> 32)
        return NULL;
    *end = badge & 1 ? END_WRITE : END_READ;
    return pipe;
}
