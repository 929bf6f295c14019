#include <base/format.h>
#include <base/ustar.h>
#include <platform/boot.h>

/* Long enough that the loop below costs nothing, short enough to look at the clock now and then. */
#define STEP_NANOSECONDS 2000000u

int boot_find(const uint8_t *image, size_t image_size, const char *path, const uint8_t **bytes,
              size_t *size, struct cpu_diagnostic *diagnostic)
{
    struct ustar_entry entry;
    switch (ustar_find(image, image_size, path, &entry)) {
    case USTAR_ENTRY:
        *bytes = image + entry.data;
        *size = (size_t)entry.size;
        return VB_OK;
    case USTAR_END:
        format_text(diagnostic->text, sizeof diagnostic->text,
                    "expected %s in the boot image, found no such file", path);
        return VB_ERR_NOT_FOUND;
    default:
        format_text(diagnostic->text, sizeof diagnostic->text,
                    "expected a boot image (a ustar archive), found something else or a damaged "
                    "one");
        return VB_ERR_PROTOCOL;
    }
}

int boot_init(struct kernel *kernel, const uint8_t *image, size_t image_size,
              const struct boot_program *program, struct cpu_diagnostic *diagnostic)
{
    const uint8_t *init;
    size_t init_size;
    int status = boot_find(image, image_size, "sbin/init.wasm", &init, &init_size, diagnostic);
    if (status != VB_OK) {
        return status;
    }
    struct kernel_blob blobs[BOOT_BLOBS + 1];
    size_t count = MIN(program->blob_count, BOOT_BLOBS);
    blobs[0] = (struct kernel_blob){.name = "boot", .bytes = image, .size = image_size};
    for (size_t i = 0; i < count; i++) {
        blobs[i + 1] = program->blobs[i];
    }
    return kernel_start_init(kernel, init, init_size, program->arguments, program->argument_count,
                             program->environment, program->environment_count, blobs, count + 1,
                             diagnostic);
}

void platform_run(struct kernel *kernel, struct hal_ring *ring, enum vb_system_action *action,
                  int *status)
{
    for (;;) {
        uint64_t deadline = UINT64_MAX;
        switch (kernel_step(kernel, STEP_NANOSECONDS, &deadline)) {
        case KERNEL_BUSY:
            break;
        case KERNEL_IDLE:
            hal_idle(ring, deadline);
            break;
        case KERNEL_STOPPED:
            kernel_stop_reason(kernel, action, status);
            return;
        }
    }
}
