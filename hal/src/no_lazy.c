/* For platforms without an MMU of their own: there are no lazy pages, so the rest is never called.
 */
#include <hal/lazy.h>

int hal_lazy_get(size_t count, uint8_t **base)
{
    (void)count;
    (void)base;
    return VB_ERR_NOT_SUPPORTED;
}

int hal_lazy_copy(const uint8_t *from, size_t from_count, size_t count, uint8_t **base)
{
    (void)from;
    (void)from_count;
    (void)count;
    (void)base;
    return VB_ERR_NOT_SUPPORTED;
}

int hal_lazy_extend(uint8_t *base, size_t old_count, size_t new_count)
{
    (void)base;
    (void)old_count;
    (void)new_count;
    return VB_ERR_NOT_SUPPORTED;
}

void hal_lazy_release(uint8_t *base, size_t count)
{
    (void)base;
    (void)count;
}
