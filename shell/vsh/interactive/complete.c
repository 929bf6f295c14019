#include "../os.h"
#include "edit.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Where the word before the cursor begins, and whether a command is expected there. */
static size_t word_start(const char *line, size_t cursor, bool *command)
{
    size_t start = cursor;
    while (start > 0) {
        char before = line[start - 1];
        bool escaped = start > 1 && line[start - 2] == '\\';
        if (!escaped && strchr(" \t\n;&|<>()", before))
            break;
        start--;
    }
    size_t at = start;
    while (at > 0 && (line[at - 1] == ' ' || line[at - 1] == '\t'))
        at--;
    *command = at == 0 || strchr(";&|(\n", line[at - 1]);
    return start;
}

static char *unquote(const char *text, size_t length)
{
    struct strbuf plain = {0};
    strbuf_clear(&plain);
    for (size_t i = 0; i < length; i++) {
        if (text[i] == '\\' && i + 1 < length)
            i++;
        else if (text[i] == '\'' || text[i] == '"')
            continue;
        strbuf_addc(&plain, text[i]);
    }
    return strbuf_take(&plain);
}

static char *joined(const char *a, const char *b, const char *c)
{
    struct strbuf text = {0};
    strbuf_adds(&text, a);
    strbuf_adds(&text, b);
    strbuf_adds(&text, c);
    return strbuf_take(&text);
}

/* The directory's path with ~ replaced, for opening it. */
static char *openable(struct shell *shell, const char *directory)
{
    const char *home = vars_get(&shell->vars, "HOME");
    if (directory[0] == '~' && directory[1] == '/' && home)
        return joined(home, directory + 1, "");
    return joined(*directory ? directory : ".", "", "");
}

static void add_files(struct shell *shell, const char *word, const char *prefix_shown,
                      struct arguments *out)
{
    const char *slash = strrchr(word, '/');
    size_t split = slash ? (size_t)(slash - word) + 1 : 0;
    char *directory = checked_copy(word, split);
    char *path = openable(shell, directory);
    const char *name = word + split;
    DIR *stream = opendir(path);
    for (struct dirent *entry; stream && (entry = readdir(stream)) != NULL;) {
        if (strncmp(entry->d_name, name, strlen(name)) != 0)
            continue;
        if (entry->d_name[0] == '.' &&
            (name[0] != '.' || !strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")))
            continue;
        struct stat info;
        char *full = joined(path, "/", entry->d_name);
        bool is_directory = stat(full, &info) == 0 && S_ISDIR(info.st_mode);
        arguments_add(out, joined(prefix_shown ? prefix_shown : directory, entry->d_name,
                                  is_directory ? "/" : ""));
        free(full);
    }
    if (stream)
        closedir(stream);
    free(path);
    free(directory);
}

static void add_variables(struct shell *shell, const char *prefix, struct arguments *out)
{
    for (size_t i = 0; i < shell->vars.count; i++)
        if (strncmp(shell->vars.items[i].name, prefix, strlen(prefix)) == 0)
            arguments_add(out, joined("$", shell->vars.items[i].name, ""));
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
}

void complete(struct shell *shell, const char *line, size_t cursor, size_t *start,
              struct arguments *out)
{
    bool command;
    *start = word_start(line, cursor, &command);
    char *word = unquote(line + *start, cursor - *start);
    if (word[0] == '$') {
        add_variables(shell, word + 1, out);
    } else if (command && !strchr(word, '/')) {
        for (size_t i = 0; i < builtin_count; i++)
            if (strncmp(builtins[i].name, word, strlen(word)) == 0)
                arguments_add(out, checked_copy(builtins[i].name, strlen(builtins[i].name)));
        char *in_path = joined("/bin/", word, "");
        add_files(shell, in_path, "", out);
        free(in_path);
    } else {
        add_files(shell, word, NULL, out);
    }
    free(word);
    sort_once(out);
}
