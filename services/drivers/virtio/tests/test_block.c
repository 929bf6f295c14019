/* What a disk's driver keeps about requests, and virtio-blk's against a fake device. */
#include "../blk_requests.h"
#include "fake_virtio.h"
#include <check.h>

static const struct vb_block_info info = {.sectors = 100, .sector_size = 512, .max_transfer = 8192};

static int check_request(uint32_t operation, uint64_t sector, uint64_t size)
{
    struct vb_file_request request = {.offset = sector, .size = size};
    return block_check(&info, operation, &request);
}

static void checks_requests(void)
{
    CHECK_EQ(check_request(VB_BLOCK_READ, 0, 512), VB_OK);
    CHECK_EQ(check_request(VB_BLOCK_READ, 99, 512), VB_OK);
    CHECK_EQ(check_request(VB_BLOCK_WRITE, 84, 8192), VB_OK);
    CHECK_EQ(check_request(VB_BLOCK_WRITE, 85, 8192), VB_ERR_RANGE);
    CHECK_EQ(check_request(VB_BLOCK_READ, 100, 512), VB_ERR_RANGE);
    CHECK_EQ(check_request(VB_BLOCK_READ, UINT64_MAX, 512), VB_ERR_RANGE);
    CHECK_EQ(check_request(VB_BLOCK_READ, 0, 0), VB_ERR_INVALID);
    CHECK_EQ(check_request(VB_BLOCK_READ, 0, 513), VB_ERR_INVALID);
    CHECK_EQ(check_request(VB_BLOCK_READ, 0, 8704), VB_ERR_INVALID);
    CHECK_EQ(check_request(VB_BLOCK_READ, 0, UINT64_MAX - 511), VB_ERR_INVALID);
    CHECK_EQ(check_request(VB_BLOCK_FLUSH, 7, 7), VB_OK);
    CHECK_EQ(check_request(77, 0, 512), VB_ERR_NOT_SUPPORTED);
    struct vb_block_info fixed = info;
    fixed.flags = VB_BLOCK_READ_ONLY;
    struct vb_file_request request = {.size = 512};
    CHECK_EQ(block_check(&fixed, VB_BLOCK_WRITE, &request), VB_ERR_READ_ONLY);
    CHECK_EQ(block_check(&fixed, VB_BLOCK_READ, &request), VB_OK);
}

static void queues_in_order(void)
{
    static struct block_requests requests;
    struct block_request request = {.operation = VB_BLOCK_READ};

    requests = (struct block_requests){.slot_count = 3};
    for (uint64_t i = 1; i <= BLOCK_WAITING_MAX; i++) {
        request.reply = i;
        CHECK(block_wait(&requests, &request));
    }
    CHECK(!block_wait(&requests, &request));
    CHECK_EQ(block_oldest(&requests), (long long)VB_FOREVER);
    CHECK_EQ(block_next(&requests, 30), 0);
    CHECK_EQ(block_next(&requests, 10), 1);
    CHECK_EQ(block_next(&requests, 20), 2);
    CHECK_EQ(block_next(&requests, 40), -1);
    CHECK_EQ(block_oldest(&requests), 10);
    CHECK_EQ(block_finish(&requests, 1).reply, 2);
    CHECK_EQ(block_oldest(&requests), 20);
    for (uint64_t i = 4; i <= BLOCK_WAITING_MAX; i++) {
        CHECK_EQ(block_next(&requests, 50), 1);
        CHECK_EQ(block_finish(&requests, 1).reply, (long long)i);
    }
    CHECK_EQ(block_next(&requests, 50), -1);
    CHECK_EQ(block_finish(&requests, 0).reply, 1);
    CHECK_EQ(block_finish(&requests, 2).reply, 3);
}

/* ---- virtio-blk ---- */

static struct sdk_dma data;
static struct blk blk;
static struct fake_queue fake;

static void begin(void)
{
    blk = (struct blk){.control = fake_dma(0), .data = &data, .slot_bytes = 8192};
    data = fake_dma(1);
    blk.headers = virtqueue_bytes(BLK_QUEUE_SIZE);
    virtqueue_open(&blk.queue, &blk.control, 0, BLK_QUEUE_SIZE);
    fake = (struct fake_queue){&blk.queue, 0};
}

/* Answer the next request with a status; returns its type, -1 when there is none. */
static int answer(uint8_t status, uint32_t written)
{
    int head = fake_next(&fake);
    if (head < 0)
        return -1;
    struct fake_piece header = fake_piece(&fake, (unsigned)head), last = header;
    CHECK_EQ(header.size, 16);
    while (last.flags & 1)
        last = fake_piece(&fake, last.next);
    CHECK_EQ(last.size, 1);
    CHECK_EQ(last.flags, 2);
    if (status != 0xff)
        fake_put(last.address, 1, status);
    fake_use(&fake, (uint32_t)head, written);
    return (int)fake_get(header.address, 4);
}

static void carries_requests_out(void)
{
    struct block_request read = {.operation = VB_BLOCK_READ, .size = 1024, .sector = 5};
    struct block_request write = {.operation = VB_BLOCK_WRITE, .size = 512, .sector = 6};
    struct block_request flush = {.operation = VB_BLOCK_FLUSH};
    uint32_t slot;
    int status;

    begin();
    CHECK_EQ(blk_submit(&blk, 3, &read), VB_OK);
    CHECK_EQ(blk_submit(&blk, 1, &write), VB_OK);
    CHECK_EQ(blk_submit(&blk, 2, &flush), VB_OK);
    int head = fake_next(&fake);
    struct fake_piece piece = fake_piece(&fake, (unsigned)head);
    CHECK_EQ(fake_get(piece.address + 8, 8), 5);
    piece = fake_piece(&fake, piece.next);
    CHECK_EQ(piece.address, data.address + 3 * 8192);
    CHECK_EQ(piece.size, 1024);
    CHECK_EQ(piece.flags, 3);
    fake.taken--;
    CHECK_EQ(answer(0, 1025), 0);
    CHECK_EQ(answer(0, 1), 1);
    CHECK_EQ(answer(0, 1), 4);
    CHECK_EQ(blk_take(&blk, &slot, &status), 1);
    CHECK_EQ(slot, 3);
    CHECK_EQ(status, VB_OK);
    CHECK_EQ(blk_take(&blk, &slot, &status), 1);
    CHECK_EQ(slot, 1);
    CHECK_EQ(status, VB_OK);
    CHECK_EQ(blk_take(&blk, &slot, &status), 1);
    CHECK_EQ(slot, 2);
    CHECK_EQ(status, VB_OK);
    CHECK_EQ(blk_take(&blk, &slot, &status), 0);
}

static void reports_failures(void)
{
    static const struct {
        uint8_t status;
        uint32_t written;
        int expected;
    } cases[] = {
        {1, 1025, VB_ERR_IO},    {2, 1, VB_ERR_NOT_SUPPORTED},
        {0xff, 1025, VB_ERR_IO}, {7, 1025, VB_ERR_IO},
        {0, 1023, VB_ERR_IO}, /* not all of the data */
        {0, 0, VB_ERR_IO},       {0, 1025, VB_OK},
    };
    struct block_request read = {.operation = VB_BLOCK_READ, .size = 1024, .sector = 5};
    uint32_t slot;
    int status;

    begin();
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        CHECK_EQ(blk_submit(&blk, 0, &read), VB_OK);
        CHECK_EQ(answer(cases[i].status, cases[i].written), 0);
        CHECK_EQ(blk_take(&blk, &slot, &status), 1);
        CHECK_EQ(status, cases[i].expected);
    }
    CHECK_EQ(blk_submit(&blk, 0, &read), VB_OK);
    answer(0, 1026); /* more than there is room */
    CHECK_EQ(blk_take(&blk, &slot, &status), VB_ERR_IO);
}

int main(void)
{
    RUN(checks_requests);
    RUN(queues_in_order);
    RUN(carries_requests_out);
    RUN(reports_failures);
    return check_exit();
}
