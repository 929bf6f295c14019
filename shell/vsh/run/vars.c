#include "vars.h"
#include "../base/strbuf.h"

#include <stdlib.h>
#include <string.h>

/* The index of name, or where it belongs; *found says which. */
static size_t find(const struct vars *vars, const char *name, bool *found)
{
    size_t low = 0, high = vars->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(vars->items[middle].name, name);
        if (order == 0) {
            *found = true;
            return middle;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    *found = false;
    return low;
}

struct variable *vars_ensure(struct vars *vars, const char *name)
{
    bool found;
    size_t at = find(vars, name, &found);
    if (found)
        return &vars->items[at];
    if (vars->count == vars->capacity) {
        vars->capacity = vars->capacity ? vars->capacity * 2 : 32;
        vars->items = checked_resize(vars->items, vars->capacity * sizeof *vars->items);
    }
    memmove(vars->items + at + 1, vars->items + at, (vars->count - at) * sizeof *vars->items);
    vars->count++;
    vars->items[at] = (struct variable){.name = checked_copy(name, strlen(name))};
    return &vars->items[at];
}

struct variable *vars_find(const struct vars *vars, const char *name)
{
    bool found;
    size_t at = find(vars, name, &found);
    return found ? &vars->items[at] : NULL;
}

const char *vars_get(const struct vars *vars, const char *name)
{
    bool found;
    size_t at = find(vars, name, &found);
    return found ? vars->items[at].value : NULL;
}

void vars_set(struct vars *vars, const char *name, const char *value)
{
    char *copy = checked_copy(value, strlen(value)); /* value may be the variable's own */
    struct variable *variable = vars_ensure(vars, name);
    free(variable->value);
    variable->value = copy;
}

void vars_export(struct vars *vars, const char *name, const char *value)
{
    if (value)
        vars_set(vars, name, value);
    vars_ensure(vars, name)->exported = true;
}

void vars_unset(struct vars *vars, const char *name)
{
    bool found;
    size_t at = find(vars, name, &found);
    if (!found)
        return;
    free(vars->items[at].name);
    free(vars->items[at].value);
    vars->count--;
    memmove(vars->items + at, vars->items + at + 1, (vars->count - at) * sizeof *vars->items);
}

void vars_free(struct vars *vars)
{
    for (size_t i = 0; i < vars->count; i++) {
        free(vars->items[i].name);
        free(vars->items[i].value);
    }
    free(vars->items);
    *vars = (struct vars){0};
}

void vars_import(struct vars *vars, char *const *environment)
{
    for (; environment && *environment; environment++) {
        const char *equals = strchr(*environment, '=');
        if (!equals)
            continue;
        char *name = checked_copy(*environment, (size_t)(equals - *environment));
        vars_export(vars, name, equals + 1);
        free(name);
    }
}

char **vars_environment(const struct vars *vars)
{
    char **list = checked_alloc((vars->count + 1) * sizeof *list);
    size_t n = 0;
    for (size_t i = 0; i < vars->count; i++) {
        const struct variable *variable = &vars->items[i];
        if (!variable->exported || !variable->value)
            continue;
        struct strbuf text = {0};
        strbuf_adds(&text, variable->name);
        strbuf_addc(&text, '=');
        strbuf_adds(&text, variable->value);
        list[n++] = strbuf_take(&text);
    }
    return list;
}

void vars_environment_free(char **environment)
{
    for (char **item = environment; *item; item++)
        free(*item);
    free(environment);
}
