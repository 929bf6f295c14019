/* The list of the commands inside the shell. */
#include "builtins.h"

#include <stdlib.h>
#include <string.h>

/* Sorted by name. */
const struct builtin builtins[] = {
    {".", builtin_dot, true, ". FILE", "run a script in this shell"},
    {":", builtin_true, true, ":", "do nothing"},
    {"[", builtin_test, false, "[ EXPRESSION ]", "the same as test"},
    {"alias", builtin_alias, false, "alias [NAME[=TEXT]...]", "name a text that begins a command"},
    {"bg", builtin_bg, false, "bg [%JOB...]", "let stopped jobs go on in the background"},
    {"break", builtin_break, true, "break [N]", "leave the N innermost loops"},
    {"cd", builtin_cd, false, "cd [-LP] [DIR | -]", "change the working directory"},
    {"command", builtin_command, false, "command [-pvV] NAME...", "run or find, but no function"},
    {"continue", builtin_continue, true, "continue [N]", "go on with the next turn of a loop"},
    {"disown", builtin_disown, false, "disown [-a] [%JOB...]",
     "forget jobs: they go on by themselves"},
    {"echo", builtin_echo, false, "echo [-n] [TEXT...]", "write the arguments"},
    {"eval", builtin_eval, true, "eval [TEXT...]", "run the arguments as a command"},
    {"exec", builtin_exec, true, "exec [COMMAND...]", "become a program; keep redirections"},
    {"exit", builtin_exit, true, "exit [STATUS]", "end the shell"},
    {"export", builtin_export, true, "export [-p] [NAME[=VALUE]...]", "give variables to programs"},
    {"false", builtin_false, false, "false", "fail"},
    {"fc", builtin_fc, false, "fc [-e EDITOR] [-lnrs] [FIRST [LAST]]",
     "list, edit or repeat commands of the history; -s OLD=NEW changes one"},
    {"fg", builtin_fg, false, "fg [%JOB]", "go on with a job in the foreground"},
    {"getopts", builtin_getopts, false, "getopts OPTIONS NAME [ARG...]", "parse options"},
    {"hash", builtin_hash, false, "hash [-r] [NAME...]", "check that commands can be found"},
    {"help", builtin_help, false, "help [NAME | keys]", "this list"},
    {"history", builtin_history, false, "history [N]", "the last N commands, or all that are kept"},
    {"jobs", builtin_jobs, false, "jobs [-lp] [%JOB...]", "the jobs of this shell"},
    {"kill", builtin_kill, false, "kill [-SIGNAL] PID | %JOB...", "send a signal; -l lists them"},
    {"local", builtin_local, false, "local NAME[=VALUE]...", "variables of a function"},
    {"poweroff", builtin_poweroff, false, "poweroff [STATUS]", "stop the system, for all"},
    {"printf", builtin_printf, false, "printf FORMAT [ARG...]", "write by a format"},
    {"pwd", builtin_pwd, false, "pwd [-LP]", "write the working directory"},
    {"read", builtin_read, false, "read [-r] NAME...", "read a line into variables"},
    {"readonly", builtin_readonly, true, "readonly [-p] [NAME[=VALUE]...]", "protect variables"},
    {"reboot", builtin_reboot, false, "reboot [STATUS]", "stop the system and start it again"},
    {"return", builtin_return, true, "return [STATUS]", "leave a function or . script"},
    {"set", builtin_set, true, "set [-abefmnuvxC] [-o NAME] [ARG...]",
     "set options and parameters"},
    {"shift", builtin_shift, true, "shift [N]", "drop the first N positional parameters"},
    {"source", builtin_dot, false, "source FILE", "the same as ."},
    {"svc", builtin_svc, false, "svc [status|start|stop|restart] [NAME]", "the system's services"},
    {"test", builtin_test, false, "test EXPRESSION", "compare strings, numbers, files"},
    {"times", builtin_times, true, "times", "processor time used"},
    {"trap", builtin_trap, true, "trap [ACTION SIGNAL...]", "what to do on a signal or at the end"},
    {"true", builtin_true, false, "true", "succeed"},
    {"type", builtin_type, false, "type NAME...", "say what a command is"},
    {"umask", builtin_umask, false, "umask [-S] [MASK]", "permissions that new files lack"},
    {"unalias", builtin_unalias, false, "unalias -a | NAME...", "forget aliases"},
    {"unset", builtin_unset, true, "unset [-fv] NAME...", "forget variables or functions"},
    {"wait", builtin_wait, false, "wait [PID | %JOB...]", "wait for background processes"},
};
const size_t builtin_count = sizeof builtins / sizeof builtins[0];

static int by_name(const void *name, const void *item)
{
    return strcmp(name, ((const struct builtin *)item)->name);
}

const struct builtin *builtin_find(const char *name)
{
    return bsearch(name, builtins, builtin_count, sizeof *builtins, by_name);
}

static const char keys[] =
    "Keys at the prompt:\n\n"
    "  Ctrl-B F, Left Right     a character back, forth    Ctrl-D, Delete   erase it; end of "
    "input\n"
    "  Alt-B F, Ctrl-Left ...   a word                     Ctrl-H           erase the one before\n"
    "  Ctrl-A E, Home End       beginning, end             Alt-\\            erase blanks around\n"
    "  Ctrl-K U                 kill to the end, to the beginning of the line\n"
    "  Ctrl-W, Alt-D            kill the word before (to a blank), behind the cursor\n"
    "  Ctrl-Y, Alt-Y            yank what was killed; instead of it the kill before\n"
    "  Ctrl-_, Alt-R            undo; undo everything\n"
    "  Ctrl-T, Alt-T            exchange characters, words\n"
    "  Alt-U L C                the word in capitals, small letters, with a capital\n"
    "  Ctrl-V                   the next key as it is\n"
    "  Ctrl-P N, Up Down        earlier, later commands; Alt-< and Alt->: the first, this line\n"
    "  Page Up, Page Down       those that begin as the line does up to the cursor\n"
    "  Ctrl-R S                 search in the commands, back and forth; Ctrl-G gives up\n"
    "  Alt-.                    the last argument of the last command\n"
    "  Tab, Alt-?               complete a word, twice: list; list\n"
    "  Ctrl-C, Ctrl-L, Alt-#    forget the line; clear the screen; keep the line as a comment\n";

int builtin_help(struct shell *shell, int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "keys") == 0) {
        fputs(keys, stdout);
        return 0;
    }
    if (argc > 1) {
        const struct builtin *found = builtin_find(argv[1]);
        if (!found) {
            shell_error(shell, "help: %s: not a builtin; try man %s", argv[1], argv[1]);
            return 1;
        }
        printf("%s\n    %s\n", found->synopsis, found->help);
        return 0;
    }
    puts("VIBEE OS shell. Builtin commands (help NAME tells more):\n");
    for (size_t i = 0; i < builtin_count; i++)
        printf("  %-34s %s\n", builtins[i].synopsis, builtins[i].help);
    puts("\nThe language is that of POSIX: quotes, ${NAME:-default}, $(command), $((1 + 2)),\n"
         "pipes, < > >> 2>&1 <<END, && || ; & ! ( ) { }, if, case, while, until, for, functions,\n"
         "globbing, time. Keys: those of emacs; help keys lists them.\n\n"
         "Commands in /bin (man NAME tells more, and each explains itself with --help):\n");
    fflush(stdout);
    return run_text(shell, "/bin/help", 0);
}

int builtin_usage(struct shell *shell)
{
    shell->usage_error = true;
    return 2;
}
