/* The smallest program: nothing of VIBEE OS in it, any wasi-sdk builds it just as well. */
#include <stdio.h>

int main(void)
{
    puts("hello");
    return 0;
}
