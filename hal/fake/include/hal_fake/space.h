/*
 * Spaces for tests, on the mmap() of a host: each memory has addresses of its own, and they are
 * inaccessible unless its space is entered. So whoever touches a memory at a moment at which a
 * machine's MMU would not show it, or would show another one, is caught at once.
 *
 * The library hal_fake_space wants the three functions below from who links it: hal_fake, where a
 * test process has spaces when the environment says HAL_FAKE_SPACES=1, and the test build of the
 * hosted platform.
 */
#ifndef HAL_FAKE_SPACE_H
#define HAL_FAKE_SPACE_H

#include <hal/space.h>

/* Does the platform have spaces? */
bool hal_fake_space_wanted(void);
/* Count a request for pages, which may be refused, and pages given back. */
bool hal_fake_space_take(size_t pages);
void hal_fake_space_give(size_t pages);
/* From now on say that a space costs so many pages, and a memory one for each `divisor` pages (0:
 * none, as it is at first). */
void hal_fake_space_cost(size_t space, size_t divisor);

#endif
