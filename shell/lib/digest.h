/* What md5sum and sha256sum share: writing checksums of files, and checking lists of them. */
#ifndef SHELL_LIB_DIGEST_H
#define SHELL_LIB_DIGEST_H

#include <stddef.h>

enum { DIGEST_MAX = 64 };
struct digest {
    const char *tag; /* the name in the lines that --tag writes */
    size_t size;     /* bytes of a checksum, DIGEST_MAX at most */
    void (*begin)(void);
    void (*add)(const unsigned char *bytes, size_t size);
    void (*end)(unsigned char *checksum);
};

/* The whole utility, behind tool_init(). */
int digest_main(int argc, char **argv, const struct digest *digest);

#endif
