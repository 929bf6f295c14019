/* From the loader, whose page tables and stack are still in use; rdi: struct boot_info. */
    .section .text.entry, "ax"
    .globl kernel_entry
kernel_entry:
    leaq stack_end(%rip), %rsp
    xorl %ebp, %ebp                 /* the end of every backtrace */
    cld
    call machine_start
    ud2

/* firmware_call(root, function, first, second, third, fourth): call firmware, which has Microsoft's
 * calling convention, under page tables of its own and with interrupts off. */
    .globl firmware_call
firmware_call:
    pushq %rbp
    movq %rsp, %rbp
    pushq %rbx
    subq $40, %rsp                  /* 32 of them are the callee's */
    movq %cr3, %rbx
    movq %rdi, %cr3
    movq %rsi, %rax
    xchgq %rcx, %rdx                /* third and fourth are where they have to be */
    andq $-16, %rsp
    call *%rax
    movq %rbx, %cr3
    movq -8(%rbp), %rbx
    leave
    ret
