/* The kernels of bench_engine: name, rounds for a native run of some milliseconds, integer code. */
#ifndef ENGINE_TESTS_BENCH_KERNELS_H
#define ENGINE_TESTS_BENCH_KERNELS_H

#define BENCH_KERNELS(K)                                                                           \
    K(mix, 300, 1)                                                                                 \
    K(crc, 50, 1)                                                                                  \
    K(matrix, 60, 1)                                                                               \
    K(list, 60, 1)                                                                                 \
    K(state, 3000, 1)                                                                              \
    K(sieve, 20, 1)                                                                                \
    K(fibonacci, 30, 1)                                                                            \
    K(hash, 1500, 1)                                                                               \
    K(nbody, 5000, 0)                                                                              \
    K(host_call, 50, 0)

/* Of the host: the identity. WebAssembly imports it. */
unsigned bench_tick(unsigned value);

/* The same sources are compiled more than once into one program: bench_NAME is of WebAssembly and
 * of clang -O2, bench3_NAME of -O3. */
#ifdef BENCH_O3
#define BENCH_NAME(name) bench3_##name
#else
#define BENCH_NAME(name) bench_##name
#endif
#define K(name, rounds, integer)                                                                   \
    unsigned bench_##name(unsigned rounds_);                                                       \
    unsigned bench3_##name(unsigned rounds_);
BENCH_KERNELS(K)
#undef K

#endif
