/*
 * Registers, interrupts and DMA for drivers of real devices: thin wrappers of the system calls
 * region_*, interrupt_* and dma_* (spec/syscalls.vibee). Handles come from devmgr; results are a
 * negative vb_status, or what is said.
 */
#ifndef SDK_HARDWARE_H
#define SDK_HARDWARE_H

#include <stddef.h>
#include <stdint.h>
#include <vibee/objects.h>
#include <vibee/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---- registers: offsets are multiples of the width --------------------------------------------
 */

/* A handle to a region of the machine; kind: vb_region_kind, caching: vb_region_caching. */
int64_t sdk_region_create(uint64_t machine, uint32_t kind, uint32_t caching, uint64_t base,
                          uint64_t size);

/* The value; all ones when the call is refused, as from a device that is not there. */
uint8_t sdk_region_read8(uint64_t region, uint64_t offset);
uint16_t sdk_region_read16(uint64_t region, uint64_t offset);
uint32_t sdk_region_read32(uint64_t region, uint64_t offset);
uint64_t sdk_region_read64(uint64_t region, uint64_t offset);

/* A refused write is dropped, as by a device that is not there; the status says so. */
int64_t sdk_region_write8(uint64_t region, uint64_t offset, uint8_t value);
int64_t sdk_region_write16(uint64_t region, uint64_t offset, uint16_t value);
int64_t sdk_region_write32(uint64_t region, uint64_t offset, uint32_t value);
int64_t sdk_region_write64(uint64_t region, uint64_t offset, uint64_t value);

/* Many bytes of a framebuffer or table; all or none. The count. */
int64_t sdk_region_read(uint64_t region, uint64_t offset, void *buffer, size_t size);
int64_t sdk_region_write(uint64_t region, uint64_t offset, const void *data, size_t size);

/* ---- interrupts -------------------------------------------------------------------------------
 */

/* A handle to an interrupt of the machine; kind: vb_interrupt_kind. */
int64_t sdk_interrupt_create(uint64_t machine, uint32_t kind, uint32_t number,
                             struct vb_interrupt_info *info);
/* Have the receiver get a pulse with this badge, and id 1, when the interrupt comes or has come
 * before. Replaces what watched before. */
int64_t sdk_interrupt_watch(uint64_t interrupt, uint64_t receiver, uint64_t badge);
/* The device has been dealt with: a level line may come again. Answers when it last came, by the
 * monotonic clock. */
int64_t sdk_interrupt_acknowledge(uint64_t interrupt);

/* ---- memory that a device reaches -------------------------------------------------------------
 */

enum { SDK_DMA_PAGE = 4096 };

struct sdk_dma {
    uint64_t memory;  /* handle to the memory object */
    uint64_t address; /* what the device says to mean its first byte */
    uint64_t size;    /* bytes, whole pages */
};

/* A handle to what maps memory for a device; requester: its PCI id, bus << 8 | device << 3 |
 * function. */
int64_t sdk_dma_create(uint64_t machine, uint32_t requester);
/* New zeroed memory of at least `size` bytes, contiguous for the device. It stays until the dma
 * object ends: allocate once, at the start. */
int64_t sdk_dma_alloc(uint64_t dma, uint64_t size, struct sdk_dma *out);

/* The same with memory that there is already: an object of whole pages. */
int64_t sdk_dma_map(uint64_t dma, uint64_t memory, struct sdk_dma *out);

/* All of it lies inside: VB_OK, or VB_ERR_RANGE. */
int64_t sdk_dma_read(const struct sdk_dma *from, uint64_t offset, void *buffer, size_t size);
int64_t sdk_dma_write(const struct sdk_dma *to, uint64_t offset, const void *data, size_t size);

/* Numbers in rings and descriptors, little-endian as PCI devices want them; 0 when outside. */
uint16_t sdk_dma_read16(const struct sdk_dma *from, uint64_t offset);
uint32_t sdk_dma_read32(const struct sdk_dma *from, uint64_t offset);
uint64_t sdk_dma_read64(const struct sdk_dma *from, uint64_t offset);
int64_t sdk_dma_write16(const struct sdk_dma *to, uint64_t offset, uint16_t value);
int64_t sdk_dma_write32(const struct sdk_dma *to, uint64_t offset, uint32_t value);
int64_t sdk_dma_write64(const struct sdk_dma *to, uint64_t offset, uint64_t value);

#ifdef __cplusplus
}
#endif

#endif
