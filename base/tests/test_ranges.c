/* Free ranges against a map of units. */
#include <base/macros.h>
#include <base/ranges.h>
#include <check.h>
#include <stdint.h>

#define UNIT  64u
#define UNITS 512u

static _Alignas(UNITS *UNIT) char arena[UNITS * UNIT];
static bool is_free[UNITS];
static uint64_t state = 1;

static size_t below(size_t limit)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(state >> 33) % limit;
}

static void mark(size_t first, size_t count, bool free)
{
    for (size_t i = first; i < first + count; i++) {
        CHECK(is_free[i] != free);
        is_free[i] = free;
    }
}

static size_t unit_of(const void *at)
{
    return (size_t)((const char *)at - arena) / UNIT;
}

/* In order, joined, and just what the map says. */
static void check_ranges(const struct ranges *ranges)
{
    size_t at = 0, bytes = 0;
    for (const struct range *r = ranges->first; r; r = r->next) {
        size_t first = unit_of(r), count = r->size / UNIT;
        CHECK(first >= at + (at > 0)); /* one that meets the one before would be joined */
        for (; at < first; at++) {
            CHECK(!is_free[at]);
        }
        for (; at < first + count; at++) {
            CHECK(is_free[at]);
        }
        bytes += r->size;
    }
    for (; at < UNITS; at++) {
        CHECK(!is_free[at]);
    }
    CHECK_EQ(ranges->free, bytes);
}

static size_t run_of(size_t first, bool free)
{
    size_t count = 0;
    while (first + count < UNITS && is_free[first + count] == free) {
        count++;
    }
    return count;
}

static void add(struct ranges *ranges)
{
    size_t first = below(UNITS), most = run_of(first, false);
    if (most > 0) {
        size_t count = 1 + below(MIN(most, (size_t)20));
        mark(first, count, true);
        ranges_add(ranges, arena + first * UNIT, count * UNIT);
    }
}

static void take(struct ranges *ranges)
{
    size_t count = 1 + below(12), first = 0;
    while (first < UNITS && !(is_free[first] && run_of(first, true) >= count)) {
        first++;
    }
    void *got = ranges_take(ranges, count * UNIT);
    CHECK_EQ(got != NULL, first < UNITS);
    if (got) {
        CHECK_EQ(unit_of(got), first);
        mark(first, count, false);
    }
}

static void take_at(struct ranges *ranges)
{
    size_t first = below(UNITS), count = 1 + below(12);
    bool begins = is_free[first] && (first == 0 || !is_free[first - 1]);
    int expected = !begins ? -1 : run_of(first, true) >= count;
    CHECK_EQ(ranges_take_at(ranges, arena + first * UNIT, count * UNIT), expected);
    if (expected == 1) {
        mark(first, count, false);
    }
}

static void take_aligned(struct ranges *ranges)
{
    size_t count = (size_t)1 << below(5), expected = UNITS;
    for (size_t first = 0; first < UNITS; first += count) {
        expected = run_of(first, true) >= count ? first : expected;
    }
    void *got = ranges_take_aligned(ranges, count * UNIT);
    CHECK_EQ(got != NULL, expected < UNITS);
    if (got) {
        CHECK_EQ(unit_of(got), expected);
        mark(expected, count, false);
    }
}

static void agrees_with_a_map(void)
{
    struct ranges ranges = {0};
    check_ranges(&ranges);
    CHECK(!ranges_take(&ranges, UNIT) && !ranges_take_aligned(&ranges, UNIT));
    CHECK_EQ(ranges_take_at(&ranges, arena, UNIT), -1);
    for (int i = 0; i < 20000; i++) {
        static void (*const steps[])(struct ranges *) = {add, take, take_at, take_aligned};
        steps[below(ARRAY_LEN(steps))](&ranges);
        check_ranges(&ranges);
    }
}

int main(void)
{
    RUN(agrees_with_a_map);
    return check_exit();
}
