/*
 * What clang's lowering of setjmp and longjmp calls (-mllvm -wasm-enable-sjlj, names of clang 19):
 * a longjmp throws the tag __c_longjmp, and each function that called setjmp catches it and asks
 * whether the buffer is one of its own invocation's.
 */
#include <setjmp.h>
#include <stddef.h>
#include <stdint.h>

void __wasm_setjmp(struct __jmp_buf_tag *buffer, uint32_t label, void *invocation);
uint32_t __wasm_setjmp_test(const struct __jmp_buf_tag *buffer, const void *invocation);
void __wasm_longjmp(struct __jmp_buf_tag *buffer, int value);

enum { C_LONGJMP = 1 }; /* the compiler's number for the tag */

/* The tag itself: clang only refers to it. */
__asm__(".globl __c_longjmp\n"
        ".tagtype __c_longjmp i32\n"
        "__c_longjmp:\n");

void __wasm_setjmp(struct __jmp_buf_tag *buffer, uint32_t label, void *invocation)
{
    buffer->invocation = invocation;
    buffer->label = label;
}

uint32_t __wasm_setjmp_test(const struct __jmp_buf_tag *buffer, const void *invocation)
{
    return buffer->invocation == invocation ? buffer->label : 0;
}

void __wasm_longjmp(struct __jmp_buf_tag *buffer, int value)
{
    buffer->thrown.buffer = buffer;
    buffer->thrown.value = value != 0 ? value : 1;
    __builtin_wasm_throw(C_LONGJMP, &buffer->thrown);
}
