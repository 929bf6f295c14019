/* A device that writes what it likes into the used ring, whenever it likes. */
#include "../../services/drivers/virtio/tests/fake_virtio.h"
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct virtqueue queue;
static bool given[VIRTQUEUE_MAX]; /* heads that the device has */

/* Descriptors are in chains or free, none twice. */
static void check(void)
{
    bool seen[VIRTQUEUE_MAX] = {0};
    unsigned count = 0;

    for (uint16_t i = 0; i < queue.size; i++) {
        if (given[i] != (queue.length[i] != 0))
            abort();
        for (uint16_t at = i, n = queue.length[i]; n > 0; n--, at = queue.next[at], count++) {
            if (at >= queue.size || seen[at])
                abort();
            seen[at] = true;
        }
    }
    for (uint16_t at = queue.free_head, n = queue.free_count; n > 0; n--, at = queue.next[at]) {
        if (at >= queue.size || seen[at])
            abort();
        seen[at] = true;
        count++;
    }
    if (count != queue.size)
        abort();
}

static void add(unsigned count)
{
    struct virtqueue_piece pieces[8];
    for (unsigned i = 0; i < count; i++)
        pieces[i] = (struct virtqueue_piece){i, 256, i % 2 == 1};
    int head = virtqueue_add(&queue, pieces, count);
    if (head >= 0)
        given[head] = true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sdk_dma memory = fake_dma(0);
    struct fake_queue fake;
    uint16_t head;
    uint32_t written;

    if (size == 0)
        return 0;
    virtqueue_open(&queue, &memory, 0, (uint16_t)(1 << data[0] % 7));
    memset(given, 0, sizeof given);
    fake = (struct fake_queue){&queue, 0};
    for (size_t i = 1; i + 3 < size; i += 4) {
        if (data[i] < 64) {
            add(data[i] % 9);
        } else if (data[i] < 128) {
            fake_use(&fake, data[i + 1], data[i + 2] * 8u); /* perhaps what it has */
        } else if (data[i] < 160) {
            uint64_t at = (uint64_t)(data[i + 1] | data[i + 2] << 8) % virtqueue_bytes(queue.size);
            fake_put(memory.address + at, 1, data[i + 3]);
        } else if (virtqueue_take(&queue, &head, &written) == 1) {
            if (head >= queue.size || !given[head] || written > 4 * 256)
                abort();
            given[head] = false;
        }
        check();
    }
    return 0;
}
