/* Memory that a device reaches, without a kernel: sdk/hardware.h's sdk_dma_* on arrays. */
#ifndef DRIVERS_TESTS_FAKE_MEMORY_H
#define DRIVERS_TESTS_FAKE_MEMORY_H

#include <sdk/hardware.h>
#include <string.h>

enum { FAKE_MEMORIES = 4, FAKE_MEMORY_SIZE = 65536 };
static uint8_t fake_memory[FAKE_MEMORIES][FAKE_MEMORY_SIZE];

/* Memory number `index`, which the device knows at (index + 1) << 20. */
static inline struct sdk_dma fake_dma(unsigned index)
{
    memset(fake_memory[index], 0, FAKE_MEMORY_SIZE);
    return (struct sdk_dma){
        .memory = index, .address = (uint64_t)(index + 1) << 20, .size = FAKE_MEMORY_SIZE};
}

/* The driver's view. */
int64_t sdk_dma_read(const struct sdk_dma *from, uint64_t offset, void *buffer, size_t size)
{
    if (offset > from->size || size > from->size - offset)
        return VB_ERR_RANGE;
    memcpy(buffer, fake_memory[from->memory] + offset, size);
    return VB_OK;
}

int64_t sdk_dma_write(const struct sdk_dma *to, uint64_t offset, const void *data, size_t size)
{
    if (offset > to->size || size > to->size - offset)
        return VB_ERR_RANGE;
    memcpy(fake_memory[to->memory] + offset, data, size);
    return VB_OK;
}

#define FAKE_ACCESS(bits)                                                                          \
    uint##bits##_t sdk_dma_read##bits(const struct sdk_dma *from, uint64_t offset)                 \
    {                                                                                              \
        uint##bits##_t value = 0;                                                                  \
        (void)sdk_dma_read(from, offset, &value, sizeof value);                                    \
        return value;                                                                              \
    }                                                                                              \
    int64_t sdk_dma_write##bits(const struct sdk_dma *to, uint64_t offset, uint##bits##_t value)   \
    {                                                                                              \
        return sdk_dma_write(to, offset, &value, sizeof value);                                    \
    }

FAKE_ACCESS(16)
FAKE_ACCESS(32)
FAKE_ACCESS(64)

/* The device's view: by address; NULL when that is no memory. */
static inline uint8_t *fake_at(uint64_t address, uint64_t size)
{
    uint64_t index = (address >> 20) - 1, offset = address & 0xfffff;
    return index < FAKE_MEMORIES && offset <= FAKE_MEMORY_SIZE && size <= FAKE_MEMORY_SIZE - offset
               ? fake_memory[index] + offset
               : NULL;
}

static inline uint64_t fake_get(uint64_t address, unsigned width)
{
    uint64_t value = 0;
    const uint8_t *at = fake_at(address, width);
    if (at != NULL)
        memcpy(&value, at, width);
    return value;
}

static inline void fake_put(uint64_t address, unsigned width, uint64_t value)
{
    uint8_t *at = fake_at(address, width);
    if (at != NULL)
        memcpy(at, &value, width);
}

#endif
