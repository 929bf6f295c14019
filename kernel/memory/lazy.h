/*
 * Lazy pages (hal/lazy.h), charged to an account: where the platform has them, the bytes of large
 * memory objects are in such pages. Charged is what was promised, whether it was touched or not, as
 * where there is no MMU.
 */
#ifndef KERNEL_MEMORY_LAZY_H
#define KERNEL_MEMORY_LAZY_H

#include <memory/account.h>

/* What is shorter is not worth page tables of its own. */
#define LAZY_MIN ((size_t)16 * HAL_PAGE_SIZE)

/* Zeroed bytes, at the start of a page; size >= LAZY_MIN. VB_ERR_NOT_SUPPORTED: the platform has
 * none; VB_ERR_QUOTA, VB_ERR_NO_MEMORY. */
MUST_CHECK int lazy_alloc(struct account *account, size_t size, uint8_t **out);
/* `size` bytes whose first `kept` are those at `from`, which is at the start of a page of another
 * range. What is behind them in their last page is undefined, the rest zeroed. */
MUST_CHECK int lazy_copy(struct account *account, const uint8_t *from, size_t kept, size_t size,
                         uint8_t **out);
/* Grow it where it is, by zeroed pages. False leaves it as it was. */
MUST_CHECK bool lazy_extend(struct account *account, uint8_t *bytes, size_t old_size, size_t size);
void lazy_free(struct account *account, uint8_t *bytes, size_t size);

#endif
