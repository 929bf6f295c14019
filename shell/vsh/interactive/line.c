/* Lines of a descriptor, each read without anything behind it: what follows is for the commands
 * that the line runs, which share the descriptor (XCU sh, "INPUT FILES"). */
#include "../os.h"
#include "../shell.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* What a descriptor is: a terminal gives no more than a line, and in a file one can go back. */
enum source { SOURCE_STREAM, SOURCE_TERMINAL, SOURCE_FILE };

static enum source source_of(int fd)
{
    if (lseek(fd, 0, SEEK_CUR) >= 0)
        return SOURCE_FILE;
    return os_is_terminal(fd) ? SOURCE_TERMINAL : SOURCE_STREAM;
}

/* Bytes of a line, or what is left of one. At a terminal a signal ends the wait (EINTR). */
static ssize_t read_some(int fd, enum source source, char *chunk, size_t size)
{
    ssize_t n;
    do {
        if (source == SOURCE_TERMINAL && !os_wait_for_input(fd)) {
            errno = EINTR;
            return -1;
        }
        n = read(fd, chunk, source == SOURCE_STREAM ? 1 : size);
    } while (n < 0 && errno == EINTR);
    return n;
}

/* Add bytes up to and with the newline to the line; how many. */
static size_t add_line(struct strbuf *line, const char *bytes, size_t size)
{
    const char *newline = memchr(bytes, '\n', size);
    size_t length = newline ? (size_t)(newline - bytes) + 1 : size;
    strbuf_add(line, bytes, length);
    return length;
}

char *read_line(int fd)
{
    struct strbuf line = {0};
    char chunk[512];
    const enum source source = source_of(fd);
    strbuf_clear(&line);
    for (;;) {
        ssize_t n = read_some(fd, source, chunk, sizeof chunk);
        if (n <= 0 && (n < 0 || line.length == 0)) {
            int error = n < 0 ? errno : 0;
            strbuf_free(&line);
            errno = error;
            return NULL;
        }
        size_t used = add_line(&line, chunk, (size_t)n);
        if (source == SOURCE_FILE && used < (size_t)n)
            (void)lseek(fd, (off_t)used - n, SEEK_CUR);
        if (n == 0 || line.data[line.length - 1] == '\n')
            return strbuf_take(&line);
    }
}
