/* Values in the JSON form: numbers as decimal text of their bits. */
#include "runner.h"
#include <stdlib.h>
#include <string.h>

/* A host's externref N is the slot N + 1, so that null is 0. */
static uint64_t externref(const char *text)
{
    return strtoull(text, NULL, 10) + 1;
}

bool parse_value(const json_t *value, uint64_t *out)
{
    const char *type = json_text(value, "type"), *text = json_text(value, "value");
    if (!type || !text)
        return false;
    *out = 0;
    if (strcmp(text, "null") == 0)
        return true;
    if (strcmp(type, "externref") == 0) {
        *out = externref(text);
        return true;
    }
    char *end;
    *out = strtoull(text, &end, 10);
    return strcmp(type, "funcref") != 0 && *end == '\0';
}

static bool nan_matches(const char *pattern, const char *type, uint64_t found)
{
    bool single = strcmp(type, "f32") == 0;
    uint64_t sign = single ? 0x80000000u : 0x8000000000000000u;
    uint64_t quiet = single ? 0x7fc00000u : 0x7ff8000000000000u;
    if (strcmp(pattern, "nan:canonical") == 0)
        return (found & ~sign) == quiet;
    return strcmp(pattern, "nan:arithmetic") == 0 && (found & quiet) == quiet;
}

bool value_matches(const json_t *expected, uint64_t found)
{
    const char *type = json_text(expected, "type"), *text = json_text(expected, "value");
    if (!type)
        return false;
    if (!text) /* any reference that is not null */
        return found != 0;
    if (strncmp(text, "nan:", 4) == 0)
        return nan_matches(text, type, found);
    uint64_t wanted;
    return parse_value(expected, &wanted) && wanted == found;
}
