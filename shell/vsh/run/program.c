/* Programs: found by PATH, started with their environment, scripts included. */
#include "../interactive/suggest.h"
#include "process.h"
#include "scope.h"

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

char *find_program(const struct shell *shell, const char *name, const char *path)
{
    bool directory;
    if (strchr(name, '/'))
        return checked_copy(name, strlen(name));
    if (!path)
        path = vars_get(&shell->vars, "PATH");
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

/* How a program is begun: os_spawn() or os_exec(). */
typedef int begin_function(const struct os_spawn *spawn, os_process *process, char *message,
                           size_t size);

static int exec_here(const struct os_spawn *spawn, os_process *process, char *message, size_t size)
{
    (void)process;
    return os_exec(spawn, message, size);
}

static int begin_script(begin_function *begin, struct os_spawn *spawn, os_process *process,
                        char *message, size_t size)
{
    struct arguments list = {0};
    arguments_add(&list, checked_copy("vsh", 3));
    arguments_add(&list, checked_copy(spawn->path, strlen(spawn->path)));
    for (char *const *argument = spawn->arguments + 1; *argument; argument++)
        arguments_add(&list, checked_copy(*argument, strlen(*argument)));
    spawn->path = "/bin/vsh";
    spawn->arguments = list.items;
    int error = begin(spawn, process, message, size);
    arguments_free(&list);
    return error;
}

/* To somebody who types, a command that is like it is named, too. */
static int not_found(struct shell *shell, const char *name)
{
    char *similar = shell->interactive ? suggest_command(shell, name) : NULL;
    if (similar)
        shell_error(shell, "%s: command not found; did you mean '%s'?", name, similar);
    else
        shell_error(shell, "%s: command not found", name);
    free(similar);
    return 127;
}

static int begin_error(const struct shell *shell, const char *name, const char *path, int error,
                       const char *message)
{
    bool directory;
    if (error == ENOENT) {
        shell_error(shell, strchr(name, '/') ? "%s: no such file" : "%s: command not found", name);
        return 127;
    }
    if (file_is(path, &directory) && directory)
        shell_error(shell, "%s: is a directory", name);
    else
        shell_error(shell, "%s: %s", name, *message ? message : strerror(error));
    return 126;
}

bool assign_all(struct shell *shell, const struct node *node, bool temporary)
{
    bool ok = true;
    for (const struct assignment *at = node->assignments; ok && at; at = at->next) {
        char *value = expand_text(shell, at->value, EXPAND_ASSIGNMENT);
        if (value && temporary)
            scope_save(shell, at->name);
        ok = value && shell_assign(shell, at->name, value);
        if (ok && temporary)
            vars_export(&shell->vars, at->name, NULL);
        free(value);
    }
    return ok;
}

/* The status when it does not succeed, or 0. */
static int begin_program(struct shell *shell, struct arguments *arguments, struct os_spawn *spawn,
                         begin_function *begin, os_process *process)
{
    char message[256] = "";
    char *path = find_program(shell, arguments->items[0], NULL);
    if (!path)
        return not_found(shell, arguments->items[0]);
    char **environment = vars_environment(&shell->vars);
    spawn->path = path;
    spawn->arguments = arguments->items;
    spawn->environment = environment;
    int error = begin(spawn, process, message, sizeof message);
    if (error == ENOEXEC && is_script(path))
        error = begin_script(begin, spawn, process, message, sizeof message);
    int status = error ? begin_error(shell, arguments->items[0], path, error, message) : 0;
    vars_environment_free(environment);
    free(path);
    return status;
}

struct started start_program(struct shell *shell, const struct node *node,
                             struct arguments *arguments, const struct fd_map *map, os_job job)
{
    struct started result = {.status = 1};
    struct scope scope = {0};
    struct os_spawn spawn = {.fds = map->from, .fd_count = SHELL_FDS, .job = job};
    scope_enter(shell, &scope);
    if (assign_all(shell, node, true))
        result.status = begin_program(shell, arguments, &spawn, os_spawn, &result.process);
    else
        abandon(shell);
    scope_leave(shell);
    return result;
}

int exec_program(struct shell *shell, const struct node *node, struct arguments *arguments)
{
    struct scope scope = {0};
    struct os_spawn spawn = {0};
    int status = 1;
    scope_enter(shell, &scope);
    fflush(NULL);
    if (assign_all(shell, node, true))
        status = begin_program(shell, arguments, &spawn, exec_here, NULL);
    scope_leave(shell);
    return status;
}
