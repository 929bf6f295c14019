/* The ACPI parsers against tables made here, and against every kind of damage. */
#include <base/acpi.h>
#include <check.h>
#include <string.h>

/* ---- physical memory: 64 KiB at BASE ---- */

enum { BASE = 0xe0000 };
static uint8_t memory_bytes[65536];
static uint8_t table[1024]; /* the table under construction */
static uint32_t size;

static bool read_memory(void *context, uint64_t address, void *to, size_t count)
{
    (void)context;
    if (count > 256 || address < BASE || address - BASE > sizeof memory_bytes - count) {
        return false;
    }
    memcpy(to, memory_bytes + (address - BASE), count);
    return true;
}

static const struct acpi_memory memory = {read_memory, NULL};

static void put(size_t at, uint64_t value, size_t width)
{
    for (size_t i = 0; i < width; i++) {
        table[at + i] = (uint8_t)(value >> (8 * i));
    }
}

static void begin(const char *signature, uint8_t revision, uint32_t length)
{
    memset(table, 0, sizeof table);
    memcpy(table, signature, 4);
    table[8] = revision;
    size = length;
}

static void append(const void *bytes, uint32_t count)
{
    memcpy(table + size, bytes, count);
    size += count;
}

static void finish(void)
{
    put(4, size, 4);
    table[9] = 0;
    uint8_t sum = 0;
    for (uint32_t i = 0; i < size; i++) {
        sum = (uint8_t)(sum + table[i]);
    }
    table[9] = (uint8_t)-sum;
}

/* Finish the table and place it in memory. */
static uint64_t place(uint32_t at)
{
    finish();
    memcpy(memory_bytes + at, table, size);
    return BASE + at;
}

static void place_rsdp(uint8_t revision, uint32_t rsdt, uint64_t xsdt)
{
    memset(table, 0, 36);
    memcpy(table, "RSD PTR ", 8);
    table[15] = revision;
    put(16, rsdt, 4);
    put(20, 36, 4);
    put(24, xsdt, 8);
    for (uint32_t check = 8, end = 20; check <= 32; check += 24, end = 36) {
        uint8_t sum = 0;
        for (uint32_t i = 0; i < end; i++) {
            sum = (uint8_t)(sum + table[i]);
        }
        table[check] = (uint8_t)-sum;
    }
    memcpy(memory_bytes, table, 36);
}

/* RSDP at 0; XSDT at 0x100; RSDT at 0x200; two SSDTs, a FADT and its DSDT. */
static void place_all(void)
{
    memset(memory_bytes, 0, sizeof memory_bytes);
    begin("SSDT", 1, 40);
    table[36] = 1;
    uint64_t first = place(0x1000);
    begin("SSDT", 1, 300); /* longer than one chunk */
    table[36] = 2;
    uint64_t second = place(0x2000);
    begin("DSDT", 1, 36);
    uint64_t dsdt = place(0x3000);
    begin("FACP", 6, 276);
    put(40, dsdt, 4);
    put(140, dsdt, 8);
    uint64_t fadt = place(0x4000);

    begin("XSDT", 1, 36);
    const uint64_t wide[] = {first, 0, 0xffffffffffffff00, fadt, second};
    append(wide, sizeof wide);
    uint64_t xsdt = place(0x100);
    begin("RSDT", 1, 36);
    const uint32_t narrow[] = {(uint32_t)fadt, (uint32_t)first};
    append(narrow, sizeof narrow);
    uint64_t rsdt = place(0x200);
    place_rsdp(2, (uint32_t)rsdt, xsdt);
}

static void finds_tables(void)
{
    struct acpi_root root;
    struct acpi_table found;
    uint8_t bytes[400];

    place_all();
    CHECK_EQ(acpi_open(&memory, BASE, &root), VB_OK);
    CHECK_EQ(root.entry_size, 8);
    CHECK_EQ(root.count, 5);
    CHECK_EQ(acpi_find(&memory, &root, "SSDT", 0, &found), VB_OK);
    CHECK_EQ(found.address, BASE + 0x1000);
    CHECK_EQ(acpi_find(&memory, &root, "SSDT", 1, &found), VB_OK);
    CHECK_EQ(found.address, BASE + 0x2000);
    CHECK_EQ(found.size, 300);
    CHECK_EQ(acpi_read(&memory, &found, 36, bytes, sizeof bytes), 264);
    CHECK_EQ(bytes[0], 2);
    CHECK_EQ(acpi_read(&memory, &found, 299, bytes, sizeof bytes), 1);
    CHECK_EQ(acpi_read(&memory, &found, 300, bytes, sizeof bytes), 0);
    CHECK_EQ(acpi_read(&memory, &found, UINT64_MAX, bytes, sizeof bytes), 0);
    CHECK_EQ(acpi_find(&memory, &root, "SSDT", 2, &found), VB_ERR_NOT_FOUND);
    CHECK_EQ(acpi_find(&memory, &root, "DSDT", 0, &found), VB_OK);
    CHECK_EQ(found.address, BASE + 0x3000);
    CHECK_EQ(acpi_find(&memory, &root, "DSDT", 1, &found), VB_ERR_NOT_FOUND);
    CHECK_EQ(found.address, BASE + 0x3000); /* unchanged by a refusal */

    memory_bytes[0x1000 + 36] ^= 1; /* wrong checksum: passed over */
    CHECK_EQ(acpi_find(&memory, &root, "SSDT", 0, &found), VB_OK);
    CHECK_EQ(found.address, BASE + 0x2000);
}

static void falls_back_to_the_rsdt(void)
{
    struct acpi_root root;
    struct acpi_table found;

    place_all();
    memory_bytes[0x100 + 40] ^= 1; /* the XSDT is damaged */
    CHECK_EQ(acpi_open(&memory, BASE, &root), VB_OK);
    CHECK_EQ(root.entry_size, 4);
    CHECK_EQ(acpi_find(&memory, &root, "SSDT", 0, &found), VB_OK);
    CHECK_EQ(acpi_find(&memory, &root, "SSDT", 1, &found), VB_ERR_NOT_FOUND);
    place_rsdp(0, BASE + 0x200, 0);
    CHECK_EQ(acpi_open(&memory, BASE, &root), VB_OK);
    CHECK_EQ(root.revision, 0);
    memory_bytes[0x200 + 36] ^= 1;
    CHECK_EQ(acpi_open(&memory, BASE, &root), VB_ERR_INVALID);
    place_rsdp(0, 0, 0);
    CHECK_EQ(acpi_open(&memory, BASE, &root), VB_ERR_INVALID);
    memory_bytes[16] ^= 1;
    CHECK_EQ(acpi_open(&memory, BASE, &root), VB_ERR_INVALID);
    memory_bytes[0] ^= 1;
    CHECK_EQ(acpi_open(&memory, BASE, &root), VB_ERR_NOT_FOUND);
    CHECK_EQ(acpi_open(&memory, 0, &root), VB_ERR_INVALID);
    CHECK_EQ(acpi_open(&memory, UINT64_MAX, &root), VB_ERR_INVALID);
}

static void refuses_impossible_lengths(void)
{
    struct acpi_root root;
    struct acpi_table found;

    place_all();
    CHECK_EQ(acpi_open(&memory, BASE, &root), VB_OK);
    static const uint32_t lengths[] = {0, 35, ACPI_TABLE_MAX + 1, UINT32_MAX, 60000};
    for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
        memcpy(memory_bytes + 0x4000 + 4, &lengths[i], 4);
        CHECK_EQ(acpi_find(&memory, &root, "FACP", 0, &found), VB_ERR_NOT_FOUND);
        CHECK_EQ(acpi_find(&memory, &root, "DSDT", 0, &found), VB_ERR_NOT_FOUND);
    }
}

static void checks_whole_tables(void)
{
    begin("HPET", 1, 56);
    finish();
    CHECK(acpi_is_table(table, size, "HPET"));
    CHECK(acpi_is_table(table, sizeof table, "HPET"));
    CHECK(!acpi_is_table(table, size - 1, "HPET"));
    CHECK(!acpi_is_table(table, size, "APIC"));
    table[50]++;
    CHECK(!acpi_is_table(table, size, "HPET"));
}

/* ---- FADT ---- */

static void put_register(size_t at, uint8_t space, uint8_t bits, uint64_t address)
{
    table[at] = space;
    table[at + 1] = bits;
    table[at + 3] = 1;
    put(at + 4, address, 8);
}

static void reads_a_fadt(void)
{
    struct acpi_fadt fadt;

    begin("FACP", 3, 244);
    put(40, 0x1000, 4);
    put(46, 9, 2);
    put(48, 0xb2, 4);
    table[52] = 2;
    put(64, 0x604, 4);
    put(76, 0x608, 4);
    table[89] = 2;
    table[91] = 4;
    table[108] = 0x32;
    put(109, ACPI_BOOT_8042 | ACPI_BOOT_LEGACY_DEVICES, 2);
    put(112, 1u << 10 | 1u << 8, 4);
    put_register(116, ACPI_SPACE_PORTS, 8, 0xcf9);
    table[128] = 0xf;
    put_register(172, ACPI_SPACE_PORTS, 16, 0x1804);
    finish();
    CHECK_EQ(acpi_parse_fadt(table, size, &fadt), VB_OK);
    CHECK_EQ(fadt.dsdt, 0x1000);
    CHECK_EQ(fadt.sci, 9);
    CHECK_EQ(fadt.smi_command, 0xb2);
    CHECK_EQ(fadt.acpi_enable, 2);
    CHECK_EQ(fadt.pm1a_control.address, 0x1804); /* the 64-bit form goes first */
    CHECK_EQ(fadt.pm1a_control.bits, 16);
    CHECK_EQ(fadt.pm1b_control.address, 0);
    CHECK_EQ(fadt.pm_timer.address, 0x608);
    CHECK_EQ(fadt.pm_timer.space, ACPI_SPACE_PORTS);
    CHECK(fadt.pm_timer_is_32_bits && !fadt.hardware_reduced);
    CHECK_EQ(fadt.reset.address, 0xcf9);
    CHECK_EQ(fadt.reset.access, 1);
    CHECK_EQ(fadt.reset_value, 0xf);
    CHECK_EQ(fadt.century, 0x32);
    CHECK(acpi_may_have_8042(&fadt));

    put(140, 0x123456789a, 8);
    put(109, 0, 2);
    put(112, 1u << 20, 4);
    CHECK_EQ(acpi_parse_fadt(table, size, &fadt), VB_OK);
    CHECK_EQ(fadt.dsdt, 0x123456789a);
    CHECK(!acpi_may_have_8042(&fadt));
    CHECK(fadt.hardware_reduced);
    CHECK_EQ(fadt.pm1a_control.address, 0);
    CHECK_EQ(fadt.reset.address, 0);
    CHECK_EQ(fadt.sleep_control.address, 0); /* the table is too short for it */

    size = 268;
    put_register(244, ACPI_SPACE_MEMORY, 8, 0xfed00000);
    finish();
    CHECK_EQ(acpi_parse_fadt(table, size, &fadt), VB_OK);
    CHECK_EQ(fadt.sleep_control.address, 0xfed00000);
    CHECK_EQ(fadt.sleep_control.space, ACPI_SPACE_MEMORY);
}

static void reads_short_fadts(void)
{
    struct acpi_fadt fadt;

    begin("FACP", 1, 116);
    put(64, 0x604, 4);
    table[89] = 2;
    put(112, 1u << 10, 4); /* says that it has a reset register, and ends before it */
    memset(table + 116, 0xff, 200);
    finish();
    CHECK_EQ(acpi_parse_fadt(table, sizeof table, &fadt), VB_OK);
    CHECK_EQ(fadt.pm1a_control.address, 0x604);
    CHECK_EQ(fadt.pm1a_control.bits, 16);
    CHECK_EQ(fadt.reset.address, 0);
    CHECK(acpi_may_have_8042(&fadt));
    CHECK_EQ(acpi_parse_fadt(table, 115, &fadt), VB_ERR_INVALID);
    CHECK_EQ(acpi_parse_fadt(table, 3, &fadt), VB_ERR_INVALID);
    table[0] = 'X';
    CHECK_EQ(acpi_parse_fadt(table, size, &fadt), VB_ERR_INVALID);
}

/* ---- MADT ---- */

static void begin_madt(void)
{
    begin("APIC", 3, 44);
    put(36, 0xfee00000, 4);
    table[40] = 1;
    append("\0\x08\0\x05\x01\0\0\0", 8);                    /* CPU, APIC id 5 */
    append("\x01\x0c\x02\0\0\0\xc0\xfe\x18\0\0\0", 12);     /* IO-APIC */
    append("\x02\x0a\0\0\x02\0\0\0\0\0", 10);               /* line 0 is input 2 */
    append("\x02\x0a\0\x09\x09\0\0\0\x0d\0", 10);           /* line 9: high, level */
    append("\x02\x0a\0\x0a\x14\0\0\0\x0f\0", 10);           /* line 10: low, level */
    append("\x7f\x05\0\0\0", 5);                            /* unknown */
    append("\x09\x10\0\0\0\x01\0\0\x02\0\0\0\0\0\0\0", 16); /* x2APIC 256, hot-pluggable */
    append("\x05\x0c\0\0\x00\x10\xe0\xfe\x01\0\0\0", 12);   /* local APIC elsewhere */
    append("\x03\x08\x05\0\x17\0\0\0", 8);                  /* NMI */
}

static void reads_a_madt(void)
{
    struct acpi_madt madt;
    struct acpi_madt_entry entry;
    size_t cursor = 0;

    begin_madt();
    finish();
    CHECK_EQ(acpi_parse_madt(table, size, &madt), VB_OK);
    CHECK_EQ(madt.local_apic, 0x1fee01000);
    CHECK(madt.has_8259);
    CHECK_EQ(acpi_next_madt(table, size, &cursor, &entry), 1);
    CHECK_EQ(entry.kind, ACPI_MADT_CPU);
    CHECK_EQ(entry.cpu.apic_id, 5);
    CHECK(entry.cpu.enabled);
    CHECK_EQ(acpi_next_madt(table, size, &cursor, &entry), 1);
    CHECK_EQ(entry.kind, ACPI_MADT_IO_APIC);
    CHECK_EQ(entry.io_apic.id, 2);
    CHECK_EQ(entry.io_apic.address, 0xfec00000);
    CHECK_EQ(entry.io_apic.first_interrupt, 24);
    for (int i = 0; i < 3; i++) {
        CHECK_EQ(acpi_next_madt(table, size, &cursor, &entry), 1);
        CHECK_EQ(entry.kind, ACPI_MADT_OVERRIDE);
    }
    CHECK_EQ(entry.override.isa_line, 10);
    CHECK_EQ(entry.override.interrupt, 20);
    CHECK_EQ(entry.override.polarity, ACPI_POLARITY_LOW);
    CHECK_EQ(entry.override.trigger, ACPI_TRIGGER_LEVEL);
    CHECK_EQ(acpi_next_madt(table, size, &cursor, &entry), 1);
    CHECK_EQ(entry.kind, ACPI_MADT_CPU);
    CHECK_EQ(entry.cpu.apic_id, 256);
    CHECK(!entry.cpu.enabled && entry.cpu.can_be_enabled);
    CHECK_EQ(acpi_next_madt(table, size, &cursor, &entry), 1);
    CHECK_EQ(entry.kind, ACPI_MADT_NMI);
    CHECK_EQ(entry.override.interrupt, 23);
    CHECK_EQ(acpi_next_madt(table, size, &cursor, &entry), 0);
    CHECK_EQ(acpi_next_madt(table, size, &cursor, &entry), 0);
}

static void routes_isa_lines(void)
{
    struct acpi_isa_route route;

    begin_madt();
    finish();
    CHECK_EQ(acpi_route_isa(table, size, 0, &route), VB_OK);
    CHECK_EQ(route.interrupt, 2);
    CHECK(!route.active_low && !route.level);
    CHECK_EQ(acpi_route_isa(table, size, 4, &route), VB_OK);
    CHECK_EQ(route.interrupt, 4);
    CHECK_EQ(acpi_route_isa(table, size, 9, &route), VB_OK);
    CHECK(!route.active_low && route.level);
    CHECK_EQ(acpi_route_isa(table, size, 10, &route), VB_OK);
    CHECK_EQ(route.interrupt, 20);
    CHECK(route.active_low && route.level);
    CHECK_EQ(acpi_route_isa(table, size, 16, &route), VB_ERR_INVALID);
    append("\x02\x0a\0\x0b\x0b\0\0\0\x02\0", 10); /* line 11: a reserved polarity */
    finish();
    CHECK_EQ(acpi_route_isa(table, size, 11, &route), VB_ERR_INVALID);
}

static void refuses_damaged_madts(void)
{
    static const char *const entries[] = {
        "\x00\x00", "\x00\x07", "\x00\x01", "\x02\x08\0\0\0\0\0\0", "\x01\xff", "\x7f\x00", "\x09",
    };
    struct acpi_madt_entry entry;

    for (size_t i = 0; i < ARRAY_LEN(entries); i++) {
        size_t cursor = 0;
        begin("APIC", 3, 44);
        append(entries[i], i == 3 ? 8 : i == 6 ? 1 : 2);
        finish();
        CHECK_EQ(acpi_next_madt(table, size, &cursor, &entry), VB_ERR_INVALID);
        CHECK_EQ(acpi_next_madt(table, size, &cursor, &entry), VB_ERR_INVALID);
    }
    size_t cursor = 0;
    begin_madt();
    finish();
    CHECK_EQ(acpi_next_madt(table, 43, &cursor, &entry), VB_ERR_INVALID);
    CHECK_EQ(acpi_next_madt(table, 44, &cursor, &entry), 0);
    cursor = SIZE_MAX;
    CHECK_EQ(acpi_next_madt(table, size, &cursor, &entry), 0);
}

/* ---- HPET, MCFG ---- */

static void reads_hpet_and_mcfg(void)
{
    struct acpi_hpet hpet;
    struct acpi_mcfg_entry entry;
    size_t cursor = 0;

    begin("HPET", 1, 56);
    put_register(40, ACPI_SPACE_MEMORY, 64, 0xfed00000);
    put(53, 100, 2);
    finish();
    CHECK_EQ(acpi_parse_hpet(table, size, &hpet), VB_OK);
    CHECK_EQ(hpet.base.address, 0xfed00000);
    CHECK_EQ(hpet.minimum_tick, 100);
    CHECK_EQ(acpi_parse_hpet(table, 55, &hpet), VB_ERR_INVALID);

    begin("MCFG", 1, 60);
    put(44, 0xb0000000, 8);
    table[55] = 255;
    append("\0\0\0\0\0\0\0\xff\x01\0\x02\x01\0\0\0\0", 16); /* buses 2 to 1 */
    finish();
    CHECK_EQ(acpi_next_mcfg(table, size, &cursor, &entry), 1);
    CHECK_EQ(entry.base, 0xb0000000);
    CHECK_EQ(entry.first_bus, 0);
    CHECK_EQ(entry.last_bus, 255);
    CHECK_EQ(acpi_next_mcfg(table, size, &cursor, &entry), VB_ERR_INVALID);
    CHECK_EQ(entry.last_bus, 255);
    put(70, 0x0201, 2);             /* buses 1 to 2, */
    put(60, 0xffffffffffe00000, 8); /* beyond the end of the address space */
    CHECK_EQ(acpi_next_mcfg(table, size, &cursor, &entry), VB_ERR_INVALID);
    put(60, 0xffffffffff000000, 8);
    CHECK_EQ(acpi_next_mcfg(table, size, &cursor, &entry), 1);
    CHECK_EQ(entry.segment, 1);
    CHECK_EQ(acpi_next_mcfg(table, size, &cursor, &entry), 0);
    cursor = 0;
    CHECK_EQ(acpi_next_mcfg(table, 59, &cursor, &entry), VB_ERR_INVALID);
}

/* ---- DMAR ---- */

static void begin_dmar(void)
{
    begin("DMAR", 1, 48);
    table[36] = 38;
    table[37] = 1;
    /* A unit for bus 0 device 2, and behind the bridge 0:1c.4 for device 0. */
    append("\0\0\x20\0\0\0\0\0\0\0\xd9\xfe\0\0\0\0", 16);
    append("\x01\x08\0\0\0\0\x02\0", 8);
    append("\x02\x08\0\0\0\0\x1c\x04", 8); /* a bridge */
    append("\x02\0\x08\0\0\0\0\0", 8);     /* ATSR: of no use */
    /* The unit for the rest, with an IO-APIC. */
    append("\0\0\x1a\0\x01\0\0\0\0\x10\xd9\xfe\0\0\0\0", 16);
    append("\x03\x0a\0\0\x08\xf0\x1f\x00\x01\x02", 10);
    /* Reserved memory of an endpoint. */
    append("\x01\0\x20\0\0\0\0\0\0\0\0\x7c\0\0\0\0\xff\xff\x7f\x7c\0\0\0\0", 24);
    append("\x01\x08\0\0\0\0\x02\0", 8);
}

static void reads_a_dmar(void)
{
    struct acpi_dmar dmar;
    struct acpi_dmar_entry entry;
    struct acpi_scope scope;
    size_t cursor = 0, at = 0;

    begin_dmar();
    finish();
    CHECK_EQ(acpi_parse_dmar(table, size, &dmar), VB_OK);
    CHECK_EQ(dmar.address_bits, 39);
    CHECK(dmar.interrupt_remapping);
    CHECK_EQ(acpi_next_dmar(table, size, &cursor, &entry), 1);
    CHECK_EQ(entry.kind, ACPI_DMAR_UNIT);
    CHECK_EQ(entry.base, 0xfed90000);
    CHECK_EQ(entry.limit, 0xfed90fff);
    CHECK(!entry.covers_rest);
    CHECK_EQ(acpi_next_scope(table, size, &entry, &at, &scope), 1);
    CHECK_EQ(scope.kind, ACPI_SCOPE_ENDPOINT);
    CHECK_EQ(scope.count, 1);
    CHECK_EQ(scope.path[0].device, 2);
    CHECK_EQ(acpi_next_scope(table, size, &entry, &at, &scope), 1);
    CHECK_EQ(scope.kind, ACPI_SCOPE_BRIDGE);
    CHECK_EQ(scope.path[0].function, 4);
    CHECK_EQ(acpi_next_scope(table, size, &entry, &at, &scope), 0);
    CHECK_EQ(acpi_next_dmar(table, size, &cursor, &entry), 1);
    CHECK(entry.covers_rest);
    at = 0;
    CHECK_EQ(acpi_next_scope(table, size, &entry, &at, &scope), 1);
    CHECK_EQ(scope.kind, ACPI_SCOPE_IO_APIC);
    CHECK_EQ(scope.id, 8);
    CHECK_EQ(scope.bus, 0xf0);
    CHECK_EQ(scope.count, 2);
    CHECK_EQ(scope.path[1].function, 2);
    CHECK_EQ(acpi_next_dmar(table, size, &cursor, &entry), 1);
    CHECK_EQ(entry.kind, ACPI_DMAR_RESERVED);
    CHECK_EQ(entry.limit, 0x7c7fffff);
    CHECK_EQ(acpi_next_dmar(table, size, &cursor, &entry), 0);
}

static void refuses_damaged_dmars(void)
{
    struct acpi_dmar dmar;
    struct acpi_dmar_entry entry;
    struct acpi_scope scope;
    size_t cursor = 0, at = 0;

    begin_dmar();
    finish();
    CHECK_EQ(acpi_parse_dmar(table, 47, &dmar), VB_ERR_INVALID);
    CHECK_EQ(acpi_next_dmar(table, 47, &cursor, &entry), VB_ERR_INVALID);
    CHECK_EQ(acpi_next_dmar(table, 50, &cursor, &entry), VB_ERR_INVALID);
    CHECK_EQ(acpi_next_dmar(table, 79, &cursor, &entry), VB_ERR_INVALID);
    put(50, 3, 2); /* an entry shorter than its head, which would never end */
    CHECK_EQ(acpi_next_dmar(table, size, &cursor, &entry), VB_ERR_INVALID);
    put(50, 15, 2);
    CHECK_EQ(acpi_next_dmar(table, size, &cursor, &entry), VB_ERR_INVALID);
    put(50, 32, 2);
    CHECK_EQ(acpi_next_dmar(table, size, &cursor, &entry), 1);
    static const uint8_t lengths[] = {0, 5, 6, 7, 9, 18, 255};
    for (size_t i = 0; i < sizeof lengths; i++) {
        table[65] = lengths[i];
        CHECK_EQ(acpi_next_scope(table, size, &entry, &at, &scope), VB_ERR_INVALID);
    }
    CHECK_EQ(acpi_next_scope(table, 70, &entry, &at, &scope), VB_ERR_INVALID);
    put(56, UINT64_MAX - 1, 8); /* registers beyond the end */
    cursor = 0;
    CHECK_EQ(acpi_next_dmar(table, size, &cursor, &entry), VB_ERR_INVALID);

    begin("DMAR", 1, 48);
    append("\0\0\x40\0\0\0\0\0\0\0\xd9\xfe\0\0\0\0", 16);
    size += 48;
    table[64] = 1;
    table[65] = 48; /* 21 bridges deep */
    finish();
    cursor = at = 0;
    CHECK_EQ(acpi_next_dmar(table, size, &cursor, &entry), 1);
    CHECK_EQ(acpi_next_scope(table, size, &entry, &at, &scope), VB_ERR_TOO_BIG);
    table[36] = 64;
    CHECK_EQ(acpi_parse_dmar(table, size, &dmar), VB_ERR_INVALID);
}

/* ---- \_S5 ---- */

static int find_s5(const char *aml, uint32_t count, struct acpi_s5 *out)
{
    begin("DSDT", 2, 36);
    append(aml, count);
    finish();
    return acpi_find_s5(table, size, out);
}

static void finds_s5(void)
{
    struct acpi_s5 s5;

    CHECK_EQ(find_s5("\x08_S5_\x12\x06\x04\x00\x00\x00\x00", 12, &s5), VB_OK);
    CHECK_EQ(s5.pm1a, 0);
    /* After other text of that name; \_S5, a two-byte length, BytePrefix and WordPrefix. */
    CHECK_EQ(find_s5("x_S5_\x08\\_S5_\x12\x48\x00\x04\x0a\x05\x0b\x07\x00\x00", 20, &s5), VB_OK);
    CHECK_EQ(s5.pm1a, 5);
    CHECK_EQ(s5.pm1b, 7);
    CHECK_EQ(find_s5("\x08_S5_\x12\x05\x04\x0c\x03\x00\x00\x00", 12, &s5), VB_ERR_NOT_FOUND);
    CHECK_EQ(find_s5("\x08_S5_\x12\x07\x01\x0c\x03\x00\x00\x00", 13, &s5), VB_OK);
    CHECK_EQ(s5.pm1a, 3);
    CHECK_EQ(s5.pm1b, 0);
}

static void refuses_other_s5(void)
{
    static const struct {
        const char *aml;
        uint32_t size;
    } cases[] = {
        {"\x08_S5_", 5},                              /* nothing follows */
        {"\x08_S5_\x12", 6},                          /* nor a length */
        {"\x08_S5_\x12\xc6", 7},                      /* a length cut off */
        {"\x08_S5_\x12\x06\x04\x00", 9},              /* a package cut off */
        {"\x08_S5_\x12\x00\x04\x00\x00", 10},         /* a length that excludes itself */
        {"\x08_S5_\x12\x03\x02\x00\x00", 10},         /* room for one element of two */
        {"\x08_S5_\x12\x02\x00\x00\x00", 10},         /* no elements */
        {"\x08_S5_\x12\x05\x02\x0a\x08\x00", 11},     /* no sleep type */
        {"\x08_S5_\x12\x05\x02\x08\x08\x00", 11},     /* no constant */
        {"\x14\x08_S5_\x0a\x12\x06\x04\x00\x00", 12}, /* a method */
    };
    struct acpi_s5 s5;

    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        CHECK_EQ(find_s5(cases[i].aml, cases[i].size, &s5), VB_ERR_NOT_FOUND);
    }
    CHECK_EQ(acpi_find_s5(table, 35, &s5), VB_ERR_INVALID);
    memcpy(table, "SSDT", 4);
    CHECK_EQ(acpi_find_s5(table, size, &s5), VB_ERR_NOT_FOUND);
    memcpy(table, "FACP", 4);
    CHECK_EQ(acpi_find_s5(table, size, &s5), VB_ERR_INVALID);
}

int main(void)
{
    RUN(finds_tables);
    RUN(falls_back_to_the_rsdt);
    RUN(refuses_impossible_lengths);
    RUN(checks_whole_tables);
    RUN(reads_a_fadt);
    RUN(reads_short_fadts);
    RUN(reads_a_madt);
    RUN(routes_isa_lines);
    RUN(refuses_damaged_madts);
    RUN(reads_hpet_and_mcfg);
    RUN(reads_a_dmar);
    RUN(refuses_damaged_dmars);
    RUN(finds_s5);
    RUN(refuses_other_s5);
    return check_exit();
}
