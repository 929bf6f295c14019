/* Page tables: what paging.c shares with the spaces. */
#ifndef UEFI_X86_64_PAGING_H
#define UEFI_X86_64_PAGING_H

#include "x86_64.h"

#define PAGE       ((uint64_t)HAL_PAGE_SIZE)
#define LARGE_PAGE (2ull << 20)

#define DIRECT      0xffff800000000000u
#define UNCACHED    0xffffa00000000000u
#define COMBINING   0xffffc00000000000u
#define WINDOWS     0xffffd00000000000u /* space_fault.c */
#define LAZY        0xffffd80000000000u /* lazy.c: 512 GiB, one entry of a root */
#define CACHED      0xffffe00000000000u
#define KERNEL_HALF DIRECT
#define REACH       PHYSICAL_REACH

/* Bits of an entry. */
#define PRESENT    1ull
#define WRITABLE   2ull
#define COMBINE    8ull  /* write-through, which the PAT makes write-combining */
#define NOT_CACHED 24ull /* cache disable and write-through */
#define LARGE      0x80ull
#define GLOBAL     0x100ull
#define NO_EXECUTE (1ull << 63)
#define ADDRESS    0x000ffffffffff000ull

/* The table that the kernel's own addresses are in, physical. The upper halves of all others have
 * the same entries. */
uint64_t paging_root(void);
/* The entry for an address at a level (0: a 4 KiB page) below a root; tables on the way are made.
 * NULL: no memory for one. */
uint64_t *paging_entry(uint64_t root, uint64_t address, unsigned level);
/* Forget what the processor knows of one address, or of all, also those of the kernel's half and
 * also by other roots. */
static inline void paging_forget(uint64_t address)
{
    __asm__ volatile("invlpg (%0)" : : "r"(address) : "memory");
}
void paging_forget_all(void);
static inline unsigned paging_index(uint64_t address, unsigned level)
{
    return (unsigned)(address >> (12 + 9 * level) & 511);
}

#endif
