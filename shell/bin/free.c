#include "kernel.h"
#include "options.h"
#include "size.h"
#include "tool.h"

#include <stdlib.h>

static const char usage[] =
    "usage: free [-bhkm]\n\n"
    "Tell how much memory the kernel has given away, and how much there is.\n\n"
    "  -b  in bytes    -k  in KiB, as it is anyway    -m  in MiB    -h  as 1.5K, 2M\n\n"
    "peak is the most that was used at once.\n";

static bool bytes, kibibytes, mebibytes, human;
static const struct tool_row rows[] = {TOOL_FLAG('b', "bytes", bytes),
                                       TOOL_FLAG('k', "kibi", kibibytes),
                                       TOOL_FLAG('m', "mebi", mebibytes),
                                       TOOL_FLAG('h', "human", human),
                                       {0}};

static void show(unsigned long long size)
{
    char text[32];
    if (human)
        size_format(text, sizeof text, size);
    else
        snprintf(text, sizeof text, "%llu", bytes ? size : mebibytes ? size >> 20 : size >> 10);
    printf(" %11s", text);
}

int main(int argc, char **argv)
{
    tool_init("free", usage);
    tool_parse(argc, argv, rows);
    if (optind < argc)
        tool_misuse("expected no argument, found '%s'", argv[optind]);
    char *text = kernel_text("mem://info");
    if (!text)
        return tool_finish();
    unsigned long long total = kernel_value(text, "total"), used = kernel_value(text, "used");
    printf("%-6s %11s %11s %11s %11s\nMem:  ", "", "total", "used", "free", "peak");
    show(total);
    show(used);
    show(total - used);
    show(kernel_value(text, "peak"));
    putchar('\n');
    free(text);
    return tool_finish();
}
