/* vsh: the shell of VIBEE OS. */
#include "os.h"
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

static const char usage[] =
    "usage: vsh [-abefmnuvxC] [-o OPTION] [SCRIPT [ARGUMENT...]]\n"
    "       vsh [-abefmnuvxC] [-o OPTION] -c COMMAND [NAME [ARGUMENT...]]\n"
    "       vsh [-abefmnuvxC] [-o OPTION] -s [ARGUMENT...]\n"
    "\n"
    "The shell of VIBEE OS, whose language is that of the POSIX standard. Without a\n"
    "script it reads commands from a terminal with line editing, or from standard\n"
    "input when that is no terminal.\n"
    "\n"
    "  -c COMMAND  run COMMAND and exit with its status\n"
    "  -s          read commands from standard input, with ARGUMENTs as $1 and so on\n"
    "  -a          export every variable that is assigned to\n"
    "  -b          say at once when a job in the background ends\n"
    "  -e          exit when a command fails\n"
    "  -f          no pathname expansion\n"
    "  -m          job control: each pipeline is a job of its own; on for a terminal\n"
    "  -n          read commands without running them: a check of the syntax\n"
    "  -u          an unset variable is an error\n"
    "  -v          write what is read\n"
    "  -x          write each command before it runs\n"
    "  -C          > does not write over a file that exists\n"
    "  -o OPTION   one of these by name, or pipefail: a pipeline fails with any of its\n"
    "              commands; `set -o` lists the names\n"
    "  --help      this text; inside the shell, the command help\n";

struct options {
    const char *command, *script;
    bool input; /* -s */
    char **parameters;
    size_t parameter_count;
};

/* The letters of one argument; the arguments taken beside it, -1: reported. */
static int parse_letters(struct shell *shell, char **argv, struct options *options)
{
    const bool on = argv[0][0] == '-';
    int taken = 0;
    for (const char *letter = argv[0] + 1; *letter; letter++) {
        const char *value = argv[taken + 1];
        if (on && *letter == 's') {
            options->input = true;
        } else if (on && *letter == 'i') {
            continue; /* a terminal makes a shell interactive */
        } else if ((on && *letter == 'c') || *letter == 'o') {
            if (!value) {
                shell_error(shell, *letter == 'c' ? "-c: expected a command"
                                                  : "-o: expected the name of an option");
                return -1;
            }
            taken++;
            if (*letter == 'c') {
                options->command = value;
            } else if (!option_set_name(shell, value, on)) {
                shell_error(shell, "-o: %s: unknown option", value);
                return -1;
            }
        } else if (!option_set_letter(shell, *letter, on)) {
            shell_error(shell, "%s: unknown option: expected some of -abcefmnosuvxC", argv[0]);
            return -1;
        }
    }
    return taken;
}

static bool parse_options(struct shell *shell, int argc, char **argv, struct options *options)
{
    int i = 1;
    for (; i < argc && (argv[i][0] == '-' || argv[i][0] == '+') && argv[i][1]; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(usage, stdout);
            exit(0);
        }
        if (strcmp(argv[i], "--") == 0) {
            i++;
            break;
        }
        int taken = parse_letters(shell, argv + i, options);
        if (taken < 0)
            return false;
        i += taken;
    }
    if (i < argc && !options->input) {
        shell->name = argv[i];
        options->script = options->command ? NULL : argv[i];
        i++;
    }
    options->parameters = argv + i;
    options->parameter_count = (size_t)(argc - i);
    return true;
}

static int run_descriptor(struct shell *shell, int fd, const char *name)
{
    char *text = read_all(fd);
    if (!text) {
        shell_error(shell, "%s: cannot read: %s", name, strerror(errno));
        return 1;
    }
    shell->origin = name;
    int status = run_text(shell, text, 1);
    free(text);
    return status;
}

static int run_script(struct shell *shell, const char *name)
{
    int fd = os_open(name, O_RDONLY);
    if (fd < 0) {
        shell_error(shell, "%s: %s", name, strerror(errno));
        return 127;
    }
    int status = run_descriptor(shell, fd, name);
    close(fd);
    return status;
}

/* BOOT_TIMES, which a machine's boot gives to the first shell: how long it took until here. */
static void report_boot(const char *parts)
{
    struct timespec now;
    if (parts && clock_gettime(CLOCK_MONOTONIC, &now) == 0) {
        long long milliseconds = now.tv_sec * 1000LL + now.tv_nsec / 1000000;
        printf("boot: %lld ms to the prompt, %s, then programs\n", milliseconds, parts);
        fflush(stdout);
    }
}

static void import_variables(struct shell *shell)
{
    char parent[24];
    vars_import(&shell->vars, environ);
    if (!vars_get(&shell->vars, "PATH"))
        vars_export(&shell->vars, "PATH", "/bin");
    vars_export(&shell->vars, "PWD", os_getcwd());
    vars_set(&shell->vars, "IFS", " \t\n"); /* that of the environment is not to be trusted */
    vars_ensure(&shell->vars, "IFS")->exported = false;
    vars_set(&shell->vars, "OPTIND", "1");
    snprintf(parent, sizeof parent, "%d", os_getppid());
    vars_set(&shell->vars, "PPID", parent);
}

int main(int argc, char **argv)
{
    struct shell shell = {.name = "vsh"};
    struct options options = {0};
    if (!parse_options(&shell, argc, argv, &options)) {
        fputs(usage, stderr);
        return 2;
    }
    shell.pid = os_getpid();
    import_variables(&shell);
    set_parameters(&shell, options.parameter_count, options.parameters);
    shell.interactive =
        !options.command && !options.script && os_is_terminal(0) && os_is_terminal(1);
    if (shell.interactive)
        report_boot(vars_get(&shell.vars, "BOOT_TIMES"));
    vars_unset(&shell.vars, "BOOT_TIMES");
    int status;
    if (options.command)
        status = run_text(&shell, options.command, 1);
    else if (options.script)
        status = run_script(&shell, options.script);
    else
        status = shell.interactive ? interactive_loop(&shell) : run_input(&shell, 0);
    status = trap_exit(&shell, status);
    fflush(NULL);
    shell_free(&shell);
    return status & 0xff;
}
