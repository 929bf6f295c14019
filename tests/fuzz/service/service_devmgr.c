/*
 * The device manager: claims by drivers, lists and watchers, over a machine whose PCI functions are
 * what the input says. Each thing that it makes of the machine can be refused.
 */
#include "device.h"
#include "memory.h"
#undef malloc
#undef calloc
#undef realloc
#undef free
#include <base/acpi.h>
#include <string.h>
#include <vibee/device.h>
#include <vibee/devmgr.h>
#include <vibee/init.h>

enum { FUNCTIONS = 3, SPACE = 256, CONSOLE = 1, MACHINE = 2 };
#define ECAM UINT64_C(0xb0000000)

static uint8_t space[FUNCTIONS][SPACE]; /* of devices 0 to 2 of bus 0 */
static uint8_t written[FUNCTIONS][SPACE];
static bool made;
static uint8_t scratch;
static uint64_t message = 0xfee00000; /* where interrupts are written to */
static int64_t refusals[4]; /* of a region, an interrupt, DMA; what init says to a start */

/* etc/devices.table: see tools/image/devices.py. */
static const struct {
    struct vb_devmgr_table head;
    struct vb_devmgr_rule rules[4];
} table_of_rules = {
    {VB_DEVMGR_RULES_MAGIC, sizeof(struct vb_devmgr_rule), 4, 0},
    {{.bus = VB_DEVMGR_PARAVIRTUAL,
      .kind = VB_DEVICE_CONSOLE,
      .class = VB_DEVMGR_TERMINAL,
      .driver = "/sbin/a.wasm"},
     {.bus = VB_DEVMGR_LEGACY,
      .kind = VB_DEVMGR_SERIAL,
      .class = VB_DEVMGR_TERMINAL,
      .driver = "/sbin/b.wasm"},
     {.bus = VB_DEVMGR_PCI, .ids = 0x12340001, .class = VB_DEVMGR_BLOCK, .driver = "/sbin/c.wasm"},
     {.bus = VB_DEVMGR_PCI,
      .ids = 0x12340002,
      .class = VB_DEVMGR_BLOCK,
      .driver = "/sbin/c.wasm"}}};

static void put(uint8_t *at, uint32_t value, uint32_t width)
{
    for (uint32_t i = 0; i < width; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

static uint32_t get(const uint8_t *at, uint32_t width)
{
    uint32_t value = 0;

    while (width-- > 0)
        value = value << 8 | at[width];
    return value;
}

/* A function with MSI-X (the first) or a 32-bit MSI (the second). */
static void make_function(uint8_t *of, uint32_t number)
{
    static const uint8_t msix[12] = {0x11, 0, 3, 0, 0, 0x10, 0, 0, 0, 0x18, 0, 0};

    put(of, 0x1234 | number << 16, 4);
    put(of + 6, 0x10, 2);          /* it has capabilities */
    put(of + 8, 0x01000000, 4);    /* a disk */
    put(of + 0x10, 0xfe000000, 4); /* BAR 0 */
    put(of + 0x34, 0x40, 1);
    if (number == 1)
        memcpy(of + 0x40, msix, sizeof msix);
    else
        put(of + 0x40, 0x05, 4);
}

static void make(void)
{
    memset(space, 0xff, sizeof space);
    memset(written, 0, sizeof written);
    memset(space[0], 0, SPACE);
    memset(space[1], 0, SPACE);
    make_function(space[0], 1);
    make_function(space[1], 2);
    made = true;
}

static void given(void)
{
    struct fake_object *memory = fake_object(VB_OBJECT_MEMORY);
    struct fake_object *console = fake_object(VB_OBJECT_DEVICE);
    struct fake_object *machine = fake_object(VB_OBJECT_DEVICE);

    if (!made)
        make();
    memory->size = sizeof table_of_rules;
    memory->bytes = calloc(1, sizeof table_of_rules);
    memcpy(memory->bytes, &table_of_rules, sizeof table_of_rules);
    (void)fake_give("receiver", VB_OBJECT_RECEIVER);
    (void)fake_give("sender", VB_OBJECT_SENDER);
    (void)fake_give("init", VB_OBJECT_SENDER);
    fake_give_object("boot:/etc/devices.table", memory);
    console->number = VB_DEVICE_CONSOLE;
    machine->number = VB_DEVICE_MACHINE;
    fake_give_object("device.0", console);
    fake_give_object("device.machine", machine);
}

/* ---- the machine: MCFG says where configuration space is; FACP is not there ---- */

static int64_t table(const struct vb_device_request *request, uint8_t *output, uint32_t *size)
{
    uint8_t mcfg[60] = "MCFG";

    put(mcfg + 4, sizeof mcfg, 4);
    put(mcfg + 44, (uint32_t)ECAM, 4);
    put(mcfg + 54, 0, 1);
    put(mcfg + 55, 0, 1);
    *size = sizeof mcfg < request->output_size ? sizeof mcfg : request->output_size;
    memcpy(output, mcfg, *size);
    return sizeof mcfg;
}

static int64_t carry_out(const struct vb_device_request *request, const uint8_t *input,
                         uint8_t *output, uint32_t *size)
{
    if (request->operation == VB_MACHINE_TABLE && memcmp(input, "MCFG", 4) == 0)
        return table(request, output, size);
    return VB_ERR_NOT_FOUND;
}

const struct device_kind device_kind = {.kind = VB_DEVICE_MACHINE, .carry_out = carry_out};

static int64_t make_object(uint32_t type, int64_t refusal, uint64_t number)
{
    struct fake_object *object;

    fake_enter();
    if (refusal < 0 || fake_fails())
        return refusal < 0 ? refusal : VB_ERR_NO_MEMORY;
    object = fake_object(type);
    object->number = number;
    return (int64_t)fake_handle(object);
}

int64_t vb_region_create(uint64_t device, uint32_t kind, uint32_t caching, uint64_t base,
                         uint64_t size)
{
    (void)caching;
    if (fake_find_type(device, VB_OBJECT_DEVICE) == NULL)
        return VB_ERR_BAD_TYPE;
    if (size == 0 || kind < VB_REGION_MEMORY || kind > VB_REGION_PORTS)
        return VB_ERR_INVALID;
    return make_object(VB_OBJECT_REGION, base >= ECAM && base < ECAM + (1 << 20) ? 0 : refusals[0],
                       base);
}

/* The byte at an offset of configuration space, NULL where there is nothing. */
static uint8_t *configuration(const struct fake_object *region, uint64_t offset, uint32_t width)
{
    uint64_t function = offset >> 12;

    if (region->number != ECAM || function % 8 != 0 || function / 8 >= FUNCTIONS ||
        (offset & 0xfff) + width > SPACE)
        return NULL;
    return &space[function / 8][offset & 0xfff];
}

int64_t vb_region_read(uint64_t region, uint64_t offset, uint32_t width, uint64_t value)
{
    const struct fake_object *object = fake_find_type(region, VB_OBJECT_REGION);
    const uint8_t *bytes;

    if (object == NULL)
        return VB_ERR_BAD_TYPE;
    bytes = configuration(object, offset, width);
    *(uint64_t *)(uintptr_t)value = object->number == 0x3f8 ? scratch
                                    : bytes == NULL         ? UINT64_MAX
                                                            : get(bytes, width);
    return VB_OK;
}

int64_t vb_region_write(uint64_t region, uint64_t offset, uint32_t width, uint64_t value)
{
    const struct fake_object *object = fake_find_type(region, VB_OBJECT_REGION);
    uint8_t *bytes;

    if (object == NULL)
        return VB_ERR_BAD_TYPE;
    bytes = configuration(object, offset, width);
    if (object->number == 0x3f8)
        scratch = (uint8_t)value;
    /* A BAR of 64 KiB; the others are fixed. */
    if (bytes != NULL && (offset & 0xfff) == 0x10)
        put(bytes, (uint32_t)value & 0xffff0000, width);
    else if (bytes != NULL && ((offset & 0xfff) < 0x10 || (offset & 0xfff) >= 0x28))
        put(bytes, (uint32_t)value, width);
    return VB_OK;
}

int64_t vb_interrupt_create(uint64_t device, uint32_t kind, uint32_t number, uint64_t info)
{
    (void)kind;
    if (fake_find_type(device, VB_OBJECT_DEVICE) == NULL)
        return VB_ERR_BAD_TYPE;
    *(struct vb_interrupt_info *)(uintptr_t)info =
        (struct vb_interrupt_info){.address = message, .data = number + 1};
    return make_object(VB_OBJECT_INTERRUPT, refusals[1], number);
}

int64_t vb_dma_create(uint64_t device, uint32_t requester)
{
    if (fake_find_type(device, VB_OBJECT_DEVICE) == NULL)
        return VB_ERR_BAD_TYPE;
    return make_object(VB_OBJECT_DMA, refusals[2], requester);
}

/* ---- what happens ---- */

/* init starts a driver: a sender to it. */
static int64_t called(struct fake_object *peer, const struct vb_message *request,
                      struct vb_message *answer)
{
    const uint64_t *given_handles = (const uint64_t *)(uintptr_t)request->handles;

    if (request->id != VB_INIT_START)
        fake_wrong("a call to %s", peer->name);
    answer->data_size = answer->handle_count = 0;
    fake_client_takes(fake_move(given_handles[0]));
    answer->id = refusals[3];
    if (refusals[3] < 0)
        return VB_OK;
    *(uint64_t *)(uintptr_t)answer->handles = fake_handle(fake_object(VB_OBJECT_SENDER));
    answer->handle_count = 1;
    return VB_OK;
}

static void happens(void)
{
    uint8_t choice = fake_byte();
    size_t size = 32, at = fake_byte() % (SPACE - 32);
    const uint8_t *bytes;

    if ((choice & 3) != 0) {
        refusals[choice >> 2 & 3] = choice & 0x40 ? 0 : choice & 0x80 ? VB_ERR_BUSY : VB_ERR_IO;
        return;
    }
    bytes = fake_bytes(&size);
    if (size > 0)
        memcpy(space[choice >> 2 & 1] + at, bytes, size);
}

static void told(uint32_t what, uint64_t number, uint64_t other, const uint8_t *bytes, size_t size)
{
    (void)bytes;
    (void)size;
    if (what == FAKE_ANSWERS)
        refusals[number & 3] = (int64_t)other;
    else if (what == FAKE_PLAIN)
        message |= UINT64_C(1) << 32; /* too high for the second function's MSI */
    else
        fake_wrong("a machine does not know happening %u", what);
}

static void over(void)
{
    device_over();
    memset(refusals, 0, sizeof refusals);
    message = 0xfee00000;
    made = false;
}

static void finished(void)
{
    if (fake_count(VB_OBJECT_INTERRUPT) + fake_count(VB_OBJECT_DMA) != 0 ||
        fake_count(VB_OBJECT_REGION) > 1 || fake_count(VB_OBJECT_PULSE) > VB_DEVMGR_FOLDER + 1)
        fake_wrong("handles are left over");
}

static const struct protocol_errors errors[] = DEVMGR_ERRORS;

const struct fake_service fake_service = {
    .run = service_main,
    .given = given,
    .finished = finished,
    .badges = {1, 2, UINT64_C(1) << 32, UINT64_C(2) << 32 | 8},
    .ids = 6,
    .dies = true,
    .happens = happens,
    .over = over,
    .errors = errors,
    .called = called,
    .told = told};
