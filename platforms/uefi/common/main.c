/* From a machine that is ready to a running system: what every port does (docs/porting.md). */
#include "uefi.h"

#include <base/format.h>
#include <platform/boot.h>
#include <platform/cpu_wasm.h>
#include <platform/heap.h>
#include <string.h>

#define WORDS_MAX         64u
#define STEP_NANOSECONDS  2000000u
#define WATCHDOG_SECONDS  30u
#define ALIVE_NANOSECONDS 1000000000u /* an idle kernel shows that it lives */

static struct hal_ring ring;
static struct cpu_wasm *cpu;
static uint64_t start_time, init_time; /* of the kernel, and of init */

static _Noreturn void fail(const char *what, int status)
{
    console_printf("\nvibee: cannot start: %s (error %d)\n", what, -status);
    hal_stop(VB_SYSTEM_POWER_OFF, 1);
}

static struct kernel *make_kernel(void)
{
    struct kernel *kernel = NULL;
    int status = cpu_wasm_create(&platform_heap, &cpu);
    if (status == VB_OK) {
        struct kernel_config config = {.cpu_ops = &cpu_wasm_ops,
                                       .cpu = cpu,
                                       .ring = &ring,
                                       .cooperative = option("cooperative"),
                                       .memory_limit = option_number("memory", 0),
                                       .verbose = option("verbose")};
        status = kernel_create(&config, &kernel);
    }
    if (status != VB_OK) {
        fail("no kernel: is there too little memory?", status);
    }
    return kernel;
}

static uint32_t milliseconds(uint64_t from, uint64_t to)
{
    return to > from ? (uint32_t)((to - from) / 1000000) : 0;
}

/* For the shell, which says how long it took to its prompt: the monotonic clock began in efi_main.
 */
static const char *boot_times(void)
{
    static char text[160];
    uint64_t files = platform_time(boot.times[BOOT_TIME_FILES]),
             exit = platform_time(boot.times[BOOT_TIME_EXIT]);
    format_text(
        text, sizeof text,
        "BOOT_TIMES=from efi_main: loader %u, end of boot services %u, machine %u, kernel %u",
        milliseconds(0, files), milliseconds(files, exit), milliseconds(exit, start_time),
        milliseconds(start_time, hal_clock_monotonic()));
    return text;
}

static void start_init(struct kernel *kernel)
{
    static const char *const shell[] = {"init", "shell"};
    const char *const environment[] = {"HOME=/root", "PATH=/bin", "TERM=xterm", boot_times()};
    static const char *words[WORDS_MAX] = {"init"};
    if (boot.image == 0) {
        fail(boot.image_problem, VB_ERR_NOT_FOUND);
    }
    const uint8_t *image = physical_to_virtual(boot.image);
    cpu_wasm_trust(cpu, image, boot.image_size);
    size_t count = 1 + option_rest(words + 1, WORDS_MAX - 1);
    struct boot_program program = {.arguments = count > 1 ? words : shell,
                                   .argument_count = count > 1 ? count : ARRAY_LEN(shell),
                                   .environment = environment,
                                   .environment_count = ARRAY_LEN(environment)};
    struct cpu_diagnostic diagnostic = {0};
    int status = boot_init(kernel, image, boot.image_size, &program, &diagnostic);
    if (status != VB_OK) {
        fail(diagnostic.text[0] ? diagnostic.text : "init does not start", status);
    }
}

/* Parts: the loader reads files, the firmware ends its services, the kernel's start, init's. */
void report_first_output(void)
{
    static bool reported;
    if (reported) {
        return;
    }
    reported = true;
    uint64_t now = hal_clock_monotonic(), files = platform_time(boot.times[BOOT_TIME_FILES]),
             exit = platform_time(boot.times[BOOT_TIME_EXIT]);
    console_printf("boot: %u ms from efi_main to the first output: loader %u, end of boot services "
                   "%u, machine %u, kernel %u, programs %u\n",
                   milliseconds(0, now), milliseconds(0, files), milliseconds(files, exit),
                   milliseconds(exit, start_time), milliseconds(start_time, init_time),
                   milliseconds(init_time, now));
}

/* As platform_run(), with signs of life for the watchdog. */
static _Noreturn void run(struct kernel *kernel)
{
    uint32_t seconds = (uint32_t)MIN(option_number("watchdog", WATCHDOG_SECONDS), 600);
    bool watched = watchdog_start(seconds);
    console_printf("watchdog: %s\n", watched        ? "resets a kernel that hangs"
                                     : seconds == 0 ? "switched off"
                                                    : "none");
    for (;;) {
        uint64_t deadline = UINT64_MAX;
        enum kernel_state state = kernel_step(kernel, STEP_NANOSECONDS, &deadline);
        watchdog_alive();
        iommu_poll();
        if (state == KERNEL_STOPPED) {
            enum vb_system_action action;
            int status;
            kernel_stop_reason(kernel, &action, &status);
            hal_stop(action, status);
        }
        if (state == KERNEL_IDLE) {
            uint64_t alive = watched ? hal_clock_monotonic() + ALIVE_NANOSECONDS : UINT64_MAX;
            hal_idle(&ring, MIN(deadline, alive));
        }
    }
}

_Noreturn void system_start(void)
{
    start_time = hal_clock_monotonic();
    console_printf("memory: %zu MiB free\n", hal_pages_available() >> 8);
    if (!serial_there()) {
        console_printf("console: no COM1\n");
    }
    struct kernel *kernel = make_kernel();
    start_init(kernel);
    init_time = hal_clock_monotonic();
    run(kernel);
}
