/* Temporary files. */
#include <errno.h>
#include <fcntl.h>
#include <sdk/posix.h>
#include <string.h>
#include <vibee/syscalls.h>

enum { LETTERS = 6, TRIES = 100 };

int mkstemp(char *template)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz012345";
    size_t size = strlen(template);
    unsigned char random[LETTERS];
    char *end = template + size - LETTERS;
    int i, fd, tries;

    if (size < LETTERS || strcmp(end, "XXXXXX") != 0) {
        errno = EINVAL;
        return -1;
    }
    for (tries = 0; tries < TRIES; tries++) {
        if (vb_entropy(VB_ADDRESS(random), sizeof random) < 0) { /* a machine without a source */
            int64_t now = vb_clock(VB_CLOCK_MONOTONIC);

            memcpy(random, &now, sizeof random);
        }
        for (i = 0; i < LETTERS; i++)
            end[i] = alphabet[random[i] & 31];
        fd = open(template, O_RDWR | O_CREAT | O_EXCL, 0600);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}
