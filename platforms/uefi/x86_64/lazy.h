/* Lazy pages: what lazy.c shares with the page fault handler and the spaces. */
#ifndef UEFI_X86_64_LAZY_H
#define UEFI_X86_64_LAZY_H

#include <stdbool.h>
#include <stdint.h>

/* The area's entry of the kernel's root exists: before the first root of a space is made, which
 * then has it too. */
bool lazy_start(void);
/* A page fault at the address. False: no lazy page waits there for this access. */
bool lazy_fault(uint64_t address, bool write);

#endif
