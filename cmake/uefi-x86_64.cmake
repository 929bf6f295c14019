# Toolchain file of the preset uefi-x86_64: the kernel image is an ELF file without a system below
# it, linked at the top of the address space, in memory without a red zone (interrupts use the stack).
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR x86_64)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_C_COMPILER clang-19)
set(CMAKE_ASM_COMPILER clang-19)
set(CMAKE_C_COMPILER_TARGET x86_64-unknown-none-elf)
set(CMAKE_ASM_COMPILER_TARGET x86_64-unknown-none-elf)
# Frame pointers are what a backtrace follows.
set(CMAKE_C_FLAGS_INIT "-ffreestanding -mno-red-zone -mcmodel=kernel -fno-pic -fno-stack-protector -fno-asynchronous-unwind-tables -fno-omit-frame-pointer -mno-omit-leaf-frame-pointer")
set(CMAKE_C_LINK_EXECUTABLE
    "ld.lld-19 -static -z max-page-size=4096 --no-eh-frame-hdr <LINK_FLAGS> <OBJECTS> -o <TARGET> --start-group <LINK_LIBRARIES> --end-group")
