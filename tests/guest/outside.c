/*
 * Touches memory that is not its own: `outside read|write ADDRESS [far]`. "far" adds the largest
 * offset that an instruction can have. The engine traps; one that checks no bounds leaves that to
 * the platform's MMU. Prints what it read, which must never happen.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Functions of their own, whose names are in what the trap says. */
#define OWN __attribute__((noinline)) static

OWN uint32_t read_at(uint32_t address)
{
    uint32_t value;
    __asm__ volatile("local.get %1\n\ti32.load 0\n\tlocal.set %0" : "=r"(value) : "r"(address));
    return value;
}

OWN uint32_t read_far(uint32_t address)
{
    uint32_t value;
    __asm__ volatile("local.get %1\n\ti32.load 4294967295\n\tlocal.set %0"
                     : "=r"(value)
                     : "r"(address));
    return value;
}

OWN void write_at(uint32_t address)
{
    __asm__ volatile("local.get %0\n\ti32.const 1\n\ti32.store 0" : : "r"(address) : "memory");
}

OWN void write_far(uint32_t address)
{
    __asm__ volatile("local.get %0\n\ti32.const 1\n\ti32.store 4294967295"
                     :
                     : "r"(address)
                     : "memory");
}

int main(int argc, char **argv)
{
    if (argc < 3) {
        fprintf(stderr, "usage: outside read|write ADDRESS [far]\n");
        return 2;
    }
    const uint32_t address = (uint32_t)strtoul(argv[2], NULL, 0);
    const int far = argc > 3;
    printf("memory of %lu bytes, %s at 0x%lx%s\n",
           (unsigned long)__builtin_wasm_memory_size(0) * 65536, argv[1], (unsigned long)address,
           far ? " + 0xffffffff" : "");
    fflush(stdout);
    if (strcmp(argv[1], "read") == 0)
        printf("read 0x%lx\n", (unsigned long)(far ? read_far(address) : read_at(address)));
    else if (far)
        write_far(address);
    else
        write_at(address);
    printf("nobody stopped it\n");
    return 0;
}
