/* Programs: found by PATH, started with their environment, scripts included. */
#include "os.h"
#include "pipeline.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool file_is(const char *path, bool *directory)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return false;
    *directory = S_ISDIR(info.st_mode);
    return true;
}

/* The file of a command by PATH; NULL when there is none. The caller frees it. */
static char *find_program(struct shell *shell, const char *name)
{
    bool directory;
    if (strchr(name, '/'))
        return checked_copy(name, strlen(name));
    const char *path = vars_get(&shell->vars, "PATH");
    while (path && *path) {
        size_t length = strcspn(path, ":");
        struct strbuf file = {0};
        strbuf_add(&file, length ? path : ".", length ? length : 1);
        strbuf_addc(&file, '/');
        strbuf_adds(&file, name);
        if (file_is(file.data, &directory) && !directory)
            return strbuf_take(&file);
        strbuf_free(&file);
        path += length + (path[length] == ':');
    }
    return NULL;
}

/* Text files are scripts of this shell (XCU 2.9.1.1): spawn the shell with them. Pictures, archives
 * and programs of other systems have a NUL early on, which no text has. */
static bool is_script(const char *path)
{
    char head[256];
    int fd = os_open(path, O_RDONLY);
    if (fd < 0)
        return false;
    ssize_t n = read(fd, head, sizeof head);
    close(fd);
    return n >= 0 && !memchr(head, '\0', (size_t)n);
}

static int spawn_script(struct os_spawn *spawn, os_process *process, char *message, size_t size)
{
    struct arguments list = {0};
    arguments_add(&list, checked_copy("vsh", 3));
    arguments_add(&list, checked_copy(spawn->path, strlen(spawn->path)));
    for (char *const *argument = spawn->arguments + 1; *argument; argument++)
        arguments_add(&list, checked_copy(*argument, strlen(*argument)));
    spawn->path = "/bin/vsh";
    spawn->arguments = list.items;
    int error = os_spawn(spawn, process, message, size);
    arguments_free(&list);
    return error;
}

static int spawn_error(const char *name, const char *path, int error, const char *message)
{
    bool directory;
    if (error == ENOENT) {
        shell_error(strchr(name, '/') ? "%s: no such file" : "%s: command not found", name);
        return 127;
    }
    if (file_is(path, &directory) && directory)
        shell_error("%s: is a directory", name);
    else
        shell_error("%s: %s", name, *message ? message : strerror(error));
    return 126;
}

void assign_all(struct shell *shell, const struct node *node, struct vars *vars, bool *ok)
{
    for (const struct word *word = node->assignments; word; word = word->next) {
        size_t length = name_length(word->text);
        char *value = expand_single(shell, word->text + length + 1);
        if (!value) {
            *ok = false;
            return;
        }
        char *name = checked_copy(word->text, length);
        if (vars == &shell->vars)
            vars_set(vars, name, value);
        else
            vars_export(vars, name, value);
        free(name);
        free(value);
    }
}

/* The environment of a program: the exported variables and the assignments before its name. */
static char **environment_of(struct shell *shell, const struct node *node, bool *ok)
{
    char **list = vars_environment(&shell->vars);
    if (!node->assignments)
        return list;
    struct vars own = {0};
    vars_import(&own, list);
    vars_environment_free(list);
    assign_all(shell, node, &own, ok);
    list = vars_environment(&own);
    vars_free(&own);
    return list;
}

struct started start_program(struct shell *shell, const struct node *node,
                             struct arguments *arguments, const struct fd_map *map, os_job job)
{
    struct started result = {.status = 127};
    char message[256] = "";
    bool ok = true;
    char *path = find_program(shell, arguments->items[0]);
    if (!path) {
        shell_error("%s: command not found", arguments->items[0]);
        return result;
    }
    char **environment = environment_of(shell, node, &ok);
    struct os_spawn spawn = {path, arguments->items, environment, map->from, SHELL_FDS, job};
    int error = ok ? os_spawn(&spawn, &result.process, message, sizeof message) : EINVAL;
    if (ok && error == ENOEXEC && is_script(path))
        error = spawn_script(&spawn, &result.process, message, sizeof message);
    if (!ok)
        result.status = 1;
    else if (error)
        result.status = spawn_error(arguments->items[0], path, error, message);
    vars_environment_free(environment);
    free(path);
    return result;
}
