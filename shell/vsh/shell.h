/*
 * The shell: its state, and what its parts offer each other.
 *
 *   parse/        text to syntax trees
 *   expand/       words to arguments
 *   run/          trees to processes: lists, pipelines, redirections, functions, traps, variables
 *   builtins/     commands inside the shell
 *   interactive/  the prompt, the line editor, completion
 *   base/         memory
 *   os.c          everything that is particular to VIBEE OS
 */
#ifndef VSH_SHELL_H
#define VSH_SHELL_H

#include "base/strbuf.h"
#include "expand/expand.h"
#include "parse/parse.h"
#include "run/vars.h"

#include <stdio.h>

/* From JUMP_RETURN on loops are left, from JUMP_ABORT on everything, up to the prompt or the end of
 * the shell. */
enum jump {
    JUMP_NONE,
    JUMP_BREAK,
    JUMP_CONTINUE,
    JUMP_RETURN,
    JUMP_ABORT,
    JUMP_INTERRUPT,
    JUMP_EXIT
};

/* What `set` switches; run/options.c has their names. */
enum option {
    OPTION_ALL_EXPORT,
    OPTION_ERR_EXIT,
    OPTION_NO_CLOBBER,
    OPTION_NO_EXEC,
    OPTION_NO_GLOB,
    OPTION_NO_UNSET,
    OPTION_MONITOR, /* job control */
    OPTION_NOTIFY,
    OPTION_PIPE_FAIL,
    OPTION_TRACE,
    OPTION_VERBOSE,
    OPTION_COUNT
};

enum { SIGNAL_COUNT = 32, SHELL_FDS = 10 };

struct history;

struct shell {
    struct vars vars, aliases;
    struct functions *functions; /* run/function.c */
    struct scope *scope;         /* run/scope.h; the innermost */
    struct arena *arena;         /* of the commands that run */
    const char *name;            /* $0 */
    struct arguments parameters; /* $1 ... */
    int status;                  /* $? */
    int pid;                     /* $$ */
    int background_pid;          /* $!, 0: none */
    struct jobs *jobs;           /* run/jobs.c */
    const char *command_text;    /* of the pipeline that runs; NULL: none is known */
    bool exit_warned;            /* the command before this one said that there are stopped jobs */
    bool exit_warning;           /* this one does */
    int line;                    /* $LINENO */
    const char *origin;          /* the script that messages name, or NULL */
    bool interactive;
    struct history *history; /* of an interactive shell, else NULL */
    bool subshell;
    unsigned options;    /* 1 << enum option */
    int condition_depth; /* inside a condition: set -e does not apply */
    int loop_depth;
    int call_depth; /* functions and . scripts that `return` can leave */
    enum jump jump;
    int jump_levels;           /* of break and continue */
    int run_depth;             /* nested run_list() calls */
    bool syntax_error;         /* of the last text */
    bool usage_error;          /* of the builtin that runs: a special one then ends the shell */
    int capture_status;        /* of the last command substitution of this command */
    size_t option_at;          /* getopts: the place in the current argument, 0: a new one */
    int option_index;          /* getopts: OPTIND as it was set last */
    char *traps[SIGNAL_COUNT]; /* NULL: default; "": ignored; [0]: EXIT */
    bool in_trap;
};

/* ---- run/state.c ---- */
__attribute__((format(printf, 2, 3))) void shell_error(const struct shell *shell,
                                                       const char *format, ...);
/* Assign to a variable; false (reported) when it is read-only. */
bool shell_assign(struct shell *shell, const char *name, const char *value);
void set_parameters(struct shell *shell, size_t count, char *const *values);
/* An error that ends a script, and brings an interactive shell back to its prompt (XCU 2.8.1).
 * Returns the status. */
int abandon(struct shell *shell);
/* Everything it holds, at its end. */
void shell_free(struct shell *shell);
/* Write text so that the shell reads it as one word. */
void write_quoted(FILE *file, const char *text);

/* ---- run/options.c ---- */
static inline bool shell_option(const struct shell *shell, enum option option)
{
    return (shell->options >> option & 1) != 0;
}
/* Switch by letter or by name; false: there is none. */
bool option_set_letter(struct shell *shell, char letter, bool on);
bool option_set_name(struct shell *shell, const char *name, bool on);
void option_letters(const struct shell *shell, char *out);
/* As `set -o` lists them, or as commands. */
void options_write(const struct shell *shell, bool commands);

/* ---- run/list.c, run/compound.c, run/pipeline.c ---- */
int run_list(struct shell *shell, const struct node *list);
int run_node(struct shell *shell, const struct node *node);
int run_pipeline(struct shell *shell, const struct node *pipeline);
int run_subshell(struct shell *shell, const struct node *node);
int run_element(struct shell *shell, const struct node *node);
/* Run a pipeline or and-or list without waiting. */
void run_background(struct shell *shell, const struct node *item);
/* The person at the keyboard wants the prompt back. */
void shell_interrupt(struct shell *shell);

/* ---- run/text.c ---- */
/* Parse and run what a parser reads, to its end. Returns the last status. */
int run_parser(struct shell *shell, struct parser *parser);
int run_text(struct shell *shell, const char *text, int line);
/* Run a list in a child and collect its output, without the final newlines. NULL on an error. */
char *run_captured(struct shell *shell, const struct node *list);
const char *shell_alias(void *shell, const char *name);

/* ---- run/function.c ---- */
struct function;
const struct function *function_find(const struct shell *shell, const char *name);
/* Their names, sorted, by number; NULL behind the last. */
const char *function_name(const struct shell *shell, size_t number);
void function_define(struct shell *shell, const struct node *node);
bool function_unset(struct shell *shell, const char *name);
int function_call(struct shell *shell, const struct function *function,
                  const struct arguments *arguments);
void functions_free(struct shell *shell);
/* Make a variable local to the function that runs; false: none does. */
bool scope_local(struct shell *shell, const char *name);

/* ---- run/trap.c ---- */
/* The number of a signal's name or number, 0 for EXIT; -1: there is none. */
int signal_number(const char *text);
const char *signal_name(int number);
/* action NULL: the default; "": ignore. */
void trap_set(struct shell *shell, int number, const char *action);
/* Run the actions of signals that came. */
void traps_run(struct shell *shell);
/* Run the EXIT trap; returns the status to end with. */
int trap_exit(struct shell *shell, int status);
/* In a new subshell: traps are not inherited, but what is ignored stays so. */
void traps_reset(struct shell *shell);

/* ---- run/redirect.c ---- */
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
/* Make the shell's own descriptors as the map says; undo with fd_map_restore(), or keep them. */
struct fd_saved {
    int saved[SHELL_FDS]; /* -1 unchanged, -2 was closed */
};
bool fd_map_apply(const struct shell *shell, const struct fd_map *map, struct fd_saved *saved);
void fd_map_restore(struct fd_saved *saved);
void fd_map_keep(struct fd_saved *saved);

/* ---- run/program.c ---- */
/* The file of a command by a PATH (NULL: the shell's); NULL when there is none. The caller frees.
 */
char *find_program(const struct shell *shell, const char *name, const char *path);
/* Replace the shell by a program; returns only when that fails: the status, reported. */
int exec_program(struct shell *shell, const struct node *node, struct arguments *arguments);

/* ---- run/jobs.c, run/report.c ---- */
/* How many there are. */
size_t jobs_count(const struct shell *shell);
/* Say what has changed since the last time, and forget those that have ended. */
void jobs_notify(struct shell *shell);
/* True (reported, once): some are stopped, and the shell should not end. */
bool jobs_hold_exit(struct shell *shell);
/* The shell ends: those that are stopped are hung up. */
void jobs_leave(struct shell *shell);
/* In a subshell: they are only to be looked at. */
void jobs_inherit(struct shell *shell);
bool jobs_are_inherited(const struct shell *shell);
void jobs_free(struct shell *shell);
/* "Terminated" and the like, or NULL. */
const char *signal_text(int number);

/* ---- builtins/ ---- */
typedef int builtin_function(struct shell *shell, int argc, char **argv);
struct builtin {
    const char *name;
    builtin_function *run;
    bool special; /* XCU 2.14: assignments before it stay; found before functions */
    const char *synopsis, *help;
};
const struct builtin *builtin_find(const char *name);
extern const struct builtin builtins[];
extern const size_t builtin_count;

/* ---- interactive/ ---- */
/* The prompt, read, run loop of an interactive shell; returns the exit status. */
int interactive_loop(struct shell *shell);
/* Commands from a descriptor that is no terminal, each run before the next one is read. */
int run_input(struct shell *shell, int fd);
/* All of a descriptor; NULL with errno set. */
char *read_all(int fd);
/* A line with its newline. NULL at the end, errno then 0, or on an error; EINTR: a signal came
 * while a terminal was waited for. */
char *read_line(int fd);

#endif
