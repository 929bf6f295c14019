/* Threads: see sdk/thread.h. */
#include <sdk/thread.h>
#include <vibee/syscalls.h>

/*
 * Where the kernel starts a new thread: (function: index in the table, stack: its top, argument).
 * It cannot be C, because the stack pointer is still the creator's.
 */
__asm__(".globaltype __stack_pointer, i32\n"
        ".tabletype __indirect_function_table, funcref\n"
        ".functype vb_thread_exit (i32) -> ()\n"
        ".export_name vibee_thread_start, vibee_thread_start\n"
        ".section .text.vibee_thread_start,\"\",@\n"
        ".globl vibee_thread_start\n"
        ".type vibee_thread_start,@function\n"
        "vibee_thread_start:\n"
        ".functype vibee_thread_start (i32, i32, i64) -> ()\n"
        "local.get 1\n"
        "global.set __stack_pointer\n"
        "local.get 2\n"
        "local.get 0\n"
        "call_indirect __indirect_function_table, (i64) -> ()\n"
        "i32.const 0\n"
        "call vb_thread_exit\n"
        "end_function\n");

/* Keeps the import above named: assembly alone would look for it under the C name. */
__attribute__((used)) static void (*const thread_exit_import)(int32_t) = vb_thread_exit;

int64_t sdk_thread(sdk_thread_function *function, uint64_t argument, void *stack, size_t stack_size)
{
    uintptr_t top = ((uintptr_t)stack + stack_size) & ~(uintptr_t)15;

    return vb_thread_create((uint32_t)(uintptr_t)function, top, argument);
}

int64_t sdk_thread_join(int64_t thread)
{
    struct vb_exit_info info;
    int64_t status;

    do /* a restored one was interrupted */
        status = vb_thread_join((uint64_t)thread, VB_ADDRESS(&info), VB_FOREVER);
    while (status == VB_ERR_INTERRUPTED);
    (void)vb_handle_close((uint64_t)thread);
    return status < 0 ? status : info.code;
}
