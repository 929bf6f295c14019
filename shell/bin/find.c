#include "child.h"
#include "options.h"
#include "tool.h"
#include "walk.h"

#include <dirent.h>
#include <errno.h>
#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char usage[] =
    "usage: find [-H | -L] [PATH...] [EXPRESSION]\n\n"
    "Find files below paths (.) for which the expression is true.\n\n"
    "  -name PATTERN, -path PATTERN (-iname, -ipath: ignore case)   -type f|d|l|c|b|p|s\n"
    "  -size N[ckMG] (blocks of 512)   -empty   -newer FILE   -links N   -inum N\n"
    "  -mtime N days, -mmin N minutes   (+N more, -N less)   -true   -false\n"
    "  -print   -print0   -delete   -prune   -quit   -exec COMMAND {} ;   -exec COMMAND {} +\n"
    "  -depth  what is in a directory first   -maxdepth N   -mindepth N\n"
    "  ( E )   ! E   E E   E -o E\n\n"
    "  -L  follow links, -H only those among the paths\n";

enum kind {
    AND,
    OR,
    NOT,
    CONSTANT,
    NAME,
    PATH,
    TYPE,
    SIZE,
    EMPTY,
    NEWER,
    LINKS,
    INODE,
    AGE,
    PRINT,
    PRINT_ZERO,
    DELETE,
    PRUNE,
    QUIT,
    EXEC,
    EXEC_MANY
};

struct node {
    enum kind kind;
    struct node *left, *right;
    const char *text;
    long long number, unit;
    int sign, flags; /* sign: 1 for +N, -1 for -N */
    char **command;  /* of -exec, up to its end, and how many words */
    size_t words, fixed, room;
};

static struct {
    char **words; /* what is left of the expression */
    bool action, depth_first;
    long long least, most;
    int flags;
    bool pruned, quit, failed;
} state = {.most = WALK_MAX_DEPTH};

static struct node *make(enum kind kind)
{
    struct node *node = tool_alloc(sizeof *node);
    node->kind = kind;
    return node;
}

static const char *argument(const char *name)
{
    if (!*state.words)
        tool_misuse("%s: expected an argument", name);
    return *state.words++;
}

static struct node *number(enum kind kind, const char *name, long long unit)
{
    struct node *node = make(kind);
    const char *text = argument(name);
    char digits[32] = "";
    node->sign = *text == '+' ? 1 : *text == '-' ? -1 : 0;
    text += node->sign != 0;
    size_t length = strspn(text, "0123456789");
    if (length == 0 || length >= sizeof digits || (kind != SIZE && text[length]))
        tool_misuse("%s: expected a number, found '%s'", name, text);
    memcpy(digits, text, length);
    node->number = tool_number(digits, 0, LLONG_MAX, name);
    node->unit = unit;
    if (kind == SIZE && text[length]) {
        static const char letters[] = "cwbkMG";
        static const long long units[] = {1, 2, 512, 1024, 1 << 20, 1 << 30};
        const char *found = strchr(letters, text[length]);
        if (!found || text[length + 1])
            tool_misuse("-size: expected a unit of %s, found '%s'", letters, text + length);
        node->unit = units[found - letters];
    }
    return node;
}

static struct node *command(const char *name)
{
    struct node *node = make(EXEC);
    node->command = state.words;
    for (; *state.words && strcmp(*state.words, ";") != 0; state.words++) {
        if (strcmp(*state.words, "+") == 0 && node->words && strcmp(state.words[-1], "{}") == 0) {
            node->kind = EXEC_MANY;
            break;
        }
        node->words++;
    }
    if (!*state.words || node->words == 0)
        tool_misuse("%s: expected a command and ';' or '{} +'", name);
    state.words++;
    if (node->kind == EXEC_MANY) { /* a list of its own, which grows */
        char **own = tool_alloc((node->words + 64) * sizeof *own);
        memcpy(own, node->command, --node->words * sizeof *own);
        node->command = own;
        node->fixed = node->words;
        node->room = node->words + 64;
    }
    state.action = true;
    return node;
}

static struct node *text(enum kind kind, const char *name, int flags)
{
    struct node *node = make(kind);
    node->text = argument(name);
    node->flags = flags;
    if (kind == TYPE && (!*node->text || !strchr("fdlcbps", *node->text)))
        tool_misuse("-type: expected one of f, d, l, c, b, p, s, found '%s'", node->text);
    return node;
}

static struct node *newer(void)
{
    struct node *node = make(NEWER);
    struct stat info;
    node->text = argument("-newer");
    if (stat(node->text, &info) != 0) {
        tool_file_error(node->text);
        exit(1);
    }
    node->number = info.st_mtim.tv_sec;
    node->unit = info.st_mtim.tv_nsec;
    return node;
}

static struct node *global(long long *value, const char *name)
{
    struct node *node = make(CONSTANT);
    *value = tool_number(argument(name), 0, LLONG_MAX, name);
    node->number = 1;
    return node;
}

static struct node *plain(const char *word)
{
    static const struct {
        const char *name;
        enum kind kind;
        bool action;
    } simple[] = {{"-print", PRINT, true},    {"-print0", PRINT_ZERO, true},
                  {"-delete", DELETE, true},  {"-quit", QUIT, true},
                  {"-prune", PRUNE, false},   {"-empty", EMPTY, false},
                  {"-false", CONSTANT, false}};
    struct node *node = NULL;
    for (size_t i = 0; i < sizeof simple / sizeof simple[0]; i++) {
        if (strcmp(word, simple[i].name) != 0)
            continue;
        node = make(simple[i].kind);
        state.action |= simple[i].action;
        state.depth_first |= node->kind == DELETE;
        return node;
    }
    if (strcmp(word, "-depth") == 0)
        state.depth_first = true;
    else if (strcmp(word, "-true") != 0)
        tool_misuse("expected a test or an action of --help, found '%s'", word);
    node = make(CONSTANT);
    node->number = 1;
    return node;
}

static struct node *primary(const char *word)
{
#define IS(name) (strcmp(word, name) == 0)
    if (IS("-name") || IS("-iname"))
        return text(NAME, word, word[1] == 'i' ? FNM_CASEFOLD : 0);
    if (IS("-path") || IS("-ipath") || IS("-wholename"))
        return text(PATH, word, word[1] == 'i' ? FNM_CASEFOLD : 0);
    if (IS("-type"))
        return text(TYPE, word, 0);
    if (IS("-size"))
        return number(SIZE, word, 512);
    if (IS("-links"))
        return number(LINKS, word, 1);
    if (IS("-inum"))
        return number(INODE, word, 1);
    if (IS("-mtime") || IS("-mmin"))
        return number(AGE, word, IS("-mmin") ? 60 : 86400);
    if (IS("-newer"))
        return newer();
    if (IS("-exec"))
        return command(word);
    if (IS("-maxdepth"))
        return global(&state.most, word);
    if (IS("-mindepth"))
        return global(&state.least, word);
    return plain(word);
#undef IS
}

static struct node *parse_or(void);

static struct node *parse_one(void)
{
    const char *word = argument("expression");
    if (strcmp(word, "!") == 0 || strcmp(word, "-not") == 0) {
        struct node *node = make(NOT);
        node->left = parse_one();
        return node;
    }
    if (strcmp(word, "(") != 0)
        return primary(word);
    struct node *node = parse_or();
    if (!*state.words || strcmp(*state.words, ")") != 0)
        tool_misuse("expected ')'");
    state.words++;
    return node;
}

static bool at(const char *one, const char *other)
{
    return *state.words && (strcmp(*state.words, one) == 0 || strcmp(*state.words, other) == 0);
}

static struct node *parse_and(void)
{
    struct node *left = parse_one();
    while (*state.words && !at("-o", "-or") && !at(")", ")")) {
        if (at("-a", "-and"))
            state.words++;
        struct node *node = make(AND);
        node->left = left;
        node->right = parse_one();
        left = node;
    }
    return left;
}

static struct node *parse_or(void)
{
    struct node *left = parse_and();
    while (at("-o", "-or")) {
        struct node *node = make(OR);
        state.words++;
        node->left = left;
        node->right = parse_and();
        left = node;
    }
    return left;
}

static bool compare(const struct node *node, long long value)
{
    return node->sign > 0   ? value > node->number
           : node->sign < 0 ? value < node->number
                            : value == node->number;
}

static bool is_empty(const struct walk_entry *entry)
{
    if (S_ISREG(entry->info.st_mode))
        return entry->info.st_size == 0;
    DIR *directory = S_ISDIR(entry->info.st_mode) ? opendir(entry->path) : NULL;
    if (!directory)
        return false;
    int names = 0;
    for (struct dirent *name; names == 0 && (name = readdir(directory)) != NULL;)
        names += strcmp(name->d_name, ".") != 0 && strcmp(name->d_name, "..") != 0;
    closedir(directory);
    return names == 0;
}

static void flush(struct node *node)
{
    if (node->words == node->fixed)
        return;
    node->command[node->words] = NULL;
    if (child_run(node->command) != 0)
        state.failed = true;
    while (node->words > node->fixed)
        free(node->command[--node->words]);
}

static void collect(struct node *node, const char *path)
{
    if (node->words - node->fixed >= 1000)
        flush(node);
    if (node->words + 2 > node->room)
        node->command = tool_resize(node->command, (node->room *= 2) * sizeof *node->command);
    node->command[node->words++] = strcpy(tool_alloc(strlen(path) + 1), path);
}

static void flush_all(struct node *node)
{
    if (!node)
        return;
    if (node->kind == EXEC_MANY)
        flush(node);
    flush_all(node->left);
    flush_all(node->right);
}

/* The word with each {} replaced by the path; the caller frees it. */
static char *with_path(const char *word, const char *path)
{
    size_t total = strlen(word) + 1;
    for (const char *mark = word; (mark = strstr(mark, "{}")) != NULL; mark += 2)
        total += strlen(path);
    char *out = tool_alloc(total);
    for (const char *mark; (mark = strstr(word, "{}")) != NULL; word = mark + 2)
        strcat(strncat(out, word, (size_t)(mark - word)), path);
    return strcat(out, word);
}

static bool execute(const struct node *node, const char *path)
{
    char **words = tool_alloc((node->words + 1) * sizeof *words);
    for (size_t i = 0; i < node->words; i++)
        words[i] = with_path(node->command[i], path);
    int status = child_run(words);
    for (size_t i = 0; i < node->words; i++)
        free(words[i]);
    free(words);
    return status == 0;
}

static bool delete(const struct walk_entry *entry)
{
    if ((S_ISDIR(entry->info.st_mode) ? rmdir : unlink)(entry->path) == 0)
        return true;
    tool_error("cannot delete '%s': %s", entry->path, strerror(errno));
    return false;
}

static bool is_newer(const struct node *node, const struct timespec *time)
{
    return time->tv_sec != node->number ? time->tv_sec > node->number : time->tv_nsec > node->unit;
}

static bool name_matches(const struct node *node, const struct walk_entry *entry)
{
    if (entry->depth)
        return fnmatch(node->text, entry->name, node->flags) == 0;
    char *name = tool_base_name(entry->path);
    bool match = fnmatch(node->text, name, node->flags) == 0;
    free(name);
    return match;
}

static bool test(const struct node *node, const struct walk_entry *entry)
{
    const struct stat *info = &entry->info;
    switch (node->kind) {
    case NAME:
        return name_matches(node, entry);
    case PATH:
        return fnmatch(node->text, entry->path, node->flags) == 0;
    case TYPE:
        return strchr(node->text, walk_type(info)) != NULL;
    case SIZE:
        return compare(node, (info->st_size + node->unit - 1) / node->unit);
    case EMPTY:
        return is_empty(entry);
    case NEWER:
        return is_newer(node, &info->st_mtim);
    case LINKS:
        return compare(node, (long long)info->st_nlink);
    case INODE:
        return compare(node, (long long)info->st_ino);
    case AGE:
        return compare(node, (time(NULL) - info->st_mtim.tv_sec) / node->unit);
    default:
        return node->number;
    }
}

static bool evaluate(struct node *node, const struct walk_entry *entry)
{
    switch (node->kind) {
    case AND:
        return evaluate(node->left, entry) && !state.quit && evaluate(node->right, entry);
    case OR:
        return evaluate(node->left, entry) || (!state.quit && evaluate(node->right, entry));
    case NOT:
        return !evaluate(node->left, entry);
    case PRINT:
    case PRINT_ZERO:
        fputs(entry->path, stdout);
        putchar(node->kind == PRINT ? '\n' : '\0');
        return true;
    case DELETE:
        return delete (entry);
    case PRUNE:
        state.pruned = true;
        return true;
    case QUIT:
        state.quit = true;
        return true;
    case EXEC:
        return execute(node, entry->path);
    case EXEC_MANY:
        collect(node, entry->path);
        return true;
    default:
        return test(node, entry);
    }
}

static bool visit(const struct walk_entry *entry, void *context)
{
    bool directory = S_ISDIR(entry->info.st_mode);
    if (state.quit)
        return false;
    state.pruned = false;
    if (entry->depth >= state.least && entry->depth <= state.most &&
        (!directory || entry->after == state.depth_first))
        evaluate(context, entry);
    return !state.quit && entry->depth < state.most && (!state.pruned || state.depth_first);
}

static bool begins_expression(const char *word)
{
    return (word[0] == '-' && word[1]) || strcmp(word, "(") == 0 || strcmp(word, "!") == 0;
}

int main(int argc, char **argv)
{
    static char here[] = ".";
    int first = 1;
    tool_init("find", usage);
    if (argc == 2 && strcmp(argv[1], "--help") == 0)
        tool_option(TOOL_HELP);
    for (; first < argc && (!strcmp(argv[first], "-L") || !strcmp(argv[first], "-H")); first++)
        state.flags = argv[first][1] == 'L' ? WALK_FOLLOW : WALK_FOLLOW_ROOT;
    first += first < argc && strcmp(argv[first], "--") == 0;
    int end = first;
    while (end < argc && !begins_expression(argv[end]))
        end++;
    state.words = argv + end;
    struct node *expression = *state.words ? parse_or() : NULL;
    if (expression && *state.words)
        tool_misuse("expected the end of the expression, found '%s'", *state.words);
    if (!state.action) {
        struct node *both = expression ? make(AND) : make(PRINT);
        both->left = expression;
        if (expression)
            both->right = make(PRINT);
        expression = both;
    }
    if (first == end)
        walk(here, state.flags, visit, expression);
    for (; first < end && !state.quit; first++)
        walk(argv[first], state.flags, visit, expression);
    flush_all(expression);
    return tool_finish() || state.failed;
}
