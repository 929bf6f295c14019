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
    "usage: vsh [-ex] [SCRIPT [ARGUMENT...]]\n"
    "       vsh [-ex] -c COMMAND [NAME [ARGUMENT...]]\n"
    "\n"
    "The shell of VIBEE OS. Without a script it reads commands from a terminal with\n"
    "line editing, or from standard input when that is no terminal.\n"
    "\n"
    "  -c COMMAND  run COMMAND and exit with its status\n"
    "  -e          exit when a command fails\n"
    "  -x          write each command before it runs\n"
    "  --help      this text; inside the shell, the command help\n";

struct options {
    const char *command, *script;
    char **parameters;
    size_t parameter_count;
};

static bool parse_options(struct shell *shell, int argc, char **argv, struct options *options)
{
    int i = 1;
    for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        if (strcmp(argv[i], "--help") == 0) {
            fputs(usage, stdout);
            exit(0);
        }
        if (strcmp(argv[i], "--") == 0) {
            i++;
            break;
        }
        for (const char *letter = argv[i] + 1; *letter; letter++) {
            if (*letter == 'e') {
                shell->exit_on_error = true;
            } else if (*letter == 'x') {
                shell->trace = true;
            } else if (*letter == 'c' && i + 1 < argc && !letter[1]) {
                options->command = argv[++i];
                break;
            } else {
                shell_error(*letter == 'c' ? "-c: expected a command"
                                           : "%s: unknown option: expected -c, -e or -x",
                            argv[i]);
                return false;
            }
        }
    }
    if (i < argc)
        shell->name = argv[i];
    if (i < argc && !options->command)
        options->script = argv[i];
    if (i < argc) {
        options->parameters = argv + i + 1;
        options->parameter_count = (size_t)(argc - i - 1);
    }
    return true;
}

static int run_descriptor(struct shell *shell, int fd, const char *name)
{
    char *text = read_all(fd);
    if (!text) {
        shell_error("%s: cannot read: %s", name ? name : "standard input", strerror(errno));
        return 1;
    }
    int status = run_text(shell, text, name);
    free(text);
    return status;
}

static int run_script(struct shell *shell, const char *name)
{
    int fd = os_open(name, O_RDONLY);
    if (fd < 0) {
        shell_error("%s: %s", name, strerror(errno));
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

int main(int argc, char **argv)
{
    struct shell shell = {.name = "vsh"};
    struct options options = {0};
    if (!parse_options(&shell, argc, argv, &options)) {
        fputs(usage, stderr);
        return 2;
    }
    vars_import(&shell.vars, environ);
    if (!vars_get(&shell.vars, "PATH"))
        vars_export(&shell.vars, "PATH", "/bin");
    vars_export(&shell.vars, "PWD", os_getcwd());
    struct arguments parameters = {0};
    for (size_t i = 0; i < options.parameter_count; i++)
        arguments_add(&parameters,
                      checked_copy(options.parameters[i], strlen(options.parameters[i])));
    shell.parameters = parameters.items;
    shell.parameter_count = parameters.count;
    shell.interactive =
        !options.command && !options.script && os_is_terminal(0) && os_is_terminal(1);
    if (shell.interactive)
        report_boot(vars_get(&shell.vars, "BOOT_TIMES"));
    vars_unset(&shell.vars, "BOOT_TIMES");
    int status;
    if (options.command) {
        status = run_text(&shell, options.command, NULL);
    } else if (options.script) {
        status = run_script(&shell, options.script);
    } else if (shell.interactive) {
        status = interactive_loop(&shell);
    } else {
        status = run_input(&shell, 0);
    }
    fflush(NULL);
    vars_free(&shell.vars);
    parameters = (struct arguments){shell.parameters, shell.parameter_count, 0};
    arguments_free(&parameters);
    return status & 0xff;
}
