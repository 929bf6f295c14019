/*
 * A console on COM1 in the kernel, so that there is a prompt before drivers are processes; to be
 * deleted when the serial driver replaces it. Reads and writes wait in queues and are served by the
 * interrupt; handlers and the kernel take turns by switching interrupts off.
 */
#include "processor.h"
#include "x86_64.h"

#include <string.h>

enum { DATA, ENABLE, IDENTIFY, LINE_STATUS = 5 };
#define ENABLE_INPUT  1u
#define ENABLE_OUTPUT 2u
#define NOTHING       1u /* identification: no interrupt is pending */
#define INPUT_THERE   1u /* line status */
#define OUTPUT_EMPTY  0x20u
#define FIFO_SIZE     16u
#define INPUT_SIZE    4096u
#define DRAIN_NS      5000000000u

struct queue {
    struct hal_request *items[VB_DEVICE_REQUESTS_MAX];
    uint32_t count;
};

static struct queue reads, writes;
static struct hal_request *event;
static uint32_t written; /* of the first write */
static uint8_t input[INPUT_SIZE];
static uint32_t input_start, input_count;

static void queue_put(struct queue *queue, struct hal_request *request)
{
    if (queue->count == ARRAY_LEN(queue->items)) {
        device_complete(request, VB_ERR_LIMIT, 0);
        return;
    }
    queue->items[queue->count++] = request;
}

static bool queue_remove(struct queue *queue, const struct hal_request *request)
{
    for (uint32_t i = 0; i < queue->count; i++) {
        if (queue->items[i] == request) {
            queue->count--;
            memmove(queue->items + i, queue->items + i + 1,
                    (queue->count - i) * sizeof *queue->items);
            return true;
        }
    }
    return false;
}

/* ---- input ---------------------------------------------------------------------------------- */

static void take_input(void)
{
    while (in8(SERIAL_PORT + LINE_STATUS) & INPUT_THERE) {
        uint8_t byte = in8(SERIAL_PORT + DATA);
        if (input_count < INPUT_SIZE) { /* else nobody has read for long: it is lost */
            input[(input_start + input_count++) % INPUT_SIZE] = byte;
        }
    }
}

static void serve_reads(void)
{
    while (reads.count > 0 && input_count > 0) {
        struct hal_request *request = reads.items[0];
        uint32_t size = MIN(request->output_size, input_count);
        for (uint32_t i = 0; i < size; i++) {
            request->output[i] = input[input_start++ % INPUT_SIZE];
        }
        input_start %= INPUT_SIZE;
        input_count -= size;
        queue_remove(&reads, request);
        device_complete(request, size, size);
    }
}

/* ---- output --------------------------------------------------------------------------------- */

static void serve_writes(void)
{
    while (writes.count > 0 && in8(SERIAL_PORT + LINE_STATUS) & OUTPUT_EMPTY) {
        struct hal_request *request = writes.items[0];
        for (uint32_t i = 0; i < FIFO_SIZE && written < request->input_size; i++) {
            out8(SERIAL_PORT + DATA, request->input[written++]);
        }
        if (written == request->input_size) {
            written = 0;
            queue_remove(&writes, request);
            device_complete(request, request->input_size, 0);
        }
    }
    out8(SERIAL_PORT + ENABLE, ENABLE_INPUT | (writes.count > 0 ? ENABLE_OUTPUT : 0));
}

/* The line is triggered by edges: every cause must be gone before the end. */
static void interrupt(uint32_t unused)
{
    (void)unused;
    while (!(in8(SERIAL_PORT + IDENTIFY) & NOTHING)) {
        take_input();
        serve_writes();
    }
    serve_reads();
}

/* ---- requests ------------------------------------------------------------------------------- */

static void answer_size(struct hal_request *request)
{
    struct vb_console_size size = {.columns = (uint32_t)option_number("columns", 80),
                                   .rows = (uint32_t)option_number("rows", 24)};
    bool room = request->output_size >= sizeof size;
    if (room) {
        memcpy(request->output, &size, sizeof size);
    }
    device_complete(request, room ? VB_OK : VB_ERR_INVALID, room ? sizeof size : 0);
}

static void wait_for_event(struct hal_request *request)
{
    if (event) {
        device_complete(request, VB_ERR_BUSY, 0);
    } else {
        event = request; /* a serial line has none */
    }
}

static void submit(struct hal_request *request)
{
    switch (request->operation) {
    case VB_CONSOLE_READ:
        if (request->output_size == 0) {
            device_complete(request, VB_ERR_INVALID, 0);
            break;
        }
        queue_put(&reads, request);
        serve_reads();
        break;
    case VB_CONSOLE_WRITE:
        if (request->node != 1 && request->node != 2) {
            device_complete(request, VB_ERR_INVALID, 0);
            break;
        }
        report_first_output();
        queue_put(&writes, request);
        serve_writes();
        break;
    case VB_CONSOLE_SIZE:
        answer_size(request);
        break;
    case VB_CONSOLE_EVENT:
        wait_for_event(request);
        break;
    default:
        device_complete(request, VB_ERR_NOT_SUPPORTED, 0);
    }
}

void serial_console_submit(struct hal_request *request)
{
    bool on = interrupts_save();
    submit(request);
    interrupts_restore(on);
}

void serial_console_cancel(struct hal_request *request)
{
    bool on = interrupts_save();
    bool first = writes.count > 0 && writes.items[0] == request;
    bool found = queue_remove(&reads, request) || queue_remove(&writes, request);
    written = first ? 0 : written;
    if (event == request) {
        event = NULL;
        found = true;
    }
    if (found) {
        device_complete(request, VB_ERR_CANCELLED, 0);
    }
    interrupts_restore(on);
}

void serial_console_drain(void)
{
    uint64_t end = hal_clock_monotonic() + DRAIN_NS;
    while (writes.count > 0 && hal_clock_monotonic() < end) {
        bool on = interrupts_save();
        serve_writes();
        interrupts_restore(on);
    }
}

void serial_console_start(void)
{
    if (lines_claim_isa(SERIAL_IRQ, interrupt) != VB_OK) {
        console_printf("console: no interrupt for COM1, so no input\n");
        return;
    }
    out8(SERIAL_PORT + ENABLE, ENABLE_INPUT);
}
