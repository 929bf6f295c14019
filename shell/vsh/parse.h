/*
 * The syntax tree of the shell language and its parser (POSIX.1-2017, XCU 2.3, 2.9, 2.10).
 *
 * Words are kept as written, quotes included; expand.h interprets them when a command runs. A tree
 * and everything in it belongs to one arena, freed at once.
 */
#ifndef VSH_PARSE_H
#define VSH_PARSE_H

#include <stdbool.h>
#include <stddef.h>

struct arena {
    struct arena_block *blocks;
};
void *arena_alloc(struct arena *arena, size_t size);
char *arena_copy(struct arena *arena, const char *text, size_t length);
void arena_free(struct arena *arena);

struct word {
    const char *text; /* as written */
    struct word *next;
};

enum redirect_kind {
    REDIRECT_READ,       /* < */
    REDIRECT_WRITE,      /* > and >| */
    REDIRECT_APPEND,     /* >> */
    REDIRECT_READ_WRITE, /* <> */
    REDIRECT_DUPLICATE,  /* <& and >&: a number or - */
};

struct redirect {
    int fd;
    enum redirect_kind kind;
    const char *target;
    struct redirect *next;
};

enum node_kind {
    NODE_SIMPLE,   /* assignments, words */
    NODE_PIPELINE, /* body: its commands, linked by next */
    NODE_IF,       /* condition, body, otherwise (or NULL) */
    NODE_WHILE,    /* condition, body; negated: until */
    NODE_FOR,      /* name, words (has_words; else "$@"), body */
    NODE_GROUP,    /* { body; } */
    NODE_SUBSHELL, /* ( body ) */
};

enum connector { CONNECT_NONE, CONNECT_AND, CONNECT_OR };

/* A list of commands (condition, body, otherwise, a whole command) is a chain by `next` of
 * pipelines; those of an and-or list hang from the first one by `chain`. Lists are chains and not
 * trees so that running a long one does not nest. */
struct node {
    enum node_kind kind;
    bool negated;             /* pipeline: status inverted; loop: until */
    bool background;          /* first pipeline of an and-or list: ended by & */
    bool has_words;           /* for: an `in` list was given */
    enum connector connector; /* how chain is joined to this pipeline */
    struct node *condition, *body, *otherwise;
    struct node *next, *chain;
    struct word *assignments, *words;
    const char *name;
    struct redirect *redirects;
    const char *source; /* pipeline: as written */
};

enum parse_result {
    PARSE_OK,         /* *out is the next complete command, NULL for an empty line */
    PARSE_END,        /* nothing but blanks left */
    PARSE_INCOMPLETE, /* more lines are needed: an open quote, `if` without `fi`, ... */
    PARSE_ERROR,      /* message says what was expected and found */
};

struct parser {
    const char *text; /* the whole input, NUL-terminated */
    size_t at;        /* next byte to read; advanced past each complete command */
    int line;         /* of `at`, from 1 */
    char message[160];
    /* private */
    struct arena *arena;
    int depth;
    bool failed, incomplete;
};

void parser_init(struct parser *parser, const char *text);
/* Parse one complete command (up to a newline) into the arena. */
enum parse_result parse_command(struct parser *parser, struct arena *arena, struct node **out);

/* The length of the quoted, substituted or plain word at text; 0 when none. *open is set when a
 * quote or substitution in it does not end. Used by the parser and by completion. */
size_t word_length(const char *text, bool *open);
/* From just behind "$(", "${" or "`" to just behind its end; NULL when it does not end. */
const char *skip_substitution(const char *at, char opener);
/* True when text is a name: [A-Za-z_][A-Za-z0-9_]* of this length. */
size_t name_length(const char *text);

#endif
