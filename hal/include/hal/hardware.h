/*
 * The hardware part of the platform contract: registers, interrupt lines and DMA of real devices,
 * which drivers in user space reach through kernel objects (kernel/drivers/).
 *
 * A platform without hardware links hal/src/no_hardware.c: everything answers VB_ERR_NOT_SUPPORTED.
 * The rules of hal.h hold: called by the kernel from its one stack, nothing blocks.
 */
#ifndef HAL_HARDWARE_H
#define HAL_HARDWARE_H

#include <hal/hal.h>

/* ---- registers ------------------------------------------------------------------------------ */

/* A range of device registers or ports, open for access. */
struct hal_region {
    enum vb_region_kind kind;
    uint64_t base, size; /* as the device knows them: a physical address or a port; bytes */
    void *address;       /* where the platform has mapped it; unused for ports */
};

/* Open [base, base + size). VB_ERR_ACCESS: memory of the kernel or of programs is in it, or
 * registers that the platform uses itself (interrupt controllers, clocks, IOMMU, its reset and
 * power registers). VB_ERR_INVALID: empty, wraps, or beyond the address space. VB_ERR_NO_MEMORY.
 * The kernel owns *out until it closes it. */
MUST_CHECK int hal_region_open(enum vb_region_kind kind, enum vb_region_caching caching,
                               uint64_t base, uint64_t size, struct hal_region *out);
void hal_region_close(struct hal_region *region);
/* One access of `width` 1, 2, 4 or (not for ports) 8 bytes. The kernel has checked that it is
 * aligned and inside. */
uint64_t hal_region_read(const struct hal_region *region, uint64_t offset, uint32_t width);
void hal_region_write(const struct hal_region *region, uint64_t offset, uint32_t width,
                      uint64_t value);
/* Many bytes between ordinary memory and a region of kind memory (framebuffers, tables). */
void hal_region_copy_in(const struct hal_region *region, uint64_t offset, const void *bytes,
                        size_t size);
void hal_region_copy_out(const struct hal_region *region, uint64_t offset, void *bytes,
                         size_t size);

/* ---- interrupts ----------------------------------------------------------------------------- */

/* Where an interrupt comes in, and what the device must write to raise it (messages only). */
struct hal_route {
    uint32_t line; /* of the ring's records */
    uint64_t message_address;
    uint32_t message_data;
};

/* Route an interrupt to the ring. `number`: the ISA line; for messages unused. The line is
 * unmasked. VB_ERR_BUSY: the ISA line is open already. VB_ERR_LIMIT: no line or vector is left.
 * VB_ERR_INVALID: no such line. */
MUST_CHECK int hal_interrupt_open(struct hal_ring *ring, enum vb_interrupt_kind kind,
                                  uint32_t number, struct hal_route *out);
/* Mask it; records that are under way may still come. */
void hal_interrupt_close(uint32_t line);
/* The driver has dealt with a level interrupt: unmask. Does nothing for edges and messages. */
void hal_interrupt_acknowledge(uint32_t line);

/* ---- DMA ------------------------------------------------------------------------------------ */

/* A device that may read and write memory by itself, named by its PCI requester id (bus << 8 |
 * device << 3 | function). It reaches what is mapped for it and, where hal_dma_isolated(), nothing
 * else. VB_ERR_BUSY: open already. VB_ERR_NOT_FOUND: no such device. */
MUST_CHECK int hal_dma_open(uint32_t requester, uint32_t *domain);
/* Let it reach `count` contiguous pages from hal_pages_get(); *address is what the device says to
 * mean them. They stay mapped until the domain is closed. VB_ERR_NO_MEMORY, VB_ERR_LIMIT. */
MUST_CHECK int hal_dma_map(uint32_t domain, void *base, size_t count, uint64_t *address);
/* Stop the device's bus mastering, then unmap everything: on return it begins no access any more.
 * False: one that it began before may still end, as in emulators, which look memory up first; it is
 * over when the device has been reset. */
MUST_CHECK bool hal_dma_close(uint32_t domain);
/* Whether an IOMMU holds devices to what is mapped for them. */
bool hal_dma_isolated(void);

#endif
