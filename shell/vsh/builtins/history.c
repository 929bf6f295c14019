/* history, and fc (XCU fc). */
#include "../interactive/history.h"
#include "../interactive/remember.h"
#include "builtins.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What fc is asked for. */
struct request {
    bool list, no_numbers, reverse, again; /* -l -n -r -s */
    const char *editor;
    size_t first, last; /* places in the list of entries */
};

static const struct arguments *entries(const struct shell *shell)
{
    return &shell->history->entries;
}

static bool has_history(struct shell *shell, const char *name)
{
    if (!shell->history) {
        shell_error(shell, "%s: only an interactive shell has a history", name);
        return false;
    }
    shell_history_sync(shell);
    return true;
}

/* Lines behind the first are set off by a tab, as XCU fc has it. */
static void write_entry(const struct shell *shell, size_t at, bool numbered)
{
    if (numbered)
        printf("%zu", shell->history->first_number + at);
    putchar('\t');
    for (const char *text = entries(shell)->items[at]; *text; text++) {
        putchar(*text);
        if (*text == '\n')
            putchar('\t');
    }
    putchar('\n');
}

int builtin_history(struct shell *shell, int argc, char **argv)
{
    int count = -1;
    if (!has_history(shell, "history"))
        return 1;
    if (argc > 2) {
        shell_error(shell, "history: expected at most one number, found %d arguments", argc - 1);
        return 2;
    }
    if (argc == 2 && !parse_count(shell, "history", argv[1], 0, 1000000, &count))
        return 2;
    const size_t total = entries(shell)->count;
    for (size_t at = count >= 0 && (size_t)count < total ? total - (size_t)count : 0; at < total;
         at++)
        write_entry(shell, at, true);
    return !written(shell, "history");
}

/* ---- fc: which commands ---------------------------------------------------------------------- */

/* The entries that fc speaks of: not the fc itself, when it was a command of its own (an `fc -l`).
 */
static size_t known_entries(const struct shell *shell)
{
    size_t count = entries(shell)->count;
    return count && strncmp(entries(shell)->items[count - 1], "fc", 2) == 0 ? count - 1 : count;
}

/* A number, a negative one from the end on, or the beginning of a command: its place. False
 * (reported): there is none. */
static bool find_entry(struct shell *shell, const char *text, size_t *at)
{
    const size_t count = known_entries(shell), first = shell->history->first_number;
    char *end;
    long number = strtol(text, &end, 10);
    if (end != text && !*end) {
        size_t wanted = (size_t)labs(number);
        if (number < 0)
            *at = wanted < count ? count - wanted : 0;
        else
            *at = wanted < first ? 0 : wanted - first;
        if (count && *at >= count)
            *at = count - 1;
        return count > 0;
    }
    for (*at = count; (*at)-- > 0;)
        if (strncmp(entries(shell)->items[*at], text, strlen(text)) == 0)
            return true;
    shell_error(shell, "fc: %s: no such command in the history", text);
    return false;
}

/* The operands first and last, or their defaults. */
static bool find_range(struct shell *shell, struct request *request, char *const *operands)
{
    const size_t count = known_entries(shell);
    if (count == 0) {
        shell_error(shell, "fc: the history is empty");
        return false;
    }
    request->first = request->list && count > 16 ? count - 16 : request->list ? 0 : count - 1;
    if (operands[0] && !find_entry(shell, operands[0], &request->first))
        return false;
    request->last = request->list ? count - 1 : operands[0] ? request->first : count - 1;
    if (operands[0] && operands[1] && !find_entry(shell, operands[1], &request->last))
        return false;
    if (request->first > request->last) {
        size_t first = request->first;
        request->first = request->last;
        request->last = first;
        request->reverse = !request->reverse;
    }
    return true;
}

/* The n-th entry of the range, in its order. */
static size_t entry_at(const struct request *request, size_t n)
{
    return request->reverse ? request->last - n : request->first + n;
}

/* ---- fc: running them ------------------------------------------------------------------------ */

static int run_again(struct shell *shell, const char *command)
{
    fflush(stdout);
    fprintf(stderr, "%s\n", command);
    shell_history_remember(shell, command);
    return run_text(shell, command, 1);
}

/* OLD=NEW: the first OLD in the command is replaced. */
static char *substituted(const char *command, const char *change)
{
    struct strbuf text = {0};
    const char *equals = change ? strchr(change, '=') : NULL;
    char *old = equals ? checked_copy(change, (size_t)(equals - change)) : NULL;
    const char *found = old && *old ? strstr(command, old) : NULL;
    strbuf_clear(&text);
    if (found) {
        strbuf_add(&text, command, (size_t)(found - command));
        strbuf_adds(&text, equals + 1);
        strbuf_adds(&text, found + strlen(old));
    } else {
        strbuf_adds(&text, command);
    }
    free(old);
    return strbuf_take(&text);
}

static int repeat(struct shell *shell, char **operands)
{
    struct request request = {0};
    const char *change = operands[0] && strchr(operands[0], '=') ? *operands++ : NULL;
    if (!find_range(shell, &request, operands))
        return 1;
    char *command = substituted(entries(shell)->items[request.first], change);
    int status = run_again(shell, command);
    free(command);
    return status;
}

static bool write_commands(struct shell *shell, const struct request *request, const char *path)
{
    FILE *file = fopen(path, "w");
    if (!file)
        return false;
    for (size_t n = 0; n <= request->last - request->first; n++)
        fprintf(file, "%s\n", entries(shell)->items[entry_at(request, n)]);
    return fclose(file) == 0;
}

static char *read_commands(const char *path)
{
    int fd = os_open(path, 0);
    char *text = fd < 0 ? NULL : read_all(fd);
    if (fd >= 0)
        close(fd);
    return text;
}

static const char *editor_of(const struct shell *shell, const struct request *request)
{
    const char *fallback = vars_get(&shell->vars, "FCEDIT");
    if (!fallback || !*fallback)
        fallback = vars_get(&shell->vars, "EDITOR");
    if (request->editor)
        return request->editor;
    return fallback && *fallback ? fallback : "edit";
}

/* Let an editor change a file with the commands, and run what it leaves. */
static int edit_and_run(struct shell *shell, const struct request *request)
{
    char path[64];
    struct strbuf call = {0};
    snprintf(path, sizeof path, "/tmp/vsh-fc.%d", os_getpid());
    if (!write_commands(shell, request, path)) {
        shell_error(shell, "fc: %s: %s", path, strerror(errno));
        return 1;
    }
    strbuf_adds(&call, editor_of(shell, request));
    strbuf_adds(&call, " ");
    strbuf_adds(&call, path);
    int status = run_text(shell, call.data, 1);
    char *text = status == 0 ? read_commands(path) : NULL;
    (void)unlink(path);
    strbuf_free(&call);
    if (text) {
        size_t length = strlen(text);
        while (length && text[length - 1] == '\n')
            text[--length] = '\0';
        status = length ? run_again(shell, text) : 0;
    }
    free(text);
    return status;
}

static int list(struct shell *shell, const struct request *request)
{
    for (size_t n = 0; n <= request->last - request->first; n++)
        write_entry(shell, entry_at(request, n), !request->no_numbers);
    return !written(shell, "fc");
}

/* How many arguments are options; -1: reported. */
static int parse(struct shell *shell, int argc, char **argv, struct request *request)
{
    int i = 1;
    for (; i < argc && argv[i][0] == '-' && argv[i][1] && !strchr("0123456789", argv[i][1]); i++) {
        if (strcmp(argv[i], "--") == 0)
            return i;
        for (const char *letter = argv[i] + 1; *letter; letter++) {
            if (*letter == 'e' && (letter[1] || i + 1 < argc)) {
                request->editor = letter[1] ? letter + 1 : argv[++i];
                break;
            }
            if (!strchr("lnrs", *letter)) {
                shell_error(shell, "fc: -%c: expected -e EDITOR, -l, -n, -r or -s", *letter);
                return -1;
            }
            request->list = request->list || *letter == 'l';
            request->no_numbers = request->no_numbers || *letter == 'n';
            request->reverse = request->reverse || *letter == 'r';
            request->again = request->again || *letter == 's';
        }
    }
    return i - 1;
}

int builtin_fc(struct shell *shell, int argc, char **argv)
{
    struct request request = {0};
    int options = parse(shell, argc, argv, &request);
    if (options < 0)
        return 2;
    if (!has_history(shell, "fc"))
        return 1;
    char **operands = argv + 1 + options;
    if (request.again || (request.editor && strcmp(request.editor, "-") == 0))
        return repeat(shell, operands);
    if (!find_range(shell, &request, operands))
        return 1;
    return request.list ? list(shell, &request) : edit_and_run(shell, &request);
}
