#include "input.h"
#include "options.h"
#include "text.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] = "usage: paste [-sz] [-d LIST] [FILE...]\n\n"
                            "Write the lines of several files side by side.\n\n"
                            "  -d LIST  separate by these characters in turn (a tab)\n"
                            "  -s       the lines of one file in one line, file by file\n"
                            "  -z       lines end with a zero byte\n";

static bool serial, zero;
static const char *list = "\t";
/* A delimiter is a byte, or none where the list says \0. */
static int *delimiters;
static size_t delimiter_count;

static const struct tool_row rows[] = {TOOL_FLAG('s', "serial", serial),
                                       TOOL_FLAG('z', "zero-terminated", zero),
                                       TOOL_TEXT('d', "delimiters", list),
                                       {0}};

static void parse_delimiters(void)
{
    delimiters = tool_alloc((strlen(list) + 1) * sizeof *delimiters);
    for (const char *at = list; *at; delimiter_count++) {
        if (*at != '\\') {
            delimiters[delimiter_count] = (unsigned char)*at++;
        } else {
            at++;
            bool none = *at == '0';
            int value = text_escape(&at);
            delimiters[delimiter_count] = none ? -1 : value;
        }
    }
    if (delimiter_count == 0)
        delimiters[delimiter_count++] = -1;
}

static void separate(size_t number)
{
    int byte = delimiters[number % delimiter_count];
    if (byte >= 0)
        putchar(byte);
}

static void paste_serial(FILE *stream, const char *name)
{
    struct line line = {0};
    (void)name;
    for (size_t i = 0; line_read(&line, stream, zero ? '\0' : '\n'); i++) {
        if (i)
            separate(i - 1);
        fwrite(line.text, 1, line.length, stdout);
    }
    putchar(zero ? '\0' : '\n');
    line_free(&line);
}

/* True when a file had a line. Nothing is written before the first that has one. */
static bool paste_row(FILE **streams, char **names, size_t count)
{
    struct line line = {0};
    size_t owed = 0;
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        bool have = streams[i] && line_read(&line, streams[i], zero ? '\0' : '\n');
        if (have) {
            for (size_t j = owed; j < i; j++)
                separate(j);
            fwrite(line.text, 1, line.length, stdout);
            owed = i;
            any = true;
        } else if (streams[i]) {
            if (ferror(streams[i]))
                tool_file_error(names[i]);
            if (streams[i] != stdin)
                fclose(streams[i]);
            streams[i] = NULL;
        }
    }
    for (size_t j = owed; any && j + 1 < count; j++)
        separate(j);
    if (any)
        putchar(zero ? '\0' : '\n');
    line_free(&line);
    return any;
}

int main(int argc, char **argv)
{
    static char dash[] = "-";
    char *only[] = {dash};
    tool_init("paste", usage);
    tool_parse(argc, argv, rows);
    parse_delimiters();
    if (serial) {
        input_each(argc - optind, argv + optind, paste_serial);
        return tool_finish();
    }
    size_t count = optind < argc ? (size_t)(argc - optind) : 1;
    char **names = optind < argc ? argv + optind : only;
    FILE **streams = tool_alloc(count * sizeof(FILE *));
    for (size_t i = 0; i < count; i++)
        if (!(streams[i] = tool_open(names[i])))
            return tool_finish();
    while (paste_row(streams, names, count) && !ferror(stdout))
        ;
    return tool_finish();
}
