/* devmgr, as a driver sees it: it may claim its device. The target says what that has. */
#include "driver.h"
#include <string.h>
#include <vibee/driver.h>

void driver_given(void)
{
    (void)fake_give("receiver", VB_OBJECT_RECEIVER);
    (void)fake_give("sender", VB_OBJECT_SENDER);
    (void)fake_give("init", VB_OBJECT_SENDER);
    (void)fake_give("devmgr", VB_OBJECT_SENDER);
}

static void add(uint64_t *handles, uint32_t *count, uint32_t number, uint32_t type)
{
    while (number-- > 0) {
        struct fake_object *object = fake_object(type);

        object->number = *count;
        handles[(*count)++] = fake_handle(object);
    }
}

int64_t driver_called(struct fake_object *peer, const struct vb_message *request,
                      struct vb_message *answer)
{
    uint64_t *handles = (uint64_t *)(uintptr_t)answer->handles;
    uint32_t count = 0;

    if (strcmp(peer->name, "devmgr") != 0 || request->id != VB_DEVMGR_CLAIM)
        fake_wrong("a driver calls %s", peer->name);
    add(handles, &count, driver_has.region_count, VB_OBJECT_REGION);
    add(handles, &count, driver_has.interrupt_count, VB_OBJECT_INTERRUPT);
    add(handles, &count, driver_has.dma_count, VB_OBJECT_DMA);
    add(handles, &count, driver_has.device_count, VB_OBJECT_DEVICE);
    add(handles, &count, driver_has.memory_count, VB_OBJECT_MEMORY);
    memcpy((void *)(uintptr_t)answer->data, &driver_has, sizeof driver_has);
    answer->id = VB_OK;
    answer->data_size = sizeof driver_has;
    answer->handle_count = count;
    return VB_OK;
}

/* What a driver has at the end beside its start handles: what it claimed, and its client's pulse.
 */
void driver_finished(void)
{
    enum { SENDERS = 3 };

    if (fake_count(VB_OBJECT_PULSE) > 2 || fake_count(VB_OBJECT_SENDER) != SENDERS)
        fake_wrong("handles are left over");
}

int64_t vb_interrupt_watch(uint64_t interrupt, uint64_t pulse)
{
    struct fake_object *object = fake_find_type(interrupt, VB_OBJECT_INTERRUPT);
    struct fake_object *told = fake_find_type(pulse, VB_OBJECT_PULSE);

    fake_enter();
    if (object == NULL || told == NULL)
        return VB_ERR_BAD_TYPE;
    if (object->watch != NULL)
        fake_release(object->watch);
    object->watch = told;
    told->references++;
    driver_line = told->badge;
    return VB_OK;
}

uint64_t driver_line;

void driver_interrupt(void)
{
    if (driver_line != 0)
        fake_fire(driver_line, 1);
}

int64_t vb_interrupt_acknowledge(uint64_t interrupt)
{
    fake_enter();
    return fake_find_type(interrupt, VB_OBJECT_INTERRUPT) == NULL ? VB_ERR_BAD_TYPE : VB_OK;
}

int64_t vb_dma_map(uint64_t dma, uint64_t memory, uint64_t address)
{
    fake_enter();
    if (fake_find_type(dma, VB_OBJECT_DMA) == NULL ||
        fake_find_type(memory, VB_OBJECT_MEMORY) == NULL)
        return VB_ERR_BAD_TYPE;
    *(uint64_t *)(uintptr_t)address = UINT64_C(1) << 32;
    return VB_OK;
}
