/*
 * A virtio console (virtio 1.2, 5.3), its first port, as a terminal. Bytes wait in rings that init
 * keeps; what was with the device when a driver died is sent again.
 */
#include "../common/kept_ring.h"
#include "device.h"
#include <sdk/driver.h>
#include <sdk/log.h>
#include <string.h>
#include <vibee/device.h>
#include <vibee/syscalls.h>

enum { RECEIVE = 0, SEND = 1, QUEUE_SIZE = 16 };
enum { INPUT_SIZE = 16384, OUTPUT_SIZE = 131072, PIECE = 256, SEND_MAX = 1024 };
enum { CONFIG_SIZE = 0, DEFAULT_COLUMNS = 80, DEFAULT_ROWS = 24 };
#define FEATURE_SIZE UINT64_C(1)
#define INTERRUPT    (UINT64_C(1) << 40)

static struct sdk_driver driver;
static struct sdk_claimed claimed;
static struct virtio_device device;
static struct virtqueue receive, send;
static struct sdk_dma memory; /* both queues, QUEUE_SIZE pieces to receive, one buffer to send */
static struct kept_ring input, output;
static struct vb_terminal_info info;
static uint64_t piece_of[VIRTQUEUE_MAX]; /* where a buffer of the receive queue is */
static uint32_t given;                   /* pieces that the device has */
static uint32_t free_pieces;             /* a bit each */
static uint32_t sending;                 /* bytes that the device has; 0: none */
static uint64_t room_wanted;             /* bytes that a refused write needs; 0: none */
static bool drain_wanted;

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
    sdk_die("%s: the device broke its rules; starting over", driver.name);
}

/* Let the device have pieces as long as there is room for what it may write to them. */
static void give_pieces(void)
{
    struct virtqueue_piece piece = {.size = PIECE, .writable = true};
    bool any = false;

    while (free_pieces != 0 && receive.free_count > 0 &&
           kept_ring_room(&input) >= (uint64_t)(given + 1) * PIECE) {
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
        if (kept_ring_put(&input, bytes, written) < 0)
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
        kept_ring_drop(&output, sending);
        sending = 0;
        if (room_wanted != 0 && kept_ring_room(&output) >= room_wanted + VB_TERMINAL_RESERVE) {
            room_wanted = 0;
            ready |= VB_DRIVER_ROOM;
        }
    }
    if (sending == 0 && kept_ring_used(&output) > 0) {
        struct virtqueue_piece piece = {.address = memory.address + send_at()};
        piece.size = sending = (uint32_t)kept_ring_peek(&output, 0, bytes, sizeof bytes);
        (void)sdk_dma_write(&memory, send_at(), bytes, sending);
        if (virtqueue_add(&send, &piece, 1) < 0)
            broken();
        virtio_notify(&device, SEND);
    }
    if (sending == 0 && drain_wanted) {
        drain_wanted = false;
        ready |= VB_DRIVER_DRAINED;
    }
    return ready;
}

static void tell(uint32_t bits)
{
    if (bits != 0)
        sdk_driver_fire(&driver, bits);
}

static int64_t serve_write(uint64_t reply, const struct vb_file_request *request)
{
    uint64_t spared = (request->argument & VB_TERMINAL_URGENT) != 0 ? 0 : VB_TERMINAL_RESERVE;

    if (request->size > VB_TERMINAL_WRITE_MAX || request->flags < 1 || request->flags > 2)
        return VB_ERR_INVALID;
    if (kept_ring_room(&output) >= request->size + spared)
        return kept_ring_put_window(&output, reply, request->size);
    room_wanted = request->size;
    return VB_ERR_AGAIN;
}

static void serve_call(struct sdk_received *received)
{
    uint64_t reply = received->message.reply;
    struct vb_file_request request;

    if (!sdk_driver_request(received, &request))
        return;
    switch (received->message.id) {
    case VB_TERMINAL_READ:
        sdk_reply(reply, kept_ring_used(&input) > 0
                             ? kept_ring_take_window(&input, reply, request.size)
                             : VB_ERR_AGAIN);
        give_pieces();
        break;
    case VB_TERMINAL_WRITE:
        sdk_reply(reply, serve_write(reply, &request));
        if (sending == 0)
            tell(send_output());
        break;
    case VB_TERMINAL_INFO:
        sdk_reply_data(reply, VB_OK, &info, sizeof info);
        break;
    case VB_TERMINAL_WATCH:
        sdk_driver_watch(&driver, received);
        break;
    case VB_TERMINAL_SYNC:
        drain_wanted = kept_ring_used(&output) > 0;
        sdk_reply(reply, drain_wanted ? VB_ERR_AGAIN : VB_OK);
        break;
    default:
        sdk_reply(reply, VB_ERR_NOT_SUPPORTED);
    }
}

static void handle(void *context, struct sdk_received *received)
{
    (void)context;
    if (received->message.kind == VB_MESSAGE_CALL)
        serve_call(received);
    else if (received->message.kind == VB_MESSAGE_PULSE && received->message.badge == INTERRUPT)
        tell(take_input() | send_output());
    sdk_drop_handles(received);
}

/* Without the feature a size is not known: that of a terminal of old. */
static void describe(uint64_t features)
{
    uint32_t size = (features & FEATURE_SIZE) != 0 ? virtio_read32(&device, CONFIG_SIZE) : 0;

    info.flags = VB_CONSOLE_INPUT_TERMINAL | VB_CONSOLE_OUTPUT_TERMINAL | VB_CONSOLE_ERROR_TERMINAL;
    info.columns = (size & 0xffff) != 0 ? size & 0xffff : DEFAULT_COLUMNS;
    info.rows = size >> 16 != 0 ? size >> 16 : DEFAULT_ROWS;
    strncpy(info.name, driver.name, sizeof info.name - 1);
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
    int64_t status = sdk_driver_claim(&driver, 1, &claimed);

    if (status >= 0 && (claimed.resources.interrupt_count != 1 || claimed.dma == 0))
        status = VB_ERR_NOT_SUPPORTED;
    if (status >= 0)
        status = kept_ring_open(&input, "input", INPUT_SIZE);
    if (status >= 0)
        status = kept_ring_open(&output, "output", OUTPUT_SIZE);
    if (status >= 0)
        status = sdk_interrupt_watch(claimed.interrupts[0], driver.receiver, INTERRUPT);
    return status < 0 ? status : start_device();
}

int main(void)
{
    int64_t status;

    sdk_driver_open(&driver);
    status = start();
    if (status < 0)
        sdk_die("%s: cannot start the device: %s", driver.name, sdk_status_text(status));
    give_pieces();
    (void)send_output();
    sdk_driver_ready(&driver);
    sdk_serve(driver.receiver, handle, NULL);
}
