/* PCI: enumeration, BARs and messages against a made-up configuration space. */
#include "../pci.h"
#include <check.h>

enum { FUNCTIONS = 8 };

/* A function: its bytes, and which bits of its BARs can be written. */
struct fake {
    uint32_t address;
    uint8_t bytes[PCI_CONFIGURATION];
    uint32_t masks[PCI_BARS];
};

static struct fake fakes[FUNCTIONS];
static uint32_t count;
static uint32_t table[64];
static char seen[400];

static struct fake *find(uint32_t address)
{
    for (uint32_t i = 0; i < count; i++)
        if (fakes[i].address == address)
            return &fakes[i];
    return NULL;
}

static uint32_t read_fake(void *context, uint32_t function, uint32_t offset, uint32_t width)
{
    const struct fake *fake = find(function);
    uint32_t value = UINT32_MAX;

    (void)context;
    CHECK(offset % width == 0 && offset + width <= PCI_CONFIGURATION);
    if (fake != NULL) {
        value = 0;
        memcpy(&value, fake->bytes + offset, width);
    }
    return value;
}

static void write_fake(void *context, uint32_t function, uint32_t offset, uint32_t width,
                       uint32_t value)
{
    struct fake *fake = find(function);
    uint32_t before, mask;

    (void)context;
    CHECK(fake != NULL && offset % width == 0 && offset + width <= PCI_CONFIGURATION);
    if (offset >= 0x10 && offset < 0x28) {
        CHECK((fake->bytes[PCI_COMMAND] & (PCI_COMMAND_PORTS | PCI_COMMAND_MEMORY)) == 0);
        memcpy(&before, fake->bytes + offset, 4);
        mask = fake->masks[(offset - 0x10) / 4];
        value = (value & mask) | (before & ~mask);
    }
    memcpy(fake->bytes + offset, &value, width);
}

static const struct pci_access access_fake = {read_fake, write_fake, NULL};

static void put(struct fake *fake, uint32_t offset, uint32_t width, uint32_t value)
{
    memcpy(fake->bytes + offset, &value, width);
}

static struct fake *add(uint32_t address, uint32_t ids, uint32_t class)
{
    struct fake *fake = &fakes[count++];

    *fake = (struct fake){.address = address};
    put(fake, 0, 4, ids);
    put(fake, 8, 4, class << 8);
    return fake;
}

static struct fake *add_bridge(uint32_t address, uint32_t bus)
{
    struct fake *fake = add(address, 0x00011b36, 0x060400);

    put(fake, 0x0e, 1, 1);
    put(fake, 0x19, 1, bus);
    return fake;
}

/* A BAR of a size, as the firmware leaves it. */
static void bar(struct fake *fake, uint32_t index, uint64_t base, uint64_t size, uint32_t flags)
{
    put(fake, 0x10 + 4 * index, 4, (uint32_t)base | flags);
    fake->masks[index] = (uint32_t)~(size - 1) & ~(flags & 1 ? 3u : 15u);
    if ((flags & 6) == 4) {
        put(fake, 0x14 + 4 * index, 4, (uint32_t)(base >> 32));
        fake->masks[index + 1] = (uint32_t)(~(size - 1) >> 32);
    }
}

static void note(void *context, const struct pci_function *function)
{
    size_t size = strlen(seen);

    (void)context;
    snprintf(seen + size, sizeof seen - size, "%s%x=%x:%x%s", size > 0 ? " " : "",
             function->address, function->vendor, function->product, function->bridge ? "b" : "");
}

static const char *enumerate(uint32_t last)
{
    seen[0] = 0;
    pci_enumerate(&access_fake, 0, last, note, NULL);
    return seen;
}

static void finds_functions_behind_bridges(void)
{
    count = 0;
    add(0x000, 0x29c08086, 0x060000);
    put(add(0x0f8, 0x29188086, 0x060100), 0x0e, 1, 0x80);
    add(0x0fa, 0x29228086, 0x010601);
    add_bridge(0x010, 1);
    add(0x100, 0x10421af4, 0x010000);
    CHECK_TEXT(enumerate(255), "0=8086:29c0 10=1b36:1b 100=1af4:1042 f8=8086:2918 fa=8086:2922");
    CHECK_TEXT(enumerate(0), "0=8086:29c0 10=1b36:1b f8=8086:2918 fa=8086:2922");
}

static void ends_where_bridges_make_a_circle(void)
{
    count = 0;
    add_bridge(0x010, 1);
    add_bridge(0x110, 0);
    add_bridge(0x118, 1);
    CHECK_TEXT(enumerate(255), "10=1b36:1b 110=1b36:1b 118=1b36:1b");
}

static struct pci_function last_found;

static void keep(void *context, const struct pci_function *function)
{
    (void)context;
    last_found = *function;
}

static struct pci_function *found(void)
{
    pci_enumerate(&access_fake, 0, 255, keep, NULL);
    return &last_found;
}

/* Capabilities: MSI at 0x50, MSI-X at 0x70 with its table in BAR 0 at 0x2000. */
static struct fake *add_nvme(uint32_t next)
{
    struct fake *fake;

    count = 0;
    fake = add(0x018, 0x00101b36, 0x010802);
    put(fake, 0x06, 2, 0x10);
    put(fake, 0x34, 1, 0x50);
    put(fake, 0x50, 2, 0x7005);
    put(fake, 0x52, 2, 0x80);
    put(fake, 0x70, 2, next << 8 | 0x11);
    put(fake, 0x72, 2, 3);
    put(fake, 0x74, 4, 0x2000);
    bar(fake, 0, UINT64_C(0x800000000), 0x4000, 4);
    bar(fake, 2, 0xc000, 0x20, 1);
    bar(fake, 3, 0xfeb00000, 0x1000, 8);
    put(fake, PCI_COMMAND, 2, PCI_COMMAND_MEMORY);
    return fake;
}

static void sizes_bars(void)
{
    struct fake *fake = add_nvme(0);
    struct pci_bar bars[PCI_BARS];

    pci_read_bars(&access_fake, 0x018, bars);
    CHECK_EQ(bars[0].base, UINT64_C(0x800000000));
    CHECK_EQ(bars[0].size, 0x4000);
    CHECK_EQ(bars[1].size, 0);
    CHECK(bars[2].ports && bars[2].base == 0xc000 && bars[2].size == 0x20);
    CHECK(bars[3].prefetchable && bars[3].base == 0xfeb00000 && bars[3].size == 0x1000);
    CHECK_EQ(bars[4].size, 0);
    CHECK_EQ(fake->bytes[PCI_COMMAND], PCI_COMMAND_MEMORY);
    CHECK_EQ(read_fake(NULL, 0x018, 0x14, 4), 8); /* as it was */
    put(fake, 0x10, 4, 4);
    put(fake, 0x14, 4, 0);
    pci_read_bars(&access_fake, 0x018, bars);
    CHECK_EQ(bars[0].size, 0); /* the firmware gave it no place */
}

static void keeps_the_table_from_drivers(void)
{
    struct pci_region regions[PCI_REGIONS];
    struct pci_bar bars[PCI_BARS];
    struct pci_msix msix;

    (void)add_nvme(0);
    pci_read_bars(&access_fake, 0x018, bars);
    CHECK(pci_read_msix(&access_fake, found(), bars, &msix));
    CHECK_EQ(msix.count, 4);
    CHECK_EQ(pci_regions(bars, &msix, regions), 4);
    CHECK(regions[0].bar == 0 && regions[0].offset == 0 && regions[0].size == 0x2000);
    CHECK(regions[1].bar == 0 && regions[1].offset == 0x3000 && regions[1].size == 0x1000);
    CHECK_EQ(regions[1].base, UINT64_C(0x800003000));
    CHECK(regions[2].ports && regions[2].bar == 2);
    CHECK(regions[3].bar == 3 && regions[3].size == 0x1000);
    CHECK_EQ(pci_regions(bars, NULL, regions), 3);
}

static void refuses_a_table_outside_of_its_bar(void)
{
    struct fake *fake = add_nvme(0);
    struct pci_bar bars[PCI_BARS];
    struct pci_msix msix;

    pci_read_bars(&access_fake, 0x018, bars);
    put(fake, 0x74, 4, 0x3ff8);
    CHECK(!pci_read_msix(&access_fake, found(), bars, &msix));
    put(fake, 0x74, 4, 7);
    CHECK(!pci_read_msix(&access_fake, found(), bars, &msix));
    put(fake, 0x74, 4, 2);
    CHECK(!pci_read_msix(&access_fake, found(), bars, &msix));
    (void)add_nvme(0x50); /* a list in a circle */
    CHECK_EQ(found()->msix, 0x70);
}

static void write_table(void *context, uint32_t offset, uint32_t value)
{
    (void)context;
    CHECK(offset % 4 == 0 && offset < sizeof table);
    table[offset / 4] = value;
}

static void programs_messages(void)
{
    static const struct pci_message messages[] = {{0xfee00000, 0x41}, {0xfee01000, 0x42}};
    struct fake *fake = add_nvme(0);
    struct pci_bar bars[PCI_BARS];
    struct pci_msix msix;

    pci_read_bars(&access_fake, 0x018, bars);
    CHECK(pci_read_msix(&access_fake, found(), bars, &msix));
    pci_enable_msix(&access_fake, found(), &msix, write_table, NULL, messages, 2);
    CHECK_EQ(table[0], 0xfee00000);
    CHECK_EQ(table[2], 0x41);
    CHECK_EQ(table[3], 0);
    CHECK_EQ(table[4], 0xfee01000);
    CHECK_EQ(table[4 * 2 + 3], 1); /* masked: nobody's */
    CHECK_EQ(read_fake(NULL, 0x018, 0x72, 2), 0x8003);
    CHECK(pci_enable_msi(&access_fake, found(), UINT64_C(0x1fee00000), 0x4321));
    CHECK_EQ(read_fake(NULL, 0x018, 0x54, 4), 0xfee00000);
    CHECK_EQ(read_fake(NULL, 0x018, 0x58, 4), 1);
    CHECK_EQ(read_fake(NULL, 0x018, 0x5c, 2), 0x4321);
    CHECK_EQ(read_fake(NULL, 0x018, 0x52, 2), 0x81);
    pci_disable_messages(&access_fake, found());
    CHECK_EQ(read_fake(NULL, 0x018, 0x52, 2), 0x80);
    CHECK_EQ(read_fake(NULL, 0x018, 0x72, 2), 3);
    put(fake, 0x52, 2, 0);
    CHECK(!pci_enable_msi(&access_fake, found(), UINT64_C(0x1fee00000), 0x4321));
}

int main(void)
{
    RUN(finds_functions_behind_bridges);
    RUN(ends_where_bridges_make_a_circle);
    RUN(sizes_bars);
    RUN(keeps_the_table_from_drivers);
    RUN(refuses_a_table_outside_of_its_bar);
    RUN(programs_messages);
    return check_exit();
}
