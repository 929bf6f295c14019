#include <kernel_state.h>
#include <memory/alloc.h>
#include <memory/memory_object.h>
#include <string.h>

void backing_retain(struct backing *backing)
{
    backing->references++;
}

void backing_release(struct backing *backing)
{
    if (backing == NULL || --backing->references > 0)
        return;
    struct account *account = backing->account;
    if (backing->capacity > 0)
        kernel_free(account, backing->bytes, backing->capacity);
    kernel_free(account, backing, sizeof *backing);
    object_release(account->kernel, &account->object);
}

/* Over `bytes`, or over new zeroed memory when that is NULL. */
static int backing_create(struct account *account, uint8_t *bytes, size_t capacity,
                          struct backing **out)
{
    int status = VB_OK;
    struct backing *backing = kernel_alloc(account, sizeof *backing, &status);
    if (backing == NULL)
        return status;
    backing->bytes = bytes;
    if (bytes == NULL) {
        backing->bytes = kernel_alloc(account, capacity, &status);
        if (backing->bytes == NULL) {
            kernel_free(account, backing, sizeof *backing);
            return status;
        }
        backing->capacity = capacity;
    }
    backing->account = account;
    backing->references = 1;
    object_retain(&account->object);
    *out = backing;
    return VB_OK;
}

static void memory_object_destroy(struct kernel *kernel, struct object *object)
{
    (void)kernel;
    struct memory_object *memory = memory_object_of(object);
    backing_release(memory->backing);
    kernel_free(object->account, memory, sizeof *memory);
}

static const struct object_ops memory_ops = {.destroy = memory_object_destroy};

/* An object that takes over the reference to the backing. */
static int memory_object_make(struct account *account, struct backing *backing, size_t offset,
                              size_t size, struct memory_object **out)
{
    int status = VB_OK;
    struct memory_object *memory = kernel_alloc(account, sizeof *memory, &status);
    if (memory == NULL)
        return status;
    object_init(account->kernel, &memory->object, VB_OBJECT_MEMORY, &memory_ops, account);
    memory->backing = backing;
    memory->offset = offset;
    memory->size = size;
    *out = memory;
    return VB_OK;
}

static int memory_object_over(struct account *account, uint8_t *bytes, size_t size,
                              struct memory_object **out)
{
    struct backing *backing = NULL;
    if (size > 0) {
        int status = backing_create(account, bytes, size, &backing);
        if (status != VB_OK)
            return status;
    }
    int status = memory_object_make(account, backing, 0, size, out);
    if (status != VB_OK)
        backing_release(backing);
    return status;
}

int memory_object_create(struct account *account, size_t size, struct memory_object **out)
{
    return memory_object_over(account, NULL, size, out);
}

int memory_object_create_external(struct account *account, const uint8_t *bytes, size_t size,
                                  struct memory_object **out)
{
    return memory_object_over(account, (uint8_t *)(uintptr_t)bytes, size, out);
}

/* With bytes of its own from the beginning. */
static int memory_object_duplicate(struct account *account, const struct memory_object *memory,
                                   size_t offset, size_t size, struct memory_object **out)
{
    int status = memory_object_create(account, size, out);
    if (status == VB_OK && size > 0)
        memcpy((*out)->backing->bytes, memory_object_bytes(memory) + offset, size);
    return status;
}

int memory_object_share(struct account *account, struct memory_object *memory, size_t offset,
                        size_t size, struct memory_object **out)
{
    struct backing *backing = size > 0 ? memory->backing : NULL;
    if (memory->pins > 0)
        return memory_object_duplicate(account, memory, offset, size, out);
    int status = memory_object_make(account, backing, memory->offset + offset, size, out);
    if (status == VB_OK && backing != NULL)
        backing_retain(backing);
    return status;
}

const uint8_t *memory_object_bytes(const struct memory_object *memory)
{
    return memory->size == 0 ? NULL : memory->backing->bytes + memory->offset;
}

/* Give the object a backing of its own of `size` bytes with as much of its contents as fits. */
static int memory_object_move(struct memory_object *memory, size_t size)
{
    struct backing *backing;
    int status = backing_create(memory->object.account, NULL, size, &backing);
    if (status != VB_OK)
        return status;
    size_t kept = MIN(memory->size, size);
    if (kept > 0)
        memcpy(backing->bytes, memory_object_bytes(memory), kept);
    backing_release(memory->backing);
    memory->backing = backing;
    memory->offset = 0;
    return VB_OK;
}

static bool memory_object_owns(const struct memory_object *memory)
{
    return memory->backing != NULL && memory->backing->references == 1 &&
           memory->backing->capacity > 0;
}

int memory_object_writable(struct memory_object *memory, uint8_t **out)
{
    *out = NULL;
    if (memory->size == 0)
        return VB_OK;
    if (!memory_object_owns(memory)) {
        int status = memory_object_move(memory, memory->size);
        if (status != VB_OK)
            return status;
    }
    *out = memory->backing->bytes + memory->offset;
    return VB_OK;
}

int memory_object_pin(struct memory_object *memory, uint8_t **out)
{
    /* What it has may be a part of more, or of another length: pages only are aligned and whole. */
    const bool whole = memory_object_owns(memory) && memory->offset % HAL_PAGE_SIZE == 0 &&
                       memory->backing->capacity > ALLOC_SLAB_MAX;
    if (!whole) {
        int status = memory_object_move(memory, memory->size);
        if (status != VB_OK)
            return status;
    }
    memory->pins++;
    *out = memory->backing->bytes + memory->offset;
    return VB_OK;
}

void memory_object_unpin(struct memory_object *memory)
{
    memory->pins--;
}

/* Grow the backing where it is; it begins with the object then, and is the object's own. */
static bool backing_extend(struct backing *backing, size_t capacity)
{
    if (backing->capacity <= ALLOC_SLAB_MAX)
        return false;
    size_t old_pages = pages_for(backing->capacity), pages = pages_for(capacity);
    uint64_t charge = (uint64_t)(pages - old_pages) * HAL_PAGE_SIZE;
    if (account_charge(backing->account, charge) != VB_OK)
        return false;
    if (pages > old_pages &&
        !pages_extend(backing->account->kernel, backing->bytes, old_pages, pages)) {
        account_uncharge(backing->account, charge);
        return false;
    }
    backing->capacity = capacity;
    return true;
}

int memory_object_resize(struct memory_object *memory, size_t size)
{
    if (memory->pins > 0)
        return VB_ERR_BUSY;
    if (size == 0) {
        backing_release(memory->backing);
        memory->backing = NULL;
        memory->offset = 0;
    } else if (size < memory->size) {
        /* A cut that frees much moves; when there is no room for that the storage stays. */
        if (memory_object_owns(memory) && size < memory->backing->capacity / 2)
            (void)!memory_object_move(memory, size);
    } else if (size > memory->size) {
        bool room = memory_object_owns(memory) && memory->offset == 0 &&
                    (size <= memory->backing->capacity || backing_extend(memory->backing, size));
        if (!room) {
            int status = memory_object_move(memory, size);
            if (status != VB_OK)
                return status;
        }
        memset(memory->backing->bytes + memory->offset + memory->size, 0, size - memory->size);
    }
    memory->size = size;
    return VB_OK;
}
