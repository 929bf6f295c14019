# The system-call layer: what tools/generator makes from spec/syscalls.vibee, and what interprets it.
set(KERNEL_SYSCALL syscall/dispatch.c syscall/dispatch.gen.c syscall/names.c syscall/table.gen.c)
