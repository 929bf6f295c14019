/* For tests only: loads and stores that check nothing. What is left between a program and everybody
 * else's memory is then the platform's MMU, and whether that is enough is what the tests ask. So
 * that a trap can say where it was, each notes its place first. */
#ifndef ENGINE_OPS_ACCESS_H
#define ENGINE_OPS_ACCESS_H

#define ACCESS_NOTES_PLACE true

/* The compiler must not move the access before the note. */
#define CHECK_ACCESS(address, type)                                                                \
    do {                                                                                           \
        store->ip = ip;                                                                            \
        __asm__ volatile("" : : : "memory");                                                       \
    } while (0)

#endif
