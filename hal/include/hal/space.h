/*
 * Spaces: an optional part of the platform contract, for platforms with an MMU.
 *
 * A space holds the linear memories of one process, each at an address that never changes while it
 * lives, and is mapped only while it is entered. So a process that gets past the engine's own
 * checks reaches nothing of another one, and neither does the kernel by mistake: the pages belong
 * to the platform and are mapped nowhere else, but for the moment of a copy (hal_space_read,
 * write).
 *
 * A platform without spaces links hal_no_space, where hal_space_create() answers
 * VB_ERR_NOT_SUPPORTED and nothing else is ever called; the kernel then puts linear memories on its
 * own pages. Everything said in hal.h about who calls and what blocks holds here too.
 */
#ifndef HAL_SPACE_H
#define HAL_SPACE_H

#include <hal/hal.h>

struct hal_space;

/* What an engine without bounds checks could reach from the base of a memory: a 32-bit address plus
 * a 32-bit offset, and the widest access. Nothing else is ever mapped within it. */
#define HAL_SPACE_REACH     ((8ull << 30) + HAL_PAGE_SIZE)
#define HAL_SPACE_PAGES_MAX ((size_t)((4ull << 30) / HAL_PAGE_SIZE)) /* of one memory */

/* How many pages of its own, for tables, the platform takes at most beside those of a memory of so
 * many; for 0, what it takes for a space. The kernel charges them to whoever has the memory. */
size_t hal_space_cost(size_t pages);
/* An empty space. VB_ERR_NOT_SUPPORTED: this platform has none, now and always; VB_ERR_NO_MEMORY.
 */
MUST_CHECK int hal_space_create(struct hal_space **out);
/* It is not entered and its memories have been unmapped. */
void hal_space_destroy(struct hal_space *space);
/* From now on the memories of this space are accessible at their addresses, and no others. NULL:
 * none are. */
void hal_space_enter(struct hal_space *space);

/* A memory of `pages` zeroed pages, none being allowed, that can grow to HAL_SPACE_PAGES_MAX. All
 * of them are set aside now, so that a store never fails; the platform may wait with the rest of
 * the work until they are touched. VB_ERR_NO_MEMORY, VB_ERR_LIMIT. */
MUST_CHECK int hal_space_map(struct hal_space *space, size_t pages, uint8_t **base);
/* Add zeroed pages behind it. VB_ERR_NO_MEMORY and VB_ERR_LIMIT leave it as it was. */
MUST_CHECK int hal_space_extend(struct hal_space *space, uint8_t *base, size_t old_pages,
                                size_t new_pages);
void hal_space_unmap(struct hal_space *space, uint8_t *base, size_t pages);
/* A memory in `to` with the contents that this one has now, whichever is written later. All its
 * pages are set aside, though the platform may copy them when they are written. VB_ERR_NO_MEMORY.
 */
MUST_CHECK int hal_space_clone(struct hal_space *from, const uint8_t *base, size_t pages,
                               struct hal_space *to, uint8_t **out);

/* Copy bytes of one memory of a space that need not be entered; the other side is the kernel's or
 * in the space that is entered. */
void hal_space_read(struct hal_space *from, void *to, const uint8_t *at, size_t size);
void hal_space_write(struct hal_space *to, uint8_t *at, const void *from, size_t size);

/* Call run(ctx), which runs a process in the space that is entered. False when it touched an
 * address within the reach of a memory but outside of it: the call was then abandoned where it
 * stood, as by longjmp(), and *at is the address. Any other access to what is not mapped is the end
 * of the kernel (hal_panic). Not nested. */
MUST_CHECK bool hal_space_run(void (*run)(void *ctx), void *ctx, uintptr_t *at);

#endif
