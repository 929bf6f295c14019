/* BOOT_TAR, from the build, as it is. */
        .section .rodata.boot_image, "", @
        .globl  boot_image
        .globl  boot_image_end
        .p2align 4
boot_image:
        .incbin BOOT_TAR
        .size   boot_image, boot_image_end - boot_image
boot_image_end:
        .int8   0
        .size   boot_image_end, 1
