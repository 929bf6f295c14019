/* Where a device's structures are, as its capabilities say it. */
#include "../device.h"
#include <check.h>
#include <string.h>

static struct vb_devmgr_resources resources;

static void add_region(uint32_t bar, uint64_t offset, uint64_t size)
{
    uint32_t i = resources.region_count++;
    resources.region_bar[i] = bar;
    resources.region_offset[i] = offset;
    resources.region_size[i] = size;
    resources.region_kind[i] = VB_REGION_MEMORY;
}

static void put32(unsigned at, uint32_t value)
{
    memcpy(resources.configuration + at, &value, 4);
}

static void add_capability(uint8_t at, uint8_t next, uint8_t length, uint8_t kind, uint8_t bar,
                           uint32_t offset, uint32_t size)
{
    uint8_t *capability = resources.configuration + at;
    capability[0] = 9;
    capability[1] = next;
    capability[2] = length;
    capability[3] = kind;
    capability[4] = bar;
    put32(at + 8, offset);
    put32(at + 12, size);
    if (length >= 20)
        put32(at + 16, 4);
}

/* As QEMU has them, with the MSI-X capability at the end. */
static void begin(void)
{
    resources = (struct vb_devmgr_resources){0};
    resources.configuration[6] = 0x10;
    resources.configuration[0x34] = 0x84;
    add_capability(0x84, 0x70, 20, 5, 0, 0, 0);
    add_capability(0x70, 0x60, 20, 2, 4, 0x3000, 0x1000);
    add_capability(0x60, 0x50, 16, 4, 4, 0x2000, 0x1000);
    add_capability(0x50, 0x40, 16, 3, 4, 0x1000, 0x1000);
    add_capability(0x40, 0x98, 16, 1, 4, 0x0000, 0x1000);
    resources.configuration[0x98] = 0x11;
    add_region(4, 0, 0x4000);
}

static void finds_structures(void)
{
    struct virtio_device device;

    begin();
    CHECK_EQ(virtio_find(&resources, &device), VB_OK);
    CHECK_EQ(device.common.offset, 0);
    CHECK_EQ(device.notify.offset, 0x3000);
    CHECK_EQ(device.notify.size, 0x1000);
    CHECK_EQ(device.notify_multiplier, 4);
    CHECK_EQ(device.configuration.offset, 0x2000);

    resources.region_count = 0; /* the same BAR in two regions */
    add_region(4, 0, 0x1000);
    add_region(4, 0x2000, 0x2000);
    CHECK_EQ(virtio_find(&resources, &device), VB_OK);
    CHECK_EQ(device.common.region, 0);
    CHECK_EQ(device.notify.region, 1);
    CHECK_EQ(device.notify.offset, 0x1000);
    CHECK_EQ(device.configuration.offset, 0);
}

static void refuses_others(void)
{
    struct virtio_device device;

    begin();
    resources.configuration[6] = 0;
    CHECK_EQ(virtio_find(&resources, &device), VB_ERR_NOT_SUPPORTED);
    begin();
    resources.region_bar[0] = 3;
    CHECK_EQ(virtio_find(&resources, &device), VB_ERR_NOT_SUPPORTED);
    begin();
    resources.region_size[0] = 0x3fff;
    CHECK_EQ(virtio_find(&resources, &device), VB_ERR_NOT_SUPPORTED);
    begin();
    resources.region_kind[0] = VB_REGION_PORTS;
    CHECK_EQ(virtio_find(&resources, &device), VB_ERR_NOT_SUPPORTED);
    begin();
    put32(0x70 + 8, 0xfffff000); /* its end wraps */
    put32(0x70 + 12, 0x2000);
    CHECK_EQ(virtio_find(&resources, &device), VB_ERR_NOT_SUPPORTED);
    begin();
    put32(0x40 + 12, 55); /* too small for its fields */
    CHECK_EQ(virtio_find(&resources, &device), VB_ERR_NOT_SUPPORTED);
    begin();
    resources.configuration[0x40 + 2] = 15;
    CHECK_EQ(virtio_find(&resources, &device), VB_ERR_NOT_SUPPORTED);
    begin();
    resources.configuration[0x34] = 0xfc; /* a capability that goes over the end, */
    add_capability(0xec, 0xec, 20, 1, 4, 0, 0x1000);
    resources.configuration[0xfc] = 9;
    resources.configuration[0xfd] = 0xec; /* then one that leads to itself */
    resources.configuration[0xfe] = 16;
    CHECK_EQ(virtio_find(&resources, &device), VB_ERR_NOT_SUPPORTED);
}

int main(void)
{
    RUN(finds_structures);
    RUN(refuses_others);
    return check_exit();
}
