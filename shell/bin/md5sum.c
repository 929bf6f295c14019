#include "digest.h"
#include "tool.h"

#include <md5.h>

static const char usage[] =
    "usage: md5sum [-bz] [--tag] [FILE...]\n"
    "       md5sum -c [-w] [--quiet|--status] [--strict] [--ignore-missing] [LIST...]\n\n"
    "Write the MD5 (RFC 1321) checksums of files, or check files by such a list.\n\n"
    "  -b  a * in front of the names       -z  zero bytes instead of newlines\n"
    "  --tag  as MD5 (FILE) = CHECKSUM\n"
    "  -c  read checksums and names from the lists and compare\n"
    "      -w  say which lines are wrong   --strict  and fail because of them\n"
    "      --quiet   say nothing of files that are the same; --status  say nothing\n"
    "      --ignore-missing  leave out files that are not there\n";

static MD5_CTX context;

static void begin(void)
{
    MD5Init(&context);
}

static void add(const unsigned char *bytes, size_t size)
{
    MD5Update(&context, bytes, size);
}

static void end(unsigned char *checksum)
{
    MD5Final(checksum, &context);
}

int main(int argc, char **argv)
{
    static const struct digest digest = {"MD5", MD5_DIGEST_LENGTH, begin, add, end};
    tool_init("md5sum", usage);
    return digest_main(argc, argv, &digest);
}
