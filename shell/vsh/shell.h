/*
 * The shell: its state, and what its parts offer each other.
 *
 *   parse.c words.c      text to tree
 *   expand.c             words to arguments
 *   run.c pipeline.c program.c   trees to processes
 *   redirect.c           descriptors
 *   builtins.c test.c    commands inside the shell
 *   input.c edit.c       where commands come from
 *   os.c                 everything that is particular to VIBEE OS
 */
#ifndef VSH_SHELL_H
#define VSH_SHELL_H

#include "parse.h"
#include "strbuf.h"
#include "vars.h"

/* From JUMP_ABORT on everything is left, up to the prompt or the end of the shell. */
enum jump { JUMP_NONE, JUMP_BREAK, JUMP_CONTINUE, JUMP_ABORT, JUMP_INTERRUPT, JUMP_EXIT };

struct shell {
    struct vars vars;
    const char *name;  /* $0 */
    char **parameters; /* $1 ... */
    size_t parameter_count;
    int status;         /* $? */
    int background_pid; /* $!, 0: none */
    bool interactive;
    bool exit_on_error;  /* set -e */
    bool trace;          /* set -x */
    int condition_depth; /* inside a condition: set -e does not apply */
    int loop_depth;
    enum jump jump;
    int jump_levels;   /* of break and continue */
    int run_depth;     /* nested run_list() calls */
    bool syntax_error; /* of the last text */
};

struct arguments {
    char **items; /* NULL-terminated; each and the array are the list's */
    size_t count, capacity;
};
void arguments_add(struct arguments *list, char *owned);
void arguments_free(struct arguments *list);

/* ---- expand.c: XCU 2.6. Errors are reported on standard error and return false. -------------- */
/* All expansions with field splitting and globbing. */
bool expand_word(struct shell *shell, const char *word, struct arguments *out);
/* Without splitting and globbing: assignments, redirection targets. NULL on an error. */
char *expand_single(struct shell *shell, const char *word);

/* ---- run.c, pipeline.c ----------------------------------------------------------------------- */
int run_list(struct shell *shell, const struct node *list);
/* The person at the keyboard wants the prompt back. */
void shell_interrupt(struct shell *shell);
int run_node(struct shell *shell, const struct node *node);
int run_pipeline(struct shell *shell, const struct node *pipeline);
int run_subshell(struct shell *shell, const struct node *node);
/* Run a pipeline or and-or list without waiting. */
void run_background(struct shell *shell, const struct node *item);
/* Parse and run text; for files, -c, and substitutions. Returns the last status. */
int run_text(struct shell *shell, const char *text, const char *origin);
/* The same for text that begins at a line of its origin. */
int run_lines(struct shell *shell, const char *text, const char *origin, int line);
/* Run text in a child and collect its output, without the final newlines. NULL on an error. */
char *run_captured(struct shell *shell, const char *text);

/* ---- redirect.c ------------------------------------------------------------------------------ */
enum { SHELL_FDS = 10 };
/* Where each descriptor of a command comes from: the shell's descriptor, -1 closed. */
struct fd_map {
    int from[SHELL_FDS];
    int opened[SHELL_FDS * 2]; /* to close afterwards */
    int opened_count;
};
void fd_map_init(struct fd_map *map);
/* Open the files of redirects into the map. False (reported) leaves nothing open. */
bool fd_map_redirect(struct shell *shell, struct fd_map *map, const struct redirect *redirects);
void fd_map_close(struct fd_map *map);
/* Make the shell's own descriptors as the map says; undo with fd_map_restore(). */
struct fd_saved {
    int saved[SHELL_FDS]; /* -1 unchanged, -2 was closed */
};
bool fd_map_apply(const struct fd_map *map, struct fd_saved *saved);
void fd_map_restore(struct fd_saved *saved);

/* ---- builtins.c, test.c ---------------------------------------------------------------------- */
typedef int builtin_function(struct shell *shell, int argc, char **argv);
struct builtin {
    const char *name;
    builtin_function *run;
    bool special; /* assignments before it stay; found before everything */
    const char *synopsis, *help;
};
const struct builtin *builtin_find(const char *name);
extern const struct builtin builtins[];
extern const size_t builtin_count;
int builtin_test(struct shell *shell, int argc, char **argv);

/* ---- input.c, edit.c ------------------------------------------------------------------------- */
/* The prompt, read, run loop of an interactive shell; returns the exit status. */
int interactive_loop(struct shell *shell);
/* All of a descriptor; NULL with errno set. */
char *read_all(int fd);
/* Commands from a descriptor that is no terminal, each run before the next one is read. */
int run_input(struct shell *shell, int fd);
/* line.c: a line with its newline. NULL at the end, errno then 0, or on an error. */
char *read_line(int fd);

__attribute__((format(printf, 1, 2))) void shell_error(const char *format, ...);

#endif
