/* Between the files of the parser. */
#ifndef VSH_PARSE_INTERNAL_H
#define VSH_PARSE_INTERNAL_H

#include "parse.h"

enum { END_OF_TEXT = -1 };

/* ---- reader.c: characters ---- */
int peek_char(struct parser *p);
int peek_second(struct parser *p);
void skip_char(struct parser *p);
/* The next character, without the backslash and newline of lines that continue (XCU 2.2.1). */
int peek_joined(struct parser *p);
/* Leave aliases that are read to their end, noting in p when one of them ends with a blank. */
void leave_aliases(struct parser *p);
void enter_alias(struct parser *p, const char *name, const char *text);
bool alias_is_open(const struct parser *p, const char *name);
/* A parser of a part of the text, such as the inside of backquotes. */
void sub_parser_init(struct parser *sub, struct parser *p, const char *text, int line);
/* True when it succeeded; else p fails as it did. Frees it. */
bool sub_parser_end(struct parser *sub, struct parser *p);

/* ---- errors ---- */
/* Fail with what was expected and the next token as what was found. */
void fail_at_token(struct parser *p, const char *expected);
void fail_at_line(struct parser *p, int line, const char *expected, const char *found);
static inline bool stopped(const struct parser *p)
{
    return p->failed || p->interrupted;
}
/* False (and failed) when it nests too deeply; else to be followed by p->depth--. */
bool enter(struct parser *p);

/* ---- lexer.c ---- */
struct token *peek_token(struct parser *p);
struct token take_token(struct parser *p);
bool take_kind(struct parser *p, enum token_kind kind);
void skip_newlines(struct parser *p);
/* The next token where a command may begin: with aliases substituted. */
struct token *peek_command(struct parser *p);
/* The same for a word that follows an alias which ends with a blank. */
struct token *peek_argument(struct parser *p);
bool is_operator_char(int c);

/* ---- word.c, dollar.c ---- */
enum scan_mode {
    SCAN_WORD,         /* to a blank or operator */
    SCAN_BRACE,        /* to the } of ${...} */
    SCAN_QUOTED_BRACE, /* the same inside double quotes */
    SCAN_DOUBLE,       /* to the closing " */
    SCAN_HERE,         /* all there is */
    SCAN_ARITHMETIC,   /* to )), which is read too */
};
struct builder {
    struct part **tail;
    struct strbuf text; /* characters that are not in a part yet */
    bool quoted;        /* are those */
};
struct word *scan_word(struct parser *p, enum scan_mode mode);
void add_part(struct parser *p, struct builder *builder, struct part *part);
void add_char(struct parser *p, struct builder *builder, int c, bool quoted);
/* Behind a $ that was read. */
void scan_dollar(struct parser *p, struct builder *builder, enum scan_mode mode);
void scan_backquote(struct parser *p, struct builder *builder, enum scan_mode mode);

/* ---- heredoc.c ---- */
/* The delimiter behind << : the here-document waits for the next newline. */
void begin_here(struct parser *p, struct redirect *redirect);
/* A newline was read. */
void read_pending(struct parser *p);

/* ---- list.c, compound.c, simple.c ---- */
struct node *new_node(struct parser *p, enum node_kind kind);
struct node *parse_list(struct parser *p);
/* A list, which may be empty, up to a closing parenthesis, which is read too. */
struct node *parse_to_close(struct parser *p);
/* A whole text as a list. */
struct node *parse_all(struct parser *p);
struct node *parse_element(struct parser *p);
struct node *parse_compound(struct parser *p); /* NULL when it is none */
struct node *parse_simple(struct parser *p);
void parse_redirects(struct parser *p, struct redirect **tail);
bool at_redirect(struct parser *p);
void parse_redirect(struct parser *p, struct redirect ***tail);
void append_word(struct word ***tail, struct word *word);
/* True when the token is this reserved word. */
bool token_is(const struct token *token, const char *word);
bool take_reserved(struct parser *p, const char *word);

#endif
