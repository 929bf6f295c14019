/* One remapping unit: its registers (the specification's chapter of registers) and its queue of
 * invalidations (6.5.2). Invalidation by registers is left out: newer units do not have it (6.5).
 */
#include "processor.h"
#include "vtd.h"

enum { /* offsets of registers */
       CAPABILITY = 0x08,
       EXTENDED = 0x10,
       COMMAND = 0x18,
       STATUS = 0x1c,
       ROOT = 0x20,
       FAULT_STATUS = 0x34,
       FAULT_CONTROL = 0x38,
       FAULT_DATA = 0x3c,
       FAULT_ADDRESS = 0x40,
       FAULT_ADDRESS_HIGH = 0x44,
       PROTECTED = 0x64,
       QUEUE_TAIL = 0x88,
       QUEUE = 0x90,
};

/* Of COMMAND and STATUS. */
#define TRANSLATE    (1u << 31)
#define SET_ROOT     (1u << 30)
#define FLUSH_WRITES (1u << 27)
#define USE_QUEUE    (1u << 26)
#define INTERRUPTS   (1u << 25)
#define ONCE         0x69000000u /* bits of COMMAND that do something once and do not stay */

#define CAPABILITY_FLUSH     (1u << 4) /* tables that were changed need FLUSH_WRITES */
#define CAPABILITY_PROTECTED (3u << 5) /* there are ranges that no device reaches */
#define EXTENDED_COHERENT    1u
#define EXTENDED_QUEUE       2u

#define QUEUE_ERRORS    0x70u
#define FAULT_PENDING   2u
#define FAULT_OVERFLOW  1u
#define PROTECTED_STATE 1u

#define QUEUE_SIZE 4096u

/* Descriptors (6.5.2). */
enum { CONTEXTS = 1, TRANSLATIONS = 2, WAIT = 5 };
#define GLOBAL_KIND (1u << 4)
#define DOMAIN_KIND (2u << 4)
#define DRAIN       (3u << 6)
#define WAIT_WRITE  (1u << 5)
#define WAIT_DONE   1u

static uint32_t get(const struct vtd_unit *unit, uint32_t at)
{
    return *(volatile uint32_t *)(unit->registers + at);
}

static uint64_t get64(const struct vtd_unit *unit, uint32_t at)
{
    return *(volatile uint64_t *)(unit->registers + at);
}

static void set(const struct vtd_unit *unit, uint32_t at, uint32_t value)
{
    *(volatile uint32_t *)(unit->registers + at) = value;
}

static void set64(const struct vtd_unit *unit, uint32_t at, uint64_t value)
{
    *(volatile uint64_t *)(unit->registers + at) = value;
}

/* A unit that does not answer may let devices do anything: there is no going on. */
static void wait_for(const struct vtd_unit *unit, uint32_t at, uint32_t mask, uint32_t value)
{
    uint64_t end = hal_clock_monotonic() + VTD_WAIT_NS;
    while ((get(unit, at) & mask) != value) {
        if (hal_clock_monotonic() > end) {
            hal_panic("the IOMMU does not answer (iommu=off does without)");
        }
        pause();
    }
}

/* One command at a time; what is on stays on (Global Command Register). */
static void command(const struct vtd_unit *unit, uint32_t bit, bool on)
{
    uint32_t state = get(unit, STATUS) & ~ONCE;
    set(unit, COMMAND, on ? state | bit : state & ~bit);
    wait_for(unit, STATUS, bit, on && bit != FLUSH_WRITES ? bit : 0);
}

/* ---- opening --------------------------------------------------------------------------------- */

const char *vtd_unit_open(struct vtd_unit *unit)
{
    unit->registers = physical_map(unit->base, unit->size, VB_REGION_UNCACHED);
    if (!unit->registers) {
        return "its registers cannot be mapped";
    }
    unit->capability = get64(unit, CAPABILITY);
    unit->extended = get64(unit, EXTENDED);
    uint64_t faults = unit->capability >> 24 & 0x3ff, last = unit->capability >> 40 & 0xff;
    if (unit->capability == UINT64_MAX) {
        return "there is nothing at its address";
    }
    if (!(unit->extended & EXTENDED_QUEUE)) {
        return "it has no queue of invalidations";
    }
    if ((1u << (4 + 2 * (unit->capability & 7))) <= VTD_DOMAINS_ALL) {
        return "it has too few domains";
    }
    return (faults + last + 1) * 16 <= unit->size ? NULL : "its fault records are not in reach";
}

unsigned vtd_unit_levels(const struct vtd_unit *unit)
{
    unsigned widths = unit->capability >> 8 & 0x1f; /* bit n: n + 2 levels */
    return widths << 2;
}

void vtd_unit_reset(struct vtd_unit *unit)
{
    static const uint32_t bits[] = {TRANSLATE, INTERRUPTS, USE_QUEUE};
    for (size_t i = 0; i < ARRAY_LEN(bits); i++) {
        if (get(unit, STATUS) & bits[i]) {
            command(unit, bits[i], false);
        }
    }
    set(unit, FAULT_CONTROL, 1u << 31); /* no interrupts */
}

/* ---- invalidation ---------------------------------------------------------------------------- */

static void put(struct vtd_unit *unit, uint64_t low, uint64_t high)
{
    unit->queue[unit->tail / 8] = low;
    unit->queue[unit->tail / 8 + 1] = high;
    unit->tail = (unit->tail + 16) % QUEUE_SIZE;
}

/* Hardware carries out what is in the queue, then writes the end into the page behind it. */
static void carry_out(struct vtd_unit *unit)
{
    volatile uint32_t *done = (volatile uint32_t *)(unit->queue + QUEUE_SIZE / 8);
    uint64_t end = hal_clock_monotonic() + VTD_WAIT_NS;
    *done = 0;
    put(unit, (uint64_t)WAIT_DONE << 32 | WAIT_WRITE | WAIT, virtual_to_physical((void *)done));
    set64(unit, QUEUE_TAIL, unit->tail);
    while (*done != WAIT_DONE) {
        if (hal_clock_monotonic() > end || (get(unit, FAULT_STATUS) & QUEUE_ERRORS)) {
            hal_panic("the IOMMU does not invalidate (iommu=off does without)");
        }
        pause();
    }
}

void vtd_unit_invalidate(struct vtd_unit *unit, uint32_t domain)
{
    if (unit->capability & CAPABILITY_FLUSH) {
        command(unit, FLUSH_WRITES, true);
    }
    /* Entries that were not there may be remembered too, as of domain 0: so all of them. */
    put(unit, GLOBAL_KIND | CONTEXTS, 0);
    carry_out(unit); /* before translations, which could be made anew from an old context */
    put(unit, (uint64_t)domain << 16 | DRAIN | (domain ? DOMAIN_KIND : GLOBAL_KIND) | TRANSLATIONS,
        0);
    carry_out(unit);
}

/* ---- starting -------------------------------------------------------------------------------- */

bool vtd_unit_start(struct vtd_unit *unit, uint64_t root)
{
    unit->queue = unit->queue ? unit->queue : hal_pages_get(2);
    if (!unit->queue) {
        return false;
    }
    vtd_unit_reset(unit);
    unit->tail = 0;
    set64(unit, QUEUE_TAIL, 0);
    set64(unit, QUEUE, virtual_to_physical(unit->queue));
    command(unit, USE_QUEUE, true);
    set64(unit, ROOT, root);
    command(unit, SET_ROOT, true);
    vtd_unit_invalidate(unit, 0);
    command(unit, TRANSLATE, true);
    if (unit->capability & CAPABILITY_PROTECTED) { /* of the firmware's; now there is better */
        set(unit, PROTECTED, 0);
        wait_for(unit, PROTECTED, PROTECTED_STATE, 0);
    }
    set(unit, FAULT_STATUS, get(unit, FAULT_STATUS));
    set(unit, FAULT_DATA, VECTOR_IOMMU);
    set(unit, FAULT_ADDRESS, 0xfee00000u | (apic_id() & 0xff) << 12);
    set(unit, FAULT_ADDRESS_HIGH, 0);
    set(unit, FAULT_CONTROL, 0);
    return true;
}

/* ---- faults ---------------------------------------------------------------------------------- */

bool vtd_unit_fault(struct vtd_unit *unit, struct vtd_fault *out)
{
    uint32_t first = (uint32_t)(unit->capability >> 24 & 0x3ff) * 16;
    uint32_t count = (uint32_t)(unit->capability >> 40 & 0xff) + 1;
    for (uint32_t at = first; at < first + count * 16; at += 16) {
        uint32_t top = get(unit, at + 12), source = get(unit, at + 8);
        if (!(top & 1u << 31)) {
            continue;
        }
        *out = (struct vtd_fault){.address = get64(unit, at) & ADDRESS,
                                  .requester = source & 0xffff,
                                  .reason = top & 0xff,
                                  .reading = top & 1u << 30};
        set(unit, at + 12, 1u << 31);
        return true;
    }
    set(unit, FAULT_STATUS, FAULT_OVERFLOW);
    return false;
}
