/* Builtins that decide what runs next. */
#include "builtins.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool parse_count(const struct shell *shell, const char *name, const char *text, int low, int high,
                 int *out)
{
    char *end;
    errno = 0;
    long value = strtol(text, &end, 10);
    if (end == text || *end || errno || value < low || value > high) {
        shell_error(shell, "%s: %s: expected a number from %d to %d", name, text, low, high);
        return false;
    }
    *out = (int)value;
    return true;
}

int builtin_true(struct shell *shell, int argc, char **argv)
{
    (void)shell, (void)argc, (void)argv;
    return 0;
}

int builtin_false(struct shell *shell, int argc, char **argv)
{
    (void)shell, (void)argc, (void)argv;
    return 1;
}

/* The status that exit and return are given, or the last one. False: reported. */
static bool parse_status(struct shell *shell, int argc, char **argv, int *status)
{
    *status = shell->status;
    if (argc > 2) {
        shell_error(shell, "%s: expected one status, found %d", argv[0], argc - 1);
        return false;
    }
    return argc < 2 || parse_count(shell, argv[0], argv[1], 0, INT_MAX, status);
}

int builtin_exit(struct shell *shell, int argc, char **argv)
{
    int status;
    if (!parse_status(shell, argc, argv, &status))
        return builtin_usage(shell);
    if (jobs_hold_exit(shell))
        return 1;
    shell->jump = JUMP_EXIT;
    shell->status = status & 0xff;
    return shell->status;
}

int builtin_return(struct shell *shell, int argc, char **argv)
{
    int status;
    if (!parse_status(shell, argc, argv, &status))
        return builtin_usage(shell);
    if (shell->call_depth == 0) {
        shell_error(shell, "return: expected to be in a function or a . script");
        return 1;
    }
    shell->jump = JUMP_RETURN;
    shell->status = status & 0xff;
    return shell->status;
}

static int leave_loop(struct shell *shell, int argc, char **argv, enum jump jump)
{
    int levels = 1;
    if (argc > 1 && !parse_count(shell, argv[0], argv[1], 1, INT_MAX, &levels))
        return builtin_usage(shell);
    if (shell->loop_depth == 0)
        return 0; /* as every other shell has it */
    shell->jump = jump;
    shell->jump_levels = levels < shell->loop_depth ? levels : shell->loop_depth;
    return 0;
}

int builtin_break(struct shell *shell, int argc, char **argv)
{
    return leave_loop(shell, argc, argv, JUMP_BREAK);
}

int builtin_continue(struct shell *shell, int argc, char **argv)
{
    return leave_loop(shell, argc, argv, JUMP_CONTINUE);
}

int builtin_eval(struct shell *shell, int argc, char **argv)
{
    struct strbuf text = {0};
    strbuf_clear(&text);
    for (int i = 1; i < argc; i++) {
        if (i > 1)
            strbuf_addc(&text, ' ');
        strbuf_adds(&text, argv[i]);
    }
    int line = shell->line ? shell->line : 1;
    shell->status = 0;
    int status = run_text(shell, text.data, line);
    strbuf_free(&text);
    return status;
}

/* The file of a . script: by PATH unless it has a slash. */
static int open_script(struct shell *shell, const char *name)
{
    char *path = find_program(shell, name, NULL);
    int fd = os_open(path ? path : name, O_RDONLY);
    free(path);
    return fd;
}

int builtin_dot(struct shell *shell, int argc, char **argv)
{
    if (argc < 2) {
        shell_error(shell, "%s: expected the name of a script", argv[0]);
        return builtin_usage(shell);
    }
    int fd = open_script(shell, argv[1]);
    char *text = fd < 0 ? NULL : read_all(fd);
    int error = errno;
    if (fd >= 0)
        close(fd);
    if (!text) {
        shell_error(shell, "%s: %s: %s", argv[0], argv[1], strerror(error));
        (void)builtin_usage(shell);
        return 1;
    }
    const char *origin = shell->origin;
    const int line = shell->line;
    shell->origin = argv[1];
    shell->call_depth++;
    shell->status = 0;
    int status = run_text(shell, text, 1);
    if (shell->jump == JUMP_RETURN) {
        shell->jump = JUMP_NONE;
        status = shell->status;
    }
    shell->call_depth--;
    shell->origin = origin;
    shell->line = line;
    free(text);
    return status;
}

/* Carried out by run/simple.c; here only for what looks it up. */
int builtin_exec(struct shell *shell, int argc, char **argv)
{
    (void)shell, (void)argc, (void)argv;
    return 0;
}
