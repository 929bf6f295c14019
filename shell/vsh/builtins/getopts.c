/* getopts (XCU getopts). */
#include "builtins.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct options {
    struct shell *shell;
    const char *letters; /* without the colon in front */
    bool silent;         /* which was there */
    char **arguments;
    size_t count;
    size_t index; /* of the argument that is looked at, from 1 */
};

static void set_number(struct shell *shell, const char *name, size_t value)
{
    char digits[24];
    snprintf(digits, sizeof digits, "%zu", value);
    vars_set(&shell->vars, name, digits);
}

/* Go on with the next argument. */
static void next_argument(struct options *o)
{
    o->index++;
    o->shell->option_at = 0;
}

/* What to answer for an option that is wrong: unknown (?) or without its argument (:). */
static char wrong(const struct options *o, char kind, char letter)
{
    char text[2] = {letter, '\0'};
    if (o->silent) {
        vars_set(&o->shell->vars, "OPTARG", text);
        return kind;
    }
    vars_unset(&o->shell->vars, "OPTARG");
    shell_error(o->shell,
                kind == '?' ? "-%c: unknown option"
                            : "-%c: expected an argument behind this option",
                letter);
    return '?';
}

/* The next option's letter, or ? or :; 0 at the end of the options. */
static char next_option(struct options *o)
{
    struct shell *shell = o->shell;
    const char *argument = o->index <= o->count ? o->arguments[o->index - 1] : NULL;
    if (!argument || argument[0] != '-' || !argument[1])
        return 0;
    if (shell->option_at == 0 && strcmp(argument, "--") == 0) {
        next_argument(o);
        return 0;
    }
    if (shell->option_at == 0)
        shell->option_at = 1;
    char letter = argument[shell->option_at++];
    const char *known = letter == ':' ? NULL : strchr(o->letters, letter);
    const char *rest = argument + shell->option_at;
    if (!known || known[1] != ':') {
        if (!*rest)
            next_argument(o);
        vars_unset(&shell->vars, "OPTARG");
        return known ? letter : wrong(o, '?', letter);
    }
    next_argument(o);
    if (!*rest) {
        if (o->index > o->count)
            return wrong(o, ':', letter);
        rest = o->arguments[o->index - 1];
        next_argument(o);
    }
    vars_set(&shell->vars, "OPTARG", rest);
    return letter;
}

int builtin_getopts(struct shell *shell, int argc, char **argv)
{
    if (argc < 3 || !is_name(argv[2])) {
        shell_error(shell, "getopts: expected the options' letters and the name of a variable");
        return 2;
    }
    struct options o = {
        .shell = shell,
        .letters = argv[1] + (argv[1][0] == ':'),
        .silent = argv[1][0] == ':',
        .arguments = argc > 3 ? argv + 3 : shell->parameters.items,
        .count = argc > 3 ? (size_t)argc - 3 : shell->parameters.count,
    };
    const char *index = vars_get(&shell->vars, "OPTIND");
    long value = index ? strtol(index, NULL, 10) : 1;
    o.index = value < 1 ? 1 : (size_t)value;
    if (value != shell->option_index || o.index > o.count ||
        shell->option_at >= strlen(o.arguments[o.index - 1]))
        shell->option_at = 0; /* somebody set it, or has other arguments */
    char letter = next_option(&o);
    char text[2] = {letter ? letter : '?', '\0'};
    shell->option_index = (int)o.index;
    set_number(shell, "OPTIND", o.index);
    if (!letter)
        vars_unset(&shell->vars, "OPTARG");
    if (!shell_assign(shell, argv[2], text))
        return 2;
    return letter ? 0 : 1;
}
