/*
 * A virtio console (virtio 1.2, 5.3), its first port, as a terminal. Bytes wait in rings that init
 * keeps, and so is the memory of the queues: the next incarnation resets the device, takes what the
 * device had used until then, and only then lays the queues out anew.
 *
 * How far the used rings have been taken is kept with the bytes, in the same write. Output goes out
 * one buffer at a time, and the used ring says whether the device had sent it.
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
#define MEMORY_NAME  "queues"

/* Of a queue: what is kept in the ring that its bytes go to or come from. */
struct progress {
    uint16_t size;    /* descriptors; 0: it is not laid out */
    uint16_t taken;   /* its used index, up to which it is accounted for */
    uint32_t sending; /* output: bytes of the buffer behind that; 0: none */
};

static struct terminal_server server;
static struct sdk_claimed claimed;
static struct virtio_device device;
static struct virtqueue receive, send;
static struct sdk_dma memory; /* both queues, a piece for each buffer to receive, bytes to send */
static uint32_t sending;      /* bytes that the device has; 0: none */
static uint32_t given;        /* pieces that the device has */

static uint64_t send_queue_at(void)
{
    return virtqueue_bytes(QUEUE_SIZE);
}

static uint64_t pieces_at(void)
{
    return send_queue_at() + virtqueue_bytes(QUEUE_SIZE);
}

static uint64_t piece_at(uint64_t buffer)
{
    return pieces_at() + buffer * PIECE;
}

static uint64_t send_at(void)
{
    return piece_at(QUEUE_SIZE);
}

static uint64_t memory_size(void)
{
    uint64_t size = send_at() + SEND_MAX;

    return (size + SDK_DMA_PAGE - 1) / SDK_DMA_PAGE * SDK_DMA_PAGE;
}

static void broken(void)
{
    sdk_die("%s: the device broke its rules; starting over", server.driver.name);
}

/* ---- input ---- */

/* Let the device have pieces as long as there is room for what it may write to them. */
static void give_pieces(void)
{
    struct virtqueue_piece piece = {.size = PIECE, .writable = true};
    bool any = false;

    while (receive.free_count > 0 &&
           kept_ring_room(&server.input) >= (uint64_t)(given + 1) * PIECE) {
        piece.address = memory.address + piece_at(receive.free_head);
        if (virtqueue_add(&receive, &piece, 1) < 0)
            broken();
        given++;
        any = true;
    }
    if (any)
        virtio_notify(&device, RECEIVE);
}

/* What was written to a buffer, and that the used ring is taken up to behind it. */
static void put_piece(uint32_t buffer, uint32_t written, struct progress progress)
{
    uint8_t bytes[PIECE];

    if (sdk_dma_read(&memory, piece_at(buffer), bytes, written) < 0)
        broken();
    kept_ring_set(&server.input, &progress, sizeof progress);
    if (kept_ring_put(&server.input, bytes, written) < 0)
        broken();
}

static uint32_t take_input(void)
{
    uint16_t head;
    uint32_t written, ready = 0;
    int found;

    while ((found = virtqueue_take(&receive, &head, &written)) == 1) {
        given--;
        if (written == 0)
            continue;
        put_piece(head, written, (struct progress){receive.size, receive.used_index, 0});
        ready = VB_DRIVER_INPUT;
    }
    if (found < 0)
        broken();
    give_pieces();
    return ready;
}

/* ---- output ---- */

/* So many bytes are sent, and so many are with the device now. */
static void account(uint64_t sent, struct progress progress)
{
    kept_ring_set(&server.output, &progress, sizeof progress);
    kept_ring_drop(&server.output, sent);
}

/* What is with the device is kept before it is: the next incarnation asks the used ring. */
static void send_buffer(void)
{
    uint8_t bytes[SEND_MAX];
    struct virtqueue_piece piece = {.address = memory.address + send_at()};

    piece.size = sending = (uint32_t)kept_ring_peek(&server.output, 0, bytes, sizeof bytes);
    (void)sdk_dma_write(&memory, send_at(), bytes, sending);
    account(0, (struct progress){send.size, send.used_index, sending});
    if (virtqueue_add(&send, &piece, 1) < 0)
        broken();
    virtio_notify(&device, SEND);
}

static uint32_t send_output(void)
{
    uint32_t written, ready = 0;
    uint16_t head;
    int found = virtqueue_take(&send, &head, &written);

    if (found < 0)
        broken();
    if (found == 1) {
        account(sending, (struct progress){send.size, send.used_index, 0});
        sending = 0;
        ready = terminal_server_sent(&server);
    }
    if (sending == 0 && kept_ring_used(&server.output) > 0)
        send_buffer();
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

/* ---- starting ---- */

/* What the device wrote for the incarnation before, which could not take it any more. */
static void take_left_input(void)
{
    struct progress was;
    uint32_t buffer, written;
    int left;

    kept_ring_get(&server.input, &was, sizeof was);
    if (was.size == 0 || was.size > QUEUE_SIZE)
        return;
    left = virtqueue_left(&memory, 0, was.size, was.taken);
    for (; left > 0; left--) {
        virtqueue_left_entry(&memory, 0, was.size, was.taken++, &buffer, &written);
        if (buffer < was.size && written <= PIECE && written <= kept_ring_room(&server.input))
            put_piece(buffer, written, was);
    }
}

static void drop_left_output(void)
{
    struct progress was;

    kept_ring_get(&server.output, &was, sizeof was);
    if (was.size == 0 || was.size > QUEUE_SIZE || was.sending > kept_ring_used(&server.output) ||
        virtqueue_left(&memory, send_queue_at(), was.size, was.taken) != 1)
        return;
    account(was.sending, (struct progress){was.size, (uint16_t)(was.taken + 1), 0});
}

static void set_progress(struct progress input, struct progress output)
{
    kept_ring_set(&server.input, &input, sizeof input);
    kept_ring_drop(&server.input, 0);
    account(0, output);
}

/* The memory of the queues, zeroed; the device has been reset. */
static int64_t take_memory(void)
{
    static const uint8_t zeroes[4096];
    uint64_t kept = sdk_kept(MEMORY_NAME), at;
    int64_t status;

    memory = (struct sdk_dma){.memory = kept, .size = memory_size()};
    if (kept == 0 || vb_memory_size(kept) != (int64_t)memory_size()) {
        set_progress((struct progress){0}, (struct progress){0});
        status = sdk_dma_alloc(claimed.dma, memory_size(), &memory);
        return status < 0 ? status : sdk_keep(MEMORY_NAME, memory.memory);
    }
    take_left_input();
    drop_left_output();
    set_progress((struct progress){0}, (struct progress){0});
    for (at = 0; at < memory.size; at += sizeof zeroes)
        (void)sdk_dma_write(&memory, at, zeroes, sizeof zeroes);
    return sdk_dma_map(claimed.dma, kept, &memory);
}

static int64_t start_device(void)
{
    uint64_t features;
    int64_t status = virtio_open(&device, &claimed.resources, claimed.regions);

    if (status >= 0)
        status = take_memory();
    if (status >= 0)
        status = virtio_negotiate(&device, FEATURE_SIZE, &features);
    if (status >= 0)
        status = virtio_queue(&device, RECEIVE, &receive, &memory, 0, QUEUE_SIZE);
    if (status >= 0)
        status = virtio_queue(&device, SEND, &send, &memory, send_queue_at(), QUEUE_SIZE);
    if (status < 0)
        return status;
    describe(features);
    set_progress((struct progress){receive.size, 0, 0}, (struct progress){send.size, 0, 0});
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
