/* The parser of the shell language: text to syntax trees, one complete command at a time. */
#ifndef VSH_PARSE_H
#define VSH_PARSE_H

#include "../base/arena.h"
#include "../base/strbuf.h"
#include "ast.h"

enum { PARSE_MAX_DEPTH = 200 };

enum parse_result {
    PARSE_OK,          /* *out is the next complete command; NULL when a line was empty */
    PARSE_END,         /* nothing is left */
    PARSE_ERROR,       /* message says what was expected and found */
    PARSE_INTERRUPTED, /* more() said so */
};

enum more_result { MORE_LINE, MORE_END, MORE_INTERRUPTED };

/* Where a parser gets what it does not have: both may be NULL. */
struct parse_source {
    /* Append a line with its newline. continues: a command is unfinished. */
    enum more_result (*more)(void *context, struct strbuf *text, bool continues);
    /* What a name stands for, NULL when it is no alias. Valid until the parser's next call. */
    const char *(*alias)(void *context, const char *name);
    void *context;
};

/* An alias that is being read: a text before what is left of the text below. */
struct frame {
    const char *name, *text;
    size_t at, length;
    struct frame *below;
};

/* A $(( that was found to be no expression, so that it is not tried again: tries inside of tries
 * would take exponential time. */
struct tried {
    const struct frame *frame;
    size_t at;
    struct tried *next;
};

enum token_kind {
    TOKEN_NONE,
    TOKEN_END,
    TOKEN_NEWLINE,
    TOKEN_WORD,
    TOKEN_NUMBER, /* of a descriptor, before a redirection */
    TOKEN_AND_IF,
    TOKEN_OR_IF,
    TOKEN_SEMICOLON,
    TOKEN_CASE_END,  /* ;; */
    TOKEN_CASE_FALL, /* ;& */
    TOKEN_BACKGROUND,
    TOKEN_PIPE,
    TOKEN_OPEN,
    TOKEN_CLOSE,
    TOKEN_REDIRECT, /* number: enum redirect_kind */
    TOKEN_HERE,     /* << */
    TOKEN_HERE_TABS /* <<- */
};

struct token {
    enum token_kind kind;
    struct word *word;
    int number;
    bool reads; /* a redirection of descriptor 0 when none is named */
    bool after_alias_blank;
    int line;
    const struct frame *frame; /* where it is written, for messages */
    size_t start, end;
};

struct parser {
    char message[200];
    /* private */
    const struct parse_source *source;
    const char *text;
    size_t at, length;
    struct strbuf owned; /* text, once more() was called */
    bool at_end;
    bool continues; /* a command was begun */
    struct frame *frame;
    bool after_alias_blank; /* since the last token */
    int line;
    struct arena *arena;
    struct token token; /* the next one, TOKEN_NONE: not read yet */
    struct redirect *pending, **pending_tail;
    struct tried *tried;
    int depth;
    bool failed, interrupted;
};

/* text must stay; source may be NULL. line is the number of the first line. */
void parser_init(struct parser *parser, const char *text, const struct parse_source *source,
                 int line);
void parser_free(struct parser *parser);
/* Parse one complete command (up to a newline) into the arena. */
enum parse_result parse_command(struct parser *parser, struct arena *arena, struct node **out);
/* The expansions in a text, read as a here-document is; NULL when it is no such text. */
struct word *parse_expansions(const char *text, struct arena *arena);
/* Forget the rest of the lines that more() brought so far, as after an error. */
void parser_discard(struct parser *parser);

#endif
