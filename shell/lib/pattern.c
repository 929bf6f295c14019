#include "pattern.h"

#include "input.h"
#include "text.h"
#include "tool.h"

#include <locale.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* The end of a bracket expression that begins at `at`. */
static const char *bracket_end(const char *at)
{
    at++;
    if (*at == '^')
        at++;
    if (*at == ']')
        at++;
    while (*at && *at != ']') {
        if (*at == '[' && (at[1] == ':' || at[1] == '.' || at[1] == '=')) {
            char close[] = {at[1], ']', '\0'};
            const char *end = strstr(at + 2, close);
            if (end)
                at = end + 1;
        }
        at++;
    }
    return *at ? at + 1 : at;
}

struct writer {
    struct line out;
    bool extended, lines, words, references;
};

static void put(struct writer *writer, const char *text)
{
    line_add(&writer->out, text, strlen(text));
}

/* Whether an extended expression has a reference to a group: the C library knows these in basic
 * ones only. */
static bool has_reference(const char *text)
{
    while (*text) {
        if (*text == '[') {
            text = bracket_end(text);
        } else if (*text == '\\' && text[1]) {
            if (text[1] >= '1' && text[1] <= '9')
                return true;
            text += 2;
        } else {
            text++;
        }
    }
    return false;
}

/* A character behind a backslash, in the syntax of what is written. */
static void put_escaped(struct writer *writer, char c, bool swap)
{
    char both[] = {'\\', c, '\0'};
    if (strchr("bB<>", c))
        writer->words = true;
    if (c == '`' && !writer->lines)
        put(writer, "^");
    else if (c == '\'' && !writer->lines)
        put(writer, "$");
    else
        put(writer, swap && strchr("(){}+?|", c) ? both + 1 : both);
}

/* As the C library takes it: basic when it is to be so or when `swap` makes it so. */
static void translate(struct writer *writer, const char *text, bool swap)
{
    bool basic = !writer->extended;
    while (*text) {
        if (*text == '[') {
            const char *end = bracket_end(text);
            line_add(&writer->out, text, (size_t)(end - text));
            text = end;
            continue;
        }
        bool escaped = *text == '\\' && text[1];
        if (escaped)
            put_escaped(writer, *++text, swap);
        else if (swap && strchr("(){}+?|", *text))
            put(writer, (char[]){'\\', *text, '\0'});
        else
            line_add(&writer->out, text, 1);
        if (*text == '{' && escaped == basic && text[1] == ',')
            put(writer, "0");
        text++;
    }
}

/* The expression in a group behind one character, with its references one higher. */
static char *one_behind(const char *text, bool extended)
{
    struct line out = {0};
    line_add(&out, extended ? "^[^\1](" : "^[^\1]\\(", extended ? 6 : 7);
    while (*text) {
        const char *end = *text == '[' ? bracket_end(text) : text + 1 + (*text == '\\' && text[1]);
        char reference[] = {'\\', (char)(text[1] + 1), '\0'};
        if (*text == '\\' && text[1] >= '1' && text[1] <= '8')
            line_add(&out, reference, 2);
        else
            line_add(&out, text, (size_t)(end - text));
        text = end;
    }
    line_add(&out, extended ? ")" : "\\)", extended ? 1 : 2);
    return out.text;
}

/* Bytes of the character at `text`, 0 for what the C library would take for the end or an error. */
static size_t valid(const char *text, size_t length)
{
    wchar_t wide;
    mbstate_t state = {0};
    if ((unsigned char)*text < 0x80)
        return *text != '\0';
    size_t size = mbrtowc(&wide, text, length, &state);
    return size > 4 ? 0 : size;
}

static size_t plain_prefix(const char *text, size_t length)
{
    size_t at = 0;
    for (size_t size; at < length && (size = valid(text + at, length - at)); at += size)
        ;
    return at;
}

/* A byte that is no character becomes U+10FF00 and its value. */
static size_t encode(char *out, unsigned char byte)
{
    unsigned point = 0x10FF00 + byte;
    for (int i = 0; i < 4; i++)
        out[i] = (char)((i ? 0x80 : 0xF0) | ((point >> (18 - 6 * i)) & 0x3F));
    return 4;
}

/* The expression as the subject is encoded. */
static char *encode_all(const char *text, size_t length)
{
    struct line out = {0};
    line_add(&out, "", 0);
    for (size_t at = 0, size; at < length; at += size ? size : 1) {
        char bytes[4];
        size = valid(text + at, length - at);
        if (size)
            line_add(&out, text + at, size);
        else
            line_add(&out, bytes, encode(bytes, (unsigned char)text[at]));
    }
    return out.text;
}

const char *pattern_compile(struct pattern *pattern, const char *text, size_t length, int flags)
{
    static char reason[100];
    struct writer writer = {.extended = flags & PATTERN_EXTENDED, .lines = flags & PATTERN_LINES};
    setlocale(LC_CTYPE, "C.UTF-8");
    char *whole = encode_all(text, length);
    bool swap = writer.extended && has_reference(whole);
    int how = (writer.extended && !swap ? REG_EXTENDED : 0) |
              (flags & PATTERN_IGNORE_CASE ? REG_ICASE : 0) | (writer.lines ? REG_NEWLINE : 0);
    line_add(&writer.out, "", 0);
    translate(&writer, whole, swap);
    free(whole);
    *pattern = (struct pattern){.words = writer.words, .lines = writer.lines};
    int error = regcomp(&pattern->regex, writer.out.text, how);
    if (!error && writer.words) {
        char *behind = one_behind(writer.out.text, how & REG_EXTENDED);
        error = regcomp(&pattern->behind, behind, how);
        if (error)
            regfree(&pattern->regex);
        free(behind);
    }
    free(writer.out.text);
    pattern->groups = error ? 0 : pattern->regex.re_nsub;
    if (error)
        regerror(error, &pattern->regex, reason, sizeof reason);
    return error ? reason : NULL;
}

void pattern_free(struct pattern *pattern)
{
    regfree(&pattern->regex);
    if (pattern->words)
        regfree(&pattern->behind);
}

void subject_set(struct subject *subject, const char *text, size_t length)
{
    size_t at = plain_prefix(text, length), to = at;
    subject->text = text;
    subject->length = subject->encoded_length = length;
    subject->encoded = (char *)text;
    if (at == length)
        return;
    if (length * 4 + 1 > subject->room) {
        subject->room = length * 4 + 1;
        subject->own = tool_resize(subject->own, subject->room);
        subject->origin = tool_resize(subject->origin, subject->room * sizeof *subject->origin);
    }
    memcpy(subject->own, text, at);
    for (size_t i = 0; i < at; i++)
        subject->origin[i] = i;
    while (at < length) {
        size_t size = valid(text + at, length - at), wrote = size;
        if (size)
            memcpy(subject->own + to, text + at, size);
        else
            wrote = encode(subject->own + to, (unsigned char)text[at]);
        for (size_t i = 0; i < wrote; i++)
            subject->origin[to + i] = at + (size ? i : 0);
        at += size ? size : 1;
        to += wrote;
    }
    subject->own[to] = '\0';
    subject->origin[to] = length;
    subject->encoded = subject->own;
    subject->encoded_length = to;
}

void subject_free(struct subject *subject)
{
    free(subject->own);
    free(subject->origin);
    *subject = (struct subject){0};
}

static bool is_own(const struct subject *subject)
{
    return subject->encoded == subject->own && subject->own;
}

bool subject_is_text(const struct subject *subject)
{
    return !is_own(subject);
}

bool pattern_matches(const struct pattern *pattern, const struct subject *subject)
{
    return regexec(&pattern->regex, subject->encoded, 0, NULL, 0) == 0;
}

/* Where the byte `at` of the text is in what is searched. */
static size_t encoded_place(const struct subject *subject, size_t at)
{
    if (!is_own(subject))
        return at;
    size_t low = 0, high = subject->encoded_length;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (subject->origin[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void shift(const struct subject *subject, size_t by, regmatch_t *match)
{
    for (int i = 0; i < PATTERN_GROUPS; i++) {
        if (match[i].rm_so < 0)
            continue;
        size_t from = by + (size_t)match[i].rm_so, to = by + (size_t)match[i].rm_eo;
        match[i].rm_so = (regoff_t)(is_own(subject) ? subject->origin[from] : from);
        match[i].rm_eo = (regoff_t)(is_own(subject) ? subject->origin[to] : to);
    }
}

static bool word_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           (c & 0x80);
}

/* A match that begins at `at` exactly, with the character before it in sight. */
static bool find_behind(const struct pattern *pattern, const struct subject *subject, size_t at,
                        regmatch_t *match)
{
    regmatch_t all[PATTERN_GROUPS + 1];
    size_t before = at - 1;
    while (before > 0 && text_continues(subject->encoded[before]))
        before--;
    if (regexec(&pattern->behind, subject->encoded + before, PATTERN_GROUPS + 1, all, 0) != 0)
        return false;
    memcpy(match, all + 1, PATTERN_GROUPS * sizeof *match);
    shift(subject, before, match);
    return true;
}

static bool find_from(const struct pattern *pattern, const struct subject *subject, size_t at,
                      regmatch_t *match)
{
    bool begins = at == 0 || (pattern->lines && subject->encoded[at - 1] == '\n');
    if (regexec(&pattern->regex, subject->encoded + at, PATTERN_GROUPS, match,
                begins ? 0 : REG_NOTBOL) != 0)
        return false;
    shift(subject, at, match);
    return true;
}

bool pattern_find(const struct pattern *pattern, const struct subject *subject, size_t start,
                  regmatch_t *match)
{
    size_t at = encoded_place(subject, start);
    /* The C library takes what is before `at` for no word: a match at `at` itself is not believed.
     */
    while (pattern->words && at > 0 && word_byte(subject->encoded[at - 1])) {
        if (find_behind(pattern, subject, at, match))
            return true;
        if (!find_from(pattern, subject, at, match))
            return false;
        if (encoded_place(subject, (size_t)match[0].rm_so) > at)
            return true;
        if (at >= subject->encoded_length)
            return false;
        at++;
        while (text_continues(subject->encoded[at]))
            at++;
    }
    return find_from(pattern, subject, at, match);
}
