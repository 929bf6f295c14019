/* Keeps the CPU busy in one of three ways, for ever: `hog loop`, `hog fill`, `hog line`. Used by
 * the tests of preemption. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static volatile uint32_t sink;

/* More than 100,000 WebAssembly instructions without a branch: 20,000 steps of about seven. */
#define STEP     sink = sink * 3u + 1u;
#define STEPS_10 STEP STEP STEP STEP STEP STEP STEP STEP STEP STEP
#define STEPS_100                                                                                  \
    STEPS_10 STEPS_10 STEPS_10 STEPS_10 STEPS_10 STEPS_10 STEPS_10 STEPS_10 STEPS_10 STEPS_10
#define STEPS_1000                                                                                 \
    STEPS_100 STEPS_100 STEPS_100 STEPS_100 STEPS_100 STEPS_100 STEPS_100 STEPS_100 STEPS_100      \
        STEPS_100
#define STEPS_10000                                                                                \
    STEPS_1000 STEPS_1000 STEPS_1000 STEPS_1000 STEPS_1000 STEPS_1000 STEPS_1000 STEPS_1000        \
        STEPS_1000 STEPS_1000

/* Not optimised: the compiler takes minutes otherwise. */
__attribute__((noinline, optnone)) static void straight_line(void)
{
    STEPS_10000
    STEPS_10000
}

int main(int argc, char **argv)
{
    const char *mode = argc > 1 ? argv[1] : "";
    if (strcmp(mode, "loop") == 0)
        for (;;)
            sink++;
    if (strcmp(mode, "line") == 0)
        for (;;)
            straight_line();
    if (strcmp(mode, "fill") == 0) {
        size_t size = (size_t)1 << 30;
        char *memory = malloc(size);
        if (!memory) {
            fputs("hog: cannot allocate 1 GiB\n", stderr);
            return 1;
        }
        for (;;)
            memset(memory, (int)sink++, size);
    }
    fputs("usage: hog loop|fill|line\n", stderr);
    return 2;
}
