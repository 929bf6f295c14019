/* The kernels as a WASI command: `bench_kernels_wasi NAME ROUNDS` prints the checksum. The host's
 * function is one of its own here. */
#include "bench_kernels.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

unsigned bench_tick(unsigned value)
{
    return value;
}

int main(int argc, char **argv)
{
    unsigned rounds = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
#define K(name, rounds_, integer)                                                                  \
    if (argc == 3 && strcmp(argv[1], #name) == 0) {                                                \
        printf("%u\n", bench_##name(rounds));                                                      \
        return 0;                                                                                  \
    }
    BENCH_KERNELS(K)
#undef K
    fputs("usage: bench_kernels_wasi NAME ROUNDS\n", stderr);
    return 2;
}
