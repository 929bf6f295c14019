/* Registers and ports of devices (hal/hardware.h). Memory is mapped for good when it is first
 * opened, so a driver that comes and goes costs nothing. */
#include "processor.h"
#include "x86_64.h"

#include <hal/hardware.h>
#include <string.h>

/* Ports that the platform uses itself. */
static const struct {
    uint16_t first, last;
} own_ports[] = {{0x20, 0x21}, {0x40, 0x43}, {0x61, 0x61}, {0xa0, 0xa1}, {0xcf9, 0xcf9}};

static bool overlap(uint64_t base, uint64_t size, uint64_t first, uint64_t count)
{
    return count > 0 && base < first + count && first < base + size;
}

static bool is_register(uint64_t base, uint64_t size, const struct acpi_register *found)
{
    return found->address != 0 && found->space == ACPI_SPACE_PORTS &&
           overlap(base, size, found->address, MAX(found->bits / 8u, 2u));
}

static bool own_port(uint64_t base, uint64_t size)
{
    for (size_t i = 0; i < ARRAY_LEN(own_ports); i++) {
        if (overlap(base, size, own_ports[i].first, own_ports[i].last - own_ports[i].first + 1u)) {
            return true;
        }
    }
    struct acpi_fadt fadt;
    return overlap(base, size, option_number("debug-exit", UINT64_MAX >> 1), 4) ||
           (table_fadt(&fadt) &&
            (is_register(base, size, &fadt.pm1a_control) ||
             is_register(base, size, &fadt.pm1b_control) || is_register(base, size, &fadt.reset) ||
             is_register(base, size, &fadt.sleep_control)));
}

static int open_ports(uint64_t base, uint64_t size)
{
    if (base + size > 0x10000) {
        return VB_ERR_INVALID;
    }
    return own_port(base, size) ? VB_ERR_ACCESS : VB_OK;
}

static int open_memory(enum vb_region_caching caching, uint64_t base, uint64_t size, void **address)
{
    if (base + size > PHYSICAL_REACH) {
        return VB_ERR_INVALID;
    }
    if (memory_in(base, size) || apic_owns(base, size) || io_apic_owns(base, size) ||
        iommu_owns(base, size)) {
        return VB_ERR_ACCESS;
    }
    *address = physical_map(base, size, caching);
    return *address ? VB_OK : VB_ERR_NO_MEMORY;
}

static bool is_framebuffer(uint64_t base, uint64_t size)
{
    return overlap(base, size, boot.framebuffer.address, boot.framebuffer.size);
}

int hal_region_open(enum vb_region_kind kind, enum vb_region_caching caching, uint64_t base,
                    uint64_t size, struct hal_region *out)
{
    void *address = NULL;
    if (size == 0 || base > UINT64_MAX - size || caching > VB_REGION_CACHED ||
        (kind != VB_REGION_PORTS && kind != VB_REGION_MEMORY)) {
        return VB_ERR_INVALID;
    }
    bool ports = kind == VB_REGION_PORTS;
    int status = ports ? open_ports(base, size) : open_memory(caching, base, size, &address);
    if (status != VB_OK) {
        return status;
    }
    if (!ports && is_framebuffer(base, size)) {
        screen_use(false); /* from now on a driver draws; a panic takes it back */
    }
    *out = (struct hal_region){.kind = kind, .base = base, .size = size, .address = address};
    return VB_OK;
}

void hal_region_close(struct hal_region *region)
{
    (void)region; /* it stays mapped for the next one */
}

static uint64_t read_port(uint16_t port, uint32_t width)
{
    return width == 1 ? in8(port) : width == 2 ? in16(port) : in32(port);
}

static void write_port(uint16_t port, uint64_t value, uint32_t width)
{
    if (port == SERIAL_PORT) {
        serial_driver_writes();
    }
    if (width == 1) {
        out8(port, (uint8_t)value);
    } else if (width == 2) {
        out16(port, (uint16_t)value);
    } else {
        out32(port, (uint32_t)value);
    }
}

uint64_t hal_region_read(const struct hal_region *region, uint64_t offset, uint32_t width)
{
    if (region->kind == VB_REGION_PORTS) {
        return read_port((uint16_t)(region->base + offset), width);
    }
    const volatile void *at = (const char *)region->address + offset;
    switch (width) {
    case 1:
        return *(const volatile uint8_t *)at;
    case 2:
        return *(const volatile uint16_t *)at;
    case 4:
        return *(const volatile uint32_t *)at;
    default:
        return *(const volatile uint64_t *)at;
    }
}

void hal_region_write(const struct hal_region *region, uint64_t offset, uint32_t width,
                      uint64_t value)
{
    if (region->kind == VB_REGION_PORTS) {
        write_port((uint16_t)(region->base + offset), value, width);
        return;
    }
    volatile void *at = (char *)region->address + offset;
    switch (width) {
    case 1:
        *(volatile uint8_t *)at = (uint8_t)value;
        break;
    case 2:
        *(volatile uint16_t *)at = (uint16_t)value;
        break;
    case 4:
        *(volatile uint32_t *)at = (uint32_t)value;
        break;
    default:
        *(volatile uint64_t *)at = value;
    }
}

void hal_region_copy_in(const struct hal_region *region, uint64_t offset, const void *bytes,
                        size_t size)
{
    memcpy((char *)region->address + offset, bytes, size);
}

void hal_region_copy_out(const struct hal_region *region, uint64_t offset, void *bytes, size_t size)
{
    memcpy(bytes, (const char *)region->address + offset, size);
}
