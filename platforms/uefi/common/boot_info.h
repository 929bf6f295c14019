/*
 * What the loader (loader.c, a UEFI application) hands to the kernel image when boot services are
 * over. Both are compiled for the same processor but for different systems, so every field has a
 * fixed width. Addresses are physical; what they point to lies in memory of type LoaderData.
 */
#ifndef UEFI_BOOT_INFO_H
#define UEFI_BOOT_INFO_H

#include <stdint.h>

#define BOOT_INFO_MAGIC        0x4942424956u /* "VIBBI" */
#define BOOT_COMMAND_LINE_SIZE 1024u
#define BOOT_RANDOM_SIZE       64u

/* Marks of the time stamp counter. */
enum boot_time { BOOT_TIME_ENTRY, BOOT_TIME_FILES, BOOT_TIME_EXIT, BOOT_TIMES };

struct boot_framebuffer {
    uint64_t address, size; /* 0: there is none */
    uint32_t width, height, pitch;
    uint32_t format; /* enum vb_pixel_format */
};

struct boot_info {
    uint64_t magic;
    uint64_t kernel, kernel_size;           /* where the kernel image lies: one contiguous range */
    uint64_t map, map_size, map_entry_size; /* EFI_MEMORY_DESCRIPTORs */
    uint64_t image, image_size;             /* the boot image; 0: image_problem says why */
    uint64_t acpi;                          /* the RSDP, 0: none */
    uint64_t runtime_services;              /* EFI_RUNTIME_SERVICES */
    uint64_t firmware_root; /* page tables with all memory at its physical address, for firmware */
    uint64_t wall;          /* nanoseconds since 1970 at `wall_time`, 0: unknown */
    uint64_t wall_time;     /* time stamp counter */
    uint64_t times[BOOT_TIMES];
    uint64_t random_size; /* how many of `random` the firmware's generator has filled in */
    uint8_t random[BOOT_RANDOM_SIZE];
    struct boot_framebuffer framebuffer;
    char command_line[BOOT_COMMAND_LINE_SIZE]; /* UTF-8 */
    char image_problem[128];
};

#endif
