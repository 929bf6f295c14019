/*
 * Intel's DMA remapping (VT-d Specification 4.1, "the specification"): what its files share.
 *
 * All units of the machine share one root table, so a requester has one entry whichever unit it is
 * behind. An address of a device is the physical address, where its driver was granted the page;
 * nothing is mapped elsewhere.
 */
#ifndef UEFI_X86_64_VTD_H
#define UEFI_X86_64_VTD_H

#include "paging.h"

#define VTD_UNITS_MAX   16u
#define VTD_DOMAINS     DMA_DOMAINS /* of drivers */
#define VTD_DOMAINS_ALL 96u         /* with those of the firmware's devices behind them */
#define VTD_WAIT_NS     1000000000u

struct vtd_unit {
    volatile uint8_t *registers;
    uint64_t base, size; /* of the registers, physical */
    uint64_t capability, extended;
    uint64_t *queue; /* of invalidations; the page behind it takes their end */
    uint32_t tail;   /* bytes */
    uint16_t segment;
};

extern struct vtd_unit vtd_units[VTD_UNITS_MAX];
extern size_t vtd_unit_count;

/* ---- vtd_unit.c: one unit's registers -----------------------------------------------------------
 */

/* Map the registers and read what it can do. NULL, or why it cannot be used. */
const char *vtd_unit_open(struct vtd_unit *unit);
/* Levels of page tables that it can walk, as bits: 1 << levels. */
unsigned vtd_unit_levels(const struct vtd_unit *unit);
/* As it is after power comes: nothing is translated. Firmware may have used it. */
void vtd_unit_reset(struct vtd_unit *unit);
/* Translate, by the root table at this physical address. False: too little memory. */
MUST_CHECK bool vtd_unit_start(struct vtd_unit *unit, uint64_t root);
/* Forget what it knows of a domain (0: of all), and wait until nothing uses it any more. */
void vtd_unit_invalidate(struct vtd_unit *unit, uint32_t domain);
/* The end of the next fault record that is not taken yet; false: there is none. */
struct vtd_fault {
    uint64_t address;
    uint32_t requester, reason;
    bool reading;
};
bool vtd_unit_fault(struct vtd_unit *unit, struct vtd_fault *out);

/* ---- vtd_tables.c: root, context and page tables ------------------------------------------------
 */

/* `coherent`: units look into the processor's caches. The root's physical address, and that of an
 * empty one for PCI segments that have no drivers; 0: too little memory. */
MUST_CHECK bool vtd_tables_start(unsigned levels, bool coherent, uint64_t *root, uint64_t *empty);
/* A domain with nothing in it for this requester, in place of what it has. */
MUST_CHECK int vtd_domain_open(uint32_t domain, uint32_t requester);
/* Add pages at their physical address. */
MUST_CHECK int vtd_domain_map(uint32_t domain, uint64_t physical, uint64_t count);
/* The requester reaches nothing any more. */
void vtd_domain_close(uint32_t domain);
/* The domain of a requester; VTD_DOMAINS_ALL: it has none. */
uint32_t vtd_domain_of(uint32_t requester);
/* Do not report what the requester tries any more, until it gets another domain. */
void vtd_mute(uint32_t requester);
/* All units forget a domain. */
void vtd_invalidate(uint32_t domain);

/* ---- vtd_reserved.c: memory that the firmware uses with a device --------------------------------
 */

/* Read the tables' entries. */
void vtd_reserved_start(void);
/* Add a requester's to a domain of it. */
MUST_CHECK int vtd_reserved_map(uint32_t domain, uint32_t requester);

/* ---- vtd_fault.c --------------------------------------------------------------------------------
 */

/* Have faults reported by interrupts. */
void vtd_faults_start(void);
/* The domain has a new driver, whose faults are reported again. */
void vtd_faults_forget(uint32_t domain);

#endif
