/*
 * Lazy pages: an optional part of the platform contract, for platforms with an MMU.
 *
 * Ranges of pages of the kernel's own, accessible whatever space is entered, that are made when
 * they are touched: of zeros, or as a copy of a page that ranges share until one of them is
 * written. What is promised is set aside at once, so an access never fails.
 *
 * The kernel has the bytes of large memory objects in them. A platform without them links
 * hal_no_space, where hal_lazy_get() answers VB_ERR_NOT_SUPPORTED and nothing else is ever called;
 * the kernel then uses hal_pages_get() and copies. Everything said in hal.h about who calls and
 * what blocks holds here too. Pages of a range are not contiguous in physical memory: no device
 * may be told of them.
 */
#ifndef HAL_LAZY_H
#define HAL_LAZY_H

#include <hal/hal.h>

/* A range of `count` zeroed pages; count > 0. VB_ERR_NOT_SUPPORTED: this platform has none, now and
 * always; VB_ERR_NO_MEMORY. */
MUST_CHECK int hal_lazy_get(size_t count, uint8_t **base);
/* A range of `count` pages: the first `from_count` of them, not more than `count`, with what is at
 * `from` now, whichever is written later; the others zeroed. `from` is aligned to a page and the
 * pages lie in one range. VB_ERR_NO_MEMORY. */
MUST_CHECK int hal_lazy_copy(const uint8_t *from, size_t from_count, size_t count, uint8_t **base);
/* Add zeroed pages behind a range. VB_ERR_NO_MEMORY, or VB_ERR_NOT_SUPPORTED when the addresses
 * behind it are taken, leave it as it was. */
MUST_CHECK int hal_lazy_extend(uint8_t *base, size_t old_count, size_t new_count);
/* A whole range. */
void hal_lazy_release(uint8_t *base, size_t count);

#endif
