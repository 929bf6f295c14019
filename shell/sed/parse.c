#include "script.h"

#include "text.h"
#include "tool.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void parse_fail(const struct parser *parser, const char *format, ...)
{
    char message[200];
    unsigned line = 1, column = 1;
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);
    for (const char *at = parser->text; at < parser->at; at++) {
        column = *at == '\n' ? 1 : column + 1;
        line += *at == '\n';
    }
    tool_error("script, line %u, column %u: %s", line, column, message);
    exit(1);
}

static int peek(const struct parser *parser)
{
    return parser->at < parser->end ? (unsigned char)*parser->at : -1;
}

static void skip_blanks(struct parser *parser)
{
    while (parser->at < parser->end && text_blank(*parser->at))
        parser->at++;
}

static void skip_between(struct parser *parser)
{
    while (parser->at < parser->end && (strchr(" \t\n;", *parser->at) && *parser->at))
        parser->at++;
}

static bool digit(int c)
{
    return c >= '0' && c <= '9';
}

static unsigned long long parse_number(struct parser *parser)
{
    unsigned long long value = 0;
    if (!digit(peek(parser)))
        parse_fail(parser, "expected a number");
    for (; digit(peek(parser)); parser->at++) {
        if (value > UINT64_MAX / 20)
            parse_fail(parser, "expected a number below %llu", UINT64_MAX / 20);
        value = value * 10 + (unsigned)(*parser->at - '0');
    }
    return value;
}

/* Behind \c or /. */
static void parse_address_expression(struct parser *parser, struct address *address)
{
    struct line raw = {0};
    int flags = 0;
    char delimiter = *parser->at++;
    if (delimiter == '\\') {
        if (peek(parser) < 0 || peek(parser) == '\n')
            parse_fail(parser, "expected a delimiter behind \\");
        delimiter = *parser->at++;
    }
    address->kind = ADDRESS_EXPRESSION;
    parse_delimited(parser, delimiter, true, &raw);
    for (; peek(parser) == 'I' || peek(parser) == 'M'; parser->at++)
        flags |= *parser->at == 'I' ? PATTERN_IGNORE_CASE : PATTERN_LINES;
    address->expression = compile_expression(parser, &raw, flags);
    line_free(&raw);
}

static bool parse_address(struct parser *parser, struct address *address, bool second)
{
    int c = peek(parser);
    if (digit(c)) {
        address->kind = ADDRESS_LINE;
        address->line = parse_number(parser);
        skip_blanks(parser);
        if (!second && peek(parser) == '~') {
            parser->at++;
            address->kind = ADDRESS_STEP;
            address->step = digit(peek(parser)) ? parse_number(parser) : 0;
        }
    } else if (second && (c == '+' || c == '~')) {
        parser->at++;
        address->kind = c == '+' ? ADDRESS_PLUS : ADDRESS_MULTIPLE;
        address->line = parse_number(parser);
    } else if (c == '$') {
        parser->at++;
        address->kind = ADDRESS_LAST;
    } else if (c == '/' || c == '\\') {
        parse_address_expression(parser, address);
    } else {
        return false;
    }
    skip_blanks(parser);
    return true;
}

static void parse_addresses(struct parser *parser, struct command *command)
{
    if (!parse_address(parser, &command->from, false))
        goto sign;
    if (peek(parser) == ',') {
        parser->at++;
        skip_blanks(parser);
        if (!parse_address(parser, &command->to, true))
            parse_fail(parser, "expected an address behind ,");
    }
    if (command->from.kind == ADDRESS_LINE && command->from.line == 0 &&
        command->to.kind != ADDRESS_EXPRESSION)
        parse_fail(parser,
                   "expected a regular expression as the end of a range that begins with 0");
sign:
    for (; peek(parser) == '!' || (command->negate && text_blank((char)peek(parser))); parser->at++)
        command->negate = true;
}

/* Behind a command: only blanks, and ; or } or # or the end of the line. */
static void parse_end(struct parser *parser)
{
    skip_blanks(parser);
    int c = peek(parser);
    if (c == ';' || c == '\n')
        parser->at++;
    else if (c >= 0 && c != '}' && c != '#')
        parse_fail(parser, "expected the end of the command, found '%c'", c);
}

/* The text of a, i and c: a\, newline and lines, of which all but the last end with a backslash; or
 * one such line behind the command. */
static void parse_text(struct parser *parser, struct line *text)
{
    skip_blanks(parser);
    if (peek(parser) == '\\') {
        parser->at++;
        const char *back = parser->at;
        skip_blanks(parser);
        if (peek(parser) == '\n')
            parser->at++;
        else
            parser->at = back;
    }
    if (peek(parser) < 0)
        parse_fail(parser, "expected a text for the command");
    while (parser->at < parser->end && *parser->at != '\n') {
        int escape = -1;
        if (*parser->at == '\\' && parser->at + 1 < parser->end) {
            parser->at++;
            escape = parse_escape(&parser->at, parser->end);
        }
        char c = escape >= 0 ? (char)escape : *parser->at++;
        line_add(text, &c, 1);
    }
    if (parser->at < parser->end)
        parser->at++;
    line_add(text, "\n", 1);
}

/* Up to the end of the line, or of a label. */
static void parse_word(struct parser *parser, const char *stops, struct line *out)
{
    skip_blanks(parser);
    const char *from = parser->at;
    while (parser->at < parser->end && !(strchr(stops, *parser->at) && *parser->at))
        parser->at++;
    line_add(out, from, (size_t)(parser->at - from));
}

static const char *intern(const char *text, size_t length)
{
    return memcpy(tool_alloc(length + 1), text, length);
}

struct output *parse_file(struct parser *parser)
{
    struct script *script = parser->script;
    struct line name = {0};
    parse_word(parser, "\n", &name);
    if (name.length == 0)
        parse_fail(parser, "expected the name of a file");
    for (size_t i = 0; i < script->file_count; i++)
        if (strcmp(script->files[i]->name, name.text) == 0) {
            line_free(&name);
            return script->files[i];
        }
    struct output *file = tool_alloc(sizeof *file);
    file->name = intern(name.text, name.length);
    script->files = tool_resize(script->files, (script->file_count + 1) * sizeof *script->files);
    script->files[script->file_count++] = file;
    line_free(&name);
    return file;
}

static void parse_arguments(struct parser *parser, struct command *command)
{
    switch (command->name) {
    case 'a':
    case 'i':
    case 'c':
        parse_text(parser, &command->text);
        return;
    case ':':
    case 'b':
    case 't':
    case 'T':
        parse_word(parser, command->name == ':' ? "\n; \t" : "\n;} \t", &command->text);
        if (command->name == ':' && command->text.length == 0)
            parse_fail(parser, "expected a label behind :");
        if (command->name == ':')
            return;
        break;
    case 'v':
        parse_word(parser, "\n;", &command->text);
        break;
    case 'r':
    case 'R':
        parse_word(parser, "\n", &command->text);
        if (command->text.length == 0)
            parse_fail(parser, "expected the name of a file");
        break;
    case 'w':
    case 'W':
        command->file = parse_file(parser);
        break;
    case 's':
        parse_substitution(parser, command);
        break;
    case 'y':
        parse_mapping(parser, command);
        break;
    case 'l':
    case 'q':
    case 'Q':
        skip_blanks(parser);
        command->number = digit(peek(parser))    ? parse_number(parser)
                          : command->name == 'l' ? UINT64_MAX
                                                 : 0;
        break;
    default:
        if (!strchr("=dDFgGhHnNpPxz", command->name))
            parse_fail(parser, "expected a command, found '%c'", command->name);
    }
    parse_end(parser);
}

static struct command *add_command(struct script *script)
{
    if ((script->count & (script->count - 1)) == 0) /* a power of two: full */
        script->commands = tool_resize(script->commands, (script->count ? script->count * 2 : 1) *
                                                             sizeof *script->commands);
    struct command *command = &script->commands[script->count++];
    *command = (struct command){0};
    return command;
}

enum { MAX_DEPTH = 1000 };
static size_t open_blocks[MAX_DEPTH];

/* One command, or none at the end. */
static bool parse_command(struct parser *parser, size_t *depth)
{
    struct script *script = parser->script;
    skip_between(parser);
    if (parser->at == parser->end)
        return false;
    struct command *command = add_command(script);
    parse_addresses(parser, command);
    skip_blanks(parser);
    int c = peek(parser);
    if (c <= 0)
        parse_fail(parser, "expected a command");
    parser->at++;
    command->name = (char)c;
    if (strchr(":}#", c) && command->from.kind != ADDRESS_NONE)
        parse_fail(parser, "expected no address before %c", c);
    if (c == '#') {
        script->count--;
        while (parser->at < parser->end && *parser->at++ != '\n')
            ;
    } else if (c == '{') {
        if (*depth == MAX_DEPTH)
            parse_fail(parser, "expected at most %d open {", MAX_DEPTH);
        open_blocks[(*depth)++] = script->count - 1;
    } else if (c == '}') {
        if (*depth == 0)
            parse_fail(parser, "expected a { before }");
        script->commands[open_blocks[--*depth]].target = script->count;
        parse_end(parser);
    } else {
        parse_arguments(parser, command);
    }
    return true;
}

static size_t find_label(const struct script *script, const struct command *branch)
{
    if (branch->text.length == 0)
        return script->count;
    for (size_t i = 0; i < script->count; i++)
        if (script->commands[i].name == ':' &&
            strcmp(script->commands[i].text.text, branch->text.text) == 0)
            return i;
    tool_error("expected a label '%s', found none", branch->text.text);
    exit(1);
}

void script_parse(struct script *script, const char *text, size_t length, bool extended)
{
    struct parser parser = {
        .script = script, .text = text, .at = text, .end = text + length, .extended = extended};
    size_t depth = 0;
    script->quiet = length >= 2 && memcmp(text, "#n", 2) == 0 && (length == 2 || text[2] == '\n');
    while (parse_command(&parser, &depth))
        ;
    if (depth)
        parse_fail(&parser, "expected a } for each {");
    for (size_t i = 0; i < script->count; i++)
        if (strchr("btT", script->commands[i].name))
            script->commands[i].target = find_label(script, &script->commands[i]);
}
