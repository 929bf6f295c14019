#include "compress.h"
#include "tool.h"

static const char usage[] =
    "usage: gzip [-cdfklnqrtv] [-1...-9] [-S SUFFIX] [FILE...]\n\n"
    "Compress each FILE to FILE.gz, which replaces it; without files standard input to output.\n\n"
    "  -d  decompress    -1 (--fast) to -9 (--best)  how well; -6 when not said\n"
    "  -n  without name and time of the file\n"
    "  -c  to standard output, and keep the files    -k  keep the files\n"
    "  -f  overwrite; with -cd copy what is no gzip file    -q  no warnings\n"
    "  -l  list sizes    -t  test    -v  say what is done    -r  directories, too\n"
    "  -S SUFFIX  instead of .gz\n";

int main(int argc, char **argv)
{
    tool_init("gzip", usage);
    return compress_main(argc, argv, false, false);
}
