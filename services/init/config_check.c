/* What holds between the entries of the configuration. */
#include "config.h"
#include <stdio.h>
#include <string.h>

int config_find(const struct config *config, const char *name)
{
    for (uint32_t i = 0; i < config->service_count; i++)
        if (strcmp(config->services[i].name, name) == 0)
            return (int)i;
    return CONFIG_NONE;
}

int config_add_child(struct config *config, int group, const char *name, const char *program)
{
    const struct config_group *from = &config->groups[group];
    struct config_service *service = &config->services[config->service_count];
    struct config_group *own = &config->groups[config->group_count];

    if (config->service_count == CONFIG_SERVICES || config->group_count == CONFIG_GROUPS)
        return CONFIG_NONE;
    *own = (struct config_group){.strategy = ONE_FOR_ONE,
                                 .restarts = from->restarts,
                                 .seconds = from->seconds,
                                 .budget = from->budget,
                                 .parent = CONFIG_NONE,
                                 .line = from->line};
    strcpy(own->name, name);
    *service = (struct config_service){.schemes = from->children.schemes,
                                       .group = (int)config->group_count,
                                       .restart = from->children.restart,
                                       .start_timeout = from->children.start_timeout,
                                       .priority = from->children.priority,
                                       .starts = CONFIG_NONE,
                                       .line = from->line};
    strcpy(service->name, name);
    strcpy(service->program, program);
    config->group_count++;
    return (int)config->service_count++;
}

/* Depth first; a service that is met while it is still being visited closes a circle. */
struct visit {
    struct config *config;
    config_report *report;
    void *context;
    enum { NEW, OPEN, DONE } state[CONFIG_SERVICES];
};

static void visit_service(struct visit *visit, int index)
{
    struct config_service *service = &visit->config->services[index];
    char text[160];
    uint32_t i = 0;

    visit->state[index] = OPEN;
    while (i < service->need_count) {
        int need = service->needs[i];

        if (visit->state[need] == OPEN) {
            snprintf(text, sizeof text, "service %s: its need of %s makes a circle; left out",
                     service->name, visit->config->services[need].name);
            visit->report(visit->context, service->line, text);
            service->needs[i] = service->needs[--service->need_count];
            continue;
        }
        if (visit->state[need] == NEW)
            visit_service(visit, need);
        i++;
    }
    visit->state[index] = DONE;
}

static void break_parents(struct config *config, config_report *report, void *context)
{
    char text[160];

    for (uint32_t i = 0; i < config->group_count; i++) {
        struct config_group *group = &config->groups[i];
        uint32_t steps = 0;
        int above = group->parent;

        while (above != CONFIG_NONE && above != (int)i && ++steps < CONFIG_GROUPS)
            above = config->groups[above].parent;
        if (above == CONFIG_NONE)
            continue;
        snprintf(text, sizeof text, "group %s: its parent %s makes a circle; left out", group->name,
                 config->groups[group->parent].name);
        report(context, group->line, text);
        group->parent = CONFIG_NONE;
    }
}

void config_break_cycles(struct config *config, config_report *report, void *context)
{
    struct visit visit = {.config = config, .report = report, .context = context};

    for (uint32_t i = 0; i < config->service_count; i++)
        if (visit.state[i] == NEW)
            visit_service(&visit, (int)i);
    break_parents(config, report, context);
}
