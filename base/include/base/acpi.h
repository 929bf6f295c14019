/*
 * The firmware's ACPI tables, as far as a kernel and its device manager need them: where the
 * interrupt controllers, clocks, PCIe configuration space and IOMMUs are, and how to reset the
 * machine and switch it off. Freestanding, stateless; nothing allocates.
 *
 * Tables are not trusted: no length, count or address in them makes a parser read outside of what
 * it was given, or work for longer than the table's size allows. Numbers are little-endian and
 * unaligned. AML is not executed; the one package of it that is needed is found by search.
 *
 * Two halves. acpi_open() and acpi_find() walk physical memory through a callback and yield tables
 * whose checksum is right. The others take a table's bytes (`table`, `size`), check its signature
 * and read nothing beyond the smaller of `size` and the length in its header.
 *
 * Sections are of the ACPI Specification 6.5 unless another document is named.
 * Errors: VB_ERR_NOT_FOUND (it is not there), VB_ERR_INVALID (malformed), VB_ERR_TOO_BIG.
 */
#ifndef BASE_ACPI_H
#define BASE_ACPI_H

#include <base/macros.h>
#include <stdbool.h>
#include <vibee/status.h>

/* ---- finding tables (5.2.5 to 5.2.8) ----------------------------------------------------------
 */

enum {
    ACPI_HEADER_SIZE = 36,     /* of what every table begins with (5.2.6) */
    ACPI_TABLE_MAX = 16 << 20, /* bytes; larger ones are taken for damaged */
    ACPI_TABLES_MAX = 1024,    /* entries of the root table that are looked at */
};

/* Where tables are read. `read` copies `size` bytes at physical `address`, or returns false when
 * they cannot be read; it is called with at most 256 bytes at a time. */
struct acpi_memory {
    bool (*read)(void *context, uint64_t address, void *to, size_t size);
    void *context;
};

/* The root table: the XSDT, or the RSDT where there is none that can be used. */
struct acpi_root {
    uint64_t address;
    uint32_t count;      /* entries */
    uint32_t entry_size; /* 8 or 4 */
    uint8_t revision;    /* of the RSDP: 0 (ACPI 1.0) or 2 */
};

struct acpi_table {
    uint64_t address;
    uint32_t size; /* header included, at most ACPI_TABLE_MAX */
};

/* `rsdp` is the physical address that the boot firmware names. */
MUST_CHECK int acpi_open(const struct acpi_memory *memory, uint64_t rsdp, struct acpi_root *out);
/* The table number `index` (0 first) among those that have this signature and a right checksum;
 * others are passed over. "DSDT" is found through the FADT. VB_ERR_NOT_FOUND at the end. */
MUST_CHECK int acpi_find(const struct acpi_memory *memory, const struct acpi_root *root,
                         const char signature[4], unsigned index, struct acpi_table *out);
/* Copy bytes of a table from `offset`: at most `room`, returns how many (0 at the end).
 * VB_ERR_IO: the memory could not be read. */
MUST_CHECK int64_t acpi_read(const struct acpi_memory *memory, const struct acpi_table *table,
                             uint64_t offset, void *to, size_t room);

/* Whether the bytes are one whole table of this signature: length and checksum are right. */
bool acpi_is_table(const void *table, size_t size, const char signature[4]);

/* ---- registers (5.2.3.2) ----------------------------------------------------------------------
 */

enum acpi_space {
    ACPI_SPACE_MEMORY = 0,
    ACPI_SPACE_PORTS = 1,
    ACPI_SPACE_PCI = 2, /* configuration space: device << 32 | function << 16 | offset on bus 0 */
};

struct acpi_register {
    uint64_t address; /* 0: there is no such register */
    uint8_t space;    /* acpi_space, or one that is not listed there */
    uint8_t bits;     /* register width */
    uint8_t access;   /* bytes of one access: 1, 2, 4, 8; 0: not said */
};

/* ---- FADT (5.2.9) -----------------------------------------------------------------------------
 */

enum acpi_boot_flags { /* 5.2.9.3, IA-PC boot architecture flags */
                       ACPI_BOOT_LEGACY_DEVICES = 1,
                       ACPI_BOOT_8042 = 2,
                       ACPI_BOOT_NO_VGA = 4,
                       ACPI_BOOT_NO_MSI = 8,
                       ACPI_BOOT_NO_CMOS_CLOCK = 32,
};

struct acpi_fadt {
    uint64_t dsdt;
    uint16_t sci;         /* global system interrupt; ISA line where there are 8259s */
    uint32_t smi_command; /* port; 0: the machine is in ACPI mode always */
    uint8_t acpi_enable;  /* written to smi_command to enter ACPI mode */
    uint8_t acpi_disable;
    uint8_t century;     /* index into CMOS memory, 0: none */
    bool has_boot_flags; /* false: an old table, all legacy devices may be there */
    uint16_t boot_flags;
    struct acpi_register pm1a_event, pm1b_event; /* status, then as many bytes of enables */
    struct acpi_register pm1a_control, pm1b_control;
    struct acpi_register pm_timer; /* 3.579545 MHz */
    bool pm_timer_is_32_bits;      /* else 24 */
    bool hardware_reduced;         /* none of the PM registers exist (4.1) */
    struct acpi_register reset;    /* address 0: not supported (4.8.3.6) */
    uint8_t reset_value;
    struct acpi_register sleep_control; /* what there is in place of PM1 control (4.8.3.7) */
};

MUST_CHECK int acpi_parse_fadt(const void *table, size_t size, struct acpi_fadt *out);
/* Whether there may be a keyboard controller. */
bool acpi_may_have_8042(const struct acpi_fadt *fadt);

/* ---- MADT (5.2.12) ----------------------------------------------------------------------------
 */

struct acpi_madt {
    uint64_t local_apic; /* physical address; the 64-bit override is taken into account */
    bool has_8259;       /* to be masked before APICs are used */
};

enum acpi_madt_kind { ACPI_MADT_CPU, ACPI_MADT_IO_APIC, ACPI_MADT_OVERRIDE, ACPI_MADT_NMI };

struct acpi_madt_entry {
    enum acpi_madt_kind kind;
    union {
        struct { /* 5.2.12.2, 5.2.12.12 */
            uint32_t apic_id;
            bool enabled;
            bool can_be_enabled; /* by plugging it in; meaningful when not enabled */
        } cpu;
        struct { /* 5.2.12.3 */
            uint8_t id;
            uint32_t address;
            uint32_t first_interrupt; /* global system interrupt of its first input */
        } io_apic;
        struct { /* 5.2.12.5; nmi (5.2.12.6): isa_line is 0 */
            uint8_t isa_line;
            uint32_t interrupt; /* global system interrupt */
            uint8_t polarity;   /* acpi_polarity */
            uint8_t trigger;    /* acpi_trigger */
        } override;
    };
};

/* As the bus has it: for ISA high and edge. Reserved values are reported as such. */
enum acpi_polarity { ACPI_POLARITY_BUS = 0, ACPI_POLARITY_HIGH = 1, ACPI_POLARITY_LOW = 3 };
enum acpi_trigger { ACPI_TRIGGER_BUS = 0, ACPI_TRIGGER_EDGE = 1, ACPI_TRIGGER_LEVEL = 3 };

MUST_CHECK int acpi_parse_madt(const void *table, size_t size, struct acpi_madt *out);
/* The next entry that is of use here; *cursor is 0 first. Returns 1, 0 at the end, or
 * VB_ERR_INVALID where an entry does not fit (what came before may be used). */
MUST_CHECK int acpi_next_madt(const void *table, size_t size, size_t *cursor,
                              struct acpi_madt_entry *out);

/* How an ISA line reaches the IO-APICs: what an override says, else the same number, high, edge.
 * VB_ERR_INVALID: not a line (0 to 15), not a MADT, or an override has a reserved value. */
struct acpi_isa_route {
    uint32_t interrupt; /* global system interrupt */
    bool active_low;
    bool level;
};
MUST_CHECK int acpi_route_isa(const void *table, size_t size, unsigned line,
                              struct acpi_isa_route *out);

/* ---- HPET (IA-PC HPET Specification 1.0a, 3.2.4) ----------------------------------------------
 */

struct acpi_hpet {
    struct acpi_register base; /* 1 KiB of registers */
    uint8_t number;
    uint16_t minimum_tick; /* in periodic mode, so that no interrupt is lost */
};

MUST_CHECK int acpi_parse_hpet(const void *table, size_t size, struct acpi_hpet *out);

/* ---- MCFG (PCI Firmware Specification 3.3, 4.1.2) ---------------------------------------------
 */

/* Configuration space of buses first_bus to last_bus: bus b, device d, function f is at
 * base + (b << 20 | d << 15 | f << 12), whatever first_bus is. */
struct acpi_mcfg_entry {
    uint64_t base;
    uint16_t segment;
    uint8_t first_bus, last_bus;
};

/* As acpi_next_madt(). An entry whose buses are the wrong way round or whose range wraps is
 * VB_ERR_INVALID. */
MUST_CHECK int acpi_next_mcfg(const void *table, size_t size, size_t *cursor,
                              struct acpi_mcfg_entry *out);

/* ---- DMAR (Intel VT-d Specification 4.1, chapter 8) -------------------------------------------
 */

struct acpi_dmar {
    uint8_t address_bits; /* of DMA on this machine */
    bool interrupt_remapping;
    bool x2apic_opt_out;
};

enum acpi_dmar_kind {
    ACPI_DMAR_UNIT = 0,     /* DRHD (8.3): an IOMMU */
    ACPI_DMAR_RESERVED = 1, /* RMRR (8.4): memory that devices in scope use from before boot */
};

struct acpi_dmar_entry {
    enum acpi_dmar_kind kind;
    uint16_t segment;
    bool covers_rest;         /* unit: all devices of the segment that no other unit has in scope */
    uint64_t base;            /* unit: its registers; reserved: first byte */
    uint64_t limit;           /* reserved: last byte; unit: end of the register set, inclusive */
    size_t scopes, scope_end; /* bytes of the table, for acpi_next_scope() */
};

enum acpi_scope_kind {
    ACPI_SCOPE_ENDPOINT = 1,
    ACPI_SCOPE_BRIDGE = 2, /* with everything behind it */
    ACPI_SCOPE_IO_APIC = 3,
    ACPI_SCOPE_HPET = 4,
    ACPI_SCOPE_NAMESPACE = 5,
};

enum { ACPI_PATH_MAX = 16 }; /* bridges deep; longer ones are VB_ERR_TOO_BIG */

struct acpi_scope {
    uint8_t kind;  /* acpi_scope_kind, or another */
    uint8_t id;    /* of an IO-APIC, HPET number, ACPI device number */
    uint8_t bus;   /* that the path starts from */
    uint8_t count; /* of path, 1 at least */
    struct {
        uint8_t device, function;
    } path[ACPI_PATH_MAX]; /* each but the last is a bridge, whose secondary bus the next is on */
};

MUST_CHECK int acpi_parse_dmar(const void *table, size_t size, struct acpi_dmar *out);
/* As acpi_next_madt(): units and reserved memory, in the table's order. */
MUST_CHECK int acpi_next_dmar(const void *table, size_t size, size_t *cursor,
                              struct acpi_dmar_entry *out);
/* The next device in an entry's scope; *cursor is 0 first. `entry` came from this table. */
MUST_CHECK int acpi_next_scope(const void *table, size_t size, const struct acpi_dmar_entry *entry,
                               size_t *cursor, struct acpi_scope *out);

/* ---- switching off (7.4.2, 4.8.3.2) -----------------------------------------------------------
 */

/* What the PM1 control registers, or sleep_control (the first), take as SLP_TYP to switch the
 * machine off. */
struct acpi_s5 {
    uint8_t pm1a, pm1b; /* 0 to 7 */
};

/* Look for Name (\_S5, Package {...}) of constants in a DSDT or SSDT. A table that makes the
 * package in another way is VB_ERR_NOT_FOUND. */
MUST_CHECK int acpi_find_s5(const void *table, size_t size, struct acpi_s5 *out);

#endif
