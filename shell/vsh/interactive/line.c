/* Lines of a descriptor, each read without anything behind it: what follows is for the commands
 * that the line runs, which share the descriptor (XCU sh, "INPUT FILES"). */
#include "../os.h"
#include "../shell.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* How much may be read at once: a terminal gives no more than a line, and in a file one can go
 * back. *back: the rest is to be given back. */
static size_t step(int fd, bool *back)
{
    *back = lseek(fd, 0, SEEK_CUR) >= 0;
    return *back || os_is_terminal(fd) ? 512 : 1;
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
    bool back;
    const size_t most = step(fd, &back);
    strbuf_clear(&line);
    for (;;) {
        ssize_t n = read(fd, chunk, most);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0 && (n < 0 || line.length == 0)) {
            int error = n < 0 ? errno : 0;
            strbuf_free(&line);
            errno = error;
            return NULL;
        }
        size_t used = add_line(&line, chunk, (size_t)n);
        if (back && used < (size_t)n)
            (void)lseek(fd, (off_t)used - n, SEEK_CUR);
        if (n == 0 || line.data[line.length - 1] == '\n')
            return strbuf_take(&line);
    }
}
