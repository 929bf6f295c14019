/* One entry for each of the 256 vectors: it pushes what the processor did not (an error code) and
 * its number, and all of them go on to interrupt_common, which makes a struct interrupt_frame. */
    .text
    .balign 16
    .globl vector_entries
vector_entries:
    .set vector, 0
    .rept 256
    .balign 16
    /* These exceptions come with an error code of their own. */
    .if (vector != 8) && (vector != 10) && (vector != 11) && (vector != 12) && (vector != 13) && (vector != 14) && (vector != 17) && (vector != 21) && (vector != 29) && (vector != 30)
    pushq $0
    .endif
    pushq $vector
    jmp interrupt_common
    .set vector, vector + 1
    .endr

interrupt_common:
    cld
    pushq %rax
    pushq %rbx
    pushq %rcx
    pushq %rdx
    pushq %rsi
    pushq %rdi
    pushq %rbp
    pushq %r8
    pushq %r9
    pushq %r10
    pushq %r11
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, %rdi
    movq %rsp, %rbx
    andq $-16, %rsp
    call interrupt_dispatch
    movq %rbx, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %r11
    popq %r10
    popq %r9
    popq %r8
    popq %rbp
    popq %rdi
    popq %rsi
    popq %rdx
    popq %rcx
    popq %rbx
    popq %rax
    addq $16, %rsp
    iretq

/* segments_load(gdt, idt, code, data, task): load tables and every segment register. */
    .globl segments_load
segments_load:
    lgdt (%rdi)
    lidt (%rsi)
    movw %cx, %ds
    movw %cx, %es
    movw %cx, %fs
    movw %cx, %gs
    movw %cx, %ss
    ltr %r8w
    popq %rax
    pushq %rdx
    pushq %rax
    lretq
