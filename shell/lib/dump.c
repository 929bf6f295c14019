#include "dump.h"

#include "tool.h"

#include <stdio.h>
#include <string.h>

struct source {
    int count, at;
    char **names;
    FILE *stream;
};

/* The next byte of the files, one behind the other. */
static int next_byte(struct source *source)
{
    for (;;) {
        if (!source->stream) {
            if (source->at == source->count)
                return EOF;
            source->stream = tool_open(source->names[source->at++]);
            continue;
        }
        int c = getc(source->stream);
        if (c != EOF)
            return c;
        if (ferror(source->stream))
            tool_file_error(source->names[source->at - 1]);
        tool_close(source->stream);
        source->stream = NULL;
    }
}

unsigned long long dump_files(const struct dump *dump, int count, char **names)
{
    static unsigned char blocks[2][DUMP_MAX_WIDTH];
    static char dash[] = "-";
    static char *standard_input[] = {dash};
    struct source source = {count ? count : 1, 0, count ? names : standard_input, NULL};
    unsigned long long offset = 0;
    int current = 0, c = 0;
    bool before = false, starred = false;
    while (offset < dump->skip && (c = next_byte(&source)) != EOF)
        offset++;
    if (c == EOF && offset < dump->skip)
        tool_error("cannot skip past end of combined input");
    for (unsigned long long shown = 0; !ferror(stdout);) {
        unsigned char *block = blocks[current];
        size_t n = 0;
        while (n < dump->width && shown < dump->limit && (c = next_byte(&source)) != EOF) {
            block[n++] = (unsigned char)c;
            shown++;
        }
        if (n == 0)
            break;
        memset(block + n, 0, dump->width - n);
        bool same =
            before && n == dump->width && !dump->all && memcmp(block, blocks[!current], n) == 0;
        if (!same)
            dump->show(offset, block, n);
        else if (!starred)
            puts("*");
        starred = same;
        before = true;
        offset += n;
        current = !current;
        if (n < dump->width)
            break;
    }
    return offset;
}
