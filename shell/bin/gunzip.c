#include "compress.h"
#include "tool.h"

static const char usage[] =
    "usage: gunzip [-cfklqrtv] [-S SUFFIX] [FILE...]\n\n"
    "Decompress each FILE.gz to FILE, which replaces it; without files standard input to "
    "output.\n\n"
    "  -c  to standard output, and keep the files    -k  keep the files\n"
    "  -f  overwrite; with -cd copy what is no gzip file    -q  no warnings\n"
    "  -l  list sizes    -t  test    -v  say what is done    -r  directories, too\n"
    "  -S SUFFIX  instead of .gz\n";

int main(int argc, char **argv)
{
    tool_init("gunzip", usage);
    return compress_main(argc, argv, true, false);
}
