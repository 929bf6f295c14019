/*
 * setjmp and longjmp by WebAssembly exceptions: the program is compiled with -mexception-handling
 * and -mllvm -wasm-enable-sjlj (vibee_use_setjmp in CMake). jmp_buf holds what sdk/posix/setjmp.c
 * needs.
 */
#ifndef SDK_SETJMP_H
#define SDK_SETJMP_H

#ifdef __cplusplus
extern "C" {
#endif

struct __jmp_buf_tag {
    void *invocation;
    unsigned label;
    struct {
        void *buffer;
        int value;
    } thrown;
};
typedef struct __jmp_buf_tag jmp_buf[1];
typedef jmp_buf sigjmp_buf;

int setjmp(jmp_buf) __attribute__((returns_twice));
__attribute__((noreturn)) void longjmp(jmp_buf, int);

#define setjmp           setjmp
#define _setjmp(b)       setjmp(b)
#define _longjmp(b, v)   longjmp(b, v)
#define sigsetjmp(b, m)  setjmp(b)
#define siglongjmp(b, v) longjmp(b, v)

#ifdef __cplusplus
}
#endif

#endif
