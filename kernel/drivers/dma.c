#include <base/list.h>
#include <drivers/hardware.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <memory/memory_object.h>
#include <process/handle.h>
#include <process/task.h>
#include <process/user.h>
#include <syscall/handlers.gen.h>

struct dma {
    struct object object; /* VB_OBJECT_DMA */
    uint32_t requester, domain;
    struct list mappings; /* struct dma_mapping */
    struct list quiet;    /* in kernel->ipc.quiet when the object has ended */
};

/* A memory object that the device reaches: pinned, and kept, until the domain is closed. */
struct dma_mapping {
    struct list link;
    struct memory_object *memory; /* retained */
};

static struct dma *dma_of(struct object *object)
{
    return CONTAINER_OF(object, struct dma, object);
}

static void mapping_free(struct kernel *kernel, struct account *account,
                         struct dma_mapping *mapping)
{
    memory_object_unpin(mapping->memory);
    object_release(kernel, &mapping->memory->object);
    kernel_free(account, mapping, sizeof *mapping);
}

static void dma_free(struct kernel *kernel, struct dma *dma)
{
    LIST_FOR_EACH (node, &dma->mappings) {
        list_remove(node);
        mapping_free(kernel, dma->object.account, LIST_ENTRY(node, struct dma_mapping, link));
    }
    kernel_free(dma->object.account, dma, sizeof *dma);
}

/* First the device is stopped; only then may its memory become somebody else's. When an access may
 * still end, it has to wait for a new driver: that resets the device before it maps memory. */
static void dma_destroy(struct kernel *kernel, struct object *object)
{
    struct dma *dma = dma_of(object);
    const bool quiet = hal_dma_close(dma->domain);
    if (quiet || list_empty(&dma->mappings) || kernel->ending) {
        dma_free(kernel, dma);
        return;
    }
    object_retain(&object->account->object); /* until dma_quiet() */
    list_append(&kernel->ipc.quiet, &dma->quiet);
}

/* The device of this requester (UINT32_MAX: every one) is quiet: let go of what its former driver
 * had mapped. */
static void dma_quiet(struct kernel *kernel, uint32_t requester)
{
    LIST_FOR_EACH (node, &kernel->ipc.quiet) {
        struct dma *dma = LIST_ENTRY(node, struct dma, quiet);
        struct account *account = dma->object.account;
        if (dma->requester == requester || requester == UINT32_MAX) {
            list_remove(node);
            dma_free(kernel, dma);
            object_release(kernel, &account->object);
        }
    }
}

void dma_end(struct kernel *kernel)
{
    dma_quiet(kernel, UINT32_MAX);
}

static const struct object_ops dma_ops = {NULL, NULL, dma_destroy};

int64_t sys_dma_create(struct thread *self, struct handle *device, uint32_t requester)
{
    struct task *task = self->task;
    if (!hardware_machine(device))
        return VB_ERR_BAD_TYPE;
    int status = handle_reserve(task, 1);
    if (status != VB_OK)
        return status;
    struct dma *dma = kernel_alloc(task->account, sizeof *dma, &status);
    if (dma == NULL)
        return status;
    status = hal_dma_open(requester, &dma->domain);
    if (status != VB_OK) {
        kernel_free(task->account, dma, sizeof *dma);
        return status;
    }
    object_init(task->kernel, &dma->object, VB_OBJECT_DMA, &dma_ops, task->account);
    list_init(&dma->mappings);
    dma->requester = requester;
    return hardware_place(task, &dma->object, DMA_RIGHTS_ALL);
}

int64_t sys_dma_map(struct thread *self, struct handle *handle, struct handle *memory_handle,
                    uint64_t address)
{
    struct dma *dma = dma_of(handle->object);
    struct memory_object *memory = memory_object_of(memory_handle->object);
    struct kernel *kernel = self->task->kernel;
    uint64_t out;
    uint8_t *bytes;
    int status;
    if (memory->size == 0 || memory->size % HAL_PAGE_SIZE != 0)
        return VB_ERR_INVALID;
    struct dma_mapping *mapping = kernel_alloc(dma->object.account, sizeof *mapping, &status);
    if (mapping == NULL)
        return status;
    status = memory_object_pin(memory, &bytes);
    if (status != VB_OK) {
        kernel_free(dma->object.account, mapping, sizeof *mapping);
        return status;
    }
    object_retain(&memory->object);
    mapping->memory = memory;
    status = hal_dma_map(dma->domain, bytes, memory->size / HAL_PAGE_SIZE, &out);
    if (status != VB_OK) {
        mapping_free(kernel, dma->object.account, mapping);
        return status;
    }
    list_append(&dma->mappings, &mapping->link);
    dma_quiet(kernel, dma->requester);
    return user_copy_out(self, address, &out, sizeof out);
}
