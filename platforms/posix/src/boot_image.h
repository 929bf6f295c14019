/* The boot image that was linked in. */
#ifndef POSIX_BOOT_IMAGE_H
#define POSIX_BOOT_IMAGE_H

#include <stdint.h>

extern const uint8_t boot_image[], boot_image_end[];

#endif
