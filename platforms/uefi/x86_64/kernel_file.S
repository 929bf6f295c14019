/* The kernel image, as data of the loader. */
    .section .rdata, "dr"
    .globl kernel_file, kernel_file_end
    .balign 16
kernel_file:
    .incbin KERNEL_FILE
kernel_file_end:
