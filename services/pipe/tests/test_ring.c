/* The arithmetic of a pipe's ring. */
#include "ring.h"
#include <check.h>

static void spans_do_not_pass_the_end(void)
{
    struct ring_span spans[2];

    CHECK_EQ(ring_spans(0, 0, spans), 0);
    CHECK_EQ(ring_spans(10, 20, spans), 1);
    CHECK_EQ(spans[0].offset, 10);
    CHECK_EQ(spans[0].size, 20);
    CHECK_EQ(ring_spans(RING_SIZE - 5, 5, spans), 1);
    CHECK_EQ(ring_spans(RING_SIZE - 5, 12, spans), 2);
    CHECK_EQ(spans[0].offset, RING_SIZE - 5);
    CHECK_EQ(spans[0].size, 5);
    CHECK_EQ(spans[1].offset, 0);
    CHECK_EQ(spans[1].size, 7);
    CHECK_EQ(ring_spans(3, RING_SIZE, spans), 2);
    CHECK_EQ(spans[0].size + spans[1].size, RING_SIZE);
}

static void counts_are_right_beyond_32_bits(void)
{
    uint64_t tail = (UINT64_C(1) << 40) + 7, head = tail + 100;

    CHECK_EQ(ring_used(head, tail), 100);
    CHECK_EQ(ring_room(head, tail), RING_SIZE - 100);
}

static void small_writes_stay_together(void)
{
    CHECK_EQ(ring_accepts(4096, 4096, 4096), 4096);
    CHECK_EQ(ring_accepts(4095, 4096, 4096), 0);
    CHECK_EQ(ring_accepts(1, 1, 4096), 1);
}

static void large_writes_fill_what_there_is(void)
{
    CHECK_EQ(ring_accepts(1, 4097, 4096), 1);
    CHECK_EQ(ring_accepts(0, 4097, 4096), 0);
    CHECK_EQ(ring_accepts(RING_SIZE, 1000000, 4096), RING_SIZE);
    CHECK_EQ(ring_accepts(RING_SIZE, 5000, 4096), 5000);
}

int main(void)
{
    RUN(spans_do_not_pass_the_end);
    RUN(counts_are_right_beyond_32_bits);
    RUN(small_writes_stay_together);
    RUN(large_writes_fill_what_there_is);
    return check_exit();
}
