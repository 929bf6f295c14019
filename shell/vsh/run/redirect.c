/* Descriptors of a command: first a map, then either given to a new process or applied here. */
#include "../../lib/output.h"
#include "../os.h"
#include "../shell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void fd_map_init(struct fd_map *map)
{
    for (int fd = 0; fd < SHELL_FDS; fd++)
        map->from[fd] = fd < 3 || os_fd_is_open(fd) ? fd : -1;
    map->opened_count = 0;
}

void fd_map_close(struct fd_map *map)
{
    while (map->opened_count > 0)
        close(map->opened[--map->opened_count]);
}

static bool duplicate(struct shell *shell, struct fd_map *map, const struct redirect *redirect,
                      const char *target)
{
    char *end;
    long from = strtol(target, &end, 10);
    if (strcmp(target, "-") == 0) {
        map->from[redirect->fd] = -1;
        return true;
    }
    if (*end || end == target || from < 0 || from >= SHELL_FDS || map->from[from] < 0) {
        shell_error(shell, "%s: bad descriptor: expected an open one from 0 to 9, or -", target);
        return false;
    }
    map->from[redirect->fd] = map->from[from];
    return true;
}

static bool have_room(struct shell *shell, const struct fd_map *map)
{
    if (map->opened_count < SHELL_FDS * 2)
        return true;
    shell_error(shell, "expected at most %d files in redirections, found more", SHELL_FDS * 2);
    return false;
}

static void opened(struct fd_map *map, int to, int fd)
{
    map->opened[map->opened_count++] = fd;
    map->from[to] = fd;
}

/* set -C: > does not write over an ordinary file. */
static bool would_clobber(struct shell *shell, enum redirect_kind kind, const char *target)
{
    struct stat info;
    return kind == REDIRECT_WRITE && shell_option(shell, OPTION_NO_CLOBBER) &&
           stat(target, &info) == 0 && S_ISREG(info.st_mode);
}

static bool open_file(struct shell *shell, struct fd_map *map, const struct redirect *redirect,
                      const char *target)
{
    static const int flags[] = {
        [REDIRECT_READ] = O_RDONLY,
        [REDIRECT_WRITE] = O_WRONLY | O_CREAT | O_TRUNC,
        [REDIRECT_CLOBBER] = O_WRONLY | O_CREAT | O_TRUNC,
        [REDIRECT_APPEND] = O_WRONLY | O_CREAT | O_APPEND,
        [REDIRECT_READ_WRITE] = O_RDWR | O_CREAT,
    };
    if (would_clobber(shell, redirect->kind, target)) {
        shell_error(shell, "%s: exists, and `set -C` protects it: expected >| to write over it",
                    target);
        return false;
    }
    int fd = os_open(target, flags[redirect->kind]);
    if (fd < 0) {
        shell_error(shell, "%s: %s", target, strerror(errno));
        return false;
    }
    opened(map, redirect->fd, fd);
    return true;
}

/* A here-document is a pipe; what it does not hold is written by a process of its own. */
static bool open_here(struct shell *shell, struct fd_map *map, const struct redirect *redirect,
                      const char *text)
{
    enum { PIPE_HOLDS = 4096 };
    const size_t length = strlen(text);
    int ends[2];
    if (os_pipe(ends) != 0) {
        shell_error(shell, "cannot make a pipe: %s", strerror(errno));
        return false;
    }
    os_process writer = 0;
    int side = 1;
    if (length > PIPE_HOLDS) {
        fflush(NULL);
        side = os_fork(0, &writer);
    }
    if (side == 0)
        close(ends[0]);
    if (side == 0 || length <= PIPE_HOLDS)
        (void)write_all(ends[1], text, length); /* it may be that nobody reads it */
    if (side == 0)
        _Exit(0);
    if (side < 0)
        shell_error(shell, "cannot fork: %s", strerror(errno));
    if (writer)
        os_release(writer);
    close(ends[1]);
    opened(map, redirect->fd, ends[0]);
    return side > 0;
}

static bool redirect_one(struct shell *shell, struct fd_map *map, const struct redirect *redirect,
                         const char *target)
{
    if (redirect->kind == REDIRECT_DUPLICATE)
        return duplicate(shell, map, redirect, target);
    if (!have_room(shell, map))
        return false;
    return redirect->kind == REDIRECT_HERE ? open_here(shell, map, redirect, target)
                                           : open_file(shell, map, redirect, target);
}

bool fd_map_redirect(struct shell *shell, struct fd_map *map, const struct redirect *redirects)
{
    for (; redirects; redirects = redirects->next) {
        char *target = expand_text(shell, redirects->target, EXPAND_TEXT);
        if (!target)
            abandon(shell);
        bool ok = target && redirect_one(shell, map, redirects, target);
        free(target);
        if (!ok) {
            fd_map_close(map);
            return false;
        }
    }
    return true;
}

/* Whether a descriptor of the shell's is to change. */
static bool changes(const struct fd_map *map, int fd)
{
    return map->from[fd] != fd && (map->from[fd] >= 0 || os_fd_is_open(fd));
}

bool fd_map_apply(const struct shell *shell, const struct fd_map *map, struct fd_saved *saved)
{
    int copies[SHELL_FDS];
    bool ok = true, change[SHELL_FDS];
    /* Copies first: a source may itself be about to be replaced. */
    for (int fd = 0; fd < SHELL_FDS; fd++) {
        saved->saved[fd] = copies[fd] = -1;
        change[fd] = changes(map, fd);
        if (!change[fd])
            continue;
        ok = os_fd_vacate(fd) && ok;
        if (map->from[fd] >= 0 && (copies[fd] = os_dup_above(map->from[fd], SHELL_FDS)) < 0)
            ok = false;
        if (os_fd_is_open(fd)) {
            saved->saved[fd] = os_dup_above(fd, SHELL_FDS);
            ok = ok && saved->saved[fd] >= 0;
        } else {
            saved->saved[fd] = -2;
        }
    }
    for (int fd = 0; fd < SHELL_FDS; fd++) {
        if (!change[fd])
            continue;
        if (copies[fd] >= 0) {
            ok = os_dup2(copies[fd], fd) >= 0 && ok;
            close(copies[fd]);
        } else {
            close(fd);
        }
    }
    if (!ok) {
        shell_error(shell, "cannot redirect: %s", strerror(errno));
        fd_map_restore(saved);
    }
    return ok;
}

void fd_map_restore(struct fd_saved *saved)
{
    for (int fd = 0; fd < SHELL_FDS; fd++) {
        if (saved->saved[fd] >= 0) {
            os_dup2(saved->saved[fd], fd);
            close(saved->saved[fd]);
        } else if (saved->saved[fd] == -2) {
            close(fd);
        }
        saved->saved[fd] = -1;
    }
}

void fd_map_keep(struct fd_saved *saved)
{
    for (int fd = 0; fd < SHELL_FDS; fd++) {
        if (saved->saved[fd] >= 0)
            close(saved->saved[fd]);
        saved->saved[fd] = -1;
    }
}
