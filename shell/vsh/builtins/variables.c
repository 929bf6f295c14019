/* Variables and positional parameters. */
#include "builtins.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

static void write_variables(const struct shell *shell, const char *command, bool exported)
{
    for (size_t i = 0; i < shell->vars.count; i++) {
        const struct variable *variable = &shell->vars.items[i];
        if (!(exported ? variable->exported : variable->readonly))
            continue;
        printf("%s %s", command, variable->name);
        if (variable->value) {
            putchar('=');
            write_quoted(stdout, variable->value);
        }
        putchar('\n');
    }
}

/* The name in NAME or NAME=VALUE, which the caller frees; NULL (reported): it is none. */
static char *take_name(struct shell *shell, const char *command, const char *text)
{
    size_t length = name_length(text);
    if (length == 0 || (text[length] && text[length] != '=')) {
        shell_error(shell, "%s: %s: expected NAME or NAME=VALUE", command, text);
        return NULL;
    }
    return checked_copy(text, length);
}

static int declare(struct shell *shell, int argc, char **argv, bool export)
{
    int i = 1, status = 0;
    if (argc > 1 && strcmp(argv[1], "--") == 0)
        i++;
    if (i == argc || (i == 1 && strcmp(argv[1], "-p") == 0)) {
        write_variables(shell, argv[0], export);
        return !written(shell, argv[0]);
    }
    for (; i < argc; i++) {
        char *name = take_name(shell, argv[0], argv[i]);
        const char *equals = strchr(argv[i], '=');
        if (!name || (equals && !shell_assign(shell, name, equals + 1))) {
            status = builtin_usage(shell);
        } else {
            struct variable *variable = vars_ensure(&shell->vars, name);
            variable->exported = variable->exported || export;
            variable->readonly = variable->readonly || !export;
        }
        free(name);
    }
    return status;
}

int builtin_export(struct shell *shell, int argc, char **argv)
{
    return declare(shell, argc, argv, true);
}

int builtin_readonly(struct shell *shell, int argc, char **argv)
{
    return declare(shell, argc, argv, false);
}

int builtin_local(struct shell *shell, int argc, char **argv)
{
    int status = 0;
    for (int i = 1; i < argc; i++) {
        char *name = take_name(shell, argv[0], argv[i]);
        const char *equals = strchr(argv[i], '=');
        if (!name) {
            status = 2;
        } else if (!scope_local(shell, name)) {
            shell_error(shell, "local: expected to be in a function");
            status = 2;
        } else if (equals && !shell_assign(shell, name, equals + 1)) {
            status = 2;
        }
        free(name);
    }
    return status;
}

int builtin_unset(struct shell *shell, int argc, char **argv)
{
    int i = 1, status = 0;
    bool functions = false;
    for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        if (strcmp(argv[i], "-f") != 0 && strcmp(argv[i], "-v") != 0) {
            shell_error(shell, "unset: %s: unknown option: expected -f or -v", argv[i]);
            return builtin_usage(shell);
        }
        functions = argv[i][1] == 'f';
    }
    for (; i < argc; i++) {
        const struct variable *variable = vars_find(&shell->vars, argv[i]);
        if (functions) {
            function_unset(shell, argv[i]);
        } else if (variable && variable->readonly) {
            shell_error(shell, "unset: %s: is read-only", argv[i]);
            (void)builtin_usage(shell);
            status = 1;
        } else {
            vars_unset(&shell->vars, argv[i]);
        }
    }
    return status;
}

/* An option of set, with its name in the next argument for -o; the arguments taken, 0: reported. */
static int set_option(struct shell *shell, int left, char **argv)
{
    const bool on = argv[0][0] == '-';
    for (const char *letter = argv[0] + 1; *letter; letter++) {
        if (*letter != 'o') {
            if (option_set_letter(shell, *letter, on))
                continue;
            shell_error(shell, "set: %c%c: unknown option: expected one of aefnuvxC or o NAME",
                        *argv[0], *letter);
            return 0;
        }
        if (left < 2) {
            options_write(shell, !on);
            return 1;
        }
        if (on && strcmp(argv[1], "vi") == 0) {
            shell_error(shell, "set: -o vi: not supported: the line editor has the keys of emacs");
            return 0;
        }
        if (!option_set_name(shell, argv[1], on)) {
            shell_error(shell, "set: %co %s: unknown option: `set -o` lists them", *argv[0],
                        argv[1]);
            return 0;
        }
        return 2;
    }
    return 1;
}

int builtin_set(struct shell *shell, int argc, char **argv)
{
    int i = 1;
    for (size_t v = 0; argc == 1 && v < shell->vars.count; v++) {
        const struct variable *variable = &shell->vars.items[v];
        if (!variable->value)
            continue;
        printf("%s=", variable->name);
        write_quoted(stdout, variable->value);
        putchar('\n');
    }
    while (i < argc && (argv[i][0] == '-' || argv[i][0] == '+') && argv[i][1]) {
        if (strcmp(argv[i], "--") == 0) {
            set_parameters(shell, (size_t)(argc - i - 1), argv + i + 1);
            return 0;
        }
        int taken = set_option(shell, argc - i, argv + i);
        if (taken == 0)
            return builtin_usage(shell);
        i += taken;
    }
    if (i < argc && strcmp(argv[i], "-") == 0)
        i++;
    if (i < argc)
        set_parameters(shell, (size_t)(argc - i), argv + i);
    return 0;
}

int builtin_shift(struct shell *shell, int argc, char **argv)
{
    int count = 1;
    if (argc > 1 && !parse_count(shell, "shift", argv[1], 0, INT_MAX, &count))
        return builtin_usage(shell);
    struct arguments *list = &shell->parameters;
    if ((size_t)count > list->count) {
        shell_error(shell, "shift: expected at most %zu, found %d", list->count, count);
        (void)builtin_usage(shell);
        return 1;
    }
    if (count == 0)
        return 0;
    for (int i = 0; i < count; i++)
        free(list->items[i]);
    list->count -= (size_t)count;
    memmove(list->items, list->items + count, (list->count + 1) * sizeof *list->items);
    return 0;
}
