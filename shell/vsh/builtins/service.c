/* svc: the services that init supervises. Everybody may look; changes need the right that the
 * session's own shell was started with, which is why this is no program. */
#include "builtins.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct service {
    char name[64], state[16];
    unsigned pid, restarts;
};

/* Takes a line apart and goes behind it; false at the end. */
static bool next(const char **text, struct service *service)
{
    const char *end = strchr(*text, '\n');
    if (!end || sscanf(*text, "%63s %15s %u %u", service->name, service->state, &service->pid,
                       &service->restarts) != 4)
        return false;
    *text = end + 1;
    return true;
}

/* All, or the one with the name. */
static int list(struct shell *shell, const char *name)
{
    char *text = os_services();
    const char *at = text;
    struct service service;
    bool found = false;
    if (!text) {
        shell_error(shell, "svc: init does not answer");
        return 1;
    }
    while (next(&at, &service)) {
        if (name && strcmp(name, service.name) != 0)
            continue;
        if (!found)
            printf("%-24s %-9s %5s %8s\n", "NAME", "STATE", "PID", "RESTARTS");
        printf("%-24s %-9s %5u %8u\n", service.name, service.state, service.pid, service.restarts);
        found = true;
    }
    free(text);
    if (!found && name)
        shell_error(shell, "svc: %s: no such service", name);
    return found ? 0 : 1;
}

static int change(struct shell *shell, const char *verb, const char *name)
{
    if (os_service_control(verb, name) == 0)
        return 0;
    shell_error(shell, "svc: %s %s: %s", verb, name,
                errno == ENOENT   ? "no such service"
                : errno == EACCES ? "only the session's own shell may do that"
                                  : strerror(errno));
    return 1;
}

int builtin_svc(struct shell *shell, int argc, char **argv)
{
    const char *verb = argc > 1 ? argv[1] : "status";
    if (argc <= 3 && strcmp(verb, "status") == 0)
        return list(shell, argc == 3 ? argv[2] : NULL);
    if (argc == 3 &&
        (strcmp(verb, "start") == 0 || strcmp(verb, "stop") == 0 || strcmp(verb, "restart") == 0))
        return change(shell, verb, argv[2]);
    shell_error(shell, "svc: expected status [NAME], or start, stop or restart and a NAME");
    return 2;
}
