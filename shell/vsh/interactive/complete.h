/* What a word can be completed to. */
#ifndef VSH_COMPLETE_H
#define VSH_COMPLETE_H

#include "../shell.h"

struct completions {
    struct arguments names; /* sorted, without quoting; what is between start and the cursor is the
                             * beginning of each; directories end in / */
    size_t start, typed;    /* typed: bytes of each name that are there */
    char quote;             /* that is open at start */
    bool plain;             /* names of variables: not to be quoted */
    const char *suffix;     /* behind the only one that there is, when it is no directory */
};

struct completions complete(struct shell *shell, const char *line, size_t cursor);
void completions_free(struct completions *completions);
/* Add the names of all commands that begin with a prefix, sorted, each once. */
void complete_commands(struct shell *shell, const char *prefix, struct arguments *out);

#endif
