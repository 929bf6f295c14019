#include "world.h"

#include <kernel_state.h>
#include <process/task.h>
#include <process/thread.h>
#include <string.h>

void world_begin(struct world *w)
{
    hal_fake_reset();
    *w = (struct world){0};
    w->config = (struct kernel_config){.cpu_ops = &fake_cpu_ops, .cpu = &w->cpu, .ring = &w->ring};
}

int world_try_start(struct world *w, const struct fake_image *init, const struct kernel_blob *blobs,
                    size_t count)
{
    static const char *const arguments[] = {"init"};
    struct cpu_diagnostic diagnostic;
    int status = kernel_create(&w->config, &w->kernel);
    if (status != VB_OK)
        return status;
    status = kernel_start_init(w->kernel, (const uint8_t *)init, sizeof *init, arguments, 1, NULL,
                               0, blobs, count, &diagnostic);
    if (status != VB_OK)
        kernel_destroy(w->kernel);
    return status;
}

void world_start(struct world *w, const struct fake_image *init, const struct kernel_blob *blobs,
                 size_t count)
{
    CHECK_EQUAL(VB_OK, world_try_start(w, init, blobs, count));
    /* As other tasks are, so that init's children run beside it. */
    struct task *task = w->kernel->init;
    task->priority = VB_PRIORITY_DEFAULT;
    thread_set_priority(LIST_ENTRY(list_first(&task->threads), struct thread, task_link),
                        VB_PRIORITY_DEFAULT);
}

enum kernel_state world_run_until(struct world *w, uint64_t time)
{
    for (int steps = 0;; steps++) {
        uint64_t deadline;
        CHECK(steps < 1000000);
        enum kernel_state state = kernel_step(w->kernel, 0, &deadline);
        if (state == KERNEL_STOPPED)
            return state;
        if (state == KERNEL_BUSY)
            continue;
        if (deadline > time || (deadline == VB_FOREVER && hal_ring_empty(&w->ring)))
            return state;
        hal_idle(&w->ring, deadline);
    }
}

enum kernel_state world_run(struct world *w)
{
    return world_run_until(w, VB_FOREVER);
}

void world_end(struct world *w)
{
    kernel_destroy(w->kernel);
    CHECK_EQUAL(0, hal_fake_pages_held());
    CHECK_EQUAL(0, w->cpu.contexts);
    CHECK_EQUAL(0, w->cpu.images);
}

struct kernel_counts world_counts(const struct world *w)
{
    struct kernel_counts counts;
    kernel_count(w->kernel, &counts);
    return counts;
}

/* ---- start blocks ------------------------------------------------------------------------------
 */

uint64_t start_named(struct fake_machine *m, const char *name)
{
    const char *block = fake_at(m, START_ADDRESS, START_SIZE);
    struct vb_start_header header;
    memcpy(&header, block, sizeof header);
    for (uint32_t i = 0; i < header.handle_count; i++) {
        struct vb_start_handle entry;
        memcpy(&entry, block + header.handles + i * sizeof entry, sizeof entry);
        if (entry.name != 0 && strcmp(block + entry.name, name) == 0)
            return entry.handle;
    }
    return 0;
}

#define ENTRIES_MAX 32u
#define STRINGS     (sizeof(struct vb_start_header) + ENTRIES_MAX * sizeof(struct vb_start_handle))

struct vb_start_header *block_header(struct fake_machine *m)
{
    return fake_at(m, BLOCK_ADDRESS, sizeof(struct vb_start_header));
}

struct vb_start_handle *block_entry(struct fake_machine *m, uint32_t index)
{
    uint64_t offset = sizeof(struct vb_start_header) + index * sizeof(struct vb_start_handle);
    return fake_at(m, BLOCK_ADDRESS + offset, sizeof(struct vb_start_handle));
}

static uint32_t add_text(struct fake_machine *m, const char *text)
{
    struct vb_start_header *header = block_header(m);
    uint32_t offset = header->size;
    memcpy(fake_at(m, BLOCK_ADDRESS + offset, strlen(text) + 1), text, strlen(text) + 1);
    header->size += (uint32_t)strlen(text) + 1;
    return offset;
}

uint64_t block_begin(struct fake_machine *m, const char *argument)
{
    struct vb_start_header *header = block_header(m);
    *header = (struct vb_start_header){.magic = VB_START_MAGIC,
                                       .version = 1,
                                       .size = STRINGS,
                                       .argument_count = 1,
                                       .handles = sizeof *header};
    header->arguments = add_text(m, argument);
    header->working_directory = add_text(m, "/");
    return header->size;
}

uint64_t block_add(struct fake_machine *m, uint64_t handle, uint32_t kind, const char *name,
                   uint32_t flags)
{
    struct vb_start_header *header = block_header(m);
    CHECK(header->handle_count < ENTRIES_MAX);
    *block_entry(m, header->handle_count++) =
        (struct vb_start_handle){.handle = handle,
                                 .kind = kind,
                                 .fd = kind == VB_START_FD ? 0 : -1,
                                 .name = name != NULL ? add_text(m, name) : 0,
                                 .flags = flags};
    return header->size;
}
