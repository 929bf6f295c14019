/*
 * The loader: a UEFI application that puts the kernel image, which it carries, and the boot image
 * in memory, notes what only the firmware knows, ends boot services and enters the kernel. Its
 * functions use boot services; they answer with a message of what went wrong, NULL when nothing.
 */
#ifndef UEFI_LOADER_H
#define UEFI_LOADER_H

#include "boot_info.h"

#include <efi.h>
#include <efiprot.h>
#include <stdbool.h>
#include <stddef.h>

#define LOADER_PAGE 4096u

extern EFI_SYSTEM_TABLE *firmware;
extern EFI_HANDLE self; /* this application */

/* ---- loader.c -------------------------------------------------------------------------------- */

/* Zeroed pages of type LoaderData, NULL when there are none. */
void *loader_pages(size_t count);
/* A protocol of a handle (NULL: of any handle), NULL when it has none. */
void *loader_protocol(EFI_HANDLE handle, EFI_GUID *guid);

/* ---- loader_file.c: files of the volume that this application came from -------------------------
 */

/* Read a whole file into pages. */
const char *loader_read(const CHAR16 *path, uint64_t *address, uint64_t *size);
/* The command line: load options of the boot entry, then the words of \vibee\cmdline.txt. */
void loader_command_line(char *out, size_t size);

/* ---- loader_machine.c: what the kernel cannot ask any more --------------------------------------
 */

void loader_framebuffer(struct boot_framebuffer *out);
uint64_t loader_acpi(void);
/* Nanoseconds since 1970, 0: unknown. */
uint64_t loader_wall(void);
/* Bytes of the firmware's generator (UEFI 2.10, 37.5); how many. */
size_t loader_random(uint8_t *out, size_t size);

/* ---- loader_kernel.c and the processor's part
 * ---------------------------------------------------- */

/* Copy the segments of the kernel image into one range of pages; *entry is its address there. */
const char *loader_place_kernel(struct boot_info *info, uint64_t *entry);
/* Page tables with all memory below `end` at its physical address, and the kernel where it is
 * linked (`address`). */
const char *loader_tables(struct boot_info *info, uint64_t address, uint64_t end);
uint64_t loader_time_stamp(void);
/* Switch to the tables and enter the kernel. Interrupts are off from here on. */
_Noreturn void loader_enter(const struct boot_info *info, uint64_t entry);

#endif
