/* A driver takes its device: objects made for it, sent together or not at all. */
#include "devmgr.h"
#include <string.h>
#include <vibee/syscalls.h>

int64_t claim_region(struct claim *claim, const struct pci_region *region, uint32_t caching)
{
    struct vb_devmgr_resources *resources = &claim->resources;
    uint32_t kind = region->ports ? VB_REGION_PORTS : VB_REGION_MEMORY;
    uint32_t number = resources->region_count;
    int64_t handle = VB_ERR_LIMIT;

    if (number < VB_DEVMGR_REGIONS_MAX)
        handle = vb_region_create(claim->devmgr->machine.device, kind, caching, region->base,
                                  region->size);
    if (handle < 0)
        return handle;
    claim->regions[number] = (uint64_t)handle;
    resources->region_size[number] = region->size;
    resources->region_offset[number] = region->offset;
    resources->region_kind[number] = kind;
    resources->region_bar[number] = region->bar;
    resources->region_count++;
    return VB_OK;
}

int64_t claim_interrupt(struct claim *claim, uint32_t kind, uint32_t number,
                        struct vb_interrupt_info *info)
{
    int64_t handle = VB_ERR_LIMIT;

    if (claim->resources.interrupt_count < VB_DEVMGR_INTERRUPTS_MAX)
        handle = vb_interrupt_create(claim->devmgr->machine.device, kind, number, VB_ADDRESS(info));
    if (handle < 0)
        return handle;
    claim->lines[claim->resources.interrupt_count++] = (uint64_t)handle;
    return VB_OK;
}

static void give_up(const struct claim *claim)
{
    uint32_t i;

    for (i = 0; i < claim->resources.region_count; i++)
        (void)vb_handle_close(claim->regions[i]);
    for (i = 0; i < claim->resources.interrupt_count; i++)
        (void)vb_handle_close(claim->lines[i]);
    if (claim->dma != 0)
        (void)vb_handle_close(claim->dma);
    if (claim->seed != 0)
        (void)vb_handle_close(claim->seed);
    if (claim->messages != 0)
        (void)vb_handle_close(claim->messages);
}

/* What brings random bytes may add them to the kernel's. */
static int64_t add_seed(struct claim *claim)
{
    int64_t copy =
        vb_handle_duplicate(claim->devmgr->machine.device, VB_RIGHT_SEED | VB_RIGHT_TRANSFER);

    if (copy < 0)
        return copy;
    claim->seed = (uint64_t)copy;
    claim->resources.device_count = 1;
    return VB_OK;
}

/* A paravirtual device has one object: itself. */
static void answer_paravirtual(struct claim *claim, uint64_t reply)
{
    int64_t copy = claim->device->handle == 0 ? VB_ERR_NOT_SUPPORTED
                                              : vb_handle_duplicate(claim->device->handle, 0);
    uint64_t handle = (uint64_t)copy;

    claim->resources.device_count = 1;
    if (copy < 0)
        sdk_reply(reply, copy);
    else
        (void)sdk_reply_handles(reply, VB_OK, &claim->resources, sizeof claim->resources, &handle,
                                1);
}

static void answer(struct claim *claim, uint64_t reply)
{
    const struct vb_devmgr_resources *resources = &claim->resources;
    uint64_t handles[VB_HANDLES_MAX];
    uint32_t count = 0, i;

    for (i = 0; i < resources->region_count; i++)
        handles[count++] = claim->regions[i];
    for (i = 0; i < resources->interrupt_count; i++)
        handles[count++] = claim->lines[i];
    if (claim->dma != 0)
        handles[count++] = claim->dma;
    if (claim->seed != 0)
        handles[count++] = claim->seed;
    if (claim->messages != 0)
        handles[count++] = claim->messages;
    (void)sdk_reply_handles(reply, VB_OK, resources, sizeof *resources, handles, count);
}

void claim(struct devmgr *devmgr, struct device *device, uint32_t interrupts, uint64_t reply)
{
    const struct vb_devmgr_entry *entry = &device->entry;
    struct claim made = {.devmgr = devmgr,
                         .device = device,
                         .interrupts = interrupts,
                         .resources = {.bus = entry->bus,
                                       .kind = entry->kind,
                                       .vendor = entry->vendor,
                                       .product = entry->product,
                                       .address = entry->address}};
    int64_t status;

    memcpy(made.resources.name, entry->name, sizeof made.resources.name);
    if (interrupts > VB_DEVMGR_INTERRUPTS_MAX) {
        sdk_reply(reply, VB_ERR_INVALID);
        return;
    }
    if (entry->bus == VB_DEVMGR_PARAVIRTUAL) {
        answer_paravirtual(&made, reply);
        return;
    }
    status = entry->bus == VB_DEVMGR_PCI ? claim_pci(&made) : claim_legacy(&made);
    if (status >= 0 && entry->class == VB_DEVMGR_ENTROPY)
        status = add_seed(&made);
    if (status < 0) {
        give_up(&made);
        sdk_reply(reply, status);
        return;
    }
    answer(&made, reply);
}
