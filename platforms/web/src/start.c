/* From what the host has said to a kernel that has started init, and its steps. */
#include "web.h"

#include <base/format.h>
#include <kernel/kernel.h>
#include <platform/boot.h>
#include <platform/cpu_wasm.h>
#include <platform/heap.h>
#include <string.h>

#define ARGUMENTS_MAX 256u

struct words {
    const char *items[ARGUMENTS_MAX];
    size_t count;
};

static struct words arguments, environment;
static struct kernel_blob blobs[BOOT_BLOBS];
static size_t blob_count;
static struct cpu_wasm *cpu;
static struct kernel *kernel;
static struct hal_ring ring;
static struct cpu_diagnostic diagnostic;
static uint64_t deadline = UINT64_MAX;
static enum vb_system_action stop_action;
static int stop_status;

/* ---- before the start --------------------------------------------------------------------------
 */

void *web_alloc(size_t size)
{
    return size < SIZE_MAX - HAL_PAGE_SIZE
               ? hal_pages_get(MAX(ALIGN_UP(size, (size_t)HAL_PAGE_SIZE) / HAL_PAGE_SIZE, 1u))
               : NULL;
}

static int add(struct words *words, const char *text)
{
    if (words->count == ARGUMENTS_MAX) {
        return VB_ERR_LIMIT;
    }
    words->items[words->count++] = text;
    return VB_OK;
}

int web_argument(const char *text)
{
    return add(&arguments, text);
}

int web_environment(const char *text)
{
    return add(&environment, text);
}

int web_blob(const char *name, const uint8_t *bytes, size_t size)
{
    if (blob_count == BOOT_BLOBS) {
        return VB_ERR_LIMIT;
    }
    blobs[blob_count++] = (struct kernel_blob){.name = name, .bytes = bytes, .size = size};
    return VB_OK;
}

const char *web_problem(void)
{
    return diagnostic.text;
}

static int make_kernel(uint32_t flags)
{
    int status = cpu_wasm_create(&platform_heap, &cpu);
    if (status == VB_OK) {
        const struct kernel_config config = {.cpu_ops = &cpu_wasm_ops,
                                             .cpu = cpu,
                                             .ring = &ring,
                                             .cooperative = flags & WEB_COOPERATIVE,
                                             .verbose = flags & WEB_VERBOSE};
        status = kernel_create(&config, &kernel);
    }
    if (status != VB_OK) {
        format_text(diagnostic.text, sizeof diagnostic.text, "cannot make the kernel");
    }
    return status;
}

int web_start(const uint8_t *image, size_t size, uint32_t flags)
{
    int status = make_kernel(flags);
    if (status != VB_OK) {
        return status;
    }
    cpu_wasm_trust(cpu, image, size);
    const struct boot_program program = {.arguments = arguments.items,
                                         .argument_count = arguments.count,
                                         .environment = environment.items,
                                         .environment_count = environment.count,
                                         .blobs = blobs,
                                         .blob_count = blob_count};
    return boot_init(kernel, image, size, &program, &diagnostic);
}

/* ---- the running system ------------------------------------------------------------------------
 */

enum web_state web_step(double milliseconds)
{
    deadline = UINT64_MAX;
    switch (kernel_step(kernel, (uint64_t)(milliseconds * 1000000.0), &deadline)) {
    case KERNEL_BUSY:
        return WEB_BUSY;
    case KERNEL_IDLE:
        return hal_ring_empty(&ring) ? WEB_IDLE : WEB_BUSY;
    default:
        kernel_stop_reason(kernel, &stop_action, &stop_status);
        return WEB_STOPPED;
    }
}

double web_deadline(void)
{
    return deadline == UINT64_MAX ? __builtin_inf() : (double)deadline / 1000000.0;
}

int web_status(void)
{
    return stop_status & 0xff;
}

enum vb_system_action web_action(void)
{
    return stop_action;
}

double web_pages_held(void)
{
    struct kernel_counts counts;
    kernel_count(kernel, &counts);
    return (double)counts.pages_held;
}

/* ---- the rest of the contract ------------------------------------------------------------------
 */

void hal_console_write(const char *text, size_t size)
{
    web_message(text, size);
}

/* The host waits: web_step() returns to it instead. */
void hal_idle(struct hal_ring *of, uint64_t until)
{
    (void)of;
    (void)until;
}

_Noreturn void hal_stop(enum vb_system_action action, int status)
{
    static const char text[] = "hal_stop: the host stops the system";
    (void)action;
    (void)status;
    web_panic(text, sizeof text - 1);
}

_Noreturn void hal_panic(const char *text)
{
    web_panic(text, strlen(text));
}
