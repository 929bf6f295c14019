/* An AHCI controller (AHCI 1.3.1): each SATA disk at one of its ports is a unit. */
#include "../block/server.h"
#include "port.h"
#include <sdk/log.h>
#include <vibee/syscalls.h>

enum { CAPABILITIES = 0, CONTROL = 4, INTERRUPTS = 8, PORTS = 0xc, CAPABILITIES_2 = 0x24 };
enum { HANDOFF = 0x28, HANDOFF_BIOS = 1, HANDOFF_OS = 2, CAN_HAND_OFF = 1 };
enum { CONTROL_RESET = 1, CONTROL_INTERRUPTS = 2 };
enum { PORT_BASE = 0x100, PORT_SIZE = 0x80, ABAR = 5 };
#define CONTROL_AHCI UINT32_C(0x80000000)
#define HAS_64_BITS  UINT32_C(0x80000000)

static struct block_server server;
static struct ahci_port ports[BLOCK_UNITS_MAX];
static uint32_t number_of[BLOCK_UNITS_MAX]; /* which port a unit is at */
static uint32_t unit_count;
static uint64_t region;

static uint32_t get(uint32_t at)
{
    return sdk_region_read32(region, at);
}

static void put(uint32_t at, uint32_t value)
{
    (void)sdk_region_write32(region, at, value);
}

static bool wait_clear(uint32_t at, uint32_t bits, unsigned milliseconds)
{
    for (unsigned i = 0; (get(at) & bits) != 0; i++) {
        if (i == milliseconds)
            return false;
        (void)vb_sleep((uint64_t)vb_clock(VB_CLOCK_MONOTONIC) + 1000000);
    }
    return true;
}

static int find_registers(void)
{
    const struct vb_devmgr_resources *resources = &server.claimed.resources;

    for (uint32_t i = 0; i < resources->region_count; i++)
        if (resources->region_bar[i] == ABAR && resources->region_offset[i] == 0 &&
            resources->region_size[i] >= PORT_BASE + PORT_SIZE) {
            region = server.claimed.regions[i];
            return (int)i;
        }
    return -1;
}

/* From the firmware (10.6.3) or from the driver before, whatever it was doing: 10.4.3. */
static int reset(void)
{
    if ((get(CAPABILITIES_2) & CAN_HAND_OFF) != 0) {
        put(HANDOFF, get(HANDOFF) | HANDOFF_OS);
        (void)wait_clear(HANDOFF, HANDOFF_BIOS, 2000);
    }
    put(CONTROL, CONTROL_AHCI);
    put(CONTROL, CONTROL_AHCI | CONTROL_RESET);
    if (!wait_clear(CONTROL, CONTROL_RESET, 1000))
        return VB_ERR_IO;
    put(CONTROL, CONTROL_AHCI);
    return VB_OK;
}

/* Ask the disk what it is, into the last slot's data. */
static int identify(struct ahci_port *port, struct vb_block_info *info)
{
    uint8_t data[AHCI_IDENTIFY_SIZE];
    int status;

    ahci_prepare(&port->memory, 0, 0, AHCI_IDENTIFY, 0, 0, server.data.address, sizeof data);
    ahci_port_issue(port, 0);
    status = ahci_port_wait(port, 0);
    if (status < 0)
        return status;
    if (ahci_moved(&port->memory, 0, 0) != sizeof data ||
        sdk_dma_read(&server.data, 0, data, sizeof data) < 0)
        return VB_ERR_IO;
    status = ahci_identify(data, info);
    info->max_transfer = BLOCK_TRANSFER_MAX;
    return status;
}

static void open_port(uint32_t number)
{
    struct ahci_port *port = &ports[unit_count];
    struct vb_block_info *info = &server.requests.units[unit_count];
    int status;

    *port = (struct ahci_port){
        .region = region, .base = PORT_BASE + (uint64_t)number * PORT_SIZE, .memory = port->memory};
    if (port->memory.memory == 0)
        port->memory = block_memory(&server, AHCI_PORT_MEMORY);
    status = ahci_port_start(port);
    if (status == VB_OK)
        status = identify(port, info);
    if (status == VB_OK) {
        sdk_log(VB_LOG_INFO, "%s: port %u: %s, %llu sectors of %u", server.driver.name, number,
                info->name, (unsigned long long)info->sectors, info->sector_size);
        number_of[unit_count++] = number;
    } else if (status != VB_ERR_NOT_FOUND) {
        sdk_log(VB_LOG_WARNING, "%s: port %u: %s", server.driver.name, number,
                sdk_status_text(status));
    }
}

static int start(void)
{
    int found = find_registers();
    uint32_t implemented, capabilities;
    uint64_t size;

    if (found < 0)
        return VB_ERR_NOT_SUPPORTED;
    size = server.claimed.resources.region_size[found];
    if (reset() < 0)
        return VB_ERR_IO;
    capabilities = get(CAPABILITIES);
    implemented = get(PORTS);
    server.requests.slot_count = capabilities >> 8 & 0x1f;
    if (++server.requests.slot_count > BLOCK_SLOTS_MAX)
        server.requests.slot_count = BLOCK_SLOTS_MAX;
    server.data = block_memory(&server, (uint64_t)server.requests.slot_count * BLOCK_TRANSFER_MAX);
    if ((capabilities & HAS_64_BITS) == 0 && server.data.address >> 32 != 0)
        return VB_ERR_NOT_SUPPORTED;
    for (uint32_t i = 0; i < 32 && unit_count < BLOCK_UNITS_MAX; i++)
        if ((implemented >> i & 1) != 0 && PORT_BASE + (uint64_t)(i + 1) * PORT_SIZE <= size)
            open_port(i);
    server.requests.unit_count = unit_count;
    for (uint32_t i = 0; i < unit_count; i++)
        ahci_port_interrupts(&ports[i]);
    put(INTERRUPTS, UINT32_MAX);
    put(CONTROL, CONTROL_AHCI | CONTROL_INTERRUPTS);
    return VB_OK;
}

static int submit(struct block_server *of, uint32_t slot, const struct block_request *request)
{
    struct ahci_port *port = &ports[request->unit];
    uint32_t sector_size = of->requests.units[request->unit].sector_size;
    enum ahci_command command = request->operation == VB_BLOCK_READ    ? AHCI_READ
                                : request->operation == VB_BLOCK_WRITE ? AHCI_WRITE
                                                                       : AHCI_FLUSH;

    if (port->gone)
        return VB_ERR_IO;
    ahci_prepare(&port->memory, 0, slot, command, request->size > 0 ? request->sector : 0,
                 request->size / sector_size,
                 of->data.address + (uint64_t)slot * BLOCK_TRANSFER_MAX, request->size);
    ahci_port_issue(port, slot);
    return VB_OK;
}

/* "Done" of a read that has not moved all of its bytes would hand on what was there before. */
static int result(const struct ahci_port *port, const struct block_request *request, uint32_t slot)
{
    if ((port->failed >> slot & 1) != 0)
        return VB_ERR_IO;
    if (request->operation == VB_BLOCK_READ && ahci_moved(&port->memory, 0, slot) != request->size)
        return VB_ERR_IO;
    return VB_OK;
}

static int interrupt(struct block_server *of)
{
    /* The controller's bits are cleared after the ports': 10.7.2.1 */
    for (uint32_t i = 0; i < unit_count; i++) {
        uint32_t done = ahci_port_check(&ports[i]);
        put(INTERRUPTS, 1u << number_of[i]);
        /* What came between has raised the interrupt again, or is seen here. */
        done |= ahci_port_check(&ports[i]);
        for (; done != 0; done &= done - 1) {
            uint32_t slot = (uint32_t)__builtin_ctz(done);
            int status = result(&ports[i], &of->requests.slots[slot], slot);
            ports[i].failed &= ~(1u << slot);
            block_done(of, slot, status);
        }
    }
    return VB_OK;
}

int main(void)
{
    static const struct block_driver operations = {submit, interrupt};
    int status;

    server.operations = &operations;
    block_open(&server);
    status = start();
    if (status < 0)
        sdk_die("%s: cannot start the controller: %s", server.driver.name, sdk_status_text(status));
    if (unit_count == 0)
        sdk_log(VB_LOG_INFO, "%s: no disks", server.driver.name);
    block_serve(&server);
}
