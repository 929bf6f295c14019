/* vibee.wasm: VIBEE OS as a program of a WASI preview 1 host. */
#include "posix.h"
#include "wasi.h"

#include <kernel/kernel.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <wasi/api.h>

#define STEP_NANOSECONDS 2000000u

const char posix_platform[] = "wasi";

static struct hal_ring ring; /* lives as long as the kernel */

/* ---- the rest of the contract ------------------------------------------------------------------
 */

void wasi_complete(struct hal_request *request, int64_t result, uint32_t output_size)
{
    struct hal_ring *to = request->ring;
    uint32_t line = hal_device(request->device)->line;
    request->output_size = output_size;
    request->result = result;
    atomic_store_explicit(&request->done, true, memory_order_release);
    hal_ring_post(to, line, 0, hal_clock_monotonic());
}

void hal_idle(struct hal_ring *of, uint64_t deadline)
{
    if (hal_ring_empty(of)) {
        input_wait(deadline);
    }
}

_Noreturn void hal_stop(enum vb_system_action action, int status)
{
    if (action == VB_SYSTEM_RESET) {
        fputs("vibee: this host cannot start a program again; start it by hand\n", stderr);
    }
    exit(status & 0xff);
}

_Noreturn void hal_panic(const char *text)
{
    fprintf(stderr, "\nkernel panic: %s\n", text);
    abort();
}

/* Folders: carried out at once, as there is nobody else to do it. */
bool posix_folder_start(struct folder *folder)
{
    (void)folder;
    return true;
}

void posix_folder_submit(struct folder *folder, struct hal_request *request)
{
    uint32_t size;
    int64_t result = folder_carry_out(folder, request, &size);
    wasi_complete(request, result, size);
}

char *posix_real_path(const char *path)
{
    (void)path;
    return NULL;
}

/* ---- the program -------------------------------------------------------------------------------
 */

/* As platform_run(), but somebody must look for input while programs compute. */
static void run(struct kernel *kernel, enum vb_system_action *action, int *status)
{
    for (;;) {
        uint64_t deadline = UINT64_MAX;
        switch (kernel_step(kernel, STEP_NANOSECONDS, &deadline)) {
        case KERNEL_BUSY:
            input_look();
            break;
        case KERNEL_IDLE:
            hal_idle(&ring, deadline);
            break;
        case KERNEL_STOPPED:
            kernel_stop_reason(kernel, action, status);
            return;
        }
    }
}

/* What the host has opened for us is what the user wants to offer, unless the command line says. */
static void offer_preopened(struct options *options)
{
    const char *wanted = getenv("VIBEE_FOLDERS");
    if (options->folder_count > 0 || (wanted && strcmp(wanted, "named") == 0)) {
        return;
    }
    __wasi_prestat_t found;
    for (__wasi_fd_t fd = 3; __wasi_fd_prestat_get(fd, &found) == __WASI_ERRNO_SUCCESS; fd++) {
        size_t length = found.u.dir.pr_name_len;
        char *name = calloc(1, length + 1);
        if (!name || __wasi_fd_prestat_dir_name(fd, (uint8_t *)name, length)) {
            fail(1, "cannot ask for the name of a pre-opened folder");
        }
        options_folder(options, name);
    }
    options_place_folders(options);
}

int main(int argc, char **argv)
{
    static struct options options;
    const char *folder = getenv("PWD"); /* a host has no current directory, but its user may */
    if (folder) {
        (void)chdir(folder);
    }
    options_parse(&options, argc, argv);
    offer_preopened(&options);
    start_file(&options);
    start_folders(&options);
    posix_offer_console();
    struct kernel *kernel = start_system(&options, &ring);
    enum vb_system_action action;
    int status;
    run(kernel, &action, &status);
    hal_stop(action, status);
}
