/*
 * A virtio console (virtio 1.2, 5.3), its first port, as a terminal. Bytes wait in rings that init
 * keeps; what was with the device when a driver died is sent again.
 */
#include "../common/terminal_server.h"
#include "device.h"
#include <sdk/log.h>
#include <vibee/syscalls.h>

enum { RECEIVE = 0, SEND = 1, QUEUE_SIZE = 16 };
enum { INPUT_SIZE = 16384, OUTPUT_SIZE = 131072, PIECE = 256, SEND_MAX = 1024 };
enum { CONFIG_SIZE = 0, DEFAULT_COLUMNS = 80, DEFAULT_ROWS = 24 };
#define FEATURE_SIZE UINT64_C(1)
#define INTERRUPT    (UINT64_C(1) << 40)

static struct terminal_server server;
static struct sdk_claimed claimed;
static struct virtio_device device;
static struct virtqueue receive, send;
static struct sdk_dma memory; /* both queues, QUEUE_SIZE pieces to receive, one buffer to send */
static uint64_t piece_of[VIRTQUEUE_MAX]; /* where a buffer of the receive queue is */
static uint32_t given;                   /* pieces that the device has */
static uint32_t free_pieces;             /* a bit each */
static uint32_t sending;                 /* bytes that the device has; 0: none */

static uint64_t pieces_at(void)
{
    return 2 * virtqueue_bytes(QUEUE_SIZE);
}

static uint64_t send_at(void)
{
    return pieces_at() + (uint64_t)QUEUE_SIZE * PIECE;
}

static void broken(void)
{
    sdk_die("%s: the device broke its rules; starting over", server.driver.name);
}

/* Let the device have pieces as long as there is room for what it may write to them. */
static void give_pieces(void)
{
    struct virtqueue_piece piece = {.size = PIECE, .writable = true};
    bool any = false;

    while (free_pieces != 0 && receive.free_count > 0 &&
           kept_ring_room(&server.input) >= (uint64_t)(given + 1) * PIECE) {
        uint64_t at = pieces_at() + (uint64_t)__builtin_ctz(free_pieces) * PIECE;
        int head;

        piece.address = memory.address + at;
        head = virtqueue_add(&receive, &piece, 1);
        if (head < 0)
            broken();
        piece_of[head] = at;
        free_pieces &= free_pieces - 1;
        given++;
        any = true;
    }
    if (any)
        virtio_notify(&device, RECEIVE);
}

static uint32_t take_input(void)
{
    uint8_t bytes[PIECE];
    uint16_t head;
    uint32_t written, ready = 0;
    int found;

    while ((found = virtqueue_take(&receive, &head, &written)) == 1) {
        free_pieces |= 1u << (piece_of[head] - pieces_at()) / PIECE;
        given--;
        if (written == 0 || sdk_dma_read(&memory, piece_of[head], bytes, written) < 0)
            continue;
        if (kept_ring_put(&server.input, bytes, written) < 0)
            broken();
        ready = VB_DRIVER_INPUT;
    }
    if (found < 0)
        broken();
    give_pieces();
    return ready;
}

/* Have the device send what waits, one buffer at a time. */
static uint32_t send_output(void)
{
    uint8_t bytes[SEND_MAX];
    uint32_t written, ready = 0;
    uint16_t head;
    int found = virtqueue_take(&send, &head, &written);

    if (found < 0)
        broken();
    if (found == 1) {
        kept_ring_drop(&server.output, sending);
        ready = terminal_server_sent(&server);
        sending = 0;
    }
    if (sending == 0 && kept_ring_used(&server.output) > 0) {
        struct virtqueue_piece piece = {.address = memory.address + send_at()};
        piece.size = sending = (uint32_t)kept_ring_peek(&server.output, 0, bytes, sizeof bytes);
        (void)sdk_dma_write(&memory, send_at(), bytes, sending);
        if (virtqueue_add(&send, &piece, 1) < 0)
            broken();
        virtio_notify(&device, SEND);
    }
    return ready;
}

static void written(void *context)
{
    (void)context;
    if (sending == 0)
        terminal_server_tell(&server, send_output());
}

static void input_taken(void *context)
{
    (void)context;
    give_pieces();
}

static void pulse(void *context, uint64_t code)
{
    (void)context;
    if (code == INTERRUPT)
        terminal_server_tell(&server, take_input() | send_output());
}

static const struct terminal_operations operations = {
    .written = written, .input_taken = input_taken, .pulse = pulse};

/* Without the feature a size is not known: that of a terminal of old. */
static void describe(uint64_t features)
{
    uint32_t size = (features & FEATURE_SIZE) != 0 ? virtio_read32(&device, CONFIG_SIZE) : 0;

    terminal_server_describe(&server, (size & 0xffff) != 0 ? size & 0xffff : DEFAULT_COLUMNS,
                             size >> 16 != 0 ? size >> 16 : DEFAULT_ROWS);
}

static int64_t start_device(void)
{
    uint64_t features;
    int64_t status = virtio_open(&device, &claimed.resources, claimed.regions);

    if (status >= 0)
        status = virtio_negotiate(&device, FEATURE_SIZE, &features);
    if (status >= 0)
        status = sdk_dma_alloc(claimed.dma, send_at() + SEND_MAX, &memory);
    if (status >= 0)
        status = virtio_queue(&device, RECEIVE, &receive, &memory, 0, QUEUE_SIZE);
    if (status >= 0)
        status =
            virtio_queue(&device, SEND, &send, &memory, virtqueue_bytes(QUEUE_SIZE), QUEUE_SIZE);
    if (status < 0)
        return status;
    describe(features);
    free_pieces = (1u << QUEUE_SIZE) - 1;
    return virtio_start(&device);
}

static int64_t start(void)
{
    int64_t status = sdk_driver_claim(&server.driver, 1, &claimed);

    if (status >= 0 && (claimed.resources.interrupt_count != 1 || claimed.dma == 0))
        status = VB_ERR_NOT_SUPPORTED;
    if (status >= 0)
        status = terminal_server_open(&server, INPUT_SIZE, OUTPUT_SIZE);
    if (status >= 0)
        status = sdk_interrupt_watch(claimed.interrupts[0], server.driver.receiver, INTERRUPT);
    return status < 0 ? status : start_device();
}

int main(void)
{
    int64_t status;

    sdk_driver_open(&server.driver);
    status = start();
    if (status < 0)
        sdk_die("%s: cannot start the device: %s", server.driver.name, sdk_status_text(status));
    give_pieces();
    (void)send_output();
    terminal_server_run(&server, &operations, NULL);
}
