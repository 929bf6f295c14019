/* The virtqueue against a good device, and against one that lies. */
#include "fake_virtio.h"
#include <check.h>

static struct sdk_dma memory;
static struct virtqueue queue;
static struct fake_queue fake;

static void begin(uint16_t size)
{
    memory = fake_dma(0);
    virtqueue_open(&queue, &memory, 64, size);
    fake = (struct fake_queue){&queue, 0};
}

static int add(unsigned readable, unsigned writable)
{
    struct virtqueue_piece pieces[VIRTQUEUE_MAX];
    for (unsigned i = 0; i < readable + writable; i++)
        pieces[i] = (struct virtqueue_piece){0x1000 + i, 100 + i, i >= readable};
    return virtqueue_add(&queue, pieces, readable + writable);
}

static void lays_out_as_the_standard_says(void)
{
    begin(8);
    CHECK_EQ(queue.descriptors, 64);
    CHECK_EQ(queue.available, 64 + 128);
    CHECK_EQ(queue.used, 64 + 128 + 24); /* 22 rounded up to 4 */
    CHECK(virtqueue_bytes(8) >= 128 + 24 + 4 + 64 + 2);
    CHECK(virtqueue_bytes(VIRTQUEUE_MAX) <= 4096);
}

static void moves_buffers(void)
{
    uint16_t head;
    uint32_t written;

    begin(4);
    CHECK_EQ(virtqueue_take(&queue, &head, &written), 0);
    int first = add(1, 2);
    CHECK(first >= 0);
    CHECK_EQ(add(1, 1), VB_ERR_AGAIN);
    CHECK_EQ(add(0, 0), VB_ERR_INVALID);
    int second = add(0, 1);
    CHECK(second >= 0 && second != first);
    CHECK_EQ(add(0, 1), VB_ERR_AGAIN);

    CHECK_EQ(fake_next(&fake), first);
    struct fake_piece piece = fake_piece(&fake, (unsigned)first);
    CHECK_EQ(piece.address, 0x1000);
    CHECK_EQ(piece.size, 100);
    CHECK_EQ(piece.flags, 1);
    piece = fake_piece(&fake, piece.next);
    CHECK_EQ(piece.flags, 3);
    piece = fake_piece(&fake, piece.next);
    CHECK_EQ(piece.flags, 2);
    CHECK_EQ(piece.size, 102);
    CHECK_EQ(fake_next(&fake), second);
    CHECK_EQ(fake_next(&fake), -1);

    fake_use(&fake, (uint32_t)second, 7); /* in another order */
    fake_use(&fake, (uint32_t)first, 203);
    CHECK_EQ(virtqueue_take(&queue, &head, &written), 1);
    CHECK_EQ(head, second);
    CHECK_EQ(written, 7);
    CHECK_EQ(virtqueue_take(&queue, &head, &written), 1);
    CHECK_EQ(head, first);
    CHECK_EQ(written, 203);
    CHECK_EQ(virtqueue_take(&queue, &head, &written), 0);
    CHECK_EQ(queue.free_count, 4);
}

static void goes_round(void)
{
    uint16_t head;
    uint32_t written;

    begin(4);
    for (int i = 0; i < 70000; i++) { /* beyond the 16 bits of the indices */
        int a = add(1, 1), b = add(0, 2);
        if (fake_next(&fake) != a || fake_next(&fake) != b)
            CHECK(false);
        fake_use(&fake, (uint32_t)(i % 3 ? a : b), 1);
        fake_use(&fake, (uint32_t)(i % 3 ? b : a), 2);
        if (virtqueue_take(&queue, &head, &written) != 1 ||
            virtqueue_take(&queue, &head, &written) != 1)
            CHECK(false);
    }
    CHECK_EQ(queue.free_count, 4);
    CHECK_EQ(queue.in_flight, 0);
}

/* Each lie breaks the queue for good, and changes nothing else. */
static void check_broken(void)
{
    uint16_t head, free_count = queue.free_count;
    uint32_t written;

    CHECK_EQ(virtqueue_take(&queue, &head, &written), VB_ERR_IO);
    CHECK_EQ(virtqueue_take(&queue, &head, &written), VB_ERR_IO);
    CHECK_EQ(queue.free_count, free_count);
    CHECK_EQ(add(0, 1), VB_ERR_AGAIN);
}

static void refuses_lies(void)
{
    begin(8);
    fake_use(&fake, 0, 0); /* nothing was given to it */
    check_broken();

    begin(8);
    CHECK_EQ(add(1, 1), 0);
    fake_use(&fake, 8, 0); /* no descriptor */
    check_broken();
    begin(8);
    CHECK_EQ(add(1, 1), 0);
    fake_use(&fake, 0x10000, 0); /* not even when cut to 16 bits */
    check_broken();
    begin(8);
    CHECK_EQ(add(1, 1), 0);
    fake_use(&fake, 1, 0); /* the middle of a chain */
    check_broken();
    begin(8);
    CHECK_EQ(add(1, 1), 0);
    fake_use(&fake, 0, 102); /* more than there is room */
    check_broken();
    begin(8);
    CHECK_EQ(add(1, 1), 0);
    fake_put(fake_used(&fake) + 2, 2, 2); /* two of one */
    check_broken();
    begin(8);
    CHECK_EQ(add(1, 1), 0);
    fake_put(fake_used(&fake) + 2, 2, 0xffff); /* backwards */
    check_broken();

    begin(8);
    uint16_t head;
    uint32_t written;
    CHECK_EQ(add(1, 1), 0);
    CHECK_EQ(add(1, 1), 2);
    fake_use(&fake, 0, 0);
    fake_use(&fake, 0, 0); /* the same twice */
    CHECK_EQ(virtqueue_take(&queue, &head, &written), 1);
    check_broken();
}

static void finds_what_was_left(void)
{
    uint32_t id, written;
    uint16_t head;

    begin(4);
    for (unsigned i = 0; i < 4; i++)
        CHECK_EQ(add(0, 1), (int)i);
    fake_use(&fake, 2, 10);
    fake_use(&fake, 0, 20);
    CHECK_EQ(virtqueue_take(&queue, &head, &written), 1);
    CHECK_EQ(virtqueue_left(&memory, 64, 4, queue.used_index), 1);
    virtqueue_left_entry(&memory, 64, 4, queue.used_index, &id, &written);
    CHECK_EQ(id, 0);
    CHECK_EQ(written, 20);
    fake_put(fake_used(&fake) + 2, 2, 6); /* more than the queue has */
    CHECK_EQ(virtqueue_left(&memory, 64, 4, queue.used_index), VB_ERR_IO);
}

int main(void)
{
    RUN(lays_out_as_the_standard_says);
    RUN(moves_buffers);
    RUN(goes_round);
    RUN(refuses_lies);
    RUN(finds_what_was_left);
    return check_exit();
}
