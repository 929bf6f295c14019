/* setjmp and longjmp through a few frames. */
#include <setjmp.h>
#include <stdio.h>

static jmp_buf back;

static void descend(int depth)
{
    if (depth == 0)
        longjmp(back, 42);
    descend(depth - 1);
}

int main(void)
{
    volatile int rounds = 0;
    int value = setjmp(back);

    rounds++;
    if (rounds < 3)
        descend(rounds);
    printf("jumped %d times, last with %d\n", rounds - 1, value);
    return rounds == 3 && value == 42 ? 0 : 1;
}
