/* See names.h. */
#include "names.h"
#include <string.h>

/* Decimal digits, at most three, without leading zeroes. */
static bool number(const char **path, uint32_t *out)
{
    const char *at = *path;
    uint32_t value = 0;

    if (at[0] == '0' && at[1] >= '0' && at[1] <= '9')
        return false;
    while (*at >= '0' && *at <= '9' && at - *path < 3)
        value = value * 10 + (uint32_t)(*at++ - '0');
    if (at == *path)
        return false;
    *path = at;
    *out = value;
    return true;
}

static void skip_slashes(const char **path)
{
    while (**path == '/')
        (*path)++;
}

bool disk_name_parse(const char *path, struct disk_name *out)
{
    struct disk_name name = {0};

    skip_slashes(&path);
    if (*path == 0 || (path[0] == '.' && path[1] == 0)) {
        name.kind = NAME_LIST;
    } else if (strcmp(path, "status") == 0) {
        name.kind = NAME_STATUS;
    } else {
        if (!number(&path, &name.disk) || (*path != 0 && *path != '/'))
            return false;
        skip_slashes(&path);
        if (*path != 0 && (!number(&path, &name.partition) || name.partition == 0))
            return false;
        skip_slashes(&path);
        if (*path != 0)
            return false;
    }
    *out = name;
    return true;
}
