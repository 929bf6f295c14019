/*
 * Saving and loading stopped tasks, part by part (docs/snapshot-format.md). A part goes to or comes
 * from a memory object, so that nobody's memory but the task's is touched, and states of threads
 * and contents of memories go in pieces: no call takes long, and who wants a snapshot asks again
 * and again.
 */
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

static struct thread *first_thread(const struct task *task)
{
    return LIST_ENTRY(task->threads.next, struct thread, task_link);
}

/* NULL: there are not so many. */
__attribute__((noinline)) static struct thread *thread_at(const struct task *task, uint32_t index)
{
    LIST_FOR_EACH (node, &task->threads)
        if (index-- == 0)
            return LIST_ENTRY(node, struct thread, task_link);
    return NULL;
}

/* Whether a part of it can be saved or loaded now. */
static int check_task(const struct task *task, uint32_t part)
{
    if (part > VB_SAVE_THREADS)
        return VB_ERR_INVALID;
    if (task->ended)
        return VB_ERR_DEAD;
    if (part == VB_SAVE_START || part == VB_SAVE_IMAGE) /* these do not change */
        return VB_OK;
    if (!task->stopped)
        return VB_ERR_BUSY;
    LIST_FOR_EACH (node, &task->threads)
        if (LIST_ENTRY(node, struct thread, task_link)->state == THREAD_FAULTED)
            return VB_ERR_BUSY;
    return VB_OK;
}

/* ---- saving ------------------------------------------------------------------------------------
 */

static bool is_shortage(int status)
{
    return status == VB_ERR_NO_MEMORY || status == VB_ERR_QUOTA;
}

/* The object grows with what is written. */
struct output {
    struct memory_object *memory;
    uint8_t *bytes;
    size_t size, room;
};

static int reserve(struct output *output, size_t size)
{
    if (size <= output->room)
        return VB_OK;
    struct memory_object *memory = output->memory;
    size = MAX(size, 2 * output->room);
    int status = memory->size < size ? memory_object_resize(memory, size) : VB_OK;
    output->room = memory->size;
    return status == VB_OK ? memory_object_writable(memory, &output->bytes) : status;
}

static int write_bytes(void *ctx, const void *bytes, size_t size)
{
    struct output *output = ctx;
    int status = reserve(output, output->size + size);
    if (status != VB_OK)
        return status;
    if (size > 0)
        memcpy(output->bytes + output->size, bytes, size);
    output->size += size;
    return VB_OK;
}

static int save_task(const struct task *task, struct output *output)
{
    const struct vb_saved_task saved = {.priority = task->priority,
                                        .signals_ignored = task->signals_ignored,
                                        .reductions = task->reductions};
    return write_bytes(output, &saved, sizeof saved);
}

static int save_threads(const struct task *task, struct output *output)
{
    int status = VB_OK;
    LIST_FOR_EACH (node, &task->threads) {
        const struct thread *thread = LIST_ENTRY(node, struct thread, task_link);
        const struct vb_saved_thread saved = {thread->id, thread->priority, thread->reductions};
        if (status == VB_OK)
            status = write_bytes(output, &saved, sizeof saved);
    }
    return status;
}

static void save_thread_handle(const struct task *task, const struct thread *thread,
                               struct vb_saved_handle *saved)
{
    bool ended = thread->state == THREAD_ENDED;
    saved->object = 0;
    if (thread->task != task)
        return;
    saved->object = ended ? thread->reductions : thread->id;
    saved->badge = ended ? (uint64_t)(uint32_t)thread->exit_code << 32 | thread->exit_kind : 0;
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
        if (object->type == VB_OBJECT_THREAD)
            save_thread_handle(task, thread_of(slot->object), &saved);
    }
    return saved;
}

static int save_handles(const struct task *task, struct output *output)
{
    const struct handle_table *table = &task->handles;
    int status = VB_OK;
    for (uint32_t i = 0; i < table->capacity && status == VB_OK; i++) {
        const struct vb_saved_handle saved = saved_slot(task, &table->slots[i]);
        status = write_bytes(output, &saved, sizeof saved);
    }
    return status;
}

static int save_image(const struct task *task, struct output *output, struct cpu_position *position)
{
    const struct program *program = &task->program;
    if (position->memory >= program->image_count)
        return VB_ERR_INVALID;
    const struct image *image = program->images[position->memory];
    if (position->page > image->size / PAGE_BYTES)
        return VB_ERR_INVALID;
    size_t at = (size_t)position->page * PAGE_BYTES;
    size_t size = MIN((size_t)PIECE_PAGES * PAGE_BYTES, image->size - at);
    position->page += PIECE_PAGES;
    if (at + size == image->size)
        *position = (struct cpu_position){position->memory + 1, 0};
    if (position->memory == program->image_count)
        position->memory = VB_SAVED_ALL;
    return write_bytes(output, image->backing->bytes + image->offset + at, size);
}

/* After a piece of a thread's state: to the next one. */
static void advance(const struct task *task, struct cpu_position *position, bool more)
{
    position->page++;
    if (!more)
        *position = (struct cpu_position){position->memory + 1, 0};
    if (position->memory == task->thread_count)
        position->memory = VB_SAVED_ALL;
}

static int save_state(const struct task *task, struct output *output, struct cpu_position *position)
{
    const struct thread *thread = thread_at(task, position->memory);
    const struct cpu_output out = {write_bytes, output};
    if (thread == NULL)
        return VB_ERR_INVALID;
    int status = task->kernel->cpu->save(thread->context, position->page == 0, &out);
    if (status < 0)
        return is_shortage(status) || status == VB_ERR_BUSY ? status : VB_ERR_INVALID;
    advance(task, position, status > 0);
    return VB_OK;
}

static int save_pages(struct task *task, struct output *output, struct cpu_position *position)
{
    struct kernel *kernel = task->kernel;
    struct hal_space *before = kernel->space;
    const struct cpu_output out = {write_bytes, output};
    space_enter(kernel, task->space);
    int status = kernel->cpu->save_pages(first_thread(task)->context, position, PIECE_PAGES, &out);
    space_enter(kernel, before);
    if (status == VB_OK)
        position->memory = VB_SAVED_ALL;
    return MIN(status, VB_OK);
}

static int save_part(struct task *task, uint32_t part, struct output *output,
                     struct cpu_position *position)
{
    switch (part) {
    case VB_SAVE_TASK:
        return save_task(task, output);
    case VB_SAVE_THREADS:
        return save_threads(task, output);
    case VB_SAVE_HANDLES:
        return save_handles(task, output);
    case VB_SAVE_STATE:
        return save_state(task, output, position);
    case VB_SAVE_START:
        return write_bytes(output, task->start_block, task->start_size);
    case VB_SAVE_IMAGE:
        return save_image(task, output, position);
    default:
        return save_pages(task, output, position);
    }
}

int64_t sys_task_save(struct thread *self, struct handle *handle, uint32_t part, uint64_t at,
                      struct handle *to)
{
    struct task *task = task_of(handle->object);
    struct output output = {.memory = memory_object_of(to->object)};
    struct vb_save_position place;
    int status = user_copy_in(self, &place, at, sizeof place);
    if (status == VB_OK)
        status = check_task(task, part);
    if (status != VB_OK)
        return status;
    struct cpu_position position = {place.memory, place.page};
    status = save_part(task, part, &output, &position);
    if (status != VB_OK)
        return status;
    place = (struct vb_save_position){.memory = position.memory, .page = position.page};
    status = user_copy_out(self, at, &place, sizeof place);
    return status == VB_OK ? (int64_t)output.size : status;
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

/* The first is there, and the only one; the others are made from it. */
static int64_t load_thread(const struct load *load, uint32_t index)
{
    struct task *task = load->task;
    struct thread *first = first_thread(task), *thread = first;
    struct vb_saved_thread saved;
    if (load->size != sizeof saved || MAX(index, 1) != task->thread_count)
        return VB_ERR_PROTOCOL;
    memcpy(&saved, load->bytes, sizeof saved);
    if (saved.priority >= VB_PRIORITIES || saved.reductions > INT64_MAX ||
        saved.id <= (index == 0 ? 0 : task->next_thread_id))
        return VB_ERR_PROTOCOL;
    int status = index == 0 ? VB_OK : thread_start(first, 0, 0, 0, &thread);
    if (status != VB_OK)
        return status == VB_ERR_NOT_FOUND ? VB_ERR_PROTOCOL : status;
    thread->id = task->next_thread_id = saved.id;
    thread->reductions = saved.reductions;
    thread_set_priority(thread, (uint8_t)MIN(saved.priority, task->priority));
    if (index > 0)
        object_release(task->kernel, &thread->object);
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

static struct thread *thread_with_id(const struct task *task, uint64_t id)
{
    LIST_FOR_EACH (node, &task->threads) {
        struct thread *thread = LIST_ENTRY(node, struct thread, task_link);
        if (thread->id == id)
            return thread;
    }
    return NULL;
}

/* One that has ended has an exit code and kind for a badge. */
static bool thread_entry_valid(const struct task *task, const struct vb_saved_handle *entry)
{
    if (entry->badge == 0)
        return thread_with_id(task, entry->object) != NULL;
    uint32_t kind = (uint32_t)entry->badge;
    return kind != VB_EXIT_RUNNING && kind <= VB_EXIT_TRAP && entry->object <= INT64_MAX;
}

static bool entry_valid(const struct load *load, size_t index)
{
    const struct vb_saved_handle entry = entry_at(load, index);
    uint32_t generation = (uint32_t)(entry.value >> 32);
    bool is_free = entry.type == VB_SAVED_FREE;
    if ((uint32_t)entry.value != index || generation < 1 || generation > GENERATION_LAST)
        return false;
    if (entry.type == VB_OBJECT_THREAD)
        return thread_entry_valid(load->task, &entry);
    return entry.object == 0 ||
           (!is_free && can_be_copied(handle_lookup(load->task, entry.object)));
}

static int open_thread(struct task *task, const struct vb_saved_handle *entry, struct right *out)
{
    struct kernel *kernel = task->kernel;
    struct thread *thread = thread_with_id(task, entry->object);
    bool ended = entry->badge != 0;
    if (ended) {
        int status = thread_create(task, NULL, 0, &thread);
        if (status != VB_OK)
            return status;
        thread->reductions = entry->object;
        thread_end(thread, (uint32_t)entry->badge, (int32_t)(entry->badge >> 32));
    }
    *out = right_open(kernel, &thread->object, entry->rights & THREAD_RIGHTS_ALL, 0);
    if (ended)
        object_release(kernel, &thread->object);
    return VB_OK;
}

/* Retired slots stay so: they are not on the free list. */
static int place_entry(const struct load *load, struct handle_table *table, uint32_t index)
{
    struct kernel *kernel = load->task->kernel;
    const struct vb_saved_handle entry = entry_at(load, index);
    struct handle *slot = &table->slots[index];
    slot->generation = (uint32_t)(entry.value >> 32);
    if (entry.type == VB_SAVED_FREE && slot->generation == GENERATION_LAST)
        return VB_OK;
    if (entry.type == VB_SAVED_FREE) {
        slot->badge = table->first_free;
        table->first_free = index;
        table->free++;
        return VB_OK;
    }
    struct right right = {0};
    int status = VB_OK;
    if (entry.type == VB_OBJECT_THREAD)
        status = open_thread(load->task, &entry, &right);
    else if (entry.object != 0)
        right = handle_copy(load->task, handle_lookup(load->task, entry.object), ~0u);
    if (right.object == NULL)
        right = right_open(kernel, &kernel->dead, 0, 0);
    slot->object = right.object;
    slot->rights = right.rights;
    slot->badge = right.badge;
    table->used++;
    kernel->counts.handles++;
    return status;
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
    for (uint32_t i = (uint32_t)count; i-- > 0;) {
        int placed = place_entry(load, &table, i);
        status = MIN(status, placed);
    }
    handle_table_clear(task);
    task->handles = table;
    return status == VB_OK ? (int64_t)load->size : status;
}

static int64_t load_state(const struct load *load, struct cpu_position *position)
{
    struct task *task = load->task;
    struct thread *thread = thread_at(task, position->memory), *first = first_thread(task);
    size_t used;
    if (thread == NULL || thread->state != THREAD_READY)
        return VB_ERR_BUSY;
    int status = task->kernel->cpu->load(thread->context, thread == first ? NULL : first->context,
                                         position->page == 0, load->bytes, load->size, &used,
                                         load->diagnostic);
    if (status < 0 && !is_shortage(status) && status != VB_ERR_BUSY)
        return VB_ERR_PROTOCOL;
    if (status < 0)
        return account_cpu_status(task->account, status);
    advance(task, position, status > 0);
    return (int64_t)used;
}

static int64_t load_pages(const struct load *load, struct cpu_position *position)
{
    struct task *task = load->task;
    struct kernel *kernel = task->kernel;
    struct hal_space *before = kernel->space;
    size_t used;
    space_enter(kernel, task->space);
    int status = kernel->cpu->load_pages(first_thread(task)->context, position, load->bytes,
                                         load->size, &used, load->diagnostic);
    space_enter(kernel, before);
    if (status == VB_OK)
        position->memory = VB_SAVED_ALL;
    return status < 0 ? VB_ERR_PROTOCOL : (int64_t)used;
}

static int64_t load_part(const struct load *load, uint32_t part, struct cpu_position *position)
{
    switch (part) {
    case VB_SAVE_TASK:
        return load_task(load);
    case VB_SAVE_HANDLES:
        return load_handles(load);
    case VB_SAVE_THREADS:
        return load_thread(load, position->memory);
    case VB_SAVE_STATE:
        return load_state(load, position);
    default:
        return load_pages(load, position);
    }
}

static const char mismatch[] = "expected another part of a task, or of another one";

int64_t sys_task_load(struct thread *self, struct handle *handle, uint32_t part, uint64_t at,
                      struct handle *from, uint64_t offset, uint64_t size, struct user_buffer out)
{
    struct memory_object *memory = memory_object_of(from->object);
    struct cpu_diagnostic diagnostic;
    struct vb_save_position place;
    diagnostic.text[0] = '\0';
    int status = user_copy_in(self, &place, at, sizeof place);
    if (status == VB_OK)
        status = part == VB_SAVE_START || part == VB_SAVE_IMAGE
                     ? VB_ERR_INVALID
                     : check_task(task_of(handle->object), part);
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
    if (result == VB_ERR_PROTOCOL && diagnostic.text[0] == '\0')
        memcpy(diagnostic.text, mismatch, sizeof mismatch);
    if (result < 0)
        return start_refused(self, out, (int)result, &diagnostic);
    place = (struct vb_save_position){.memory = position.memory, .page = position.page};
    status = user_copy_out(self, at, &place, sizeof place);
    return status == VB_OK ? result : status;
}
