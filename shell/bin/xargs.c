#include "child.h"
#include "input.h"
#include "options.h"
#include "tool.h"

#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: xargs [-0rt] [-a FILE] [-d CHAR] [-n COUNT] [-s BYTES] [-I TEXT | -L LINES]\n"
    "             [COMMAND [ARGUMENT...]]\n\n"
    "Run a command (echo) with arguments from standard input.\n\n"
    "  -0  they end with zero bytes     -d CHAR   with this byte\n"
    "  -n COUNT  so many at most        -s BYTES  so long a command at most (65536)\n"
    "  -I TEXT   a command for each line, which stands where the command has TEXT\n"
    "  -L LINES  those of so many lines at most\n"
    "  -r  not without arguments        -t  show each command\n"
    "  -a FILE   read FILE\n\n"
    "Blanks and newlines separate; quotes and backslashes keep them.\n"
    "Status: 123 a command failed, 124 one ended with 255, 126 and 127 not run.\n";

static bool zero, no_empty, trace, exit_large;
static const char *file = "-", *delimiter, *replace;
static long long most = LLONG_MAX, longest = 65536, lines;
static const struct tool_row rows[] = {TOOL_FLAG('0', "null", zero),
                                       TOOL_FLAG('r', "no-run-if-empty", no_empty),
                                       TOOL_FLAG('t', "verbose", trace),
                                       TOOL_FLAG('x', "exit", exit_large),
                                       TOOL_TEXT('a', "arg-file", file),
                                       TOOL_TEXT('d', "delimiter", delimiter),
                                       TOOL_TEXT('I', NULL, replace),
                                       TOOL_NUMBER('n', "max-args", most, 1),
                                       TOOL_NUMBER('s', "max-chars", longest, 1),
                                       TOOL_NUMBER('L', "max-lines", lines, 1),
                                       {0}};

static char **arguments; /* the command, then what was read */
static size_t fixed, argument_count, room;
static long long length;
static int status;

static void add(char *text)
{
    if (argument_count + 2 > room)
        arguments = tool_resize(arguments, (room = room ? room * 2 : 64) * sizeof *arguments);
    arguments[argument_count++] = text;
    arguments[argument_count] = NULL;
    length += (long long)strlen(text) + 1;
}

/* Runs what there is; the fixed arguments stay. True to go on. */
static bool run(char **command)
{
    for (char **word = command; trace && *word; word++)
        fprintf(stderr, "%s%c", *word, word[1] ? ' ' : '\n');
    int result = child_run(command);
    if (result == 126 || result == 127 || result == 255 || result > 128) {
        if (result == 255)
            tool_error("%s: exited with status 255; aborting", command[0]);
        else if (result > 128)
            tool_error("%s: terminated by signal %d", command[0], result - 128);
        status = result == 255 ? 124 : result > 128 ? 125 : result;
        return false;
    }
    if (result)
        status = 123;
    return true;
}

static bool flush(void)
{
    bool go_on = run(arguments);
    for (size_t i = fixed; i < argument_count; i++) {
        length -= (long long)strlen(arguments[i]) + 1;
        free(arguments[i]);
    }
    argument_count = fixed;
    arguments[fixed] = NULL;
    return go_on;
}

static char *substitute(const char *word, const char *text)
{
    size_t mark = strlen(replace), size = strlen(text), total = strlen(word) + 1;
    for (const char *at = word; (at = strstr(at, replace)) != NULL; at += mark)
        total += size;
    char *out = tool_alloc(total);
    for (const char *at; (at = strstr(word, replace)) != NULL; word = at + mark) {
        strncat(out, word, (size_t)(at - word));
        strcat(out, text);
    }
    return strcat(out, word);
}

static bool run_replaced(const char *text)
{
    char **command = tool_alloc((fixed + 1) * sizeof *command);
    for (size_t i = 0; i < fixed; i++)
        command[i] = substitute(arguments[i], text);
    bool go_on = run(command);
    for (size_t i = 0; i < fixed; i++)
        free(command[i]);
    free(command);
    return go_on;
}

/* The next argument into *line; false at the end. *newline: it ended a line. */
static bool read_word(struct line *line, FILE *stream, bool *newline)
{
    int c, quote = 0;
    bool any = false;
    size_t used = 0;
    while ((c = getc(stream)) != EOF) {
        if (used + 2 > line->room)
            line->text = tool_resize(line->text, line->room = line->room ? line->room * 2 : 64);
        if (quote && c == '\n')
            break;
        if (c == quote) {
            quote = 0;
        } else if (!quote && (c == '"' || c == '\'')) {
            quote = c;
            any = true;
        } else if (!quote && (c == '\n' || (!replace && (c == ' ' || c == '\t')))) {
            if (any) {
                *newline = c == '\n';
                break;
            }
        } else if (replace && !any && (c == ' ' || c == '\t')) {
            continue; /* blanks before a line do not count */
        } else {
            if (c == '\\' && !quote && (c = getc(stream)) == EOF)
                break;
            line->text[used++] = (char)c;
            any = true;
        }
    }
    if (quote) {
        tool_error("unmatched %s quote; by default quotes are special to xargs unless you use the "
                   "-0 option",
                   quote == '"' ? "double" : "single");
        exit(1);
    }
    if (any)
        line->text[used] = '\0';
    line->length = used;
    return any;
}

static bool next_argument(struct line *line, FILE *stream, bool *newline)
{
    *newline = true;
    if (zero || delimiter)
        return line_read(line, stream, zero ? '\0' : (unsigned char)*delimiter);
    *newline = false;
    return read_word(line, stream, newline);
}

static void run_all(FILE *stream)
{
    struct line line = {0};
    bool newline, ran = false, go_on = true;
    long long in_lines = 0;
    while (go_on && next_argument(&line, stream, &newline)) {
        if (replace) {
            go_on = run_replaced(line.text);
            continue;
        }
        if (argument_count > fixed && length + (long long)line.length + 1 > longest) {
            go_on = flush();
            in_lines = 0;
            ran = true;
        }
        add(strcpy(tool_alloc(line.length + 1), line.text));
        in_lines += newline;
        if (go_on &&
            ((long long)(argument_count - fixed) >= most || (lines && in_lines >= lines))) {
            go_on = flush();
            in_lines = 0;
            ran = true;
        }
    }
    if (go_on && !replace && (argument_count > fixed || (!ran && !no_empty)))
        flush();
    line_free(&line);
}

int main(int argc, char **argv)
{
    static char echo[] = "echo";
    tool_init("xargs", usage);
    tool_parse_command(argc, argv, rows);
    if (delimiter && *delimiter == '\\' && delimiter[1] == 'n')
        delimiter = "\n";
    if (replace && !*replace)
        tool_misuse("-I: expected a text that is not empty");
    for (; optind < argc; optind++)
        add(argv[optind]);
    if (argument_count == 0)
        add(echo);
    fixed = argument_count;
    FILE *stream = tool_open(file);
    if (!stream)
        return 1;
    run_all(stream);
    int written = tool_finish();
    return status ? status : written;
}
