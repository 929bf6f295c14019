#include "processes.h"
#include "tool.h"

#include <stdlib.h>

static const char usage[] = "usage: ps [-l]\n\n"
                            "List the processes of this session's view of the system.\n\n"
                            "  -l  with priority, threads and reductions\n";

int main(int argc, char **argv)
{
    bool long_form = false;
    tool_init("ps", usage);
    for (int option; (option = getopt_long(argc, argv, "aelx", tool_help_only, NULL)) != -1;) {
        if (option == 'l')
            long_form = true;
        else if (option == '?' || option > 0xff)
            tool_option(option);
    }
    size_t count;
    struct process *list = processes_read(&count);
    if (!list)
        return 1;
    puts(long_form ? "  PID  PPID STATE    PRI THR    MEMORY   REDUCTIONS NAME"
                   : "  PID  PPID STATE       MEMORY NAME");
    for (const struct process *p = list; p < list + count; p++) {
        if (long_form)
            printf("%5u %5u %-8s %3u %3u %8lluK %12llu %s\n", p->pid, p->parent, p->state,
                   p->priority, p->threads, p->memory / 1024, p->reductions, p->name);
        else
            printf("%5u %5u %-8s %8lluK %s\n", p->pid, p->parent, p->state, p->memory / 1024,
                   p->name);
    }
    free(list);
    return tool_finish();
}
