/*
 * The platform contract: what a platform gives the kernel.
 *
 * Exactly one platform is linked into an image, so these are link-time functions. The kernel calls
 * them from its one stack, never from interrupt context and never re-entrantly; no function blocks
 * except hal_idle(). A function that a platform cannot give answers VB_ERR_NOT_SUPPORTED (or
 * NULL), and the kernel does without it. docs/porting.md walks through a port; hal/tests decides
 * whether a port is one.
 */
#ifndef HAL_HAL_H
#define HAL_HAL_H

#include <base/macros.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vibee/device.h>
#include <vibee/objects.h>
#include <vibee/status.h>

#define HAL_PAGE_SIZE 4096u

/* ---- pages ---------------------------------------------------------------------------------- */

/* `count` (> 0) contiguous, zeroed, readable and writable pages, NULL when there are none. The
 * kernel owns them until it gives the same range back whole. The kernel asks for few large ranges
 * and divides them itself: a platform may spend one host mapping on each. */
void *hal_pages_get(size_t count);
void hal_pages_release(void *base, size_t count);
/* Extend a range from hal_pages_get() in place; the new pages are zeroed. VB_ERR_NOT_SUPPORTED or
 * VB_ERR_NO_MEMORY leave it as it was (the kernel then moves the contents). */
MUST_CHECK int hal_pages_extend(void *base, size_t old_count, size_t new_count);
/* Pages the platform can still give, SIZE_MAX when it does not know. */
size_t hal_pages_available(void);

/* ---- console, time, entropy ----------------------------------------------------------------- */

/* The early console: diagnostics and panics, before and without any driver. Never fails; may drop.
 */
void hal_console_write(const char *text, size_t size);
/* Nanoseconds since some moment before the kernel started; never goes back. */
uint64_t hal_clock_monotonic(void);
/* Nanoseconds since 1970-01-01 UTC, 0 when unknown. */
uint64_t hal_clock_wall(void);
/* Fill with unpredictable bytes, never the same ones twice. The kernel mixes them into a pool, so a
 * platform may join as many sources as it has. VB_ERR_NOT_SUPPORTED: it has no source, or has
 * handed out all that it had (bytes that a firmware left behind, for instance). */
MUST_CHECK int hal_entropy(void *out, size_t size);

/* ---- interrupts ----------------------------------------------------------------------------- */

#define HAL_LINES        64u
#define HAL_RING_RECORDS 256u /* a power of two */

struct hal_interrupt {
    uint32_t line;
    uint32_t value;
    uint64_t time; /* hal_clock_monotonic() when it came */
};

/* Interrupt records on their way to the kernel. Writers are interrupt handlers (or helper threads
 * that serialise among themselves); the reader is the kernel. A full ring loses no interrupt:
 * pending[line] counts what found no room. One ring a kernel. */
struct hal_ring {
    _Atomic uint32_t head; /* next record to write: the writer's */
    _Atomic uint32_t tail; /* next record to read: the reader's */
    struct hal_interrupt records[HAL_RING_RECORDS];
    _Atomic uint32_t pending[HAL_LINES];
    _Atomic uint32_t pending_total; /* of all lines */
};

/* Writer: store a record or count it as pending. Allocates nothing, calls nothing. (hal/ring.c) */
void hal_ring_post(struct hal_ring *ring, uint32_t line, uint32_t value, uint64_t time);
/* Reader: take the next record, then the pending ones (value 0, time 0). False when empty. */
bool hal_ring_take(struct hal_ring *ring, struct hal_interrupt *out);
bool hal_ring_empty(const struct hal_ring *ring);

/* Sleep until the ring is not empty or the deadline (hal_clock_monotonic(), UINT64_MAX: none) has
 * passed. May return early for no reason. The only function that blocks. */
void hal_idle(struct hal_ring *ring, uint64_t deadline);

/* ---- stopping ------------------------------------------------------------------------------- */

/* Stop or reset the machine, or end the process with `status`. Does not return. */
_Noreturn void hal_stop(enum vb_system_action action, int status);
/* A kernel invariant is broken: show the text on every console and stop. Does not return. */
_Noreturn void hal_panic(const char *text);

/* ---- devices -------------------------------------------------------------------------------- */

/* A paravirtual device: requests go in, completions come back by an interrupt on its line. Real
 * hardware (hardware.h) is reached through the device of kind VB_DEVICE_MACHINE, of which there is
 * one at most; its requests are done at once. */
struct hal_device {
    enum vb_device_kind kind;
    uint32_t flags; /* by kind: spec/device.vibee */
    uint32_t line;  /* interrupts: at least one request is done */
    char name[64];  /* a folder: where it is to be mounted */
};

/* One request. The kernel owns it and both buffers, and leaves them alone from submit until `done`
 * is set; the platform then keeps no pointer to it. */
struct hal_request {
    uint32_t device;    /* index of the device */
    uint32_t operation; /* by kind: spec/device.vibee */
    uint32_t flags;
    uint64_t node, offset;
    const uint8_t *input;
    uint32_t input_size;
    uint8_t *output;
    uint32_t output_size;  /* in: room; when done: bytes written */
    int64_t result;        /* when done: status, count or node */
    struct hal_ring *ring; /* where completion is announced */
    _Atomic bool done;     /* set last (release), before the interrupt is posted */
};

size_t hal_device_count(void);
/* Valid until the end; index < hal_device_count(). */
const struct hal_device *hal_device(size_t index);
/* Start a request; returns at once, whatever the device does. The result, errors included, comes
 * with completion. */
void hal_device_submit(struct hal_request *request);
/* Ask for an early end of a waiting request (a console read, an event): it completes soon, with
 * VB_ERR_CANCELLED or its result. */
void hal_device_cancel(struct hal_request *request);

#endif
