/* Values in the JSON form: numbers as decimal text of their bits. */
#include "runner.h"
#include <stdlib.h>
#include <string.h>

/* A host's externref N is the slot N + 1, so that null is 0. */
static uint64_t externref(const char *text)
{
    return strtoull(text, NULL, 10) + 1;
}

static bool is_type(const json_t *value, const char *type)
{
    const char *found = json_text(value, "type");
    return found && strcmp(found, type) == 0;
}

uint32_t value_slots(const json_t *value)
{
    if (is_type(value, "either"))
        value = json_array_get(json_object_get(value, "values"), 0);
    return is_type(value, "v128") ? 2 : 1;
}

static uint64_t low_bits(uint64_t value, unsigned bits)
{
    return bits == 64 ? value : value & ((1ull << bits) - 1);
}

/* Lane `i` of a v128, shifted down. */
static uint64_t lane_of(const uint64_t *slots, unsigned bits, size_t i)
{
    size_t at = i * bits;
    return low_bits(slots[at / 64 % 2] >> at % 64, bits);
}

/* A v128 is a list of lanes, each as a number of the lane's type. */
static bool parse_vector(const json_t *value, uint64_t *out)
{
    const char *type = json_text(value, "lane_type");
    const json_t *lanes = json_object_get(value, "value");
    unsigned bits = type ? (unsigned)atoi(type + 1) : 0;
    if (bits == 0 || json_array_size(lanes) * bits != 128)
        return false;
    out[0] = out[1] = 0;
    for (size_t i = 0; i < json_array_size(lanes); i++) {
        uint64_t lane = strtoull(json_string_value(json_array_get(lanes, i)), NULL, 10);
        out[i * bits / 64 % 2] |= low_bits(lane, bits) << i * bits % 64;
    }
    return true;
}

bool parse_value(const json_t *value, uint64_t *out)
{
    if (is_type(value, "v128"))
        return parse_vector(value, out);
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

/* As numbers, but lanes of floats may be patterns of NaNs. */
static bool vector_matches(const json_t *expected, const uint64_t *found)
{
    const char *type = json_text(expected, "lane_type");
    const json_t *lanes = json_object_get(expected, "value");
    uint64_t wanted[2];
    if (!parse_vector(expected, wanted))
        return false;
    unsigned bits = (unsigned)atoi(type + 1);
    for (size_t i = 0; i < json_array_size(lanes); i++) {
        const char *text = json_string_value(json_array_get(lanes, i));
        uint64_t lane = lane_of(found, bits, i);
        bool same = strncmp(text, "nan:", 4) == 0 ? nan_matches(text, type, lane)
                                                  : lane == lane_of(wanted, bits, i);
        if (!same)
            return false;
    }
    return true;
}

/* What a relaxed instruction may give: any of a list. */
static bool any_matches(const json_t *expected, const uint64_t *found)
{
    const json_t *values = json_object_get(expected, "values");
    for (size_t i = 0; i < json_array_size(values); i++)
        if (value_matches(json_array_get(values, i), found))
            return true;
    return false;
}

bool value_matches(const json_t *expected, const uint64_t *found)
{
    if (is_type(expected, "either"))
        return any_matches(expected, found);
    if (is_type(expected, "v128"))
        return vector_matches(expected, found);
    const char *type = json_text(expected, "type"), *text = json_text(expected, "value");
    if (!type)
        return false;
    if (!text) /* any reference that is not null */
        return *found != 0;
    if (strncmp(text, "nan:", 4) == 0)
        return nan_matches(text, type, *found);
    uint64_t wanted;
    return parse_value(expected, &wanted) && wanted == *found;
}
