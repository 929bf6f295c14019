#include "complete.h"
#include "../os.h"
#include "words.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- names ----------------------------------------------------------------------------------- */

static bool begins(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

static void add_name(struct arguments *out, const char *name, const char *prefix)
{
    if (begins(name, prefix))
        arguments_add(out, checked_copy(name, strlen(name)));
}

static void add_vars(const struct vars *vars, const char *prefix, struct arguments *out)
{
    for (size_t i = 0; i < vars->count; i++)
        add_name(out, vars->items[i].name, prefix);
}

static void add_builtins(const char *prefix, struct arguments *out)
{
    for (size_t i = 0; i < builtin_count; i++)
        add_name(out, builtins[i].name, prefix);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void sort_once(struct arguments *list)
{
    size_t kept = 0;
    if (list->count == 0)
        return;
    qsort(list->items, list->count, sizeof *list->items, by_text);
    for (size_t i = 1; i < list->count; i++) {
        if (strcmp(list->items[kept], list->items[i]) == 0)
            free(list->items[i]);
        else
            list->items[++kept] = list->items[i];
    }
    list->count = kept + 1;
    list->items[list->count] = NULL;
}

/* ---- files ----------------------------------------------------------------------------------- */

enum { FILES_ALL, FILES_DIRECTORIES, FILES_PROGRAMS };

/* Directories get a / behind them; programs are all that is none. */
static void add_file(const char *directory, const char *name, int which, struct arguments *out)
{
    struct stat info;
    struct strbuf path = {0};
    strbuf_adds(&path, directory);
    strbuf_adds(&path, "/");
    strbuf_adds(&path, name);
    const bool is_directory = stat(path.data, &info) == 0 && S_ISDIR(info.st_mode);
    strbuf_clear(&path);
    strbuf_adds(&path, name);
    if (is_directory && which != FILES_PROGRAMS)
        strbuf_adds(&path, "/");
    if (is_directory ? which != FILES_PROGRAMS : which != FILES_DIRECTORIES)
        arguments_add(out, strbuf_take(&path));
    strbuf_free(&path);
}

static void add_files(const char *directory, const char *prefix, int which, struct arguments *out)
{
    DIR *stream = opendir(*directory ? directory : ".");
    if (!stream)
        return;
    for (struct dirent *entry; (entry = readdir(stream)) != NULL;) {
        const char *name = entry->d_name;
        bool hidden = name[0] == '.' &&
                      (prefix[0] != '.' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0);
        if (!hidden && begins(name, prefix))
            add_file(*directory ? directory : ".", name, which, out);
    }
    closedir(stream);
}

/* A directory as it is typed: with ~ and variables. The caller frees. */
static char *expanded(const struct shell *shell, const char *typed)
{
    struct strbuf path = {0};
    const char *home = vars_get(&shell->vars, "HOME");
    strbuf_clear(&path);
    if (home && typed[0] == '~' && typed[1] == '/') {
        strbuf_adds(&path, home);
        typed++;
    }
    while (*typed) {
        bool braced = typed[0] == '$' && typed[1] == '{';
        size_t length = *typed == '$' ? name_length(typed + 1 + braced) : 0;
        if (length == 0 || (braced && typed[2 + length] != '}')) {
            strbuf_addc(&path, *typed++);
            continue;
        }
        char *name = checked_copy(typed + 1 + braced, length);
        const char *value = vars_get(&shell->vars, name);
        strbuf_adds(&path, value ? value : "");
        typed += 1 + length + 2 * (size_t)braced;
        free(name);
    }
    return strbuf_take(&path);
}

static void add_programs(const struct shell *shell, const char *prefix, struct arguments *out)
{
    const char *path = vars_get(&shell->vars, "PATH");
    while (path && *path) {
        size_t length = strcspn(path, ":");
        char *directory = checked_copy(path, length);
        add_files(directory, prefix, FILES_PROGRAMS, out);
        free(directory);
        path += length + (path[length] == ':');
    }
}

/* ---- what is expected where ------------------------------------------------------------------ */

void complete_commands(struct shell *shell, const char *prefix, struct arguments *out)
{
    static const char *const keywords[] = {"case", "do", "done", "elif", "else",  "esac", "fi",
                                           "for",  "if", "then", "time", "until", "while"};
    add_builtins(prefix, out);
    for (size_t i = 0; i < sizeof keywords / sizeof keywords[0]; i++)
        add_name(out, keywords[i], prefix);
    for (size_t i = 0; function_name(shell, i); i++)
        add_name(out, function_name(shell, i), prefix);
    add_vars(&shell->aliases, prefix, out);
    add_programs(shell, prefix, out);
    sort_once(out);
}

/* Services that init knows: a line each, the name first. */
static void add_services(const char *prefix, struct arguments *out)
{
    char *text = os_services();
    for (char *line = text; line && *line;) {
        size_t length = strcspn(line, " \t\n");
        char *name = checked_copy(line, length);
        if (length)
            add_name(out, name, prefix);
        free(name);
        line += strcspn(line, "\n");
        line += *line == '\n';
    }
    free(text);
}

static bool is_one_of(const char *name, const char *list)
{
    size_t length = strlen(name);
    for (const char *at = list; (at = strstr(at, name)) != NULL; at += length)
        if ((at == list || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return length > 0;
    return false;
}

static void add_arguments(struct shell *shell, const struct line_word *word, const char *directory,
                          struct arguments *out)
{
    const char *command = word->words.items[0];
    const bool plain = !*word->directory;
    if (plain && is_one_of(command, "command exec man nice time type which"))
        complete_commands(shell, word->name, out);
    else if (plain && is_one_of(command, "export local read readonly unset"))
        add_vars(&shell->vars, word->name, out);
    else if (plain && is_one_of(command, "alias unalias"))
        add_vars(&shell->aliases, word->name, out);
    else if (plain && strcmp(command, "help") == 0)
        add_builtins(word->name, out);
    else if (plain && strcmp(command, "svc") == 0)
        add_services(word->name, out);
    else
        add_files(directory, word->name,
                  is_one_of(command, "cd rmdir") ? FILES_DIRECTORIES : FILES_ALL, out);
}

struct completions complete(struct shell *shell, const char *line, size_t cursor)
{
    struct completions result = {.suffix = " "};
    struct line_word word = word_before(line, cursor);
    char *directory = expanded(shell, word.directory);
    result.start = word.start;
    result.quote = word.quote;
    result.typed = strlen(word.name);
    if (word.kind == WORD_VARIABLE) {
        add_vars(&shell->vars, word.name, &result.names);
        result.plain = true;
        result.suffix = word.braced ? "}" : "";
    } else if (word.kind == WORD_ARGUMENT) {
        add_arguments(shell, &word, directory, &result.names);
    } else if (word.kind == WORD_COMMAND && !*word.directory) {
        if (*word.name)
            complete_commands(shell, word.name, &result.names);
    } else {
        add_files(directory, word.name, FILES_ALL, &result.names);
    }
    sort_once(&result.names);
    line_word_free(&word);
    free(directory);
    return result;
}

void completions_free(struct completions *completions)
{
    arguments_free(&completions->names);
}
