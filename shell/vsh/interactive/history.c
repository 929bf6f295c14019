#include "history.h"
#include "../../lib/output.h"
#include "../os.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { TRIES = 4 };

static void keep_newest(struct history *history, size_t count)
{
    struct arguments *list = &history->entries;
    if (list->count <= count)
        return;
    size_t gone = list->count - count;
    for (size_t i = 0; i < gone; i++)
        free(list->items[i]);
    memmove(list->items, list->items + gone, (count + 1) * sizeof *list->items);
    list->count = count;
    history->first_number += gone;
}

static void add_entry(struct history *history, const char *text, size_t length)
{
    if (history->limit == 0 || length == 0)
        return;
    keep_newest(history, history->limit - 1);
    arguments_add(&history->entries, checked_copy(text, length));
}

void history_free(struct history *history)
{
    arguments_free(&history->entries);
    free(history->path);
    *history = (struct history){0};
}

/* ---- the file's form ------------------------------------------------------------------------- */

static void encode(struct strbuf *out, const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\n')
            strbuf_addc(out, '\\');
        strbuf_addc(out, text[i]);
    }
    strbuf_adds(out, length && text[length - 1] == '\\' ? " \n" : "\n");
}

/* Add the commands that text has whole; how many bytes they are. */
static size_t decode(struct history *history, const char *text, size_t length)
{
    struct strbuf entry = {0};
    size_t used = 0, start = 0;
    strbuf_clear(&entry);
    for (const char *end; (end = memchr(text + start, '\n', length - start)) != NULL;) {
        size_t stop = (size_t)(end - text);
        bool continues = stop > start && text[stop - 1] == '\\';
        strbuf_add(&entry, text + start, stop - start - continues);
        start = stop + 1;
        if (continues) {
            strbuf_addc(&entry, '\n');
            continue;
        }
        if (entry.length && !memchr(entry.data, '\0', entry.length)) {
            add_entry(history, entry.data, entry.length);
            history->file_entries++;
        }
        strbuf_clear(&entry);
        used = start;
    }
    strbuf_free(&entry);
    return used;
}

/* ---- reading --------------------------------------------------------------------------------- */

/* The file's bytes from an offset on; false: it cannot be read. */
static bool read_from(int fd, off_t offset, struct strbuf *out)
{
    char chunk[4096];
    strbuf_clear(out);
    if (lseek(fd, offset, SEEK_SET) != offset)
        return false;
    for (;;) {
        ssize_t n = read(fd, chunk, sizeof chunk);
        if (n <= 0)
            return n == 0;
        strbuf_add(out, chunk, (size_t)n);
    }
}

static void begin_again(struct history *history)
{
    arguments_free(&history->entries);
    history->first_number = 1;
    history->offset = 0;
    history->file_entries = 0;
}

/* Read what is new, or all of it when it is another file; the numbers then go on where they were.
 */
static void read_new(struct history *history, int fd, const struct stat *info)
{
    struct strbuf text = {0};
    const size_t next = history->first_number + history->entries.count;
    bool again = info->st_ino != history->inode || info->st_size < history->offset;
    if (again)
        begin_again(history);
    history->inode = info->st_ino;
    bool cut = info->st_size - history->offset > 2 * HISTORY_FILE_MAX;
    if (cut) /* grown by something else than shells */
        history->offset = info->st_size - 2 * HISTORY_FILE_MAX;
    if (read_from(fd, history->offset, &text)) {
        const char *newline = cut ? memchr(text.data, '\n', text.length) : NULL;
        size_t skip = newline ? (size_t)(newline - text.data) + 1 : 0;
        history->offset += (off_t)(skip + decode(history, text.data + skip, text.length - skip));
    }
    if (again && next > history->first_number + history->entries.count)
        history->first_number = next - history->entries.count;
    strbuf_free(&text);
}

/* ---- writing --------------------------------------------------------------------------------- */

/* Whether an open file is still the one of its name. */
static bool is_named(int fd, const char *path)
{
    struct stat open, named;
    return fstat(fd, &open) != 0 || (stat(path, &named) == 0 && open.st_ino == named.st_ino);
}

/* Who wrote last may have been ended in the middle of a line. */
static bool ends_line(int fd)
{
    char last;
    return lseek(fd, -1, SEEK_END) < 0 || read(fd, &last, 1) != 1 || last == '\n';
}

static bool append(const char *path, struct strbuf *text)
{
    for (int tries = 0; tries < TRIES; tries++) {
        int fd = open(path, O_RDWR | O_APPEND | O_CREAT, 0600);
        if (fd < 0)
            return false;
        if (tries == 0 && !ends_line(fd))
            strbuf_insert(text, 0, "\n", 1);
        bool done = write_all(fd, text->data, text->length);
        bool named = is_named(fd, path);
        close(fd);
        if (!done || named)
            return done;
    }
    return false;
}

static char *suffixed(const char *path)
{
    char suffix[32];
    struct strbuf text = {0};
    snprintf(suffix, sizeof suffix, ".%ld", (long)os_getpid());
    strbuf_adds(&text, path);
    strbuf_adds(&text, suffix);
    return strbuf_take(&text);
}

/* The newest commands, as many as are kept and as fit. */
static void encode_newest(const struct history *history, struct strbuf *out)
{
    size_t first = history->entries.count, size = 0;
    while (first > 0 && size < HISTORY_FILE_MAX / 2)
        size += strlen(history->entries.items[--first]) + 1;
    strbuf_clear(out);
    for (; first < history->entries.count; first++)
        encode(out, history->entries.items[first], strlen(history->entries.items[first]));
}

/* Write the newest to a file that takes the old one's name; then what others have appended to the
 * old one since it was read, which is open. */
static void shorten(struct history *history, int old)
{
    struct strbuf text = {0};
    char *temporary = suffixed(history->path);
    int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    encode_newest(history, &text);
    bool done = fd >= 0 && write_all(fd, text.data, text.length);
    if (fd >= 0)
        close(fd);
    if (!done || !is_named(old, history->path) || rename(temporary, history->path) != 0)
        (void)unlink(temporary);
    else if (read_from(old, history->offset, &text) && text.length)
        (void)append(history->path, &text);
    strbuf_free(&text);
    free(temporary);
}

void history_sync(struct history *history, const char *path, size_t limit)
{
    struct stat info;
    if (history->first_number == 0)
        history->first_number = 1;
    history->limit = limit;
    keep_newest(history, limit);
    if (path && (!history->path || strcmp(history->path, path) != 0)) {
        history->inode = 0;
        history->offset = 0;
    }
    if (path != history->path) {
        char *copy = path ? checked_copy(path, strlen(path)) : NULL;
        free(history->path);
        history->path = copy;
    }
    int fd = path && limit ? open(path, O_RDONLY) : -1;
    if (fd < 0)
        return;
    if (fstat(fd, &info) == 0 && S_ISREG(info.st_mode) &&
        (info.st_ino != history->inode || info.st_size != history->offset)) {
        read_new(history, fd, &info);
        if (history->file_entries > 2 * limit || history->offset > HISTORY_FILE_MAX)
            shorten(history, fd);
    }
    close(fd);
}

void history_add(struct history *history, const char *command, size_t length)
{
    struct strbuf text = {0};
    encode(&text, command, length);
    if (history->path && history->limit && length <= HISTORY_ENTRY_MAX &&
        append(history->path, &text))
        history_sync(history, history->path, history->limit);
    else
        add_entry(history, command, length);
    strbuf_free(&text);
}
