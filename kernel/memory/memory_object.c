#include <kernel_state.h>
#include <memory/alloc.h>
#include <memory/backing.h>
#include <memory/memory_object.h>
#include <string.h>

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

static int memory_object_over(struct account *account, struct backing *backing, size_t size,
                              struct memory_object **out)
{
    int status = memory_object_make(account, backing, 0, size, out);
    if (status != VB_OK)
        backing_release(backing);
    return status;
}

static int memory_object_with(struct account *account, size_t size,
                              const struct backing_contents *contents, struct memory_object **out)
{
    struct backing *backing = NULL;
    int status = size > 0 ? backing_create(account, size, contents, &backing) : VB_OK;
    return status != VB_OK ? status : memory_object_over(account, backing, size, out);
}

int memory_object_create(struct account *account, size_t size, struct memory_object **out)
{
    return memory_object_with(account, size, &(struct backing_contents){0}, out);
}

int memory_object_create_external(struct account *account, const uint8_t *bytes, size_t size,
                                  struct memory_object **out)
{
    struct backing *backing = NULL;
    int status = size > 0 ? backing_new(account, &backing) : VB_OK;
    if (status != VB_OK)
        return status;
    if (backing != NULL)
        backing->bytes = (uint8_t *)(uintptr_t)bytes;
    return memory_object_over(account, backing, size, out);
}

int memory_object_share(struct account *account, struct memory_object *memory, size_t offset,
                        size_t size, struct memory_object **out)
{
    struct backing *backing = size > 0 ? memory->backing : NULL;
    if (memory->pins > 0) {
        const struct backing_contents now = {.from = memory_object_bytes(memory) + offset,
                                             .kept = size};
        return memory_object_with(account, size, &now, out);
    }
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
static int memory_object_move(struct memory_object *memory, size_t size, bool contiguous)
{
    const struct backing_contents now = {.from = memory_object_bytes(memory),
                                         .kept = MIN(memory->size, size),
                                         .lazy = memory->backing != NULL && memory->backing->lazy,
                                         .contiguous = contiguous};
    struct backing *backing;
    int status = backing_create(memory->object.account, size, &now, &backing);
    if (status != VB_OK)
        return status;
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
        int status = memory_object_move(memory, memory->size, false);
        if (status != VB_OK)
            return status;
    }
    *out = memory->backing->bytes + memory->offset;
    return VB_OK;
}

int memory_object_pin(struct memory_object *memory, uint8_t **out)
{
    /* What it has may be a part of more, or in pages that a device would not find. Wherever it is,
     * the charge is the same afterwards. */
    const bool whole = memory_object_owns(memory) && memory->backing->capacity == memory->size &&
                       !memory->backing->lazy;
    if (!whole) {
        int status = memory_object_move(memory, memory->size, true);
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

/* A cut that frees much moves; when there is no room for that the storage stays. */
static void memory_object_cut(struct memory_object *memory, size_t size)
{
    if (memory_object_owns(memory) && size < memory->backing->capacity / 2)
        (void)!memory_object_move(memory, size, false);
}

static int memory_object_grow(struct memory_object *memory, size_t size)
{
    size_t dirty = memory->backing != NULL ? memory->backing->capacity : 0;
    bool room = memory_object_owns(memory) && memory->offset == 0 &&
                (size <= memory->backing->capacity || backing_extend(memory->backing, size));
    if (!room) {
        int status = memory_object_move(memory, size, false);
        if (status != VB_OK)
            return status;
        dirty = memory->size;
    }
    /* What never held anything is zeroed already, and lazy pages are better not touched. */
    size_t end = MIN(size, ALIGN_UP(MAX(dirty, memory->size), (size_t)HAL_PAGE_SIZE));
    memset(memory->backing->bytes + memory->size, 0, end - memory->size);
    return VB_OK;
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
        memory_object_cut(memory, size);
    } else if (size > memory->size) {
        int status = memory_object_grow(memory, size);
        if (status != VB_OK)
            return status;
    }
    memory->size = size;
    return VB_OK;
}
