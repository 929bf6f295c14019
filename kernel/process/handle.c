#include <kernel_state.h>
#include <memory/alloc.h>
#include <memory/memory_object.h>
#include <process/handle.h>
#include <process/task.h>
#include <string.h>

#define FIRST_CAPACITY  8u
#define GENERATION_LAST 0x7fffffffu

static size_t table_bytes(uint32_t capacity)
{
    return (size_t)capacity * sizeof(struct handle);
}

struct handle *handle_lookup(const struct task *task, uint64_t value)
{
    uint32_t index = (uint32_t)value;
    if (index >= task->handles.capacity)
        return NULL;
    struct handle *handle = &task->handles.slots[index];
    return handle->object != NULL && handle->generation == value >> 32 ? handle : NULL;
}

uint64_t handle_value(const struct task *task, const struct handle *handle)
{
    return (uint64_t)handle->generation << 32 | (uint64_t)(handle - task->handles.slots);
}

/* Put the slots from `first` on on the free list, the lowest first. */
static void table_free_slots(struct handle_table *table, uint32_t first)
{
    for (uint32_t i = table->capacity; i-- > first;) {
        table->slots[i] = (struct handle){.badge = table->first_free, .generation = 1};
        table->first_free = i;
        table->free++;
    }
}

static int table_grow(struct task *task, uint32_t capacity)
{
    struct handle_table *table = &task->handles;
    int status = VB_OK;
    struct handle *slots = kernel_alloc(task->account, table_bytes(capacity), &status);
    if (slots == NULL)
        return status;
    uint32_t old = table->capacity;
    if (old > 0) {
        memcpy(slots, table->slots, table_bytes(old));
        kernel_free(task->account, table->slots, table_bytes(old));
    }
    table->slots = slots;
    table->capacity = capacity;
    if (table->free == 0)
        table->first_free = capacity;
    else { /* the end of the free list was marked by the capacity before */
        uint32_t last = table->first_free;
        while (slots[last].badge != old)
            last = (uint32_t)slots[last].badge;
        slots[last].badge = capacity;
    }
    table_free_slots(table, old);
    return VB_OK;
}

int handle_reserve(struct task *task, uint32_t count)
{
    const struct handle_table *table = &task->handles;
    if (LIKELY(table->free >= count))
        return VB_OK;
    uint32_t capacity = MAX(table->capacity, FIRST_CAPACITY);
    while (capacity - table->capacity < count - table->free)
        capacity *= 2;
    if (capacity > HANDLES_MAX)
        return VB_ERR_QUOTA; /* every call that makes handles may answer this */
    return table_grow(task, capacity);
}

int64_t handle_place(struct task *task, struct right right)
{
    struct handle_table *table = &task->handles;
    struct handle *handle = &table->slots[table->first_free];
    table->first_free = (uint32_t)handle->badge;
    table->free--;
    table->used++;
    task->kernel->counts.handles++;
    handle->object = right.object;
    handle->badge = right.badge;
    handle->rights = right.rights;
    return (int64_t)handle_value(task, handle);
}

int64_t handle_insert(struct task *task, struct object *object, uint32_t rights, uint64_t badge)
{
    int status = handle_reserve(task, 1);
    if (status != VB_OK)
        return status;
    return handle_place(task, right_open(task->kernel, object, rights, badge));
}

struct right handle_take(struct task *task, struct handle *handle)
{
    struct handle_table *table = &task->handles;
    struct right right = {
        .object = handle->object, .badge = handle->badge, .rights = handle->rights};
    handle->object = NULL;
    table->used--;
    task->kernel->counts.handles--;
    if (handle->generation < GENERATION_LAST) { /* else the slot is never used again */
        handle->generation++;
        handle->badge = table->first_free;
        table->first_free = (uint32_t)(handle - table->slots);
        table->free++;
    }
    return right;
}

struct right handle_copy(struct task *task, const struct handle *handle, uint32_t rights)
{
    return right_open(task->kernel, handle->object, handle->rights & rights, handle->badge);
}

void handle_close(struct task *task, struct handle *handle)
{
    struct right right = handle_take(task, handle);
    right_close(task->kernel, &right);
}

void handle_table_clear(struct task *task)
{
    struct handle_table *table = &task->handles;
    /* A hook may run while slots are still in use, but none inserts into a task that ends. */
    for (uint32_t i = 0; i < table->capacity; i++) {
        if (table->slots[i].object != NULL)
            handle_close(task, &table->slots[i]);
    }
    kernel_free(task->account, table->slots, table_bytes(table->capacity));
    *table = (struct handle_table){0};
}

void handle_close_type(struct task *task, uint32_t type)
{
    for (uint32_t i = 0; i < task->handles.capacity; i++) {
        struct handle *handle = &task->handles.slots[i];
        if (handle->object != NULL && handle->object->type == type)
            handle_close(task, handle);
    }
}

/* ---- fork -------------------------------------------------------------------------------------
 */

static bool dies_in_fork(uint32_t type)
{
    return type == VB_OBJECT_RECEIVER || type == VB_OBJECT_REPLY || type == VB_OBJECT_DEVICE ||
           type == VB_OBJECT_INTERRUPT || type == VB_OBJECT_REGION || type == VB_OBJECT_DMA;
}

/* One clone for each memory object, however many handles name it: its `copy`. */
static int clone_memories(const struct handle_table *from, struct task *child)
{
    for (uint32_t i = 0; i < from->capacity; i++) {
        struct object *object = from->slots[i].object;
        if (object == NULL || object->type != VB_OBJECT_MEMORY)
            continue;
        struct memory_object *memory = memory_object_of(object);
        if (memory->copy != NULL)
            continue;
        int status = memory_object_share(child->account, memory, 0, memory->size, &memory->copy);
        if (status != VB_OK)
            return status;
    }
    return VB_OK;
}

/* The clones' own references; what the child uses has handles of its own. */
static void drop_copies(const struct handle_table *from, struct kernel *kernel)
{
    for (uint32_t i = 0; i < from->capacity; i++) {
        struct object *object = from->slots[i].object;
        if (object == NULL || object->type != VB_OBJECT_MEMORY)
            continue;
        struct memory_object *memory = memory_object_of(object);
        if (memory->copy != NULL)
            object_release(kernel, &memory->copy->object);
        memory->copy = NULL;
    }
}

static void copy_slot(struct kernel *kernel, struct handle *slot)
{
    struct object *object = slot->object;
    if (dies_in_fork(object->type)) {
        object = &kernel->dead;
        slot->rights = 0;
        slot->badge = 0;
    } else if (object->type == VB_OBJECT_MEMORY) {
        object = &memory_object_of(object)->copy->object;
    }
    slot->object = right_open(kernel, object, slot->rights, slot->badge).object;
    kernel->counts.handles++;
}

int handle_table_fork(const struct task *parent, struct task *child)
{
    const struct handle_table *from = &parent->handles;
    struct kernel *kernel = parent->kernel;
    if (from->capacity == 0)
        return VB_OK;
    int status = VB_OK;
    struct handle *slots = kernel_alloc(child->account, table_bytes(from->capacity), &status);
    if (slots == NULL)
        return status;
    status = clone_memories(from, child);
    if (status != VB_OK) {
        drop_copies(from, kernel);
        kernel_free(child->account, slots, table_bytes(from->capacity));
        return status;
    }
    child->handles = *from;
    child->handles.slots = slots;
    memcpy(slots, from->slots, table_bytes(from->capacity));
    for (uint32_t i = 0; i < from->capacity; i++) {
        if (slots[i].object != NULL)
            copy_slot(kernel, &slots[i]);
    }
    drop_copies(from, kernel);
    return VB_OK;
}
