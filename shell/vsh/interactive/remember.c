#include "remember.h"

#include <stdlib.h>
#include <string.h>

void shell_history_begin(struct shell *shell)
{
    const char *home = vars_get(&shell->vars, "HOME");
    shell->history = checked_alloc(sizeof *shell->history);
    if (!vars_get(&shell->vars, "HISTFILE") && home && *home) {
        struct strbuf path = {0};
        strbuf_adds(&path, home);
        strbuf_adds(&path, "/.vsh_history");
        vars_set(&shell->vars, "HISTFILE", path.data);
        strbuf_free(&path);
    }
    shell_history_sync(shell);
}

/* HISTSIZE, when it is a number. */
static size_t limit(const struct shell *shell)
{
    const char *text = vars_get(&shell->vars, "HISTSIZE");
    char *end;
    if (!text)
        return HISTORY_DEFAULT;
    long value = strtol(text, &end, 10);
    return end == text || *end || value < 0 || value > 100000 ? HISTORY_DEFAULT : (size_t)value;
}

void shell_history_sync(struct shell *shell)
{
    const char *path = vars_get(&shell->vars, "HISTFILE");
    history_sync(shell->history, path && *path ? path : NULL, limit(shell));
}

/* Whether HISTCONTROL, a list with colons between, has a word; both when it is not set. */
static bool controls(const struct shell *shell, const char *word)
{
    const char *list = vars_get(&shell->vars, "HISTCONTROL");
    if (!list)
        return true;
    while (*list) {
        size_t length = strcspn(list, ":");
        if ((length == strlen(word) && strncmp(list, word, length) == 0) ||
            (length == 10 && strncmp(list, "ignoreboth", length) == 0))
            return true;
        list += length + (list[length] == ':');
    }
    return false;
}

/* fc notes what it runs instead of itself; a list is a command as others are. */
static bool is_repeat(const char *command)
{
    return strncmp(command, "fc", 2) == 0 && (!command[2] || strchr(" \t\n", command[2])) &&
           !strstr(command, " -l");
}

void shell_history_remember(struct shell *shell, const char *command)
{
    size_t length = strlen(command);
    while (length && command[length - 1] == '\n')
        length--;
    if (!shell->history || length == 0 || strspn(command, " \t\n") >= length ||
        is_repeat(command) || (*command == ' ' && controls(shell, "ignorespace")))
        return;
    shell_history_sync(shell);
    const struct arguments *list = &shell->history->entries;
    const char *last = list->count ? list->items[list->count - 1] : "";
    if (controls(shell, "ignoredups") && strncmp(last, command, length) == 0 && !last[length])
        return;
    history_add(shell->history, command, length);
}
