/* Between the files of the expander. */
#ifndef VSH_EXPAND_INTERNAL_H
#define VSH_EXPAND_INTERNAL_H

#include "../shell.h"

/*
 * A field is built as a pattern: characters that were quoted and mean something to a pattern are
 * escaped with a backslash, so that one string serves both for pathname expansion and, unescaped,
 * as the literal result.
 */
struct expansion {
    struct shell *shell;
    struct arguments *out; /* NULL: one field, no splitting */
    struct strbuf field;   /* a pattern */
    bool started;          /* the field exists, even if it is empty */
    bool has_pattern;      /* an unquoted * ? [ is in it */
    bool split_text;       /* plain text is part of an expansion: split it */
    bool after_space; /* IFS white space ended the last field: one other separator belongs to it */
    bool pattern;     /* of case, # and %: a backslash of a value quotes, too */
    bool assignment;  /* a tilde may follow a colon */
};

/* ---- field.c ---- */
void add_quoted(struct expansion *e, const char *text, size_t length);
/* Text as written, without quotes. */
void add_plain(struct expansion *e, const char *text, size_t length);
/* The result of an expansion: split into fields where it is not quoted. */
void add_value(struct expansion *e, const char *value, bool quoted);
void end_field(struct expansion *e);
char *unescape(const char *pattern);
/* IFS, or what stands for it when it is unset. */
const char *field_separators(const struct shell *shell);

/* ---- word.c ---- */
bool expand_parts(struct expansion *e, const struct word *word);

/* ---- parameter.c ---- */
bool expand_parameter(struct expansion *e, const struct part *part);

#endif
