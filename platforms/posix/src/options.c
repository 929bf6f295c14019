/* Options: one table, read by one loop. */
#include "options.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

_Noreturn void fail(int status, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    fputs("vibee: ", stderr);
    vfprintf(stderr, format, arguments);
    fputc('\n', stderr);
    va_end(arguments);
    exit(status);
}

/* A number with an optional K, M or G (powers of 1024). */
static uint64_t parse_number(const char *option, const char *text, bool suffixes)
{
    const char *expected = suffixes ? "a size such as 65536, 64K, 16M or 1G" : "a number";
    char *end;
    errno = 0;
    unsigned long long value = strtoull(text, &end, 10);
    unsigned shift = 0;
    if (suffixes && *end) {
        const char *found = strchr("KMG", *end & ~0x20); /* either case */
        if (!found) {
            fail(2, "%s: expected %s, found '%s'", option, expected, text);
        }
        shift = 10 * (unsigned)(found - "KMG" + 1);
        end++;
    }
    if (text[0] < '0' || text[0] > '9' || *end || errno || value > UINT64_MAX >> shift ||
        value == 0) {
        fail(2, "%s: expected %s, found '%s'", option, expected, text);
    }
    return value << shift;
}

static void add_environment(struct options *options, const char *text)
{
    const char *equals = strchr(text, '=');
    if (!equals || equals == text) {
        fail(2, "--env: expected NAME=VALUE, found '%s'", text);
    }
    size_t size = (options->environment_count + 1) * sizeof *options->environment;
    options->environment = realloc(options->environment, size);
    if (!options->environment) {
        fail(1, "out of memory");
    }
    options->environment[options->environment_count++] = text;
}

enum scope { ANYWHERE, RUN_ONLY, SYSTEM_ONLY };

struct option {
    const char *name;
    const char *value; /* what it takes, NULL: nothing */
    enum scope scope;
};

static const struct option table[] = {
    {"--dir", "HOST[:GUEST][:ro]", ANYWHERE},
    {"--env", "NAME=VALUE", RUN_ONLY},
    {"--mem", "SIZE", RUN_ONLY},
    {"--fuel", "N", RUN_ONLY},
    {"--save", "FILE", RUN_ONLY},
    {"--after", "N", RUN_ONLY},
    {"--restore", "FILE", RUN_ONLY},
    {"-c", "LINE", SYSTEM_ONLY},
    {"--image", "FILE", ANYWHERE},
    {"--memory", "SIZE", ANYWHERE},
    {"--cooperative", NULL, ANYWHERE},
    {"--verbose", NULL, ANYWHERE},
    {"--help", NULL, ANYWHERE},
    {"--version", NULL, ANYWHERE},
};

static void apply(struct options *options, const char *name, const char *value)
{
    if (strcmp(name, "--dir") == 0) {
        options_folder(options, value);
    } else if (strcmp(name, "--env") == 0) {
        add_environment(options, value);
    } else if (strcmp(name, "--mem") == 0) {
        options->program_memory = parse_number(name, value, true);
    } else if (strcmp(name, "--fuel") == 0) {
        options->fuel = parse_number(name, value, false);
    } else if (strcmp(name, "--save") == 0) {
        options->save = value;
    } else if (strcmp(name, "--after") == 0) {
        options->after = parse_number(name, value, false);
    } else if (strcmp(name, "--restore") == 0) {
        options->restore = value;
    } else if (strcmp(name, "-c") == 0) {
        options->command = value;
    } else if (strcmp(name, "--image") == 0) {
        options->image = value;
    } else if (strcmp(name, "--memory") == 0) {
        options->memory = parse_number(name, value, true);
    } else if (strcmp(name, "--cooperative") == 0) {
        options->cooperative = true;
    } else if (strcmp(name, "--verbose") == 0) {
        options->verbose = true;
    } else if (strcmp(name, "--help") == 0) {
        options->help = true;
    } else {
        options->version = true;
    }
}

/* The row that `text` means ("--name" or "--name=value"), or the end of the program. */
static const struct option *find_option(const struct options *options, const char *text)
{
    size_t length = text[1] == '-' ? strcspn(text, "=") : strlen(text);
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        const struct option *option = &table[i];
        if (strncmp(option->name, text, length) != 0 || option->name[length]) {
            continue;
        }
        if (option->scope == RUN_ONLY && !options->run) {
            fail(2, "%s: expected after 'run' only; see vibee run --help", option->name);
        }
        if (option->scope == SYSTEM_ONLY && options->run) {
            fail(2, "%s: not an option of 'run'; see vibee run --help", option->name);
        }
        return option;
    }
    fail(2, "unknown option '%s'; see vibee%s --help", text, options->run ? " run" : "");
}

/* Parse from argv[i] to the first word that is no option; its index. */
static int parse_options(struct options *options, int i, int argc, char **argv)
{
    for (; i < argc && argv[i][0] == '-' && argv[i][1]; i++) {
        if (strcmp(argv[i], "--") == 0) {
            return i + 1;
        }
        const char *text = strcmp(argv[i], "-h") == 0 ? "--help" : argv[i];
        const struct option *option = find_option(options, text);
        const char *equals = text[1] == '-' ? strchr(text, '=') : NULL;
        if (equals && !option->value) {
            fail(2, "%s: expected no value, found '%s'", option->name, equals + 1);
        }
        if (option->value && !equals && i + 1 == argc) {
            fail(2, "%s: expected %s after it, found the end of the line", option->name,
                 option->value);
        }
        const char *value = equals ? equals + 1 : option->value ? argv[++i] : NULL;
        apply(options, option->name, value);
        if (options->command) {
            return i + 1; /* what follows is for the line */
        }
    }
    return i;
}

static void check_snapshot(const struct options *options)
{
    if (options->after && !options->save) {
        fail(2, "--after: expected together with --save");
    }
    if (options->save && options->fuel) {
        fail(2, "--fuel: cannot be combined with --save");
    }
    if (options->restore && options->file) {
        fail(2, "--restore: expected no program, for the snapshot holds it; found '%s'",
             options->file);
    }
    if (options->restore && (options->environment_count || options->program_memory)) {
        fail(2, "--restore: the snapshot says what --env and --mem said; they cannot be changed");
    }
}

void options_parse(struct options *out, int argc, char **argv)
{
    *out = (struct options){0};
    int i = parse_options(out, 1, argc, argv);
    if (!out->command && i < argc && strcmp(argv[i], "run") == 0) {
        out->run = true;
        i = parse_options(out, i + 1, argc, argv);
    }
    if (out->help || out->version) {
        out->help ? help_print(out->run) : version_print();
        exit(fflush(stdout) == 0 ? 0 : 1);
    }
    if (!out->command && i < argc) {
        out->file = argv[i++];
    }
    check_snapshot(out);
    if (out->run && !out->file && !out->restore) {
        fail(2, "run: expected a program; see vibee run --help");
    }
    out->arguments = argv + i;
    out->argument_count = (size_t)(argc - i);
    options_place_folders(out);
}
