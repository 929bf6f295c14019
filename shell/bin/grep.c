#include "tool.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] = "usage: grep [-EFivnclqsh] [-e PATTERN]... [PATTERN] [FILE...]\n\n"
                            "Write the lines that match a regular expression.\n\n"
                            "  -E  extended expressions    -F  plain text\n"
                            "  -i  ignore case             -v  lines that do not match\n"
                            "  -n  with line numbers       -c  only how many\n"
                            "  -l  only names of files     -q  nothing: only the status\n"
                            "  -h  without names of files  -s  no messages about files\n"
                            "  -x  whole lines\n\n"
                            "Status: 0 a line was found, 1 none, 2 an error.\n";

enum { MAX_PATTERNS = 64 };

static struct {
    bool extended, fixed, ignore_case, invert, numbers, count, list, quiet, silent, no_names, whole;
    const char *patterns[MAX_PATTERNS];
    regex_t compiled[MAX_PATTERNS];
    int pattern_count;
} options;

static void add_pattern(const char *text)
{
    if (options.pattern_count == MAX_PATTERNS)
        tool_misuse("expected at most %d patterns", MAX_PATTERNS);
    options.patterns[options.pattern_count++] = text;
}

/* Plain text as a basic regular expression. */
static char *quote(const char *text)
{
    char *out = tool_alloc(strlen(text) * 2 + 1), *to = out;
    for (; *text; text++) {
        if (strchr("\\.*[]^$", *text))
            *to++ = '\\';
        *to++ = *text;
    }
    return out;
}

static char *whole_line(const char *pattern)
{
    char *out = tool_alloc(strlen(pattern) + 8);
    strcpy(out, options.extended ? "^(" : "^\\(");
    strcat(out, pattern);
    return strcat(out, options.extended ? ")$" : "\\)$");
}

static void compile(int i)
{
    char *quoted = options.fixed ? quote(options.patterns[i]) : NULL, *whole = NULL, reason[100];
    const char *text = quoted ? quoted : options.patterns[i];
    if (options.whole)
        text = whole = whole_line(text);
    int flags = (options.extended ? REG_EXTENDED : 0) | (options.ignore_case ? REG_ICASE : 0);
    int error = regcomp(&options.compiled[i], text, flags | REG_NOSUB);
    if (error) {
        regerror(error, &options.compiled[i], reason, sizeof reason);
        tool_misuse("%s: bad regular expression: %s", options.patterns[i], reason);
    }
    free(quoted);
    free(whole);
}

static bool matches(const char *line)
{
    for (int i = 0; i < options.pattern_count; i++)
        if (regexec(&options.compiled[i], line, 0, NULL, 0) == 0)
            return !options.invert;
    return options.invert;
}

/* True when a line was selected. */
static bool search(FILE *stream, const char *name)
{
    char *line = NULL;
    size_t size = 0;
    ssize_t length;
    unsigned long long number = 0, found = 0;
    while ((length = getline(&line, &size, stream)) >= 0) {
        number++;
        if (length && line[length - 1] == '\n')
            line[length - 1] = '\0';
        if (!matches(line))
            continue;
        found++;
        if (options.quiet || options.list)
            break;
        if (options.count)
            continue;
        if (name)
            printf("%s:", name);
        if (options.numbers)
            printf("%llu:", number);
        if (puts(line) == EOF)
            break;
    }
    free(line);
    if (options.quiet)
        return found > 0;
    if (options.list && found)
        puts(name ? name : "(standard input)");
    if (options.count && name)
        printf("%s:%llu\n", name, found);
    else if (options.count)
        printf("%llu\n", found);
    return found > 0;
}

static void parse_options(int argc, char **argv)
{
    bool have_pattern = false;
    for (int o; (o = getopt_long(argc, argv, "EFGivnclqshxe:", tool_help_only, NULL)) != -1;) {
        bool *flag = o == 'E'   ? &options.extended
                     : o == 'F' ? &options.fixed
                     : o == 'i' ? &options.ignore_case
                     : o == 'v' ? &options.invert
                     : o == 'n' ? &options.numbers
                     : o == 'c' ? &options.count
                     : o == 'l' ? &options.list
                     : o == 'q' ? &options.quiet
                     : o == 's' ? &options.silent
                     : o == 'h' ? &options.no_names
                     : o == 'x' ? &options.whole
                                : NULL;
        if (flag) {
            *flag = true;
        } else if (o == 'e') {
            add_pattern(optarg);
            have_pattern = true;
        } else if (o != 'G') {
            tool_option(o);
        }
    }
    if (!have_pattern && optind == argc)
        tool_misuse("expected a pattern");
    if (!have_pattern)
        add_pattern(argv[optind++]);
    for (int i = 0; i < options.pattern_count; i++)
        compile(i);
}

int main(int argc, char **argv)
{
    bool found = false, failed = false;
    tool_init("grep", usage);
    parse_options(argc, argv);
    int files = argc - optind;
    for (int i = 0; i < (files ? files : 1); i++) {
        const char *name = files ? argv[optind + i] : "-";
        FILE *stream = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
        if (!stream) {
            failed = true;
            if (!options.silent)
                tool_file_error(name);
            continue;
        }
        bool show = (files > 1 && !options.no_names) || (options.list && stream != stdin);
        found |= search(stream, show ? name : NULL);
        if (ferror(stream)) {
            failed = true;
            tool_file_error(name);
        }
        tool_close(stream);
    }
    if (tool_finish() && !failed && ferror(stdout))
        return 2;
    return failed && !(options.quiet && found) ? 2 : !found;
}
