/*
 * A platform for tests: deterministic, without threads, and under the test's control.
 *
 *   hal_fake_reset();
 *   size_t folder = hal_fake_add_device(VB_DEVICE_FOLDER, 0, "/mnt");
 *   ... run the code under test ...
 *   hal_fake_complete(hal_fake_pending(folder, 0), VB_OK, NULL, 0);
 *   assert(hal_fake_pages_held() == 0);
 *
 * The clock stands still except in hal_idle(), which jumps to the deadline or to the next scheduled
 * completion, whichever is first, and in hal_fake_advance(). There are spaces (hal_fake/space.h)
 * when the environment says HAL_FAKE_SPACES=1: tests of the kernel run both with and without.
 * Misuse of the contract (a range given back that was never got, idling for ever with nothing
 * scheduled) ends the test with a message.
 */
#ifndef HAL_FAKE_FAKE_H
#define HAL_FAKE_FAKE_H

#include <hal/hardware.h>
#include <setjmp.h>

#define HAL_FAKE_EPOCH    1000000000ull          /* the monotonic clock after a reset */
#define HAL_FAKE_WALL     1700000000000000000ull /* the wall clock after a reset */
#define HAL_FAKE_RANGES   4096u                  /* page ranges held at a time */
#define HAL_FAKE_REQUESTS 256u                   /* requests waiting at a time */

/* Back to the state at the start: no devices, no limits, empty console, clocks at their start. Ends
 * the test when pages are still held. */
void hal_fake_reset(void);

/* ---- pages: any range can be extended to the next power of two --------------------------------
 */

void hal_fake_limit_pages(size_t limit);
/* Let `successes` requests for pages (get, extend) succeed and the one after them fail, once. */
void hal_fake_fail_pages_after(size_t successes);
void hal_fake_allow_extend(bool allow);
size_t hal_fake_pages_held(void);
size_t hal_fake_ranges_held(void);
/* Requests for pages since the reset, for loops that fail each of them in turn. */
size_t hal_fake_page_requests(void);

/* ---- time and entropy ------------------------------------------------------------------------ */

/* Let time pass; completions that fall due happen in order. */
void hal_fake_advance(uint64_t nanoseconds);
void hal_fake_seed(uint64_t seed);
/* False: there is no source from now on. */
void hal_fake_entropy(bool there);

/* ---- console and the end ----------------------------------------------------------------------
 */

/* What was written since the reset, NUL-terminated; cut at 64 KiB. */
const char *hal_fake_console(void);

/* hal_stop() and hal_panic() jump to `where` (setjmp() then returns HAL_FAKE_STOPPED or
 * HAL_FAKE_PANICKED); without one they end the test. */
enum { HAL_FAKE_STOPPED = 1, HAL_FAKE_PANICKED = 2 };
void hal_fake_catch_end(jmp_buf *where);
void hal_fake_stop_reason(enum vb_system_action *action, int *status);
const char *hal_fake_panic_text(void);

/* ---- devices --------------------------------------------------------------------------------- */

/* Its index, which is also its line. At most HAL_LINES. */
size_t hal_fake_add_device(enum vb_device_kind kind, uint32_t flags, const char *name);
/* Called for each request as it is submitted: a script that may complete it, now or at a time. */
void hal_fake_on_submit(size_t device, void (*script)(void *ctx, struct hal_request *), void *ctx);
/* The requests of a device that are not completed, oldest first; NULL past the last. */
struct hal_request *hal_fake_pending(size_t device, size_t n);
/* Complete a request: `size` bytes of output (cut to its room), then result, done, interrupt. */
void hal_fake_complete(struct hal_request *request, int64_t result, const void *output,
                       size_t size);
/* The same at a time of the clock; `output` must stay until then. */
void hal_fake_complete_at(struct hal_request *request, uint64_t time, int64_t result,
                          const void *output, size_t size);

/* ---- hardware -------------------------------------------------------------------------------
 *
 * A machine with 64 KiB of memory-mapped registers that are plain memory, 64 Ki ports that are too,
 * and at the end of the registers two doorbells: a 32-bit write to the first is what a device does
 * to raise a message (the value is its data), to the second it raises the ISA line of that number.
 * ISA lines 8 to 15 are level lines: masked when they come, until they are acknowledged; a level
 * that was raised meanwhile comes then. Tables cannot be opened outside of that memory; what begins
 * at HAL_FAKE_RESERVED is the platform's own. Devices are those with a requester id of 16 bits.
 */
#define HAL_FAKE_REGISTERS     0xfe000000u /* physical */
#define HAL_FAKE_REGISTER_SIZE 0x10000u
#define HAL_FAKE_DOORBELL      0xfe00fff0u /* of messages; of ISA lines 8 further */
#define HAL_FAKE_RESERVED      0xfee00000u
#define HAL_FAKE_ISA_FIRST     32u /* line of ISA line 0 */
#define HAL_FAKE_MESSAGE_FIRST 48u /* line of the first of 16 messages */
#define HAL_FAKE_DOMAINS       8u  /* devices with DMA at a time */
#define HAL_FAKE_MAPPINGS      16u /* of one device */

/* The device of kind VB_DEVICE_MACHINE; its index. */
size_t hal_fake_add_machine(void);
/* What is in the registers and ports. */
uint8_t *hal_fake_registers(void);
uint8_t *hal_fake_ports(void);
/* Let the next open of a region, interrupt or domain, or the next map, fail with this status. */
void hal_fake_fail_hardware(int status);
/* A device raises the interrupt with this line of the ring. */
void hal_fake_raise(uint32_t line);
bool hal_fake_line_open(uint32_t line);
bool hal_fake_line_masked(uint32_t line);

/* What is open at the platform. */
struct hal_fake_hardware {
    uint32_t regions, lines, domains;
    uint32_t mapped_pages; /* all domains */
};
struct hal_fake_hardware hal_fake_hardware(void);
/* The bytes that the device means by its address, NULL when it does not reach all of them. */
uint8_t *hal_fake_dma_reach(uint32_t requester, uint64_t address, size_t size);
/* Called when a domain is about to be closed, while its device still runs. */
void hal_fake_on_dma_close(void (*script)(void *ctx, uint32_t requester), void *ctx);
/* From now on closing says that an access may still end afterwards. */
void hal_fake_dma_lingers(void);

#endif
