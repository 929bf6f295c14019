/*
 * The border between the module and its host, a page's Worker. The module owns the kernel; the host
 * owns time, the event loop and the devices, and calls in again and again (exports, below). It
 * never calls while a call of its own is under way but for web_complete(). Times are milliseconds
 * of its clocks.
 */
#ifndef WEB_PLATFORM_H
#define WEB_PLATFORM_H

#include <hal/hal.h>

/* ---- what the host gives (platforms/web/host/module.js) ----------------------------------------
 */

#define WEB_IMPORT(name) __attribute__((import_module("web"), import_name(#name)))

WEB_IMPORT(monotonic) double web_monotonic(void);
WEB_IMPORT(wall) double web_wall(void);
WEB_IMPORT(entropy) void web_entropy(void *out, size_t size);
/* A line for whoever develops: diagnostics. */
WEB_IMPORT(message) void web_message(const char *text, size_t size);
WEB_IMPORT(panic) _Noreturn void web_panic(const char *text, size_t size);
/* Start a request; the host completes it with web_complete(), now or later. */
WEB_IMPORT(submit)
void web_submit(struct hal_request *request, uint32_t device, uint32_t operation, uint32_t flags,
                uint64_t node, uint64_t offset, const uint8_t *input, uint32_t input_size,
                uint8_t *output, uint32_t output_size);
WEB_IMPORT(cancel) void web_cancel(struct hal_request *request);

/* ---- what the host calls: before the system starts --------------------------------------------
 */

#define WEB_EXPORT(name) __attribute__((export_name(#name)))

/* Room for bytes that the host hands over; they stay as long as the module. NULL: out of memory. */
WEB_EXPORT(web_alloc) void *web_alloc(size_t size);
/* How far the memory may grow, in bytes; what it has already is always used. */
WEB_EXPORT(web_limit) void web_limit(double bytes);
/* One more device; its number, or VB_ERR_LIMIT, or VB_ERR_NAME_TOO_LONG. */
WEB_EXPORT(web_device)
int web_device(enum vb_device_kind kind, uint32_t flags, const char *name);
/* One more argument or environment variable of init: VB_OK or VB_ERR_LIMIT. */
WEB_EXPORT(web_argument) int web_argument(const char *text);
WEB_EXPORT(web_environment) int web_environment(const char *text);
/* One more blob for init ("program", "script"). */
WEB_EXPORT(web_blob) int web_blob(const char *name, const uint8_t *bytes, size_t size);
enum web_flags {
    WEB_VERBOSE = 1,     /* the kernel's log is shown */
    WEB_COOPERATIVE = 2, /* no preemption */
};
/* Start init of a boot image; enum web_flags. A negative status: web_problem() says more. */
WEB_EXPORT(web_start) int web_start(const uint8_t *image, size_t size, uint32_t flags);
WEB_EXPORT(web_problem) const char *web_problem(void);

/* ---- what the host calls: the running system ----------------------------------------------------
 */

enum web_state {
    WEB_BUSY = 0,    /* call again soon */
    WEB_IDLE = 1,    /* call again at web_deadline(), or when a request was completed */
    WEB_STOPPED = 2, /* never again: web_status() */
};
/* Work for at most about so long. */
WEB_EXPORT(web_step) enum web_state web_step(double milliseconds);
/* After WEB_IDLE: a time of the host's monotonic clock, or infinity. */
WEB_EXPORT(web_deadline) double web_deadline(void);
/* After WEB_STOPPED: the status, and whether (vb_system_action) to start again. */
WEB_EXPORT(web_status) int web_status(void);
WEB_EXPORT(web_action) enum vb_system_action web_action(void);
/* A request is done; its output is in place. */
WEB_EXPORT(web_complete)
void web_complete(struct hal_request *request, int64_t result, uint32_t output_size);
/* Pages of memory that the system holds now. */
WEB_EXPORT(web_pages_held) double web_pages_held(void);

#endif
