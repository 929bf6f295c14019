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
    uint32_t domain;
    struct list mappings; /* struct dma_mapping */
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

/* First the device is stopped; only then may its memory become somebody else's. */
static void dma_destroy(struct kernel *kernel, struct object *object)
{
    struct dma *dma = dma_of(object);
    hal_dma_close(dma->domain);
    LIST_FOR_EACH (node, &dma->mappings) {
        list_remove(node);
        mapping_free(kernel, object->account, LIST_ENTRY(node, struct dma_mapping, link));
    }
    kernel_free(object->account, dma, sizeof *dma);
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
    return user_copy_out(self, address, &out, sizeof out);
}
