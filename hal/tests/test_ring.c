/* The interrupt ring: order, overflow into pending counts, and what a line out of range does. */
#include "check.h"

#include <hal/hal.h>

static struct hal_ring ring;

static void keeps_the_order(void)
{
    struct hal_interrupt out;
    CHECK(hal_ring_empty(&ring) && !hal_ring_take(&ring, &out));
    for (uint32_t round = 0; round < 5; round++) { /* more records than the ring has, in all */
        for (uint32_t i = 0; i < 100; i++) {
            hal_ring_post(&ring, i % HAL_LINES, i, 1000 + i);
        }
        for (uint32_t i = 0; i < 100; i++) {
            CHECK(hal_ring_take(&ring, &out));
            CHECK_EQUAL(i % HAL_LINES, out.line);
            CHECK_EQUAL(i, out.value);
            CHECK_EQUAL(1000 + i, out.time);
        }
    }
    CHECK(hal_ring_empty(&ring));
}

static void counts_what_finds_no_room(void)
{
    struct hal_interrupt out;
    for (uint32_t i = 0; i < HAL_RING_RECORDS; i++) {
        hal_ring_post(&ring, 1, i, 1);
    }
    hal_ring_post(&ring, 5, 77, 1);
    hal_ring_post(&ring, 5, 78, 1);
    hal_ring_post(&ring, 2, 79, 1);
    for (uint32_t i = 0; i < HAL_RING_RECORDS; i++) {
        CHECK(hal_ring_take(&ring, &out));
        CHECK_EQUAL(i, out.value);
    }
    uint32_t seen[HAL_LINES] = {0};
    for (int i = 0; i < 3; i++) {
        CHECK(!hal_ring_empty(&ring));
        CHECK(hal_ring_take(&ring, &out));
        CHECK_EQUAL(0, out.value);
        CHECK_EQUAL(0, out.time);
        seen[out.line]++;
    }
    CHECK_EQUAL(2, seen[5]);
    CHECK_EQUAL(1, seen[2]);
    CHECK(hal_ring_empty(&ring) && !hal_ring_take(&ring, &out));
}

static void ignores_lines_that_do_not_exist(void)
{
    hal_ring_post(&ring, HAL_LINES, 1, 1);
    hal_ring_post(&ring, UINT32_MAX, 1, 1);
    CHECK(hal_ring_empty(&ring));
}

int main(void)
{
    keeps_the_order();
    counts_what_finds_no_room();
    ignores_lines_that_do_not_exist();
    return 0;
}
