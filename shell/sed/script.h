/* A script of sed as it is after parsing. */
#ifndef SHELL_SED_SCRIPT_H
#define SHELL_SED_SCRIPT_H

#include "input.h"
#include "pattern.h"

#include <stdint.h>

enum address_kind {
    ADDRESS_NONE,
    ADDRESS_LINE, /* line: its number; 0 only as the first of a range that ends with an expression
                   */
    ADDRESS_STEP, /* line, line + step ... */
    ADDRESS_LAST,
    ADDRESS_EXPRESSION,
    ADDRESS_PLUS,    /* as the second: `line` more lines */
    ADDRESS_MULTIPLE /* as the second: up to a multiple of `line` */
};

struct address {
    enum address_kind kind;
    unsigned long long line, step;
    struct pattern *expression; /* NULL: the last one that was used */
};

enum piece_kind { PIECE_TEXT, PIECE_GROUP, PIECE_CASE };
/* Of a replacement. */
struct piece {
    enum piece_kind kind;
    char change; /* PIECE_CASE: U L u l E */
    unsigned group;
    struct line text;
};

struct output {
    FILE *stream;
    const char *name;
    bool unfinished; /* the last line came without its terminator */
};

struct substitution {
    struct pattern *expression;
    struct piece *pieces;
    size_t count;
    unsigned long long number; /* replace from this match on */
    bool global, print;
    struct output *file; /* or NULL */
};

/* For y: a character becomes another. */
struct mapping {
    struct line from, to;
};

struct command {
    struct address from, to;
    bool negate, active;
    unsigned long long end; /* the last line of an active range that ends with a number */
    char name;
    struct line text; /* of a, i and c; a file's name; a label */
    size_t target;    /* the next command after a branch, or behind the block */
    unsigned long long number;
    struct output *file;
    struct substitution *substitution;
    struct mapping *mappings;
    size_t mapping_count;
};

struct script {
    struct command *commands;
    size_t count;
    struct output **files; /* those of w */
    size_t file_count;
    bool quiet; /* it begins with #n */
};

/* Ends the program with status 1 when the text is no script. */
void script_parse(struct script *script, const char *text, size_t length, bool extended);
/* What the parser shares with its parts. */
struct parser {
    struct script *script;
    const char *text, *at, *end;
    bool extended;
};
__attribute__((format(printf, 2, 3), noreturn)) void parse_fail(const struct parser *parser,
                                                                const char *format, ...);
/* Behind the delimiter: up to the next one, with \DELIMITER as the plain character and, outside of
 * regular expressions, nothing else done to it. */
void parse_delimited(struct parser *parser, char delimiter, bool expression, struct line *out);
struct pattern *parse_expression(struct parser *parser, char delimiter, struct line *raw);
struct pattern *compile_expression(struct parser *parser, const struct line *text, int flags);
void parse_substitution(struct parser *parser, struct command *command);
void parse_mapping(struct parser *parser, struct command *command);
struct output *parse_file(struct parser *parser);
/* An escape that means a character (\n \t \cX \d065 \o101 \x41) at `at`, behind the backslash: the
 * character, and `at` behind it; -1 for another. */
int parse_escape(const char **at, const char *end);

#endif
