/* The checks that decide whether a platform's lazy pages are what hal/lazy.h says. */
#include "check.h"
#include "conformance.h"

#include <hal/lazy.h>
#include <string.h>

#define PAGE ((size_t)HAL_PAGE_SIZE)
#define LONG ((size_t)1100) /* pages: more than 4 MiB */

static bool all_are(const uint8_t *bytes, size_t size, uint8_t value)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != value) {
            return false;
        }
    }
    return true;
}

static uint8_t *get(size_t count)
{
    uint8_t *base = NULL;
    CHECK_EQUAL(VB_OK, hal_lazy_get(count, &base));
    CHECK_EQUAL(0, (uintptr_t)base % PAGE);
    return base;
}

static void ranges_are_zeroed_and_apart(void)
{
    for (int round = 0; round < 2; round++) { /* the second round gets what the first wrote to */
        uint8_t *small = get(1), *large = get(LONG), *other = get(17);
        CHECK(all_are(small, PAGE, 0) && all_are(large, LONG * PAGE, 0));
        memset(small, 1, PAGE);
        memset(large, 2, LONG * PAGE);
        CHECK(all_are(other, 17 * PAGE, 0));
        memset(other, 3, 17 * PAGE);
        CHECK(all_are(small, PAGE, 1) && all_are(large, LONG * PAGE, 2));
        hal_lazy_release(large, LONG);
        CHECK(all_are(small, PAGE, 1) && all_are(other, 17 * PAGE, 3));
        hal_lazy_release(small, 1);
        hal_lazy_release(other, 17);
    }
}

static void ranges_grow(void)
{
    uint8_t *base = get(20);
    memset(base, 1, 20 * PAGE);
    size_t count = 20;
    for (size_t more = 20; more <= LONG; more += 20) {
        int status = hal_lazy_extend(base, count, more);
        CHECK(status == VB_OK || status == VB_ERR_NOT_SUPPORTED);
        count = status == VB_OK ? more : count;
    }
    CHECK(count >= 40); /* somewhere there is room for twice as much */
    CHECK(all_are(base, 20 * PAGE, 1) && all_are(base + 20 * PAGE, (count - 20) * PAGE, 0));
    memset(base, 2, count * PAGE);
    hal_lazy_release(base, count);
}

/* Three generations, written in every order; parts, and longer ones. */
static void copies_are_independent(void)
{
    uint8_t *first = get(600), *part, *longer, *same;
    memset(first, 1, 300 * PAGE); /* the others are never touched before */
    CHECK_EQUAL(VB_OK, hal_lazy_copy(first, 600, 600, &same));
    CHECK_EQUAL(VB_OK, hal_lazy_copy(first + 299 * PAGE, 2, 2, &part));
    first[0] = 2;
    part[0] = 3;
    part[PAGE] = 4;
    CHECK(all_are(same, 300 * PAGE, 1) && all_are(same + 300 * PAGE, 300 * PAGE, 0));
    CHECK_EQUAL(VB_OK, hal_lazy_copy(same, 600, 700, &longer));
    memset(same, 5, 600 * PAGE);
    CHECK(all_are(longer, 300 * PAGE, 1) && all_are(longer + 300 * PAGE, 400 * PAGE, 0));
    memset(longer + 299 * PAGE, 6, 400 * PAGE);
    CHECK(first[0] == 2 && all_are(first + 1, 300 * PAGE - 1, 1));
    CHECK(all_are(first + 300 * PAGE, 300 * PAGE, 0));
    hal_lazy_release(first, 600); /* what the others share stays */
    CHECK(part[0] == 3 && all_are(part + 1, PAGE - 1, 1));
    CHECK(part[PAGE] == 4 && all_are(part + PAGE + 1, PAGE - 1, 0));
    CHECK(all_are(longer, 299 * PAGE, 1) && all_are(longer + 299 * PAGE, 400 * PAGE, 6));
    CHECK(all_are(longer + 699 * PAGE, PAGE, 0) && all_are(same, 600 * PAGE, 5));
    hal_lazy_release(longer, 700);
    hal_lazy_release(part, 2);
    hal_lazy_release(same, 600);
}

/* More than there is is refused at once; what was promised is there when it is touched. */
static void what_is_promised_can_be_stored(void)
{
    uint8_t *bases[9];
    size_t count = 0, pages = hal_pages_available() / 8;
    pages = MIN(pages, (size_t)(1ull << 30) / PAGE);
    while (count < ARRAY_LEN(bases) && hal_lazy_get(pages, &bases[count]) == VB_OK) {
        count++;
    }
    CHECK(count >= 4);
    for (size_t i = 0; i < count; i++) {
        for (size_t page = 0; page < pages; page++) {
            bases[i][page * PAGE] = (uint8_t)(i + 1);
        }
    }
    for (size_t i = 0; i < count; i++) {
        CHECK_EQUAL(i + 1, bases[i][(pages - 1) * PAGE]);
    }
    while (count > 0) {
        hal_lazy_release(bases[--count], pages);
    }
}

bool hal_conformance_lazy(void)
{
    uint8_t *base;
    int status = hal_lazy_get(1, &base);
    if (status == VB_ERR_NOT_SUPPORTED) {
        return false;
    }
    CHECK_EQUAL(VB_OK, status);
    hal_lazy_release(base, 1);
    size_t available = hal_pages_available(); /* after what is made once */
    ranges_are_zeroed_and_apart();
    ranges_grow();
    copies_are_independent();
    what_is_promised_can_be_stored();
    CHECK_EQUAL(available, hal_pages_available());
    return true;
}
