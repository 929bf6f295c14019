/* The boot image that was linked in (boot_image.S). */
#ifndef HOSTED_BOOT_IMAGE_H
#define HOSTED_BOOT_IMAGE_H

#include <stdint.h>

extern const uint8_t boot_image[], boot_image_end[];

#endif
