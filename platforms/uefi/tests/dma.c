/* What a device reaches, with and without an IOMMU. The device is told to copy between a buffer of
 * its own and any address. */
#include "dma.h"
#include "../x86_64/x86_64.h"
#include "check.h"

#include <hal/hardware.h>
#include <string.h>

#define REQUESTER (0x10u << 3)
#define IDENTITY  0x11e81234u
#define BUFFER    0x40000u
#define SIZE      256u

enum { SOURCE = 0x80, TARGET = 0x88, COUNT = 0x90, COMMAND = 0x98 };
enum { START = 1, TO_MEMORY = 2 };

static volatile uint32_t *space;
static volatile uint8_t *device;

static void master(bool on)
{
    space[1] = (space[1] & 0xffff & ~4u) | 2u | (on ? 4u : 0);
}

static void find_device(void)
{
    space = pci_configuration(REQUESTER);
    CHECK(space && space[0] == IDENTITY);
    master(false);
    device = physical_map(space[4] & ~15u, 1u << 20, VB_REGION_UNCACHED);
    CHECK(device);
}

static void write_register(uint32_t at, uint64_t value)
{
    *(volatile uint64_t *)(device + at) = value;
}

/* One copy; a blocked one ends as well. */
static void copy(uint64_t source, uint64_t target, uint32_t direction)
{
    master(true);
    write_register(SOURCE, source);
    write_register(TARGET, target);
    write_register(COUNT, SIZE);
    write_register(COMMAND, START | direction);
    uint64_t end = hal_clock_monotonic() + 60000000000u;
    while (*(volatile uint64_t *)(device + COMMAND) & START) {
        CHECK(hal_clock_monotonic() < end);
    }
}

static bool is_all(const uint8_t *at, uint8_t byte)
{
    size_t i = 0;
    while (i < SIZE && ((const volatile uint8_t *)at)[i] == byte) {
        i++;
    }
    return i == SIZE;
}

/* Have the device write what its buffer holds, `byte`, over something else; whether it arrived. */
static bool arrives(void *to, uint8_t byte)
{
    memset(to, ~byte, SIZE);
    copy(BUFFER, virtual_to_physical(to), TO_MEMORY);
    CHECK(is_all(to, byte) || is_all(to, (uint8_t)~byte));
    return is_all(to, byte);
}

static bool masters(void)
{
    return space[1] & 4u;
}

static void isolation(void)
{
    uint32_t domain;
    uint64_t address;
    uint8_t *granted = hal_pages_get(1), *foreign = hal_pages_get(1);

    /* Nobody's device reaches nothing, and is stopped when it tries. */
    CHECK(!arrives(granted, 0));
    iommu_poll();
    CHECK(!masters());

    /* What is granted, in both directions, and nothing else. */
    CHECK_EQUAL(VB_OK, hal_dma_open(REQUESTER, &domain));
    CHECK_EQUAL(VB_OK, hal_dma_map(domain, granted, 1, &address));
    memset(granted, 0x5a, SIZE);
    copy(address, BUFFER, 0);
    CHECK(arrives(granted + 2048, 0x5a));
    CHECK(!arrives(foreign, 0x5a));
    iommu_poll();
    memset(foreign, 0x77, SIZE);
    copy(virtual_to_physical(foreign), BUFFER, 0);
    iommu_poll();
    CHECK(masters());
    memset(granted, 0x5b, SIZE);
    copy(address, BUFFER, 0);
    CHECK(arrives(granted, 0x5b));

    /* A page more while it works. */
    CHECK_EQUAL(VB_OK, hal_dma_map(domain, foreign, 1, &address));
    CHECK(arrives(foreign, 0x5b));

    /* One that tries again and again is reported so often and not more. */
    uint8_t *other = hal_pages_get(1);
    for (unsigned i = 0; i < 40; i++) {
        CHECK(!arrives(other, 0x5b));
        iommu_poll();
    }
    CHECK(arrives(granted, 0x5b));

    /* The driver's end: the device is stopped, and the domain is empty all the same. */
    (void)!hal_dma_close(domain);
    CHECK(!masters());
    CHECK(!arrives(granted, 0x5b));
    CHECK(!arrives(foreign, 0x5b));
    iommu_poll();
    hal_pages_release(granted, 1);
    hal_pages_release(foreign, 1);
    hal_pages_release(other, 1);
}

static void trust(void)
{
    uint32_t domain;
    uint8_t *foreign = hal_pages_get(1);
    CHECK_EQUAL(VB_OK, hal_dma_open(REQUESTER, &domain));
    CHECK(arrives(foreign, 0));
    (void)!hal_dma_close(domain);
    CHECK(!masters());
    hal_pages_release(foreign, 1);
}

/* The table names the first page of the screen as the device's. */
static void reserved(void)
{
    uint32_t domain;
    uint8_t *page = hal_pages_get(1);
    volatile uint8_t *screen =
        physical_map(boot.framebuffer.address, HAL_PAGE_SIZE, VB_REGION_UNCACHED);
    for (unsigned turn = 0; turn < 2; turn++) {
        screen[0] = 0x33;
        copy(BUFFER, boot.framebuffer.address, TO_MEMORY);
        CHECK_EQUAL(0, screen[0]);
        CHECK(!arrives(page, 0));
        iommu_poll();
        if (turn == 0) {
            CHECK_EQUAL(VB_OK, hal_dma_open(REQUESTER, &domain));
        }
    }
    (void)!hal_dma_close(domain);
    screen[0] = 0x33;
    copy(BUFFER, boot.framebuffer.address, TO_MEMORY);
    CHECK_EQUAL(0x33, screen[0]);
    hal_pages_release(page, 1);
}

/* The registers of the IOMMU are nobody's. */
static void registers_are_kept(void)
{
    struct hal_region region;
    CHECK_EQUAL(VB_ERR_ACCESS, hal_region_open(VB_REGION_MEMORY, VB_REGION_UNCACHED, 0xfed90000,
                                               HAL_PAGE_SIZE, &region));
}

bool test_dma(const char *name)
{
    if (strncmp(name, "dma-", 4) != 0) {
        return false;
    }
    find_device();
    bool trusted = strcmp(name, "dma-trust") == 0;
    CHECK_EQUAL(!trusted, hal_dma_isolated());
    if (trusted) {
        trust();
    } else if (strcmp(name, "dma-isolation") == 0) {
        registers_are_kept();
        isolation();
        dma_start(); /* over what is on already, as firmware may leave it */
        isolation();
    } else if (strcmp(name, "dma-reserved") == 0) {
        reserved();
    } else {
        return false;
    }
    console_printf("%s: passed\n", name);
    return true;
}
