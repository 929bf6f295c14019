/* The layouts there are. */
#include "layout.h"
#include <stddef.h>
#include <string.h>

extern const struct layout layout_us, layout_de;

static const struct layout *const layouts[] = {&layout_us, &layout_de};

const struct layout *layout_find(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof layouts / sizeof layouts[0]; i++)
        if (strcmp(layouts[i]->name, name) == 0)
            return layouts[i];
    return NULL;
}

const struct layout *layout_default(void)
{
    return layouts[0];
}
