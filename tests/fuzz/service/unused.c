/* System calls that the code which services share names, and not every one of them makes. A
 * target's own take their place. */
#include "fake.h"

#pragma clang diagnostic ignored "-Wunused-parameter"

#define UNUSED(name, ...)                                                                          \
    __attribute__((weak)) int64_t name(__VA_ARGS__)                                                \
    {                                                                                              \
        fake_wrong(#name " is called");                                                            \
    }

UNUSED(vb_region_create, uint64_t device, uint32_t kind, uint32_t caching, uint64_t base,
       uint64_t size)
UNUSED(vb_region_read, uint64_t region, uint64_t offset, uint32_t width, uint64_t value)
UNUSED(vb_region_write, uint64_t region, uint64_t offset, uint32_t width, uint64_t value)
UNUSED(vb_region_fetch, uint64_t region, uint64_t offset, uint32_t width, uint64_t memory,
       uint64_t at)
UNUSED(vb_region_post, uint64_t region, uint64_t offset, uint32_t width, uint64_t value,
       uint64_t memory, uint64_t at, uint64_t note)
UNUSED(vb_region_read_bytes, uint64_t region, uint64_t offset, uint64_t buffer, uint64_t size)
UNUSED(vb_region_write_bytes, uint64_t region, uint64_t offset, uint64_t data, uint64_t size)
UNUSED(vb_interrupt_create, uint64_t device, uint32_t kind, uint32_t number, uint64_t info)
UNUSED(vb_interrupt_watch, uint64_t interrupt, uint64_t pulse)
UNUSED(vb_interrupt_acknowledge, uint64_t interrupt)
UNUSED(vb_dma_create, uint64_t device, uint32_t requester)
UNUSED(vb_dma_map, uint64_t dma, uint64_t memory, uint64_t address)
