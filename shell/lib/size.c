#include "size.h"

#include <stdio.h>

void size_format(char *out, size_t room, unsigned long long bytes)
{
    static const char units[] = "KMGTPE";
    unsigned long long unit = 1;
    int at = -1;
    while (bytes / unit >= 1024 || (at >= 0 && (bytes + unit - 1) / unit >= 1024)) {
        unit *= 1024;
        at++;
    }
    if (at < 0) {
        snprintf(out, room, "%llu", bytes);
        return;
    }
    unsigned long long whole = bytes / unit, rest = bytes % unit;
    unsigned long long tenths = whole * 10 + (rest * 10 + unit - 1) / unit;
    if (tenths < 100)
        snprintf(out, room, "%llu.%llu%c", tenths / 10, tenths % 10, units[at]);
    else
        snprintf(out, room, "%llu%c", (bytes + unit - 1) / unit, units[at]);
}
