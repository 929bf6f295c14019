/* The shell's state: messages, variables, parameters. */
#include "../interactive/history.h"
#include "../shell.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void shell_error(const struct shell *shell, const char *format, ...)
{
    va_list arguments;
    fflush(stdout);
    fputs("vsh: ", stderr);
    if (shell->origin)
        fprintf(stderr, "%s: line %d: ", shell->origin, shell->line);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    fflush(stderr);
}

bool shell_assign(struct shell *shell, const char *name, const char *value)
{
    const struct variable *variable = vars_find(&shell->vars, name);
    if (variable && variable->readonly) {
        shell_error(shell, "%s: is read-only", name);
        return false;
    }
    vars_set(&shell->vars, name, value);
    if (shell_option(shell, OPTION_ALL_EXPORT))
        vars_export(&shell->vars, name, NULL);
    return true;
}

void set_parameters(struct shell *shell, size_t count, char *const *values)
{
    struct arguments copy = {0};
    for (size_t i = 0; i < count; i++)
        arguments_add(&copy, checked_copy(values[i], strlen(values[i])));
    arguments_free(&shell->parameters);
    shell->parameters = copy;
    shell->option_at = 0;
}

int abandon(struct shell *shell)
{
    shell->jump = shell->interactive ? JUMP_ABORT : JUMP_EXIT;
    shell->status = 2;
    return shell->status;
}

void write_quoted(FILE *file, const char *text)
{
    static const char safe[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                               "%+,-./:=@_^";
    if (*text && strspn(text, safe) == strlen(text)) {
        fputs(text, file);
        return;
    }
    fputc('\'', file);
    for (; *text; text++) {
        if (*text == '\'')
            fputs("'\\''", file);
        else
            fputc(*text, file);
    }
    fputc('\'', file);
}

void shell_free(struct shell *shell)
{
    vars_free(&shell->vars);
    vars_free(&shell->aliases);
    arguments_free(&shell->parameters);
    functions_free(shell);
    jobs_free(shell);
    if (shell->history)
        history_free(shell->history);
    free(shell->history);
    for (int i = 0; i < SIGNAL_COUNT; i++)
        free(shell->traps[i]);
}
