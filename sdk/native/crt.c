/* Where a native program starts: the export that the kernel calls. */
#include <stdint.h>
#include <vibee/syscalls.h>

void __wasm_call_ctors(void); /* made by the linker */
int __main_void(void);        /* made by the compiler for main(void); else ours, in main.c */

__attribute__((export_name("_start"))) void _start(void);

void _start(void)
{
    __wasm_call_ctors();
    vb_task_exit(__main_void());
}
