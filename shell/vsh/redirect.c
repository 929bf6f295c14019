/* Descriptors of a command: first a map, then either given to a new process or applied here. */
#include "os.h"
#include "shell.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
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

static bool duplicate(struct fd_map *map, const struct redirect *redirect, const char *target)
{
    char *end;
    long from = strtol(target, &end, 10);
    if (strcmp(target, "-") == 0) {
        map->from[redirect->fd] = -1;
        return true;
    }
    if (*end || end == target || from < 0 || from >= SHELL_FDS || map->from[from] < 0) {
        shell_error("%s: bad descriptor: expected an open one from 0 to 9, or -", target);
        return false;
    }
    map->from[redirect->fd] = map->from[from];
    return true;
}

static bool open_file(struct fd_map *map, const struct redirect *redirect, const char *target)
{
    static const int flags[] = {
        [REDIRECT_READ] = O_RDONLY,
        [REDIRECT_WRITE] = O_WRONLY | O_CREAT | O_TRUNC,
        [REDIRECT_APPEND] = O_WRONLY | O_CREAT | O_APPEND,
        [REDIRECT_READ_WRITE] = O_RDWR | O_CREAT,
    };
    if (map->opened_count == SHELL_FDS * 2) {
        shell_error("%s: more than %d redirections", target, SHELL_FDS * 2);
        return false;
    }
    int fd = os_open(target, flags[redirect->kind]);
    if (fd < 0) {
        shell_error("%s: %s", target, strerror(errno));
        return false;
    }
    map->opened[map->opened_count++] = fd;
    map->from[redirect->fd] = fd;
    return true;
}

bool fd_map_redirect(struct shell *shell, struct fd_map *map, const struct redirect *redirects)
{
    for (; redirects; redirects = redirects->next) {
        char *target = expand_single(shell, redirects->target);
        if (!target) {
            fd_map_close(map);
            return false;
        }
        bool ok = redirects->kind == REDIRECT_DUPLICATE ? duplicate(map, redirects, target)
                                                        : open_file(map, redirects, target);
        free(target);
        if (!ok) {
            fd_map_close(map);
            return false;
        }
    }
    return true;
}

bool fd_map_apply(const struct fd_map *map, struct fd_saved *saved)
{
    int copies[SHELL_FDS];
    bool ok = true;
    /* Copies first: a source may itself be about to be replaced. */
    for (int fd = 0; fd < SHELL_FDS; fd++) {
        saved->saved[fd] = copies[fd] = -1;
        if (map->from[fd] == fd)
            continue;
        if (map->from[fd] >= 0 && (copies[fd] = os_dup_above(map->from[fd], SHELL_FDS)) < 0)
            ok = false;
        if (os_fd_is_open(fd)) {
            saved->saved[fd] = os_dup_above(fd, SHELL_FDS);
            ok = ok && saved->saved[fd] >= 0;
        } else if (map->from[fd] >= 0) {
            saved->saved[fd] = -2;
        }
    }
    for (int fd = 0; fd < SHELL_FDS; fd++) {
        if (map->from[fd] == fd)
            continue;
        if (copies[fd] >= 0) {
            ok = os_dup2(copies[fd], fd) >= 0 && ok;
            close(copies[fd]);
        } else {
            close(fd);
        }
    }
    if (!ok) {
        shell_error("cannot redirect: %s", strerror(errno));
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
