/* What names mean: alias, unalias, type, command -v, hash. */
#include "builtins.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void write_alias(const char *name, const char *text)
{
    printf("%s=", name);
    write_quoted(stdout, text);
    putchar('\n');
}

int builtin_alias(struct shell *shell, int argc, char **argv)
{
    int status = 0;
    for (size_t i = 0; argc == 1 && i < shell->aliases.count; i++)
        write_alias(shell->aliases.items[i].name, shell->aliases.items[i].value);
    for (int i = 1; i < argc; i++) {
        const char *equals = strchr(argv[i], '=');
        if (equals && equals > argv[i]) {
            char *name = checked_copy(argv[i], (size_t)(equals - argv[i]));
            vars_set(&shell->aliases, name, equals + 1);
            free(name);
        } else if (vars_get(&shell->aliases, argv[i])) {
            write_alias(argv[i], vars_get(&shell->aliases, argv[i]));
        } else {
            shell_error(shell, "alias: %s: no such alias", argv[i]);
            status = 1;
        }
    }
    return status;
}

int builtin_unalias(struct shell *shell, int argc, char **argv)
{
    int status = 0;
    if (argc > 1 && strcmp(argv[1], "-a") == 0) {
        vars_free(&shell->aliases);
        return 0;
    }
    for (int i = 1; i < argc; i++) {
        if (!vars_get(&shell->aliases, argv[i])) {
            shell_error(shell, "unalias: %s: no such alias", argv[i]);
            status = 1;
        }
        vars_unset(&shell->aliases, argv[i]);
    }
    return status;
}

static bool is_keyword(const char *name)
{
    static const char *const words[] = {"!",    "case",  "do",    "done", "elif", "else",
                                        "esac", "fi",    "for",   "if",   "in",   "then",
                                        "time", "until", "while", "{",    "}"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i], name) == 0)
            return true;
    return false;
}

/* What a name is, for people or, terse, as `command -v` writes it. False: nothing. */
static bool describe(const struct shell *shell, const char *name, const char *path, bool terse)
{
    struct stat info;
    const char *alias = vars_get(&shell->aliases, name);
    const struct builtin *builtin = builtin_find(name);
    if (alias && terse) {
        fputs("alias ", stdout);
        write_alias(name, alias);
    } else if (alias) {
        printf("%s is an alias for %s\n", name, alias);
    } else if (is_keyword(name)) {
        printf(terse ? "%s\n" : "%s is a shell keyword\n", name);
    } else if (function_find(shell, name) && !(builtin && builtin->special)) {
        printf(terse ? "%s\n" : "%s is a shell function\n", name);
    } else if (builtin) {
        printf(terse              ? "%s\n"
               : builtin->special ? "%s is a special shell builtin\n"
                                  : "%s is a shell builtin\n",
               name);
    } else {
        char *file = find_program(shell, name, path);
        bool found = file && stat(file, &info) == 0;
        if (found && terse)
            puts(file);
        else if (found)
            printf("%s is %s\n", name, file);
        free(file);
        return found;
    }
    return true;
}

int builtin_type(struct shell *shell, int argc, char **argv)
{
    int status = 0;
    for (int i = 1; i < argc; i++) {
        if (!describe(shell, argv[i], NULL, false)) {
            shell_error(shell, "type: %s: not found", argv[i]);
            status = 1;
        }
    }
    return status;
}

/* command NAME is carried out by run/simple.c; here are -v and -V. */
int builtin_command(struct shell *shell, int argc, char **argv)
{
    int i = 1, status = 0;
    const char *path = NULL;
    char mode = '\0';
    for (; i < argc && argv[i][0] == '-' && argv[i][1] && strcmp(argv[i], "--") != 0; i++) {
        for (const char *letter = argv[i] + 1; *letter; letter++) {
            if (!strchr("pvV", *letter)) {
                shell_error(shell, "command: -%c: unknown option: expected -p, -v or -V", *letter);
                return 2;
            }
            mode = *letter == 'p' ? mode : *letter;
            path = *letter == 'p' ? "/bin" : path;
        }
    }
    for (; mode && i < argc; i++) {
        if (describe(shell, argv[i], path, mode == 'v'))
            continue;
        if (mode == 'V')
            shell_error(shell, "command: %s: not found", argv[i]);
        status = 1;
    }
    return status;
}

/* Nothing is remembered of where programs are: a look-up is one question to the file system. */
int builtin_hash(struct shell *shell, int argc, char **argv)
{
    int status = 0;
    for (int i = 1; i < argc; i++) {
        struct stat info;
        char *file = strcmp(argv[i], "-r") == 0 ? NULL : find_program(shell, argv[i], NULL);
        if (strcmp(argv[i], "-r") != 0 && !builtin_find(argv[i]) &&
            !function_find(shell, argv[i]) && (!file || stat(file, &info) != 0)) {
            shell_error(shell, "hash: %s: not found", argv[i]);
            status = 1;
        }
        free(file);
    }
    return status;
}
