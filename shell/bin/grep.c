#include "input.h"
#include "options.h"
#include "tool.h"
#include "walk.h"

#include <regex.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "usage: grep [-EFGHLchilnoqrsvwxz] [-A N] [-B N] [-C N] [-m N] [-e PATTERN]... [-f FILE]...\n"
    "            [PATTERN] [FILE...]\n\n"
    "Write the lines that match a regular expression.\n\n"
    "  -E  extended expressions    -F  plain text        -G  basic expressions, as without it\n"
    "  -i  ignore case             -v  lines that do not match\n"
    "  -w  whole words             -x  whole lines\n"
    "  -n  with line numbers       -o  only what matches\n"
    "  -c  only how many           -q  nothing: only the status\n"
    "  -l  only names of files     -L  only names of those without a match\n"
    "  -H  with names of files     -h  without           -s  no messages about files\n"
    "  -r  files below directories (.) too   -m N  at most N lines of a file\n"
    "  -A N, -B N, -C N  with N lines behind, before, around each\n"
    "  -f FILE  a pattern a line   -z  lines end with a zero byte\n\n"
    "Status: 0 a line was found, 1 none, 2 an error.\n";

static bool extended, fixed, basic, ignore_case, invert, words, whole, numbers, only, counting,
    quiet;
static bool list, list_others, with_names, no_names, silent, recursive, zero, have_pattern;
static long long after, before, most = LLONG_MAX;
static regex_t *patterns;
static size_t pattern_count;
static const char **texts;

static void add_patterns(const char *text)
{
    have_pattern = true;
    for (;;) { /* a newline separates patterns */
        size_t length = strcspn(text, "\n");
        char *copy = tool_alloc(length + 1);
        texts = tool_resize(texts, (pattern_count + 1) * sizeof *texts);
        texts[pattern_count++] = memcpy(copy, text, length);
        if (!text[length])
            return;
        text += length + 1;
    }
}

static void add_file(const char *name)
{
    struct line line = {0};
    FILE *stream = tool_open(name);
    if (!stream)
        exit(2);
    have_pattern = true;
    while (line_read(&line, stream, '\n'))
        add_patterns(line.text);
    line_free(&line);
    tool_close(stream);
}

static void set_context(const char *text)
{
    after = before = tool_number(text, 0, INT_MAX, "-C");
}

static const struct tool_row rows[] = {TOOL_FLAG('E', "extended-regexp", extended),
                                       TOOL_FLAG('F', "fixed-strings", fixed),
                                       TOOL_FLAG('G', "basic-regexp", basic),
                                       TOOL_FLAG('i', "ignore-case", ignore_case),
                                       TOOL_FLAG('v', "invert-match", invert),
                                       TOOL_FLAG('w', "word-regexp", words),
                                       TOOL_FLAG('x', "line-regexp", whole),
                                       TOOL_FLAG('n', "line-number", numbers),
                                       TOOL_FLAG('o', "only-matching", only),
                                       TOOL_FLAG('c', "count", counting),
                                       TOOL_FLAG('q', "quiet", quiet),
                                       TOOL_FLAG('l', "files-with-matches", list),
                                       TOOL_FLAG('L', "files-without-match", list_others),
                                       TOOL_FLAG('H', "with-filename", with_names),
                                       TOOL_FLAG('h', "no-filename", no_names),
                                       TOOL_FLAG('s', "no-messages", silent),
                                       TOOL_FLAG('r', "recursive", recursive),
                                       TOOL_FLAG('R', NULL, recursive),
                                       TOOL_FLAG('z', "null-data", zero),
                                       TOOL_NUMBER('A', "after-context", after, 0),
                                       TOOL_NUMBER('B', "before-context", before, 0),
                                       TOOL_NUMBER('m', "max-count", most, 0),
                                       TOOL_CALL('C', "context", set_context),
                                       TOOL_CALL('e', "regexp", add_patterns),
                                       TOOL_CALL('f', "file", add_file),
                                       {0}};

/* Plain text as a regular expression. */
static char *quote(const char *text)
{
    char *out = tool_alloc(strlen(text) * 2 + 1), *to = out;
    for (; *text; text++) {
        if (strchr(extended ? "\\.*[]^$+?(){}|" : "\\.*[]^$", *text))
            *to++ = '\\';
        *to++ = *text;
    }
    return out;
}

static void compile(size_t i)
{
    char *quoted = fixed ? quote(texts[i]) : NULL, reason[100];
    const char *text = quoted ? quoted : texts[i];
    char *framed = tool_alloc(strlen(text) + 8);
    strcpy(framed, !whole ? "" : extended ? "^(" : "^\\(");
    strcat(framed, text);
    strcat(framed, !whole ? "" : extended ? ")$" : "\\)$");
    int flags = (extended ? REG_EXTENDED : 0) | (ignore_case ? REG_ICASE : 0);
    int error = regcomp(&patterns[i], framed, flags | (only || words ? 0 : REG_NOSUB));
    if (error) {
        regerror(error, &patterns[i], reason, sizeof reason);
        tool_misuse("%s: bad regular expression: %s", texts[i], reason);
    }
    free(framed);
    free(quoted);
}

static bool word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (c & 0x80);
}

/* The first match of a pattern from `start` on, of words only with -w; places count from the text's
 * beginning, and are only known with -o and -w. */
static bool find_one(const regex_t *pattern, const char *text, size_t start, size_t *from,
                     size_t *to)
{
    for (;;) {
        regmatch_t match = {0, 0};
        if (regexec(pattern, text + start, only || words, &match, start ? REG_NOTBOL : 0) != 0)
            return false;
        *from = start + (size_t)match.rm_so;
        *to = start + (size_t)match.rm_eo;
        if (!words || ((*from == 0 || !word_byte(text[*from - 1])) && !word_byte(text[*to])))
            return true;
        if (!text[*from])
            return false;
        start = *from + 1;
    }
}

/* The leftmost match of all patterns, of these the longest. */
static bool find(const char *text, size_t start, size_t *from, size_t *to)
{
    bool found = false;
    for (size_t i = 0; i < pattern_count; i++) {
        size_t a, b;
        if (!find_one(&patterns[i], text, start, &a, &b))
            continue;
        if (!only)
            return true;
        if (!found || a < *from || (a == *from && b > *to)) {
            *from = a;
            *to = b;
        }
        found = true;
    }
    return found;
}

struct search {
    const char *name;                        /* shown before lines, or NULL */
    struct line *kept;                       /* the lines before, as a ring */
    unsigned long long number, found, shown; /* shown: the last line that was written */
    long long kept_count, behind;            /* behind: lines still to write after a match */
};

static void prefix(const struct search *search, unsigned long long number, char mark)
{
    if (search->name)
        printf("%s%c", search->name, mark);
    if (numbers && number)
        printf("%llu%c", number, mark);
}

static void show(struct search *search, const struct line *line, unsigned long long number,
                 char mark)
{
    if ((after || before) && search->shown && number > search->shown + 1)
        puts("--");
    search->shown = number;
    prefix(search, number, mark);
    line_write(line, zero ? '\0' : '\n');
}

static void show_matches(const struct search *search, const struct line *line)
{
    size_t from = 0, to = 0;
    for (size_t at = 0; at <= line->length && find(line->text, at, &from, &to);) {
        if (to > from) {
            prefix(search, search->number, ':');
            fwrite(line->text + from, 1, to - from, stdout);
            putchar(zero ? '\0' : '\n');
        }
        at = to > from ? to : to + 1;
    }
}

static void keep(struct search *search, struct line *line)
{
    struct line *place = &search->kept[(long long)search->number % before];
    struct line spare = *place;
    *place = *line;
    *line = spare;
    if (search->kept_count < before)
        search->kept_count++;
}

static void show_selected(struct search *search, const struct line *line)
{
    for (long long i = search->kept_count; i > 0; i--) {
        unsigned long long number = search->number - (unsigned long long)i;
        show(search, &search->kept[(long long)number % before], number, '-');
    }
    search->kept_count = 0;
    if (only && !invert)
        show_matches(search, line);
    else if (!only)
        show(search, line, search->number, ':');
    search->behind = after;
}

static bool any_found, failed, show_names;

static void search_stream(FILE *stream, const char *name)
{
    struct line line = {0};
    const char *shown = strcmp(name, "-") == 0 ? "(standard input)" : name;
    struct search search = {.name = show_names ? shown : NULL};
    bool lines = !quiet && !list && !list_others && !counting;
    search.kept = tool_alloc((size_t)before * sizeof *search.kept);
    while ((long long)search.found < most || search.behind > 0) {
        if (!line_read(&line, stream, zero ? '\0' : '\n') || ferror(stdout))
            break;
        search.number++;
        bool match = (long long)search.found < most &&
                     find(line.text, 0, &(size_t){0}, &(size_t){0}) != invert;
        search.found += match;
        if (match && !lines && !counting)
            break;
        if (match && lines) {
            show_selected(&search, &line);
        } else if (lines && search.behind > 0) {
            search.behind--;
            if (!only)
                show(&search, &line, search.number, '-');
        } else if (lines && before && !only) {
            keep(&search, &line);
        }
    }
    if (counting && !quiet && !list && !list_others) {
        prefix(&(struct search){.name = search.name}, 0, ':');
        printf("%llu\n", search.found);
    }
    if (!quiet && (search.found ? list : list_others))
        puts(shown);
    any_found |= list_others ? !search.found : search.found > 0;
    for (long long i = 0; i < before; i++)
        line_free(&search.kept[i]);
    free(search.kept);
    line_free(&line);
}

static void search_file(const char *name)
{
    FILE *stream = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");
    if (stream)
        search_stream(stream, name);
    if (!stream || ferror(stream)) {
        failed = true;
        if (!silent)
            tool_file_error(name);
    }
    if (stream)
        tool_close(stream);
}

static bool visit(const struct walk_entry *entry, void *context)
{
    (void)context;
    if (S_ISREG(entry->info.st_mode) || (entry->depth == 0 && !S_ISDIR(entry->info.st_mode)))
        search_file(entry->path);
    return true;
}

static void search_operand(const char *name)
{
    if (!recursive || strcmp(name, "-") == 0)
        search_file(name);
    else
        walk(name, WALK_FOLLOW_ROOT, visit, NULL);
}

int main(int argc, char **argv)
{
    tool_init("grep", usage);
    tool_parse(argc, argv, rows);
    if (!have_pattern && optind == argc)
        tool_misuse("expected a pattern");
    if (!have_pattern)
        add_patterns(argv[optind++]);
    if (fixed)
        extended = false;
    patterns = tool_alloc((pattern_count + 1) * sizeof *patterns);
    for (size_t i = 0; i < pattern_count; i++)
        compile(i);
    show_names = (with_names || argc - optind > 1 || recursive) && !no_names;
    if (optind == argc)
        search_operand(recursive ? "." : "-");
    for (; optind < argc; optind++)
        search_operand(argv[optind]);
    failed |= tool_finish() != 0;
    return failed && !(quiet && any_found) ? 2 : !any_found;
}
