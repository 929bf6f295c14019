/*
 * What the files of the UEFI platform share. common/ is the same for every processor; a processor's
 * folder supplies the functions marked [processor].
 */
#ifndef UEFI_H
#define UEFI_H

#include "boot_info.h"

#include <base/acpi.h>
#include <hal/hal.h>

/* ---- main.c -------------------------------------------------------------------------------------
 */

extern struct boot_info boot; /* a copy: the loader's memory is not kept */

/* The processor is ready: start everything else and run the system. */
_Noreturn void system_start(void);

/* ---- options.c: the command line
 * ------------------------------------------------------------------ */

/* The value of NAME=VALUE, "" of a word NAME alone, NULL when it is not there. Words behind "--"
 * are init's. */
const char *option(const char *name);
/* A number in decimal or 0x hexadecimal, `otherwise` when absent or no number. */
uint64_t option_number(const char *name, uint64_t otherwise);
/* What follows "--", words; the count. */
size_t option_rest(const char **words, size_t room);

/* ---- console.c: the early console
 * ------------------------------------------------------------------ */

void console_printf(const char *format, ...) PRINTF_LIKE(1, 2);
void serial_write(const char *text, size_t size); /* [processor] may drop, never fails */
/* Text on the framebuffer, until a driver takes it over. */
enum {
    SCREEN_COLUMNS_MAX = 160,
    SCREEN_ROWS_MAX = 80,
    SCREEN_TEXT_MAX = SCREEN_ROWS_MAX * (SCREEN_COLUMNS_MAX + 1)
};

void screen_start(void);
void screen_write(const char *text, size_t size);
/* What is on it, as lines; while a driver has the framebuffer, what was. The size, 0: nothing. */
size_t screen_text(char *out, size_t room);
/* False: a driver draws now, leave it alone. */
void screen_use(bool use);

/* ---- symbols.c, backtrace
 * ---------------------------------------------------------------------------- */

/* The function that holds a code address and the offset in it; NULL when none does. */
const char *symbol_of(uint64_t address, uint64_t *offset);
void backtrace_print(uint64_t address, uint64_t frame);

/* ---- paging [processor]
 * ------------------------------------------------------------------------------- */

/* Memory by its physical address. Only of ranges that were mapped: ordinary memory. */
void *physical_to_virtual(uint64_t physical);
uint64_t virtual_to_physical(const void *address);
/* Map registers or tables for good; the same range again costs nothing. NULL: no memory, or beyond
 * the address space. */
void *physical_map(uint64_t physical, uint64_t size, enum vb_region_caching caching);

/* ---- random.c [processor] ------------------------------------------------------------------- */

/* Say where random bytes come from. */
void random_start(void);

/* ---- pages.c
 * -------------------------------------------------------------------------------------------- */

/* Add free memory to give out. */
void pages_add(uint64_t physical, uint64_t count);
/* A block of `count` pages (a power of two) aligned to its size, not zeroed, from as far up as
 * there is one; hal_pages_release() takes it back. NULL: there is none. */
void *pages_take_block(size_t count);
/* Whether memory is in the range that is the kernel's, programs' or the firmware's code and data;
 * tables are not. */
bool memory_in(uint64_t physical, uint64_t size);

/* ---- tables.c: ACPI
 * ----------------------------------------------------------------------------------- */

/* The table of that name (the `number`th) whose checksum is right; NULL when there is none. */
const void *table_find(const char *signature, uint32_t number, size_t *size);
bool table_fadt(struct acpi_fadt *out);

/* ---- devices.c, machine_device.c ------------------------------------------------------------ */

enum { DEVICE_MACHINE, DEVICES }; /* index and line */

void machine_submit(struct hal_request *request);
void device_complete(struct hal_request *request, int64_t result, uint32_t output_size);
/* Post to a ring: several handlers and the kernel serialise here. */
void platform_post(struct hal_ring *ring, uint32_t line, uint32_t value); /* [processor] */

/* ---- the early console's serial line [processor] ----------------------------------------------
 */

bool serial_there(void);
/* Wait until what was written is out, by whomever. */
void serial_drain(void);

/* ---- main.c: how long it took ------------------------------------------------------------------
 */

/* The first output of a program: now the time since efi_main is known, and printed. */
void report_first_output(void);
/* The time of a mark in boot_info, on the monotonic clock. */
uint64_t platform_time(uint64_t mark); /* [processor] */

/* ---- watchdog [processor] ------------------------------------------------------------------- */

/* Reset the machine when watchdog_alive() is not called for so long. False: there is none. */
bool watchdog_start(uint32_t seconds);
void watchdog_alive(void);
void watchdog_stop(void);

/* ---- dma.c ---------------------------------------------------------------------------------- */

#define DMA_DOMAINS 64u

/* Find out whether an IOMMU holds devices to what is granted to their drivers, and say it. */
void dma_start(void);
/* The configuration space of a PCI function, by requester id; NULL when there is none. */
volatile void *pci_configuration(uint32_t requester);
/* It masters the bus no more. Nothing of what it had sent before is on its way then. */
void dma_stop_device(uint32_t requester);

/* ---- IOMMU [processor] -----------------------------------------------------------------------
 */

extern const char iommu_name[];
/* Switch it on: from here on no device reaches anything. NULL, or why that cannot be. */
const char *iommu_start(void);
/* The requester (which has no open domain) reaches what is mapped in this domain, nothing so far.
 * VB_ERR_NO_MEMORY. */
MUST_CHECK int iommu_open(uint32_t domain, uint32_t requester);
/* Add pages, at their physical address. VB_ERR_NO_MEMORY; VB_ERR_LIMIT: beyond what it can address.
 */
MUST_CHECK int iommu_map(uint32_t domain, uint64_t physical, size_t count);
/* On return nothing is reached by way of the domain. */
void iommu_close(uint32_t domain);
/* Its registers lie in this range. */
bool iommu_owns(uint64_t base, uint64_t size);
/* Report accesses that were blocked, if there are any: from the kernel's loop. */
void iommu_poll(void);
bool iommu_has_faults(void);

/* How long handlers of interrupts took, when that was asked for. */
void handler_times_print(void); /* [processor] */

/* ---- stopping [processor]
 * ---------------------------------------------------------------------------------- */

/* End an emulator with this status, when the command line says how (debug-exit=PORT). */
void machine_debug_exit(int status);
_Noreturn void machine_halt(void);
/* Off or reset; returns when nothing helped. */
void machine_stop(enum vb_system_action action);

#endif
