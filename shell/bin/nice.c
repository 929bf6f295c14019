#include "child.h"
#include "options.h"
#include "tool.h"

#include <stdio.h>
#include <vibee/syscalls.h>

static const char usage[] =
    "usage: nice [-n N] [COMMAND [ARGUMENT...]]\n\n"
    "Run a command that leaves the processor to others, or write how nice this process is.\n\n"
    "  -n N  by so much nicer, 0 to 15 (10); more counts as 15\n\n"
    "Each step is one priority of the kernel's below the usual one.\n";

enum { MOST = VB_PRIORITY_DEFAULT - 1 };

static long long by = 10;
static const struct tool_row rows[] = {TOOL_NUMBER('n', "adjustment", by, 0), {0}};

static int niceness(void)
{
    struct vb_task_info info;
    if (vb_task_info(0, VB_ADDRESS(&info)) < 0 || info.priority > VB_PRIORITY_DEFAULT)
        return 0;
    return VB_PRIORITY_DEFAULT - (int)info.priority;
}

int main(int argc, char **argv)
{
    tool_init("nice", usage);
    tool_parse_command(argc, argv, rows);
    if (optind == argc) {
        printf("%d\n", niceness());
        return tool_finish();
    }
    long long nicer = niceness() + (by < MOST ? by : MOST);
    return child_exec_at(argv + optind,
                         (uint32_t)(VB_PRIORITY_DEFAULT - (nicer < MOST ? nicer : MOST)));
}
