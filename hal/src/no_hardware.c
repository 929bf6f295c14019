/* The hardware part of the contract on a platform that has none to give. Such a platform offers no
 * device of kind VB_DEVICE_MACHINE, so nobody comes this far but by mistake. */
#include <hal/hardware.h>

int hal_region_open(enum vb_region_kind kind, enum vb_region_caching caching, uint64_t base,
                    uint64_t size, struct hal_region *out)
{
    (void)kind;
    (void)caching;
    (void)base;
    (void)size;
    (void)out;
    return VB_ERR_NOT_SUPPORTED;
}

void hal_region_close(struct hal_region *region)
{
    (void)region;
}

uint64_t hal_region_read(const struct hal_region *region, uint64_t offset, uint32_t width)
{
    (void)region;
    (void)offset;
    (void)width;
    return UINT64_MAX;
}

void hal_region_write(const struct hal_region *region, uint64_t offset, uint32_t width,
                      uint64_t value)
{
    (void)region;
    (void)offset;
    (void)width;
    (void)value;
}

void hal_region_copy_in(const struct hal_region *region, uint64_t offset, const void *bytes,
                        size_t size)
{
    (void)region;
    (void)offset;
    (void)bytes;
    (void)size;
}

void hal_region_copy_out(const struct hal_region *region, uint64_t offset, void *bytes, size_t size)
{
    (void)region;
    (void)offset;
    (void)bytes;
    (void)size;
}

int hal_interrupt_open(struct hal_ring *ring, enum vb_interrupt_kind kind, uint32_t number,
                       struct hal_route *out)
{
    (void)ring;
    (void)kind;
    (void)number;
    (void)out;
    return VB_ERR_NOT_SUPPORTED;
}

void hal_interrupt_close(uint32_t line)
{
    (void)line;
}

void hal_interrupt_acknowledge(uint32_t line)
{
    (void)line;
}

int hal_dma_open(uint32_t requester, uint32_t *domain)
{
    (void)requester;
    (void)domain;
    return VB_ERR_NOT_SUPPORTED;
}

int hal_dma_map(uint32_t domain, void *base, size_t count, uint64_t *address)
{
    (void)domain;
    (void)base;
    (void)count;
    (void)address;
    return VB_ERR_NOT_SUPPORTED;
}

bool hal_dma_close(uint32_t domain)
{
    (void)domain;
    return true;
}

bool hal_dma_isolated(void)
{
    return false;
}
