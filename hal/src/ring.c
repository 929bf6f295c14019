/* The ring of interrupt records: one reader, writers that serialise among themselves. Head and tail
 * count for ever and wrap as unsigned numbers do; their difference is the number of records. */
#include <hal/hal.h>

_Static_assert((HAL_RING_RECORDS & (HAL_RING_RECORDS - 1)) == 0, "an index is a mask of a counter");

void hal_ring_post(struct hal_ring *ring, uint32_t line, uint32_t value, uint64_t time)
{
    if (line >= HAL_LINES) {
        return; /* no such line: nobody could ask for it */
    }
    uint32_t head = atomic_load_explicit(&ring->head, memory_order_relaxed);
    uint32_t tail = atomic_load_explicit(&ring->tail, memory_order_acquire);
    if (head - tail == HAL_RING_RECORDS) {
        atomic_fetch_add_explicit(&ring->pending[line], 1, memory_order_release);
        atomic_fetch_add_explicit(&ring->pending_total, 1, memory_order_release);
        return;
    }
    ring->records[head % HAL_RING_RECORDS] =
        (struct hal_interrupt){.line = line, .value = value, .time = time};
    atomic_store_explicit(&ring->head, head + 1, memory_order_release);
}

/* The total is raised after a line's count and lowered with it: it is never above what is there. */
static bool take_pending(struct hal_ring *ring, struct hal_interrupt *out)
{
    if (atomic_load_explicit(&ring->pending_total, memory_order_acquire) == 0) {
        return false;
    }
    for (uint32_t line = 0; line < HAL_LINES; line++) {
        /* Only the reader decrements, so a count seen here cannot vanish. */
        if (atomic_load_explicit(&ring->pending[line], memory_order_acquire) > 0) {
            atomic_fetch_sub_explicit(&ring->pending[line], 1, memory_order_relaxed);
            atomic_fetch_sub_explicit(&ring->pending_total, 1, memory_order_relaxed);
            *out = (struct hal_interrupt){.line = line};
            return true;
        }
    }
    return false;
}

bool hal_ring_take(struct hal_ring *ring, struct hal_interrupt *out)
{
    uint32_t tail = atomic_load_explicit(&ring->tail, memory_order_relaxed);
    uint32_t head = atomic_load_explicit(&ring->head, memory_order_acquire);
    if (head == tail) {
        return take_pending(ring, out);
    }
    *out = ring->records[tail % HAL_RING_RECORDS];
    atomic_store_explicit(&ring->tail, tail + 1, memory_order_release);
    return true;
}

bool hal_ring_empty(const struct hal_ring *ring)
{
    if (atomic_load_explicit(&ring->head, memory_order_acquire) !=
        atomic_load_explicit(&ring->tail, memory_order_relaxed)) {
        return false;
    }
    return atomic_load_explicit(&ring->pending_total, memory_order_acquire) == 0;
}
