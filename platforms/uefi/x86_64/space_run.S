/* bool hal_space_run(void (*run)(void *ctx), void *ctx, uintptr_t *at): call run(ctx) in such a way
 * that the page fault handler can give it up (space_fault.c): it then goes on at space_escape with
 * the stack as it is at space_runner. What run() did with other registers does not matter. */
    .text
    .globl hal_space_run
hal_space_run:
    pushq %rbp
    movq %rsp, %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    pushq %rdx
    movq %rsp, space_runner(%rip)
    movq %rdi, %rax
    movq %rsi, %rdi
    call *%rax
    movl $1, %eax
leave_run:
    movq $0, space_runner(%rip)
    popq %rdx
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret

    .globl space_escape
space_escape:
    movq (%rsp), %rdx
    movq space_fault_address(%rip), %rax
    movq %rax, (%rdx)
    xorl %eax, %eax
    jmp leave_run

    .bss
    .balign 8
    .globl space_runner, space_fault_address
space_runner:
    .quad 0
space_fault_address:
    .quad 0
