/* Spaces: what space.c and space_fault.c share. */
#ifndef UEFI_X86_64_SPACE_H
#define UEFI_X86_64_SPACE_H

#include "paging.h"

#include <hal/space.h>

#define SPACE_MEMORIES 32u
#define SPACE_STRIDE   (16ull << 30) /* from the base of one memory to that of the next */
_Static_assert(SPACE_STRIDE > HAL_SPACE_REACH, "memories do not reach each other");

/* Memory `i` begins at (i + 1) * SPACE_STRIDE; nothing is below the first. */
struct hal_space {
    uint64_t root; /* physical; the lower half is the space's own */
    struct {
        size_t pages;
        bool used;
    } memories[SPACE_MEMORIES];
};

extern struct hal_space *space_entered; /* NULL: the kernel's own root is in use */

/* An entry's bit that the processor ignores: shared until it is written. */
#define SHARED (1ull << 9)

static inline uint64_t *space_entry(const struct hal_space *space, uint64_t address)
{
    return paging_entry(space->root, address, 0); /* its tables were made with the memory */
}

/* Make a page accessible: of zeros when it never was, a copy when others share what is to be
 * written. */
void page_resolve(uint64_t *entry, bool write);

/* What the entry of a copy of the page is: from now on they share it, if it is there. */
uint64_t page_share(uint64_t *entry);
/* The page is nobody's any more; its entry is empty. */
void page_drop(uint64_t *entry);

/* The windows' table exists: before the first root is made, which then has it too. */
MUST_CHECK bool space_windows_start(void);

#endif
