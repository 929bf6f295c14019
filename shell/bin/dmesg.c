#include "tool.h"

#include <inttypes.h>
#include <sdk/file.h>
#include <unistd.h>

static const char usage[] = "usage: dmesg\n\n"
                            "Print what the services and the kernel have said.\n";

int main(int argc, char **argv)
{
    tool_init("dmesg", usage);
    for (int option; (option = getopt_long(argc, argv, "", tool_help_only, NULL)) != -1;)
        tool_option(option);
    if (argv[optind])
        tool_misuse("expected no arguments, found %s", argv[optind]);
    int64_t log = sdk_open("log://", VB_OPEN_READ), size = log;
    while (size >= 0 && (size = sdk_file_read((uint64_t)log, VB_FILE_CURRENT, tool_block,
                                              sizeof tool_block)) > 0)
        fwrite(tool_block, 1, (size_t)size, stdout);
    if (size < 0)
        tool_error("the log cannot be read (status %" PRId64 ")", size);
    return tool_finish();
}
