/*
 * Saving and loading stopped tasks, part by part (docs/snapshot-format.md). A part goes to or comes
 * from a memory object, so that nobody's memory but the task's is touched, and contents of memories
 * go in pieces: no call takes long, and who wants a snapshot asks again and again.
 */
#include <base/format.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <memory/memory_object.h>
#include <memory/space.h>
#include <process/image.h>
#include <process/spawn.h>
#include <process/task.h>
#include <process/user.h>
#include <string.h>
#include <syscall/handlers.gen.h>

#define GENERATION_LAST 0x7fffffffu
#define PIECE_PAGES     64u   /* looked at by one call */
#define PAGE_BYTES      4096u /* of the format */
/* Each page at its worst is a run of its own. */
#define PIECE_BYTES ((size_t)PIECE_PAGES * (PAGE_BYTES + 10u))

static struct thread *only_thread(const struct task *task)
{
    return task->thread_count == 1 ? LIST_ENTRY(task->threads.next, struct thread, task_link)
                                   : NULL;
}

/* Whether a part of it can be saved or loaded now. */
static int check_task(const struct task *task, uint32_t part)
{
    if (part > VB_SAVE_IMAGE)
        return VB_ERR_INVALID;
    if (task->ended)
        return VB_ERR_DEAD;
    if (part >= VB_SAVE_START) /* these do not change */
        return VB_OK;
    if (!task->stopped)
        return VB_ERR_BUSY;
    const struct thread *thread = only_thread(task);
    return thread == NULL || thread->state == THREAD_FAULTED ? VB_ERR_BUSY : VB_OK;
}

/* ---- saving ------------------------------------------------------------------------------------
 */

static bool is_shortage(int status)
{
    return status == VB_ERR_NO_MEMORY || status == VB_ERR_QUOTA;
}

/* Counts when there are no bytes to write to. */
struct output {
    uint8_t *bytes;
    size_t size, room;
};

static int write_bytes(void *ctx, const void *bytes, size_t size)
{
    struct output *output = ctx;
    if (output->bytes != NULL && size > output->room - output->size)
        return VB_ERR_TOO_BIG;
    if (output->bytes != NULL)
        memcpy(output->bytes + output->size, bytes, size);
    output->size += size;
    return VB_OK;
}

static int room_for(struct memory_object *memory, size_t size, struct output *out)
{
    int status = memory->size < size ? memory_object_resize(memory, size) : VB_OK;
    *out = (struct output){.room = size};
    return status != VB_OK || size == 0 ? status : memory_object_writable(memory, &out->bytes);
}

static int64_t save_task(const struct task *task, struct memory_object *memory)
{
    struct output output;
    const struct vb_saved_task saved = {.priority = task->priority,
                                        .signals_ignored = task->signals_ignored,
                                        .reductions = task->reductions};
    int status = room_for(memory, sizeof saved, &output);
    if (status == VB_OK)
        status = write_bytes(&output, &saved, sizeof saved);
    return status == VB_OK ? (int64_t)sizeof saved : status;
}

static struct vb_saved_handle saved_slot(const struct task *task, const struct handle *slot)
{
    const struct object *object = slot->object;
    struct vb_saved_handle saved = {.value = handle_value(task, slot), .type = VB_SAVED_FREE};
    if (object != NULL) {
        saved.object = object->id;
        saved.badge = slot->badge;
        saved.type = object->type;
        saved.rights = slot->rights;
    }
    return saved;
}

static int64_t save_handles(const struct task *task, struct memory_object *memory)
{
    const struct handle_table *table = &task->handles;
    struct output output;
    size_t size = table->capacity * sizeof(struct vb_saved_handle);
    int status = room_for(memory, size, &output);
    for (uint32_t i = 0; i < table->capacity && status == VB_OK; i++) {
        const struct vb_saved_handle saved = saved_slot(task, &table->slots[i]);
        status = write_bytes(&output, &saved, sizeof saved);
    }
    return status == VB_OK ? (int64_t)size : status;
}

static int64_t save_start(const struct task *task, struct memory_object *memory)
{
    struct output output;
    int status = room_for(memory, task->start_size, &output);
    if (status == VB_OK)
        status = write_bytes(&output, task->start_block, task->start_size);
    return status == VB_OK ? (int64_t)task->start_size : status;
}

static int64_t save_image(const struct task *task, struct memory_object *memory,
                          struct cpu_position *position)
{
    const struct program *program = &task->program;
    struct output output;
    if (position->memory >= program->image_count)
        return VB_ERR_INVALID;
    const struct image *image = program->images[position->memory];
    if (position->page > image->size / PAGE_BYTES)
        return VB_ERR_INVALID;
    size_t at = (size_t)position->page * PAGE_BYTES;
    size_t size = MIN((size_t)PIECE_PAGES * PAGE_BYTES, image->size - at);
    int status = room_for(memory, size, &output);
    if (status == VB_OK && size > 0)
        status = write_bytes(&output, image->backing->bytes + image->offset + at, size);
    position->page += PIECE_PAGES;
    if (at + size == image->size)
        *position = (struct cpu_position){position->memory + 1, 0};
    if (position->memory == program->image_count)
        position->memory = VB_SAVED_ALL;
    return status == VB_OK ? (int64_t)size : status;
}

/* Once to know the size, once to write. */
static int64_t save_state(const struct task *task, struct memory_object *memory)
{
    const struct cpu_ops *cpu = task->kernel->cpu;
    struct cpu_context *context = only_thread(task)->context;
    struct cpu_diagnostic diagnostic;
    struct output output = {0};
    const struct cpu_output out = {write_bytes, &output};
    int status = cpu->save(context, &out, &diagnostic);
    if (status < 0 && !is_shortage(status))
        status = VB_ERR_INVALID;
    if (status == VB_OK && output.size > VB_SAVE_STATE_MAX)
        status = VB_ERR_QUOTA;
    if (status == VB_OK)
        status = room_for(memory, output.size, &output);
    if (status == VB_OK)
        status = cpu->save(context, &out, &diagnostic);
    return status == VB_OK ? (int64_t)output.size : status;
}

static int64_t save_pages(struct task *task, struct memory_object *memory,
                          struct cpu_position *position)
{
    struct kernel *kernel = task->kernel;
    struct hal_space *before = kernel->space;
    struct output output;
    const struct cpu_output out = {write_bytes, &output};
    int status = room_for(memory, PIECE_BYTES, &output);
    if (status != VB_OK)
        return status;
    space_enter(kernel, task->space);
    status = kernel->cpu->save_pages(only_thread(task)->context, position, PIECE_PAGES, &out);
    space_enter(kernel, before);
    if (status == VB_OK)
        position->memory = VB_SAVED_ALL;
    return status < 0 ? status : (int64_t)output.size;
}

int64_t sys_task_save(struct thread *self, struct handle *handle, uint32_t part, uint64_t at,
                      struct handle *to)
{
    struct task *task = task_of(handle->object);
    struct memory_object *memory = memory_object_of(to->object);
    struct vb_save_position place;
    int status = user_copy_in(self, &place, at, sizeof place);
    if (status == VB_OK)
        status = check_task(task, part);
    if (status != VB_OK)
        return status;
    struct cpu_position position = {place.memory, place.page};
    switch (part) {
    case VB_SAVE_TASK:
        return save_task(task, memory);
    case VB_SAVE_HANDLES:
        return save_handles(task, memory);
    case VB_SAVE_STATE:
        return save_state(task, memory);
    case VB_SAVE_START:
        return save_start(task, memory);
    default:
        break;
    }
    int64_t size = part == VB_SAVE_IMAGE ? save_image(task, memory, &position)
                                         : save_pages(task, memory, &position);
    place = (struct vb_save_position){.memory = position.memory, .page = position.page};
    status = size < 0 ? VB_OK : user_copy_out(self, at, &place, sizeof place);
    return status == VB_OK ? size : status;
}

/* ---- loading -----------------------------------------------------------------------------------
 */

/* What is loaded, with the caller's words for what is wrong. */
struct load {
    struct task *task;
    const uint8_t *bytes;
    size_t size;
    struct cpu_diagnostic *diagnostic;
};

/* The limits of the new task count from where the saved one was. */
static int64_t load_task(const struct load *load)
{
    struct task *task = load->task;
    struct vb_saved_task saved;
    if (load->size != sizeof saved)
        return VB_ERR_PROTOCOL;
    memcpy(&saved, load->bytes, sizeof saved);
    if (saved.priority >= VB_PRIORITIES || saved.reductions > INT64_MAX)
        return VB_ERR_PROTOCOL;
    uint64_t more = saved.reductions - MIN(saved.reductions, task->reductions);
    task->signals_ignored = saved.signals_ignored & ~(1u << VB_SIGKILL | 1u << VB_SIGSTOP | 1u);
    task->reductions += more;
    task->fuel += MIN(more, UINT64_MAX - task->fuel);
    task->pause_at += MIN(more, UINT64_MAX - task->pause_at);
    return (int64_t)sizeof saved;
}

static struct vb_saved_handle entry_at(const struct load *load, size_t index)
{
    struct vb_saved_handle entry;
    memcpy(&entry, load->bytes + index * sizeof entry, sizeof entry);
    return entry;
}

/* There is one receiver, one answer, one holder of a device. */
static bool can_be_copied(const struct handle *handle)
{
    if (handle == NULL)
        return false;
    switch (handle->object->type) {
    case VB_OBJECT_RECEIVER:
    case VB_OBJECT_REPLY:
    case VB_OBJECT_DEVICE:
    case VB_OBJECT_INTERRUPT:
    case VB_OBJECT_REGION:
    case VB_OBJECT_DMA:
        return false;
    default:
        return true;
    }
}

static bool entry_valid(const struct load *load, size_t index)
{
    const struct vb_saved_handle entry = entry_at(load, index);
    uint32_t generation = (uint32_t)(entry.value >> 32);
    bool is_free = entry.type == VB_SAVED_FREE;
    return (uint32_t)entry.value == index && generation >= 1 && generation <= GENERATION_LAST &&
           (entry.object == 0 ||
            (!is_free && can_be_copied(handle_lookup(load->task, entry.object))));
}

/* Retired slots stay so: they are not on the free list. */
static void place_entry(const struct load *load, struct handle_table *table, uint32_t index)
{
    struct kernel *kernel = load->task->kernel;
    const struct vb_saved_handle entry = entry_at(load, index);
    struct handle *slot = &table->slots[index];
    slot->generation = (uint32_t)(entry.value >> 32);
    if (entry.type == VB_SAVED_FREE && slot->generation == GENERATION_LAST)
        return;
    if (entry.type == VB_SAVED_FREE) {
        slot->badge = table->first_free;
        table->first_free = index;
        table->free++;
        return;
    }
    struct right right;
    if (entry.object == 0)
        right = right_open(kernel, &kernel->dead, 0, 0);
    else
        right = handle_copy(load->task, handle_lookup(load->task, entry.object), ~0u);
    slot->object = right.object;
    slot->rights = right.rights;
    slot->badge = right.badge;
    table->used++;
    kernel->counts.handles++;
}

static int64_t load_handles(const struct load *load)
{
    struct task *task = load->task;
    size_t count = load->size / sizeof(struct vb_saved_handle);
    struct handle_table table = {0};
    int status = VB_OK;
    if (load->size % sizeof(struct vb_saved_handle) != 0 || count > HANDLES_MAX)
        return VB_ERR_PROTOCOL;
    for (size_t i = 0; i < count; i++)
        if (!entry_valid(load, i))
            return VB_ERR_PROTOCOL;
    if (count > 0)
        table.slots = kernel_alloc(task->account, count * sizeof *table.slots, &status);
    if (status != VB_OK)
        return status;
    table.capacity = table.first_free = (uint32_t)count;
    for (uint32_t i = (uint32_t)count; i-- > 0;)
        place_entry(load, &table, i);
    handle_table_clear(task);
    task->handles = table;
    return (int64_t)load->size;
}

static int64_t load_state(const struct load *load)
{
    struct task *task = load->task;
    struct thread *thread = only_thread(task);
    struct kernel *kernel = task->kernel;
    if (thread->state != THREAD_READY)
        return VB_ERR_BUSY;
    int status = kernel->cpu->load(thread->context, load->bytes, load->size, load->diagnostic);
    if (status < 0 && !is_shortage(status))
        return VB_ERR_PROTOCOL;
    return status == VB_OK ? (int64_t)load->size : account_cpu_status(task->account, status);
}

static int64_t load_pages(const struct load *load, struct cpu_position *position)
{
    struct task *task = load->task;
    struct kernel *kernel = task->kernel;
    struct hal_space *before = kernel->space;
    size_t used;
    space_enter(kernel, task->space);
    int status = kernel->cpu->load_pages(only_thread(task)->context, position, load->bytes,
                                         load->size, &used, load->diagnostic);
    space_enter(kernel, before);
    if (status == VB_OK)
        position->memory = VB_SAVED_ALL;
    return status < 0 ? VB_ERR_PROTOCOL : (int64_t)used;
}

static int64_t load_part(const struct load *load, uint32_t part, struct cpu_position *position)
{
    int64_t result;
    switch (part) {
    case VB_SAVE_TASK:
        result = load_task(load);
        break;
    case VB_SAVE_HANDLES:
        result = load_handles(load);
        break;
    case VB_SAVE_STATE:
        return load_state(load);
    default:
        return load_pages(load, position);
    }
    if (result == VB_ERR_PROTOCOL) {
        static const char *const names[] = {"expected the state of a task, found something else",
                                            "expected a table of handles, found something else"};
        format_text(load->diagnostic->text, sizeof load->diagnostic->text, "%s", names[part]);
    }
    return result;
}

int64_t sys_task_load(struct thread *self, struct handle *handle, uint32_t part, uint64_t at,
                      struct handle *from, uint64_t offset, uint64_t size, struct user_buffer out)
{
    struct memory_object *memory = memory_object_of(from->object);
    struct cpu_diagnostic diagnostic = {.text = ""};
    struct vb_save_position place;
    int status = user_copy_in(self, &place, at, sizeof place);
    if (status == VB_OK)
        status = part > VB_SAVE_PAGES ? VB_ERR_INVALID : check_task(task_of(handle->object), part);
    if (status != VB_OK)
        return status;
    if (offset > memory->size || size > memory->size - offset)
        return VB_ERR_RANGE;
    if (part == VB_SAVE_PAGES && size > PIECE_BYTES)
        size = PIECE_BYTES; /* the rest is asked for again */
    const uint8_t *bytes = size > 0 ? memory_object_bytes(memory) + offset : NULL;
    const struct load load = {task_of(handle->object), bytes, (size_t)size, &diagnostic};
    struct cpu_position position = {place.memory, place.page};
    int64_t result = load_part(&load, part, &position);
    if (result < 0)
        return start_refused(self, out, (int)result, &diagnostic);
    place = (struct vb_save_position){.memory = position.memory, .page = position.page};
    status = user_copy_out(self, at, &place, sizeof place);
    return status == VB_OK ? result : status;
}
