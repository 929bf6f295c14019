#include "input.h"
#include "options.h"
#include "pattern.h"
#include "tool.h"
#include "walk.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char usage[] =
    "usage: grep [-EFGHILachilnoqrsvwxz] [-A N] [-B N] [-C N] [-m N] [-e PATTERN]... [-f FILE]...\n"
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
    "  -f FILE  a pattern a line   -z  lines end with a zero byte\n"
    "  -a  every file is text      -I  no match in files that are not\n\n"
    "Of a file that is not text (zero bytes, or a line to write that is no UTF-8) only\n"
    "that it matches is said.\n\n"
    "Status: 0 a line was found, 1 none, 2 an error.\n";

static bool extended, fixed, basic, ignore_case, invert, words, whole, numbers, only, counting,
    quiet;
static bool list, list_others, with_names, no_names, silent, recursive, zero, have_pattern,
    all_text, no_binary;
static long long after, before, most = LLONG_MAX;
static struct pattern *patterns;
static struct subject subject; /* the line that is looked at */
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

static void set_binary(const char *text)
{
    all_text = strcmp(text, "text") == 0;
    no_binary = strcmp(text, "without-match") == 0;
    if (!all_text && !no_binary && strcmp(text, "binary") != 0)
        tool_misuse("--binary-files: expected binary, text or without-match, found '%s'", text);
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
                                       TOOL_FLAG('a', "text", all_text),
                                       TOOL_FLAG('I', NULL, no_binary),
                                       TOOL_CALL(TOOL_LONG_ONLY, "binary-files", set_binary),
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
    char *quoted = fixed ? quote(texts[i]) : NULL;
    const char *text = quoted ? quoted : texts[i];
    int flags = (extended ? PATTERN_EXTENDED : 0) | (ignore_case ? PATTERN_IGNORE_CASE : 0);
    const char *reason = pattern_compile(&patterns[i], text, strlen(text), flags);
    if (reason)
        tool_misuse("%s: bad regular expression: %s", texts[i], reason);
    free(quoted);
}

static bool word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (c & 0x80);
}

static bool is_word(const char *text, size_t from, size_t to)
{
    return (from == 0 || !word_byte(text[from - 1])) && !word_byte(text[to]);
}

/* The first match of a pattern from `start` on, of words only with -w, of whole lines with -x;
 * places are only known with -o, -w and -x. */
static bool find_one(const struct pattern *pattern, size_t start, size_t *from, size_t *to)
{
    regmatch_t match[PATTERN_GROUPS];
    if (!only && !words && !whole)
        return pattern_matches(pattern, &subject);
    for (; start <= subject.length; start = *from + 1) {
        if (!pattern_find(pattern, &subject, start, match))
            return false;
        *from = (size_t)match[0].rm_so;
        *to = (size_t)match[0].rm_eo;
        if (whole) /* the first match is the longest at its place */
            return *from == 0 && *to == subject.length;
        if (!words || is_word(subject.text, *from, *to))
            return true;
    }
    return false;
}

/* The leftmost match of all patterns, of these the longest. */
static bool find(size_t start, size_t *from, size_t *to)
{
    bool found = false;
    for (size_t i = 0; i < pattern_count; i++) {
        size_t a, b;
        if (!find_one(&patterns[i], start, &a, &b))
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

/* A file: what the first read gave, which says whether it is text, and the rest. */
struct source {
    FILE *stream;
    char *head;
    size_t length, at;
    bool binary; /* its zero bytes end lines, too */
    struct line
        pending; /* of a line with zero bytes, what is behind `pending_at` is still to come */
    size_t pending_at;
    bool has_pending;
};

struct search {
    bool hidden;      /* a line that is no text was not written */
    const char *name; /* shown before lines, or NULL */
    struct source source;
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
    for (size_t at = 0; at <= line->length && find(at, &from, &to);) {
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

enum { HEAD_SIZE = 98304 };

static void source_open(struct source *source, FILE *stream)
{
    *source = (struct source){.stream = stream, .head = tool_alloc(HEAD_SIZE)};
    ssize_t count = read(fileno(stream), source->head, HEAD_SIZE);
    if (count < 0) /* let stdio find and keep the error */
        (void)getc(stream);
    else
        source->length = (size_t)count;
    source->binary = !all_text && !zero && memchr(source->head, '\0', source->length);
}

static void source_close(struct source *source)
{
    free(source->head);
    line_free(&source->pending);
}

static bool read_line(struct source *source, struct line *line, char terminator)
{
    const char *from = source->head + source->at;
    size_t left = source->length - source->at;
    if (left == 0)
        return line_read(line, source->stream, terminator);
    const char *end = memchr(from, terminator, left);
    size_t length = end ? (size_t)(end - from) : left;
    line->length = 0;
    line_add(line, from, length);
    line->ended = end;
    source->at += length + (end != NULL);
    if (!end) {
        struct line rest = {0};
        if (line_read(&rest, source->stream, terminator))
            line_add(line, rest.text, rest.length);
        line_free(&rest);
    }
    return true;
}

/* The next line; of a binary file, the next piece between newlines and zero bytes. */
static bool next_line(struct source *source, struct line *line)
{
    if (!source->has_pending) {
        if (!read_line(source, line, zero ? '\0' : '\n'))
            return false;
        source->binary |= !all_text && !zero && memchr(line->text, '\0', line->length);
        if (!source->binary || !memchr(line->text, '\0', line->length))
            return true;
        source->pending.length = source->pending_at = 0;
        line_add(&source->pending, line->text, line->length);
        source->has_pending = true;
    }
    const char *from = source->pending.text + source->pending_at;
    size_t left = source->pending.length - source->pending_at;
    const char *end = memchr(from, '\0', left);
    line->length = 0;
    line_add(line, from, end ? (size_t)(end - from) : left);
    source->has_pending = end;
    source->pending_at += line->length + 1;
    return true;
}

static bool any_found, failed, show_names;

/* Whether the line may be written; of a binary file only a message is. */
static bool is_writable(const struct search *search)
{
    return all_text || (!search->source.binary && subject_is_text(&subject));
}

/* What is to be done with a line; false when nothing more of the file matters. */
static bool use_line(struct search *search, struct line *line, bool lines)
{
    subject_set(&subject, line->text, line->length);
    search->number++;
    bool match = (long long)search->found < most && find(0, &(size_t){0}, &(size_t){0}) != invert;
    search->found += match;
    if (!lines)
        return counting || !match;
    if (match && !is_writable(search)) {
        search->hidden = !no_binary;
        return !search->source.binary;
    }
    if (match) {
        show_selected(search, line);
    } else if (search->behind > 0) {
        search->behind--;
        if (!only)
            show(search, line, search->number, '-');
    } else if (before && !only) {
        keep(search, line);
    }
    return true;
}

static void search_stream(FILE *stream, const char *name)
{
    struct line line = {0};
    const char *shown = strcmp(name, "-") == 0 ? "(standard input)" : name;
    struct search search = {.name = show_names ? shown : NULL};
    bool lines = !quiet && !list && !list_others && !counting;
    search.kept = tool_alloc((size_t)before * sizeof *search.kept);
    source_open(&search.source, stream);
    while (((long long)search.found < most || search.behind > 0) &&
           next_line(&search.source, &line)) {
        if ((no_binary && search.source.binary) || !use_line(&search, &line, lines) ||
            ferror(stdout))
            break;
    }
    source_close(&search.source);
    if (search.hidden) {
        fflush(stdout);
        fprintf(stderr, "grep: %s: binary file matches\n", shown);
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
