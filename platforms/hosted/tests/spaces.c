/* What hal_fake_space asks: there are always spaces, and pages without end. */
#include <hal_fake/space.h>

bool hal_fake_space_wanted(void)
{
    return true;
}

bool hal_fake_space_take(size_t pages)
{
    (void)pages;
    return true;
}

void hal_fake_space_give(size_t pages)
{
    (void)pages;
}
