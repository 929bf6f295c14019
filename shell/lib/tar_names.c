#include "tar.h"

#include <string.h>

/* Behind the component that begins at `name`. */
static const char *component_end(const char *name)
{
    while (*name && *name != '/')
        name++;
    return name;
}

static bool is_parent(const char *name, const char *end)
{
    return end - name == 2 && name[0] == '.' && name[1] == '.';
}

/* Behind the last ".."; NULL when there is none. */
static const char *last_climb(const char *name)
{
    const char *behind = NULL;
    while (*name) {
        const char *end = component_end(name);
        if (is_parent(name, end))
            behind = end;
        name = *end ? end + 1 : end;
    }
    return behind;
}

bool tar_climbs(const char *name)
{
    return last_climb(name) != NULL;
}

const char *tar_safe_name(const char *name)
{
    const char *behind = last_climb(name);
    name = behind ? behind : name;
    while (*name == '/')
        name++;
    return *name ? name : ".";
}

const char *tar_strip(const char *name, long long count)
{
    for (; count > 0; count--) {
        name = component_end(name);
        while (*name == '/')
            name++;
    }
    return *name ? name : NULL;
}
