#include "tool.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/syscalls.h>

static const char usage[] = "usage: ps [-l]\n\n"
                            "List the processes of this session's view of the system.\n\n"
                            "  -l  with priority, threads and reductions\n";

/* The whole text of proc://list; NULL after reporting. */
static char *read_list(void)
{
    static const char url[] = "proc://list";
    size_t length = 0, capacity = 4096;
    int64_t file = vb_scheme_open(0, VB_ADDRESS(url), sizeof url - 1, VB_OPEN_READ, VB_FOREVER);
    if (file < 0) {
        tool_error("cannot open %s (status %" PRId64 ")", url, file);
        return NULL;
    }
    char *text = tool_alloc(capacity);
    for (;;) {
        int64_t n = vb_scheme_read((uint64_t)file, VB_ADDRESS(text + length), capacity - length - 1,
                                   VB_FOREVER);
        if (n <= 0)
            break;
        length += (size_t)n;
        if (capacity - length < 512)
            text = tool_resize(text, capacity *= 2);
    }
    vb_scheme_close((uint64_t)file);
    text[length] = '\0';
    return text;
}

struct process {
    unsigned pid, parent, priority, threads;
    char state[16];
    unsigned long long reductions, memory, start;
    int name; /* offset in the line */
};

static bool parse(const char *line, struct process *out)
{
    return sscanf(line, "%u %u %15s %u %llu %llu %u %llu %n", &out->pid, &out->parent, out->state,
                  &out->priority, &out->reductions, &out->memory, &out->threads, &out->start,
                  &out->name) == 8;
}

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
    char *text = read_list();
    if (!text)
        return 1;
    puts(long_form ? "  PID  PPID STATE    PRI THR    MEMORY   REDUCTIONS NAME"
                   : "  PID  PPID STATE       MEMORY NAME");
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        struct process p;
        if (!parse(line, &p))
            continue;
        if (long_form)
            printf("%5u %5u %-8s %3u %3u %8lluK %12llu %s\n", p.pid, p.parent, p.state, p.priority,
                   p.threads, p.memory / 1024, p.reductions, line + p.name);
        else
            printf("%5u %5u %-8s %8lluK %s\n", p.pid, p.parent, p.state, p.memory / 1024,
                   line + p.name);
    }
    free(text);
    return tool_finish();
}
