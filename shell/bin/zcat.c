#include "compress.h"
#include "tool.h"

static const char usage[] = "usage: zcat [-f] [FILE...]\n\n"
                            "Write the decompressed contents of FILE.gz to standard output.\n\n"
                            "  -f  copy what is no gzip file\n";

int main(int argc, char **argv)
{
    tool_init("zcat", usage);
    return compress_main(argc, argv, true, true);
}
