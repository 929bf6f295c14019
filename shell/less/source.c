#include "source.h"

#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

bool source_open(struct source *source, const char *name)
{
    struct stat info;
    *source = (struct source){.name = name, .fd = 0};
    if (strcmp(name, "-") != 0) {
        source->fd = open(name, O_RDONLY);
        if (source->fd < 0)
            return false;
    } else {
        source->name = "standard input";
    }
    if (fstat(source->fd, &info) == 0 && S_ISDIR(info.st_mode)) {
        close(source->fd);
        errno = EISDIR;
        return false;
    }
    source->stream = !S_ISREG(info.st_mode) || lseek(source->fd, 0, SEEK_CUR) != 0;
    source->ended = !source->stream;
    source->size = source->stream ? 0 : (uint64_t)info.st_size;
    return true;
}

void source_close(struct source *source)
{
    for (size_t i = 0; i < source->room; i++)
        free(source->blocks[i]);
    free(source->blocks);
    free(source->lines);
    if (source->fd > 0)
        close(source->fd);
    *source = (struct source){.fd = -1};
}

static void make_room(struct source *source, size_t block)
{
    if (block < source->room)
        return;
    size_t room = (block + 1) * 2;
    source->blocks = tool_resize(source->blocks, room * sizeof *source->blocks);
    source->lines = tool_resize(source->lines, room * sizeof *source->lines);
    memset(source->blocks + source->room, 0, (room - source->room) * sizeof *source->blocks);
    source->room = room;
}

void source_fill(struct source *source)
{
    size_t block = source->size / SOURCE_BLOCK, at = source->size % SOURCE_BLOCK;
    if (source->ended)
        return;
    make_room(source, block);
    if (!source->blocks[block] && !(source->blocks[block] = malloc(SOURCE_BLOCK))) {
        source->ended = source->no_memory = true;
        return;
    }
    ssize_t n = read(source->fd, source->blocks[block] + at, SOURCE_BLOCK - at);
    if (n > 0)
        source->size += (uint64_t)n;
    else
        source->ended = true;
}

static void drop(struct source *source, size_t block)
{
    free(source->blocks[block]);
    source->blocks[block] = NULL;
}

bool source_grew(struct source *source)
{
    struct stat info;
    if (source->stream || fstat(source->fd, &info) != 0 || (uint64_t)info.st_size == source->size)
        return false;
    size_t last = source->size / SOURCE_BLOCK;
    if ((uint64_t)info.st_size < source->size) { /* it was written anew */
        for (size_t i = 0; i < source->room; i++)
            drop(source, i);
        source->counted = source->cached = 0;
    } else if (last < source->room && source->blocks[last]) {
        drop(source, last);
        source->cached--;
    }
    source->size = (uint64_t)info.st_size;
    return true;
}

/* Forget one block of a file, not always the same. */
static void evict(struct source *source)
{
    while (!source->blocks[source->clock %= source->room])
        source->clock++;
    drop(source, source->clock++);
    source->cached--;
}

static char *load(struct source *source, size_t block)
{
    if (source->cached >= SOURCE_CACHED)
        evict(source);
    char *data = tool_alloc(SOURCE_BLOCK);
    for (size_t done = 0; done < SOURCE_BLOCK;) {
        ssize_t n = pread(source->fd, data + done, SOURCE_BLOCK - done,
                          (off_t)(block * (uint64_t)SOURCE_BLOCK + done));
        if (n <= 0)
            break;
        done += (size_t)n;
    }
    source->cached++;
    return data;
}

/* The bytes from a place on that are in one piece; NULL at the end. */
static const char *piece(struct source *source, uint64_t from, size_t *length)
{
    if (from >= source->size)
        return NULL;
    size_t block = from / SOURCE_BLOCK, at = from % SOURCE_BLOCK;
    uint64_t left = source->size - from;
    make_room(source, block);
    if (!source->blocks[block])
        source->blocks[block] = load(source, block);
    *length = left < SOURCE_BLOCK - at ? (size_t)left : SOURCE_BLOCK - at;
    return source->blocks[block] + at;
}

size_t source_copy(struct source *source, uint64_t from, char *to, size_t room)
{
    size_t done = 0, length;
    const char *data;
    while (done < room && (data = piece(source, from + done, &length)) != NULL) {
        length = length < room - done ? length : room - done;
        memcpy(to + done, data, length);
        done += length;
    }
    return done;
}

uint64_t source_next_line(struct source *source, uint64_t from)
{
    size_t length;
    const char *data;
    for (; (data = piece(source, from, &length)) != NULL; from += length) {
        const char *found = memchr(data, '\n', length);
        if (found)
            return from + (uint64_t)(found - data) + 1;
    }
    return SOURCE_NONE;
}

uint64_t source_line_start(struct source *source, uint64_t from, uint64_t limit)
{
    uint64_t lowest = from > limit ? from - limit : 0;
    size_t length;
    for (bool first = true; from > lowest; first = false) {
        uint64_t start = (from - 1) / SOURCE_BLOCK * SOURCE_BLOCK;
        const char *data = piece(source, start, &length);
        size_t n = (size_t)(from - start);
        if (!data)
            break;
        if (first && data[n - 1] == '\n') { /* it belongs to the line */
            n--;
        }
        while (n > 0 && data[n - 1] != '\n')
            n--;
        if (n > 0)
            return start + n;
        from = start;
    }
    return from > lowest ? from : lowest;
}

static uint64_t count(const char *data, size_t length)
{
    uint64_t lines = 0;
    const char *end = data + length;
    while (data < end && (data = memchr(data, '\n', (size_t)(end - data))) != NULL) {
        lines++;
        data++;
    }
    return lines;
}

/* The newlines before each block up to this one. */
static void count_up_to(struct source *source, size_t block)
{
    size_t length;
    make_room(source, block);
    if (source->counted == 0) {
        source->lines[0] = 0;
        source->counted = 1;
    }
    for (size_t i; (i = source->counted) <= block; source->counted++) {
        const char *data = piece(source, (i - 1) * (uint64_t)SOURCE_BLOCK, &length);
        source->lines[i] = source->lines[i - 1] + (data ? count(data, length) : 0);
    }
}

uint64_t source_uncounted(const struct source *source, uint64_t at)
{
    uint64_t done = source->counted * (uint64_t)SOURCE_BLOCK;
    return at > done ? at - done : 0;
}

uint64_t source_line_number(struct source *source, uint64_t at)
{
    size_t block = at / SOURCE_BLOCK, length = 0;
    count_up_to(source, block);
    const char *data = at % SOURCE_BLOCK ? piece(source, at - at % SOURCE_BLOCK, &length) : NULL;
    return source->lines[block] + (data ? count(data, at % SOURCE_BLOCK) : 0) + 1;
}

uint64_t source_line_place(struct source *source, uint64_t number)
{
    size_t block = 0, blocks = source->size / SOURCE_BLOCK + 1;
    count_up_to(source, 0);
    while (block + 1 < blocks) {
        count_up_to(source, block + 1);
        if (source->lines[block + 1] + 1 >= number)
            break;
        block++;
    }
    uint64_t at = block * (uint64_t)SOURCE_BLOCK, line = source->lines[block] + 1;
    while (line < number && at != SOURCE_NONE) {
        at = source_next_line(source, at);
        line++;
    }
    return at;
}
