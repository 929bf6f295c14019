/* BOOT_TAR, from the build, as it is. Page-aligned like a file, so that it can be shared as one. */
#ifdef __APPLE__
#define SYMBOL(name) _##name
        .const
#else
#define SYMBOL(name) name
        .section .rodata, "a"
#endif
        .globl  SYMBOL(boot_image)
        .globl  SYMBOL(boot_image_end)
        .balign 4096
SYMBOL(boot_image):
        .incbin BOOT_TAR
SYMBOL(boot_image_end):
        .byte   0

#ifdef __ELF__
        .section .note.GNU-stack, "", @progbits
#endif
