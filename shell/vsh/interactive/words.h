/* Which word of a line is to be completed, and what is expected there. */
#ifndef VSH_WORDS_H
#define VSH_WORDS_H

#include "../base/strbuf.h"
#include "../expand/expand.h"

#include <stdbool.h>

enum word_kind {
    WORD_COMMAND,  /* the first word of a simple command */
    WORD_ARGUMENT, /* a later one; words has those before it */
    WORD_FILE,     /* of a redirection, or behind the = of an assignment */
    WORD_VARIABLE, /* a name behind a $ */
};

struct line_word {
    enum word_kind kind;
    size_t start;           /* in the line: where what completes the word is put */
    char quote;             /* that is open at start: ', " or 0 */
    bool braced;            /* the variable's name is in braces */
    char *directory;        /* of a path: up to its last slash, as it is typed but unquoted */
    char *name;             /* what is behind it, unquoted, up to the cursor; of others all */
    struct arguments words; /* of this command, unquoted, up to this one */
};

/* Look at the line up to the cursor. */
struct line_word word_before(const char *line, size_t cursor);
void line_word_free(struct line_word *word);
/* Append text so that it continues a word in which `quote` is open. */
void add_quoted_name(struct strbuf *out, const char *text, size_t length, char quote);

#endif
