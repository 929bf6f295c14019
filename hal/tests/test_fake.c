/* The fake platform passes the conformance tests, and its own controls do what they say. */
#include "check.h"
#include "conformance.h"

#include <hal_fake/fake.h>
#include <hal_fake/space.h>
#include <string.h>

static size_t clock_device;

/* An interrupt at a time: a request of a device of its own that is completed then. */
static void interrupt_later(struct hal_ring *ring, uint32_t line, uint64_t after)
{
    static struct hal_request request;
    while (hal_device_count() <= line) {
        clock_device = hal_fake_add_device(VB_DEVICE_CONSOLE, 0, "");
    }
    request = (struct hal_request){.device = line, .ring = ring};
    hal_device_submit(&request);
    hal_fake_complete_at(&request, hal_clock_monotonic() + after, VB_OK, NULL, 0);
}

static void folder_script(void *ctx, struct hal_request *request)
{
    (void)ctx;
    if (request->operation == VB_FOLDER_OPEN) {
        bool found = request->input_size == 5 && memcmp(request->input, "hello", 5) == 0;
        hal_fake_complete(request, found ? 1 : VB_ERR_NOT_FOUND, NULL, 0);
    } else if (request->operation == VB_FOLDER_READ) {
        hal_fake_complete_at(request, hal_clock_monotonic() + 1000, 5, "world", 5);
    } else if (request->operation == VB_FOLDER_CLOSE) {
        hal_fake_complete(request, VB_OK, NULL, 0);
    } else {
        hal_fake_complete(request, VB_ERR_NOT_SUPPORTED, NULL, 0);
    }
}

static void conforms(void)
{
    hal_fake_reset();
    size_t folder = hal_fake_add_device(VB_DEVICE_FOLDER, 0, "/mnt");
    size_t console = hal_fake_add_device(VB_DEVICE_CONSOLE, 0, "");
    hal_fake_on_submit(folder, folder_script, NULL);
    hal_fake_limit_pages(1 << 20);
    hal_conformance(&(struct conformance_options){
        .interrupt_later = interrupt_later, .folder = folder, .console = console});
    CHECK_EQUAL(0, hal_fake_pages_held());
    CHECK_EQUAL(0, hal_fake_ranges_held());
}

static void spaces_conform(void)
{
    hal_fake_reset();
    hal_fake_limit_pages(8192);
    CHECK_EQUAL(hal_fake_space_wanted(), hal_conformance_spaces());
    CHECK_EQUAL(hal_fake_space_wanted(), hal_conformance_lazy());
    CHECK_EQUAL(0, hal_fake_pages_held());
}

static void pages_fail_on_request(void)
{
    hal_fake_reset();
    hal_fake_limit_pages(10);
    void *eight = hal_pages_get(8);
    CHECK(eight != NULL && hal_pages_get(3) == NULL);
    CHECK_EQUAL(2, hal_pages_available());
    hal_fake_fail_pages_after(1);
    void *one = hal_pages_get(1);
    CHECK(one != NULL && hal_pages_get(1) == NULL);
    void *other = hal_pages_get(1); /* only one fails */
    CHECK(other != NULL);
    CHECK_EQUAL(10, hal_fake_pages_held());
    hal_pages_release(eight, 8);
    hal_pages_release(one, 1);
    hal_pages_release(other, 1);
    CHECK_EQUAL(5, hal_fake_page_requests());
}

static void the_end_is_caught(void)
{
    hal_fake_reset();
    jmp_buf end;
    hal_fake_catch_end(&end);
    int how = setjmp(end);
    if (how == 0) {
        hal_stop(VB_SYSTEM_POWER_OFF, 42);
    } else if (how == HAL_FAKE_STOPPED) {
        enum vb_system_action action;
        int status;
        hal_fake_stop_reason(&action, &status);
        CHECK_EQUAL(42, status);
        hal_panic("broken");
    }
    CHECK_EQUAL(HAL_FAKE_PANICKED, how);
    CHECK(strcmp(hal_fake_panic_text(), "broken") == 0);
}

static void the_console_is_kept(void)
{
    hal_fake_reset();
    hal_console_write("one\n", 4);
    hal_console_write("two\n", 4);
    CHECK(strcmp(hal_fake_console(), "one\ntwo\n") == 0);
    hal_fake_reset();
    CHECK(strcmp(hal_fake_console(), "") == 0);
}

static void runs_are_the_same(void)
{
    uint8_t first[32], second[32];
    hal_fake_reset();
    CHECK_EQUAL(VB_OK, hal_entropy(first, sizeof first));
    hal_fake_advance(5);
    CHECK_EQUAL(HAL_FAKE_EPOCH + 5, hal_clock_monotonic());
    hal_fake_reset();
    CHECK_EQUAL(VB_OK, hal_entropy(second, sizeof second));
    CHECK(memcmp(first, second, sizeof first) == 0);
    CHECK_EQUAL(HAL_FAKE_EPOCH, hal_clock_monotonic());
}

int main(void)
{
    conforms();
    spaces_conform();
    pages_fail_on_request();
    the_end_is_caught();
    the_console_is_kept();
    runs_are_the_same();
    return 0;
}
