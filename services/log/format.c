#include "format.h"

#include <stdio.h>
#include <string.h>
#include <vibee/log.h>

static const char *const levels[] = {"error", "warning", "info", "debug"};

/* Control characters would let a line pretend to be another, or move a terminal's cursor. */
static void add_clean(char *out, size_t room, size_t at, const uint8_t *text, size_t size)
{
    for (size_t i = 0; i < size && at + i < room; i++)
        out[at + i] = text[i] < ' ' || text[i] == 0x7f ? '?' : (char)text[i];
}

size_t log_format(const uint8_t *records, size_t size, char *out, size_t room)
{
    struct vb_log_record record;
    size_t at = 0, length = 0;
    while (size - at >= sizeof record) {
        char head[80];
        memcpy(&record, records + at, sizeof record);
        at += sizeof record;
        if (record.size > size - at)
            break;
        const char *level = record.level < 4 ? levels[record.level] : "unknown";
        int n = snprintf(head, sizeof head,
                         "[%5llu.%06llu] %u %s: ", (unsigned long long)(record.time / 1000000000),
                         (unsigned long long)(record.time / 1000 % 1000000), record.pid, level);
        add_clean(out, room, length, (const uint8_t *)head, (size_t)n);
        length += (size_t)n;
        add_clean(out, room, length, records + at, record.size);
        length += record.size;
        if (length < room)
            out[length] = '\n';
        length++;
        size_t padded = (record.size + 7u) & ~(size_t)7;
        at += padded < size - at ? padded : size - at;
    }
    return length;
}
