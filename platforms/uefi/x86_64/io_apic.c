/* The controllers of interrupt lines (IO-APICs), as the ACPI table MADT describes them. */
#include "processor.h"
#include "x86_64.h"

#define CONTROLLERS_MAX 8u
#define MASKED          0x10000u
#define LEVEL           0x8000u
#define ACTIVE_LOW      0x2000u

static struct {
    volatile uint32_t *registers;
    uint64_t address;
    uint32_t first, count; /* of the global numbers of its inputs */
} controllers[CONTROLLERS_MAX];
static uint32_t controller_count;

static const void *madt; /* NULL: none */
static size_t madt_size;

static uint32_t read(uint32_t controller, uint32_t number)
{
    controllers[controller].registers[0] = number;
    return controllers[controller].registers[4];
}

static void write(uint32_t controller, uint32_t number, uint32_t value)
{
    controllers[controller].registers[0] = number;
    controllers[controller].registers[4] = value;
}

static uint32_t controller_of(uint32_t input)
{
    uint32_t i = 0;
    while (i < controller_count &&
           (input < controllers[i].first || input - controllers[i].first >= controllers[i].count)) {
        i++;
    }
    return i;
}

static uint32_t entry_of(uint32_t controller, uint32_t input)
{
    return 0x10 + 2 * (input - controllers[controller].first);
}

void io_apic_mask(uint32_t input, bool masked)
{
    uint32_t controller = controller_of(input);
    if (controller == controller_count) {
        return;
    }
    bool on = interrupts_save(); /* an access is two steps */
    uint32_t number = entry_of(controller, input), low = read(controller, number);
    write(controller, number, masked ? low | MASKED : low & ~MASKED);
    interrupts_restore(on);
}

int io_apic_route(uint32_t isa, uint32_t vector, uint32_t *input, bool *level)
{
    struct acpi_isa_route route;
    if (!madt || acpi_route_isa(madt, madt_size, isa, &route) != VB_OK) {
        return VB_ERR_INVALID;
    }
    uint32_t controller = controller_of(route.interrupt);
    if (controller == controller_count) {
        return VB_ERR_INVALID;
    }
    *input = route.interrupt;
    *level = route.level;
    bool on = interrupts_save();
    uint32_t number = entry_of(controller, route.interrupt);
    write(controller, number, MASKED);
    write(controller, number + 1, apic_id() << 24);
    write(controller, number,
          vector | (route.level ? LEVEL : 0) | (route.active_low ? ACTIVE_LOW : 0));
    interrupts_restore(on);
    return VB_OK;
}

bool io_apic_owns(uint64_t base, uint64_t size)
{
    for (uint32_t i = 0; i < controller_count; i++) {
        if (base < controllers[i].address + HAL_PAGE_SIZE && controllers[i].address < base + size) {
            return true;
        }
    }
    return false;
}

static void add_controller(uint64_t address, uint32_t first)
{
    volatile uint32_t *registers =
        controller_count < CONTROLLERS_MAX ? physical_map(address, 32, VB_REGION_UNCACHED) : NULL;
    if (!registers) {
        return;
    }
    uint32_t i = controller_count++;
    controllers[i].registers = registers;
    controllers[i].address = address;
    controllers[i].first = first;
    controllers[i].count = (read(i, 1) >> 16 & 0xff) + 1;
    for (uint32_t input = 0; input < controllers[i].count; input++) {
        write(i, 0x10 + 2 * input, MASKED);
    }
}

/* The old controllers are there and must be quiet; their vectors are not exceptions' either. */
static void silence_old_controllers(void)
{
    static const uint16_t steps[][2] = {{0x20, 0x11}, {0xa0, 0x11}, {0x21, 0xf0}, {0xa1, 0xf8},
                                        {0x21, 4},    {0xa1, 2},    {0x21, 1},    {0xa1, 1},
                                        {0x21, 0xff}, {0xa1, 0xff}};
    for (size_t i = 0; i < ARRAY_LEN(steps); i++) {
        out8(steps[i][0], (uint8_t)steps[i][1]);
    }
}

void io_apic_start(void)
{
    silence_old_controllers();
    madt = table_find("APIC", 0, &madt_size);
    struct acpi_madt_entry entry;
    for (size_t at = 0; madt && acpi_next_madt(madt, madt_size, &at, &entry) == 1;) {
        if (entry.kind == ACPI_MADT_IO_APIC) {
            add_controller(entry.io_apic.address, entry.io_apic.first_interrupt);
        }
    }
    if (controller_count == 0) {
        console_printf("interrupts: no IO-APIC, so none from devices\n");
    }
}
