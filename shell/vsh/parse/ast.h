/*
 * The syntax tree of the shell language (POSIX.1-2017, XCU 2.9, 2.10). A tree and everything in it
 * belongs to one arena.
 */
#ifndef VSH_AST_H
#define VSH_AST_H

#include <stdbool.h>
#include <stddef.h>

struct node;
struct word;

enum part_kind {
    PART_TEXT,       /* text */
    PART_PARAMETER,  /* text is the name: $name ${name} ${name OPERATOR word} */
    PART_COMMAND,    /* $(list) `list` */
    PART_ARITHMETIC, /* $((word)) */
};

enum parameter_operator {
    PARAMETER_VALUE,
    PARAMETER_LENGTH,  /* ${#name} */
    PARAMETER_DEFAULT, /* - */
    PARAMETER_ASSIGN,  /* = */
    PARAMETER_ERROR,   /* ? */
    PARAMETER_OTHER,   /* + */
    PARAMETER_PREFIX,  /* # and ## */
    PARAMETER_SUFFIX,  /* % and %% */
};

/* A piece of a word. */
struct part {
    enum part_kind kind;
    enum parameter_operator operator;
    bool quoted;   /* in quotes, or behind a backslash */
    bool or_empty; /* the operator's colon: an empty value is as good as none */
    bool longest;  /* ## and %% */
    const char *text;
    size_t length;     /* of text */
    struct word *word; /* the operator's; the expression, as in double quotes */
    struct node *list;
    struct part *next;
};

struct word {
    struct part *parts;
    struct word *next;
};

struct assignment {
    const char *name;
    struct word *value;
    struct assignment *next;
};

enum redirect_kind {
    REDIRECT_READ,       /* < */
    REDIRECT_WRITE,      /* > */
    REDIRECT_CLOBBER,    /* >| */
    REDIRECT_APPEND,     /* >> */
    REDIRECT_READ_WRITE, /* <> */
    REDIRECT_DUPLICATE,  /* <& and >&: a number or - */
    REDIRECT_HERE,       /* << and <<-: target is the text */
};

struct redirect {
    int fd;
    enum redirect_kind kind;
    struct word *target;
    struct redirect *next;
    /* of a here-document, while its text is still to be read */
    const char *delimiter;
    bool literal, strip_tabs;
    struct redirect *next_pending;
};

enum node_kind {
    NODE_SIMPLE,   /* assignments, words */
    NODE_PIPELINE, /* body: its commands, linked by next */
    NODE_IF,       /* condition, body, otherwise (or NULL) */
    NODE_WHILE,    /* condition, body; negated: until */
    NODE_FOR,      /* name, words (has_words; else "$@"), body */
    NODE_CASE,     /* words: the subject; items */
    NODE_GROUP,    /* { body; } */
    NODE_SUBSHELL, /* ( body ) */
    NODE_FUNCTION, /* name() body */
};

enum timed { TIMED_NOT, TIMED, TIMED_POSIX }; /* time, time -p */

enum connector { CONNECT_NONE, CONNECT_AND, CONNECT_OR };

struct case_item {
    struct word *patterns;
    struct node *body; /* NULL: nothing */
    bool falls;        /* ended by ;& */
    struct case_item *next;
};

/* A list of commands (condition, body, otherwise, a whole command) is a chain by `next` of
 * pipelines; those of an and-or list hang from the first one by `chain`. Lists are chains and not
 * trees so that running a long one does not nest. */
struct node {
    enum node_kind kind;
    enum connector connector; /* how chain is joined to this pipeline */
    enum timed timed;         /* pipeline */
    bool negated;             /* pipeline: status inverted; loop: until */
    bool background;          /* first pipeline of an and-or list: ended by & */
    bool has_words;           /* for: an `in` list was given */
    int line;
    struct node *condition, *body, *otherwise;
    struct node *next, *chain;
    struct assignment *assignments;
    struct word *words;
    struct case_item *items;
    const char *name;
    struct redirect *redirects;
    const char *text;      /* pipeline: as it was written, cut; NULL: not known */
    const char *list_text; /* background: the same of the and-or list */
};

/* The text of a word that is plain text without any quote; NULL when it is not. */
const char *word_literal(const struct word *word);
/* How many bytes of text are a name: [A-Za-z_][A-Za-z0-9_]*; 0 when it does not begin with one. */
size_t name_length(const char *text);
/* True when all of text is a name. */
bool is_name(const char *text);

#endif
