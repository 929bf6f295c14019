/* The checks that decide whether a port is one. Each leaves nothing behind. */
#include "conformance.h"
#include "check.h"

#include <string.h>

#define MILLISECOND 1000000ull

static bool all_zero(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != 0) {
            return false;
        }
    }
    return true;
}

static void pages_are_zeroed_and_contiguous(void)
{
    static const size_t counts[] = {1, 2, 3, 17, 256, 1024};
    uint8_t *ranges[ARRAY_LEN(counts)];
    for (int round = 0; round < 2; round++) { /* the second round sees what the first left */
        for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
            size_t size = counts[i] * HAL_PAGE_SIZE;
            ranges[i] = hal_pages_get(counts[i]);
            CHECK(ranges[i] != NULL);
            CHECK_EQUAL(0, (uintptr_t)ranges[i] % HAL_PAGE_SIZE);
            CHECK(all_zero(ranges[i], size));
            memset(ranges[i], 0xa5, size);
        }
        for (size_t i = 0; i < ARRAY_LEN(counts); i++) {
            CHECK_EQUAL(0xa5, ranges[i][counts[i] * HAL_PAGE_SIZE - 1]); /* ranges do not overlap */
            hal_pages_release(ranges[i], counts[i]);
        }
    }
    CHECK(hal_pages_get(SIZE_MAX / HAL_PAGE_SIZE / 4) == NULL);
}

static void pages_extend_in_place_or_not_at_all(size_t count)
{
    uint8_t *base = hal_pages_get(count);
    CHECK(base != NULL);
    memset(base, 0x5a, count * HAL_PAGE_SIZE);
    int status = hal_pages_extend(base, count, count + 1);
    CHECK(status == VB_OK || status == VB_ERR_NOT_SUPPORTED || status == VB_ERR_NO_MEMORY);
    CHECK_EQUAL(0x5a, base[count * HAL_PAGE_SIZE - 1]);
    if (status == VB_OK) {
        CHECK(all_zero(base + count * HAL_PAGE_SIZE, HAL_PAGE_SIZE));
        count++;
        memset(base, 0x5a, count * HAL_PAGE_SIZE);
    }
    hal_pages_release(base, count);
}

static void clocks_go_on(void)
{
    uint64_t last = hal_clock_monotonic();
    for (int i = 0; i < 10000; i++) {
        uint64_t now = hal_clock_monotonic();
        CHECK(now >= last);
        last = now;
    }
    uint64_t wall = hal_clock_wall();
    CHECK(wall == 0 || wall > 1600000000ull * 1000000000ull); /* unknown, or after September 2020 */
}

static void entropy_is_not_constant(void)
{
    uint8_t first[64] = {0}, second[64] = {0};
    int status = hal_entropy(first, sizeof first);
    if (status == VB_ERR_NOT_SUPPORTED) {
        return;
    }
    CHECK_EQUAL(VB_OK, status);
    CHECK(!all_zero(first, sizeof first));
    status = hal_entropy(second, sizeof second);
    if (status == VB_ERR_NOT_SUPPORTED) {
        return; /* that was all */
    }
    CHECK_EQUAL(VB_OK, status);
    CHECK(memcmp(first, second, sizeof first) != 0);
    CHECK_EQUAL(VB_OK, hal_entropy(first, 0));
}

/* Idle as the kernel does: again after an early return. */
static void idle_until(struct hal_ring *ring, uint64_t deadline)
{
    while (hal_ring_empty(ring) && hal_clock_monotonic() < deadline) {
        hal_idle(ring, deadline);
    }
}

static void idle_ends_at_the_deadline(struct hal_ring *ring, uint64_t tolerance)
{
    static const uint64_t waits[] = {0, MILLISECOND / 10, MILLISECOND, 20 * MILLISECOND};
    for (size_t i = 0; i < ARRAY_LEN(waits); i++) {
        uint64_t deadline = hal_clock_monotonic() + waits[i];
        idle_until(ring, deadline);
        uint64_t late = hal_clock_monotonic() - deadline;
        CHECK(late <= tolerance); /* being early would be a huge number */
    }
    uint64_t before = hal_clock_monotonic();
    hal_idle(ring, 0); /* a deadline in the past: no wait */
    CHECK(hal_clock_monotonic() - before <= tolerance);
}

static void idle_ends_by_an_interrupt(struct hal_ring *ring,
                                      const struct conformance_options *options)
{
    if (!options->interrupt_later) {
        return;
    }
    uint64_t expected = hal_clock_monotonic() + 5 * MILLISECOND;
    options->interrupt_later(ring, 7, 5 * MILLISECOND);
    idle_until(ring, expected + 10000 * MILLISECOND);
    CHECK(hal_clock_monotonic() <= expected + MAX(options->idle_tolerance, MILLISECOND));
    struct hal_interrupt interrupt;
    CHECK(hal_ring_take(ring, &interrupt));
    CHECK_EQUAL(7, interrupt.line);
    CHECK(interrupt.time <= hal_clock_monotonic());

    hal_ring_post(ring, 3, 1, hal_clock_monotonic()); /* what is there already ends it at once */
    hal_idle(ring, UINT64_MAX);
    CHECK(hal_ring_take(ring, &interrupt));
    CHECK(hal_ring_empty(ring));
}

/* Wait for a request as the kernel does, checking that its line is announced. */
static int64_t finish(struct hal_request *request)
{
    uint64_t limit = hal_clock_monotonic() + 10000 * MILLISECOND;
    bool announced = false;
    while (!announced) {
        CHECK(hal_clock_monotonic() < limit);
        struct hal_interrupt interrupt;
        while (hal_ring_take(request->ring, &interrupt)) {
            announced |= interrupt.line == hal_device(request->device)->line;
        }
        if (!announced) {
            hal_idle(request->ring, limit);
        }
    }
    CHECK(atomic_load_explicit(&request->done, memory_order_acquire));
    return request->result;
}

static void devices_are_listed(void)
{
    for (size_t i = 0; i < hal_device_count(); i++) {
        const struct hal_device *device = hal_device(i);
        CHECK(device != NULL && device == hal_device(i));
        CHECK(device->line < HAL_LINES);
        CHECK(memchr(device->name, '\0', sizeof device->name) != NULL);
        for (size_t j = 0; j < i; j++) {
            CHECK(hal_device(j)->line != device->line);
        }
    }
}

static int64_t folder_request(struct hal_ring *ring, size_t folder, uint32_t operation,
                              uint64_t node, const char *input, uint8_t *output, uint32_t *size)
{
    struct hal_request request = {.device = (uint32_t)folder,
                                  .operation = operation,
                                  .flags = VB_OPEN_READ,
                                  .node = node,
                                  .input = (const uint8_t *)input,
                                  .input_size = (uint32_t)strlen(input),
                                  .output = output,
                                  .output_size = *size,
                                  .ring = ring};
    hal_device_submit(&request);
    int64_t result = finish(&request);
    *size = request.output_size;
    return result;
}

static void folders_answer(struct hal_ring *ring, size_t folder)
{
    uint8_t output[64];
    uint32_t size = 0;
    CHECK_EQUAL(VB_ERR_NOT_FOUND,
                folder_request(ring, folder, VB_FOLDER_OPEN, 0, "no such file", NULL, &size));
    int64_t node = folder_request(ring, folder, VB_FOLDER_OPEN, 0, "hello", NULL, &size);
    CHECK(node >= 0);
    size = sizeof output;
    CHECK_EQUAL(5, folder_request(ring, folder, VB_FOLDER_READ, (uint64_t)node, "", output, &size));
    CHECK_EQUAL(5, size);
    CHECK(memcmp(output, "world", 5) == 0);
    size = 0;
    CHECK_EQUAL(VB_OK,
                folder_request(ring, folder, VB_FOLDER_CLOSE, (uint64_t)node, "", NULL, &size));
    CHECK(folder_request(ring, folder, 9999, 0, "", NULL, &size) < 0); /* no such operation */
}

static void waits_can_be_cancelled(struct hal_ring *ring, size_t console)
{
    static const uint32_t operations[] = {VB_CONSOLE_READ, VB_CONSOLE_EVENT};
    for (size_t i = 0; i < ARRAY_LEN(operations); i++) {
        uint8_t output[16];
        struct hal_request request = {.device = (uint32_t)console,
                                      .operation = operations[i],
                                      .output = output,
                                      .output_size = sizeof output,
                                      .ring = ring};
        hal_device_submit(&request);
        hal_idle(ring, hal_clock_monotonic() + MILLISECOND);
        CHECK(!atomic_load(&request.done));
        hal_device_cancel(&request);
        CHECK_EQUAL(VB_ERR_CANCELLED, finish(&request));
        CHECK_EQUAL(0, request.output_size);
    }
}

void hal_conformance(const struct conformance_options *options)
{
    static struct hal_ring ring; /* 4 KiB: not for a small stack */
    pages_are_zeroed_and_contiguous();
    pages_extend_in_place_or_not_at_all(3);
    pages_extend_in_place_or_not_at_all(700);
    clocks_go_on();
    entropy_is_not_constant();
    idle_ends_at_the_deadline(&ring, options->idle_tolerance);
    idle_ends_by_an_interrupt(&ring, options);
    devices_are_listed();
    if (options->folder != SIZE_MAX) {
        folders_answer(&ring, options->folder);
    }
    if (options->console != SIZE_MAX) {
        waits_can_be_cancelled(&ring, options->console);
    }
    CHECK(hal_ring_empty(&ring));
}
