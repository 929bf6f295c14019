/* A trap on a line that the test knows. */
static volatile int number;

__attribute__((noinline)) static void innermost(void)
{
    if (number == 0)
        __builtin_trap();
}

__attribute__((export_name("_start"))) void start(void)
{
    innermost();
    number = 1;
}
