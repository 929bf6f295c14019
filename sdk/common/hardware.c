/* Registers, interrupts and DMA: see sdk/hardware.h. */
#include <sdk/hardware.h>
#include <vibee/syscalls.h>

/* ---- registers --------------------------------------------------------------------------------
 */

int64_t sdk_region_create(uint64_t machine, uint32_t kind, uint32_t caching, uint64_t base,
                          uint64_t size)
{
    return vb_region_create(machine, kind, caching, base, size);
}

static uint64_t region_read(uint64_t region, uint64_t offset, uint32_t width)
{
    uint64_t value = 0;

    if (vb_region_read(region, offset, width, VB_ADDRESS(&value)) < 0)
        return UINT64_MAX;
    return value;
}

uint8_t sdk_region_read8(uint64_t region, uint64_t offset)
{
    return (uint8_t)region_read(region, offset, 1);
}

uint16_t sdk_region_read16(uint64_t region, uint64_t offset)
{
    return (uint16_t)region_read(region, offset, 2);
}

uint32_t sdk_region_read32(uint64_t region, uint64_t offset)
{
    return (uint32_t)region_read(region, offset, 4);
}

uint64_t sdk_region_read64(uint64_t region, uint64_t offset)
{
    return region_read(region, offset, 8);
}

int64_t sdk_region_write8(uint64_t region, uint64_t offset, uint8_t value)
{
    return vb_region_write(region, offset, 1, value);
}

int64_t sdk_region_write16(uint64_t region, uint64_t offset, uint16_t value)
{
    return vb_region_write(region, offset, 2, value);
}

int64_t sdk_region_write32(uint64_t region, uint64_t offset, uint32_t value)
{
    return vb_region_write(region, offset, 4, value);
}

int64_t sdk_region_write64(uint64_t region, uint64_t offset, uint64_t value)
{
    return vb_region_write(region, offset, 8, value);
}

int64_t sdk_region_read(uint64_t region, uint64_t offset, void *buffer, size_t size)
{
    return vb_region_read_bytes(region, offset, VB_ADDRESS(buffer), size);
}

int64_t sdk_region_write(uint64_t region, uint64_t offset, const void *data, size_t size)
{
    return vb_region_write_bytes(region, offset, VB_ADDRESS(data), size);
}

/* ---- interrupts -------------------------------------------------------------------------------
 */

int64_t sdk_interrupt_create(uint64_t machine, uint32_t kind, uint32_t number,
                             struct vb_interrupt_info *info)
{
    return vb_interrupt_create(machine, kind, number, VB_ADDRESS(info));
}

int64_t sdk_interrupt_watch(uint64_t interrupt, uint64_t receiver, uint64_t badge)
{
    int64_t pulse = vb_pulse_create(receiver, badge);
    int64_t status;

    if (pulse < 0)
        return pulse;
    status = vb_interrupt_watch(interrupt, (uint64_t)pulse);
    (void)vb_handle_close((uint64_t)pulse); /* the interrupt keeps the pulse itself */
    return status;
}

int64_t sdk_interrupt_acknowledge(uint64_t interrupt)
{
    return vb_interrupt_acknowledge(interrupt);
}

/* ---- memory that a device reaches -------------------------------------------------------------
 */

int64_t sdk_dma_create(uint64_t machine, uint32_t requester)
{
    return vb_dma_create(machine, requester);
}

int64_t sdk_dma_alloc(uint64_t dma, uint64_t size, struct sdk_dma *out)
{
    int64_t memory, status;

    if (size == 0 || size > INT64_MAX - SDK_DMA_PAGE)
        return VB_ERR_INVALID;
    size = (size + SDK_DMA_PAGE - 1) / SDK_DMA_PAGE * SDK_DMA_PAGE;
    memory = vb_memory_alloc(size);
    if (memory < 0)
        return memory;
    status = sdk_dma_map(dma, (uint64_t)memory, out);
    if (status < 0)
        (void)vb_handle_close((uint64_t)memory);
    return status;
}

int64_t sdk_dma_map(uint64_t dma, uint64_t memory, struct sdk_dma *out)
{
    int64_t size = vb_memory_size(memory), status;

    if (size < 0)
        return size;
    status = vb_dma_map(dma, memory, VB_ADDRESS(&out->address));
    if (status < 0)
        return status;
    out->memory = memory;
    out->size = (uint64_t)size;
    return VB_OK;
}

int64_t sdk_dma_read(const struct sdk_dma *from, uint64_t offset, void *buffer, size_t size)
{
    int64_t count = vb_memory_read(from->memory, offset, VB_ADDRESS(buffer), size);

    if (count < 0)
        return count;
    return (size_t)count == size ? VB_OK : VB_ERR_RANGE;
}

int64_t sdk_dma_write(const struct sdk_dma *to, uint64_t offset, const void *data, size_t size)
{
    int64_t count = vb_memory_write(to->memory, offset, VB_ADDRESS(data), size);

    return count < 0 ? count : VB_OK;
}

uint16_t sdk_dma_read16(const struct sdk_dma *from, uint64_t offset)
{
    uint16_t value = 0;

    return sdk_dma_read(from, offset, &value, sizeof value) == VB_OK ? value : 0;
}

uint32_t sdk_dma_read32(const struct sdk_dma *from, uint64_t offset)
{
    uint32_t value = 0;

    return sdk_dma_read(from, offset, &value, sizeof value) == VB_OK ? value : 0;
}

uint64_t sdk_dma_read64(const struct sdk_dma *from, uint64_t offset)
{
    uint64_t value = 0;

    return sdk_dma_read(from, offset, &value, sizeof value) == VB_OK ? value : 0;
}

int64_t sdk_dma_write16(const struct sdk_dma *to, uint64_t offset, uint16_t value)
{
    return sdk_dma_write(to, offset, &value, sizeof value);
}

int64_t sdk_dma_write32(const struct sdk_dma *to, uint64_t offset, uint32_t value)
{
    return sdk_dma_write(to, offset, &value, sizeof value);
}

int64_t sdk_dma_write64(const struct sdk_dma *to, uint64_t offset, uint64_t value)
{
    return sdk_dma_write(to, offset, &value, sizeof value);
}
