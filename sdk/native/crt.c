/* Where a native program starts: the export that the kernel calls. */
#include <stdint.h>
#include <vibee/syscalls.h>

void __wasm_call_ctors(void); /* made by the linker */
void __wasm_call_dtors(
    void);             /* wasi-libc's: what atexit registered, and standard output's buffer */
int __main_void(void); /* made by the compiler for main(void); else ours, in main.c */

__attribute__((export_name("_start"))) void _start(void);

void _start(void)
{
    int status;

    __wasm_call_ctors();
    status = __main_void();
    __wasm_call_dtors();
    vb_task_exit(status);
}
