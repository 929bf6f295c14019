/* Commands that act on the shell itself, and a few that are quicker inside it. */
#include "os.h"
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static int run_cd(struct shell *shell, int argc, char **argv)
{
    const char *target = argc > 1 ? argv[1] : vars_get(&shell->vars, "HOME");
    bool back = target && strcmp(target, "-") == 0;
    if (argc > 2) {
        shell_error("cd: expected one directory, found %d", argc - 1);
        return 2;
    }
    if (back)
        target = vars_get(&shell->vars, "OLDPWD");
    if (!target) {
        shell_error("cd: %s is not set", back ? "OLDPWD" : "HOME");
        return 1;
    }
    char *before = checked_copy(os_getcwd(), strlen(os_getcwd()));
    int status = 0;
    if (os_chdir(target) != 0) {
        shell_error("cd: %s: %s", target, strerror(errno));
        status = 1;
    } else {
        vars_set(&shell->vars, "OLDPWD", before);
        vars_export(&shell->vars, "PWD", os_getcwd());
        if (back)
            puts(os_getcwd());
    }
    free(before);
    return status;
}

static int run_pwd(struct shell *shell, int argc, char **argv)
{
    (void)shell, (void)argc, (void)argv;
    puts(os_getcwd());
    return 0;
}

static bool parse_count(const char *name, const char *text, int low, int high, int *out)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end || errno || value < low || value > high) {
        shell_error("%s: %s: expected a number from %d to %d", name, text, low, high);
        return false;
    }
    *out = (int)value;
    return true;
}

static int run_exit(struct shell *shell, int argc, char **argv)
{
    int status = shell->status;
    if (argc > 2) {
        shell_error("exit: expected one status, found %d", argc - 1);
        return 2;
    }
    if (argc == 2 && !parse_count("exit", argv[1], INT_MIN, INT_MAX, &status))
        status = 2;
    shell->jump = JUMP_EXIT;
    return status & 0xff;
}

static int stop_system(int argc, char **argv, bool restart)
{
    int status = 0;
    if (argc > 2) {
        shell_error("%s: expected one status, found %d", argv[0], argc - 1);
        return 2;
    }
    if (argc == 2 && !parse_count(argv[0], argv[1], 0, 255, &status))
        return 2;
    fflush(stdout);
    (void)os_stop_system(restart, status);
    shell_error("%s: %s", argv[0], strerror(errno));
    return 1;
}

static int run_poweroff(struct shell *shell, int argc, char **argv)
{
    (void)shell;
    return stop_system(argc, argv, false);
}

static int run_reboot(struct shell *shell, int argc, char **argv)
{
    (void)shell;
    return stop_system(argc, argv, true);
}

static int leave_loop(struct shell *shell, int argc, char **argv, enum jump jump)
{
    int levels = 1;
    if (argc > 1 && !parse_count(argv[0], argv[1], 1, INT_MAX, &levels))
        return 2;
    if (shell->loop_depth == 0) {
        shell_error("%s: not inside a loop", argv[0]);
        return 1;
    }
    shell->jump = jump;
    shell->jump_levels = levels < shell->loop_depth ? levels : shell->loop_depth;
    return 0;
}

static int run_break(struct shell *shell, int argc, char **argv)
{
    return leave_loop(shell, argc, argv, JUMP_BREAK);
}

static int run_continue(struct shell *shell, int argc, char **argv)
{
    return leave_loop(shell, argc, argv, JUMP_CONTINUE);
}

static int run_export(struct shell *shell, int argc, char **argv)
{
    int status = 0;
    if (argc == 1 || strcmp(argv[1], "-p") == 0) {
        for (size_t i = 0; i < shell->vars.count; i++)
            if (shell->vars.items[i].exported)
                printf("export %s='%s'\n", shell->vars.items[i].name, shell->vars.items[i].value);
        return 0;
    }
    for (int i = 1; i < argc; i++) {
        size_t length = name_length(argv[i]);
        if (length == 0 || (argv[i][length] && argv[i][length] != '=')) {
            shell_error("export: %s: expected NAME or NAME=VALUE", argv[i]);
            status = 1;
            continue;
        }
        char *name = checked_copy(argv[i], length);
        vars_export(&shell->vars, name, argv[i][length] ? argv[i] + length + 1 : NULL);
        free(name);
    }
    return status;
}

static int run_unset(struct shell *shell, int argc, char **argv)
{
    for (int i = 1; i < argc; i++)
        vars_unset(&shell->vars, argv[i]);
    return 0;
}

static bool set_option(struct shell *shell, char option, bool on)
{
    switch (option) {
    case 'e':
        shell->exit_on_error = on;
        return true;
    case 'x':
        shell->trace = on;
        return true;
    }
    shell_error("set: %c%c: expected -e or -x", on ? '-' : '+', option);
    return false;
}

static void set_parameters(struct shell *shell, int count, char **values)
{
    struct arguments copy = {0};
    for (int i = 0; i < count; i++)
        arguments_add(&copy, checked_copy(values[i], strlen(values[i])));
    struct arguments old = {shell->parameters, shell->parameter_count, 0};
    arguments_free(&old);
    shell->parameters = copy.items;
    shell->parameter_count = copy.count;
}

static int run_set(struct shell *shell, int argc, char **argv)
{
    int i = 1;
    if (argc == 1)
        for (size_t v = 0; v < shell->vars.count; v++)
            printf("%s='%s'\n", shell->vars.items[v].name, shell->vars.items[v].value);
    for (; i < argc && (argv[i][0] == '-' || argv[i][0] == '+') && argv[i][1]; i++) {
        if (strcmp(argv[i], "--") == 0) {
            set_parameters(shell, argc - i - 1, argv + i + 1);
            return 0;
        }
        for (const char *option = argv[i] + 1; *option; option++)
            if (!set_option(shell, *option, argv[i][0] == '-'))
                return 2;
    }
    if (i < argc)
        set_parameters(shell, argc - i, argv + i);
    return 0;
}

static int run_shift(struct shell *shell, int argc, char **argv)
{
    int count = 1;
    if (argc > 1 && !parse_count("shift", argv[1], 0, INT_MAX, &count))
        return 2;
    if ((size_t)count > shell->parameter_count) {
        shell_error("shift: expected at most %zu, found %d", shell->parameter_count, count);
        return 1;
    }
    set_parameters(shell, (int)shell->parameter_count - count, shell->parameters + count);
    return 0;
}

static int run_source(struct shell *shell, int argc, char **argv)
{
    if (argc < 2) {
        shell_error("%s: expected the name of a script", argv[0]);
        return 2;
    }
    int fd = os_open(argv[1], O_RDONLY);
    char *text = fd < 0 ? NULL : read_all(fd);
    if (fd >= 0)
        close(fd);
    if (!text) {
        shell_error("%s: %s: %s", argv[0], argv[1], strerror(errno));
        return 1;
    }
    int status = run_text(shell, text, argv[1]);
    free(text);
    return status;
}

static int run_true(struct shell *shell, int argc, char **argv)
{
    (void)shell, (void)argc, (void)argv;
    return 0;
}

static int run_false(struct shell *shell, int argc, char **argv)
{
    (void)shell, (void)argc, (void)argv;
    return 1;
}

static int run_echo(struct shell *shell, int argc, char **argv)
{
    (void)shell;
    bool newline = argc < 2 || strcmp(argv[1], "-n") != 0;
    for (int i = newline ? 1 : 2; i < argc; i++) {
        fputs(argv[i], stdout);
        if (i + 1 < argc)
            putchar(' ');
    }
    if (newline)
        putchar('\n');
    if (fflush(stdout) != 0 || ferror(stdout)) {
        shell_error("echo: cannot write: %s", strerror(errno));
        clearerr(stdout);
        return 1;
    }
    return 0;
}

static int run_type(struct shell *shell, int argc, char **argv)
{
    (void)shell;
    int status = 0;
    for (int i = 1; i < argc; i++) {
        if (builtin_find(argv[i])) {
            printf("%s is a shell builtin\n", argv[i]);
        } else {
            char path[256];
            snprintf(path, sizeof path, "/bin/%s", argv[i]);
            if (access(path, F_OK) == 0) {
                printf("%s is %s\n", argv[i], path);
            } else {
                shell_error("type: %s: not found", argv[i]);
                status = 1;
            }
        }
    }
    return status;
}

static int run_help(struct shell *shell, int argc, char **argv)
{
    (void)shell;
    if (argc > 1) {
        const struct builtin *found = builtin_find(argv[1]);
        if (!found) {
            shell_error("help: %s: not a builtin; try %s --help", argv[1], argv[1]);
            return 1;
        }
        printf("%s\n    %s\n", found->synopsis, found->help);
        return 0;
    }
    puts("VIBEE OS shell. Builtin commands (help NAME tells more):\n");
    for (size_t i = 0; i < builtin_count; i++)
        printf("  %-24s %s\n", builtins[i].synopsis, builtins[i].help);
    puts("\nPrograms are in /bin (ls /bin); each explains itself with --help.\n"
         "Language: words, quotes, $NAME ${NAME:-default} $(command), pipes, < > >> 2>&1,\n"
         "&& || ; & ! ( ) { }, if, while, until, for, globbing. Keys: arrows, Tab, Ctrl-A E U K W "
         "Y R L.");
    return 0;
}

const struct builtin builtins[] = {
    {".", run_source, true, ". FILE", "run a script in this shell"},
    {":", run_true, true, ":", "do nothing"},
    {"[", builtin_test, false, "[ EXPRESSION ]", "the same as test"},
    {"break", run_break, true, "break [N]", "leave the N innermost loops"},
    {"cd", run_cd, false, "cd [DIR | -]", "change the working directory"},
    {"continue", run_continue, true, "continue [N]", "go on with the next turn of a loop"},
    {"echo", run_echo, false, "echo [-n] [TEXT...]", "write the arguments"},
    {"exit", run_exit, true, "exit [STATUS]", "end the shell"},
    {"export", run_export, true, "export [NAME[=VALUE]...]", "give variables to programs"},
    {"false", run_false, false, "false", "fail"},
    {"help", run_help, false, "help [NAME]", "this list"},
    {"poweroff", run_poweroff, false, "poweroff [STATUS]", "stop the system, for all"},
    {"pwd", run_pwd, false, "pwd", "write the working directory"},
    {"reboot", run_reboot, false, "reboot [STATUS]", "stop the system and start it again"},
    {"set", run_set, true, "set [-ex] [--] [ARG...]", "set options and positional parameters"},
    {"shift", run_shift, true, "shift [N]", "drop the first N positional parameters"},
    {"source", run_source, false, "source FILE", "the same as ."},
    {"test", builtin_test, false, "test EXPRESSION", "compare strings, numbers, files"},
    {"true", run_true, false, "true", "succeed"},
    {"type", run_type, false, "type NAME...", "say what a command is"},
    {"unset", run_unset, true, "unset NAME...", "forget variables"},
};
const size_t builtin_count = sizeof builtins / sizeof builtins[0];

const struct builtin *builtin_find(const char *name)
{
    for (size_t i = 0; i < builtin_count; i++)
        if (strcmp(builtins[i].name, name) == 0)
            return &builtins[i];
    return NULL;
}
