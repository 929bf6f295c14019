/* The parts of s and y, and regular expressions. */
#include "script.h"

#include "tool.h"

#include <stdlib.h>
#include <string.h>

static int digits(const char **at, const char *end, int base, int most)
{
    int value = 0, count = 0;
    for (; count < most && *at < end; count++, (*at)++) {
        int c = (unsigned char)**at;
        int digit = c >= '0' && c <= '9'                     ? c - '0'
                    : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                             : 99;
        if (digit >= base)
            break;
        value = value * base + digit;
    }
    return count ? value & 0xff : -1;
}

int parse_escape(const char **at, const char *end)
{
    static const char letters[] = "afnrtv", values[] = "\a\f\n\r\t\v";
    const char *from = *at;
    if (from == end || !*from)
        return -1;
    const char *letter = strchr(letters, *from);
    int value = letter ? values[letter - letters] : -1;
    *at = from + 1;
    if (*from == 'd')
        value = digits(at, end, 10, 3);
    else if (*from == 'o')
        value = digits(at, end, 8, 3);
    else if (*from == 'x')
        value = digits(at, end, 16, 2);
    else if (*from == 'c' && *at < end)
        value = (*(*at)++ & ~0x20) ^ 0x40;
    if (value < 0)
        *at = from;
    return value < 0 ? -1 : value & 0xff;
}

/* What is behind a backslash, with it unless it only stands for itself. */
static void parse_backslash(struct parser *parser, char delimiter, bool expression,
                            struct line *out)
{
    char c = *parser->at++;
    bool plain = c == delimiter ? expression || c != '&' : expression && c == '\n';
    if (!plain)
        line_add(out, "\\", 1);
    line_add(out, &c, 1);
}

/* Where one is in a bracket expression, in which the delimiter is an ordinary character. */
struct bracket {
    bool open;
    char class, previous; /* class: inside [:, [. or [= */
    size_t count;
};

static void follow(struct bracket *bracket, char c)
{
    if (!bracket->open) {
        *bracket = (struct bracket){.open = c == '['};
    } else if (bracket->class) {
        if (bracket->previous == bracket->class && c == ']')
            bracket->class = '\0';
    } else if (bracket->previous == '[' && (c == ':' || c == '.' || c == '=')) {
        bracket->class = c;
        c = '\0';
    } else if (c == ']' && bracket->count > 0) {
        bracket->open = false;
    } else if (c != '^' || bracket->count > 0 || bracket->previous == '^') {
        bracket->count++;
    }
    bracket->previous = c;
}

void parse_delimited(struct parser *parser, char delimiter, bool expression, struct line *out)
{
    struct bracket bracket = {0};
    line_add(out, "", 0);
    for (;;) {
        if (parser->at >= parser->end || *parser->at == '\n')
            parse_fail(parser, "expected the delimiter '%c'", delimiter);
        char c = *parser->at++;
        if (c == delimiter && !bracket.open)
            return;
        if (c == '\\' && parser->at < parser->end) {
            const char *escape = parser->at;
            int value =
                expression && *escape != delimiter ? parse_escape(&escape, parser->end) : -1;
            if (value < 0 && !bracket.open) {
                parse_backslash(parser, delimiter, expression, out);
                continue;
            }
            if (value >= 0) {
                parser->at = escape;
                c = (char)value;
            }
        }
        if (expression)
            follow(&bracket, c);
        line_add(out, &c, 1);
    }
}

struct pattern *compile_expression(struct parser *parser, const struct line *text, int flags)
{
    if (text->length == 0)
        return NULL;
    struct pattern *pattern = tool_alloc(sizeof *pattern);
    const char *reason = pattern_compile(pattern, text->text, text->length,
                                         flags | (parser->extended ? PATTERN_EXTENDED : 0));
    if (reason)
        parse_fail(parser, "%s: bad regular expression: %s", text->text, reason);
    return pattern;
}

static struct piece *add_piece(struct substitution *to, enum piece_kind kind)
{
    to->pieces = tool_resize(to->pieces, (to->count + 1) * sizeof *to->pieces);
    to->pieces[to->count] = (struct piece){.kind = kind};
    return &to->pieces[to->count++];
}

static void add_text(struct substitution *to, char c)
{
    bool goes_on = to->count > 0 && to->pieces[to->count - 1].kind == PIECE_TEXT;
    struct piece *piece = goes_on ? &to->pieces[to->count - 1] : add_piece(to, PIECE_TEXT);
    line_add(&piece->text, &c, 1);
}

static void parse_replacement(const struct parser *parser, struct substitution *to,
                              const struct line *raw)
{
    const char *at = raw->text, *end = at + raw->length;
    while (at < end) {
        char c = *at++;
        if (c == '&') {
            add_piece(to, PIECE_GROUP);
        } else if (c != '\\' || at == end) {
            add_text(to, c);
        } else if (*at >= '0' && *at <= '9') {
            struct piece *piece = add_piece(to, PIECE_GROUP);
            piece->group = (unsigned)(*at++ - '0');
            if (to->expression && piece->group > to->expression->groups)
                parse_fail(parser, "expected a group that the expression has, found \\%u",
                           piece->group);
        } else if (*at && strchr("ULulE", *at)) {
            add_piece(to, PIECE_CASE)->change = *at++;
        } else {
            int escape = parse_escape(&at, end);
            add_text(to, escape >= 0 ? (char)escape : *at++);
        }
    }
}

static void parse_flags(struct parser *parser, struct command *command, int *flags)
{
    struct substitution *to = command->substitution;
    for (;; parser->at++) {
        char c = parser->at < parser->end ? *parser->at : '\0';
        if (c == 'g') {
            to->global = true;
        } else if (c == 'p') {
            to->print = true;
        } else if (c == 'i' || c == 'I') {
            *flags |= PATTERN_IGNORE_CASE;
        } else if (c == 'm' || c == 'M') {
            *flags |= PATTERN_LINES;
        } else if (c >= '0' && c <= '9') {
            to->number = to->number * 10 + (unsigned)(c - '0');
            if (to->number > UINT32_MAX)
                parse_fail(parser, "expected a number of a match below %llu",
                           (unsigned long long)UINT32_MAX);
            if (to->number == 0)
                parse_fail(parser, "expected a number of a match from 1 on");
        } else {
            break;
        }
    }
    if (parser->at < parser->end && *parser->at == 'w') {
        parser->at++;
        to->file = parse_file(parser);
    }
}

static char parse_delimiter(struct parser *parser, char name)
{
    if (parser->at >= parser->end || *parser->at == '\n' || *parser->at == '\\')
        parse_fail(parser, "expected a delimiter behind %c", name);
    return *parser->at++;
}

void parse_substitution(struct parser *parser, struct command *command)
{
    struct line expression = {0}, replacement = {0};
    int flags = 0;
    char delimiter = parse_delimiter(parser, 's');
    command->substitution = tool_alloc(sizeof *command->substitution);
    parse_delimited(parser, delimiter, true, &expression);
    parse_delimited(parser, delimiter, false, &replacement);
    parse_flags(parser, command, &flags);
    command->substitution->expression = compile_expression(parser, &expression, flags);
    parse_replacement(parser, command->substitution, &replacement);
    line_free(&expression);
    line_free(&replacement);
}

/* The next character of a list of y, with \n, \\ and the escapes. */
static void next_character(const char **at, const char *end, struct line *out)
{
    int value = -1;
    if (**at == '\\' && *at + 1 < end) {
        const char *escape = *at + 1;
        value = parse_escape(&escape, end);
        if (value >= 0)
            *at = escape;
        else if (**at == '\\' && (*at)[1] == '\\')
            (*at)++;
    }
    if (value >= 0) {
        line_add(out, &(char){(char)value}, 1);
        return;
    }
    const char *from = *at;
    (*at)++;
    while (*at < end && (*from & 0x80) && (**at & 0xc0) == 0x80)
        (*at)++;
    line_add(out, from, (size_t)(*at - from));
}

void parse_mapping(struct parser *parser, struct command *command)
{
    struct line from = {0}, to = {0};
    char delimiter = parse_delimiter(parser, 'y');
    parse_delimited(parser, delimiter, false, &from);
    parse_delimited(parser, delimiter, false, &to);
    const char *a = from.text, *b = to.text, *a_end = a + from.length, *b_end = b + to.length;
    while (a < a_end && b < b_end) {
        size_t count = command->mapping_count++;
        command->mappings = tool_resize(command->mappings, (count + 1) * sizeof *command->mappings);
        command->mappings[count] = (struct mapping){0};
        next_character(&a, a_end, &command->mappings[count].from);
        next_character(&b, b_end, &command->mappings[count].to);
    }
    if (a < a_end || b < b_end)
        parse_fail(parser, "expected as many characters in both lists of y");
    line_free(&from);
    line_free(&to);
}
