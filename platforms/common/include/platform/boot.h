/*
 * From a boot image to a running kernel: the same on every platform.
 */
#ifndef PLATFORM_BOOT_H
#define PLATFORM_BOOT_H

#include <kernel/kernel.h>

/* A file of the boot image (a ustar archive) by its path, for instance "sbin/init.wasm"; *bytes
 * points into the image. On failure (VB_ERR_NOT_FOUND, VB_ERR_PROTOCOL when the image is damaged)
 * the diagnostic is filled. */
MUST_CHECK int boot_find(const uint8_t *image, size_t image_size, const char *path,
                         const uint8_t **bytes, size_t *size, struct cpu_diagnostic *diagnostic);

/* What init is started with; the kernel's blob "boot" is added to `blobs`. */
struct boot_program {
    const char *const *arguments;
    size_t argument_count;
    const char *const *environment;
    size_t environment_count;
    const struct kernel_blob *blobs; /* at most BOOT_BLOBS */
    size_t blob_count;
};
#define BOOT_BLOBS 4u

/* Start sbin/init.wasm of the boot image. */
MUST_CHECK int boot_init(struct kernel *kernel, const uint8_t *image, size_t image_size,
                         const struct boot_program *program, struct cpu_diagnostic *diagnostic);

/* Step the kernel and idle in turn until the system is stopped. */
void platform_run(struct kernel *kernel, struct hal_ring *ring, enum vb_system_action *action,
                  int *status);

#endif
