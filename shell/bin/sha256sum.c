#include "digest.h"
#include "tool.h"

#include <sha2.h>

static const char usage[] =
    "usage: sha256sum [-bz] [--tag] [FILE...]\n"
    "       sha256sum -c [-w] [--quiet|--status] [--strict] [--ignore-missing] [LIST...]\n\n"
    "Write the SHA-256 (FIPS 180-4) checksums of files, or check files by such a list.\n\n"
    "  -b  a * in front of the names       -z  zero bytes instead of newlines\n"
    "  --tag  as SHA256 (FILE) = CHECKSUM\n"
    "  -c  read checksums and names from the lists and compare\n"
    "      -w  say which lines are wrong   --strict  and fail because of them\n"
    "      --quiet   say nothing of files that are the same; --status  say nothing\n"
    "      --ignore-missing  leave out files that are not there\n";

static SHA2_CTX context;

static void begin(void)
{
    SHA256Init(&context);
}

static void add(const unsigned char *bytes, size_t size)
{
    SHA256Update(&context, bytes, size);
}

static void end(unsigned char *checksum)
{
    SHA256Final(checksum, &context);
}

int main(int argc, char **argv)
{
    static const struct digest digest = {"SHA256", SHA256_DIGEST_LENGTH, begin, add, end};
    tool_init("sha256sum", usage);
    return digest_main(argc, argv, &digest);
}
