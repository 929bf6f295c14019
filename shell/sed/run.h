/* Carrying out a script on files. */
#ifndef SHELL_SED_RUN_H
#define SHELL_SED_RUN_H

#include "script.h"

struct append {
    char kind; /* a: text, r: a whole file, R: the line that was read */
    const struct line *text;
    struct line own;
};

struct sed {
    struct script script;
    bool quiet, separate, in_place, unbuffered;
    const char *suffix; /* of the copies that in_place keeps, or NULL */
    int terminator;
    unsigned long long width; /* of l; 0: no limit */

    char **names;
    int name_count, name_next;
    FILE *stream;
    const char *name;
    char *temporary; /* what becomes `name` with in_place */
    unsigned long long number;

    struct line pattern, hold; /* `ended` of the pattern space: its last line had a terminator */
    struct subject subject;
    const struct pattern *last_pattern;
    struct output standard, edited, *output;
    struct append *appends;
    size_t append_count, append_room;
    int status;
};

/* The next line, of the next file if need be, into `line`; false at the end of all. */
bool sed_read(struct sed *sed, struct line *line);
/* Whether the line that was read last is the last one. */
bool sed_last(struct sed *sed);
/* Stops reading in the middle; a file edited in place ends there. */
void sed_stop(struct sed *sed);

void output_open(struct sed *sed, struct output *output);
/* A line; without its terminator if it had none and is the last one of the output. */
void output_line(struct sed *sed, struct output *output, const char *text, size_t length,
                 bool ended);
/* Bytes as they are. */
void output_bytes(struct sed *sed, struct output *output, const char *text, size_t length);
void output_unambiguous(struct sed *sed, const struct line *line, unsigned long long width);

/* match: where; NULL when only asked whether it does, anywhere. */
bool sed_matches(struct sed *sed, const struct pattern *pattern, size_t start, regmatch_t *match);
/* s on the pattern space; whether something was replaced. */
bool sed_substitute(struct sed *sed, const struct substitution *substitution);
void sed_map(struct sed *sed, const struct command *command);

/* The exit status. */
int sed_run(struct sed *sed);

#endif
