/* Calls a main that takes arguments; left out by the linker when main takes none. */
#include <sdk/log.h>
#include <sdk/start.h>
#include <stdlib.h>

int __main_argc_argv(int argc, char *argv[]); /* what the compiler calls main(argc, argv) */
int __main_void(void);

int __main_void(void)
{
    uint32_t count = sdk_start()->argument_count;
    const char **arguments = calloc(count + 1, sizeof *arguments);
    uint32_t i;

    if (arguments == NULL)
        sdk_die("no memory for %u arguments", count);
    for (i = 0; i < count; i++)
        arguments[i] = sdk_argument(i);
    return __main_argc_argv((int)count, (char **)arguments);
}
