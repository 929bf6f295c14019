/* Functions that divide by their argument, on lines that they know themselves: see back_lines.c. */
#include "lines_guest.h"

#define EXPORT(name) __attribute__((export_name(name), noinline))

static volatile int number = 1000;

/* Never called: the linker drops it and leaves its lines behind. */
__attribute__((noinline)) int dropped(int by)
{
    number = number / by;
    return number;
}

EXPORT("plain_line") int plain_line(void)
{
    return __LINE__ + 4;
}
EXPORT("plain") int plain(int by)
{
    number = number / by;
    return number;
}

EXPORT("loop_line") int loop_line(void)
{
    return __LINE__ + 6;
}
EXPORT("loop") int loop(int by)
{
    for (int i = 0; i < 10; i++) {
        number += i;
        number /= by - (i == 9 ? by : 0);
    }
    return number;
}

EXPORT("inlined_line") int inlined_line(void)
{
    return HEADER_LINE;
}
EXPORT("inlined") int inlined(int by)
{
    return divide_inline(&number, by) + 1;
}

EXPORT("caller_line") int caller_line(void)
{
    return __LINE__ + 4;
}
EXPORT("caller") int caller(int by)
{
    int result = plain(by);
    return result + number;
}
