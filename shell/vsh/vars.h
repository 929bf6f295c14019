/* Shell variables and positional parameters. */
#ifndef VSH_VARS_H
#define VSH_VARS_H

#include <stdbool.h>
#include <stddef.h>

struct variable {
    char *name, *value;
    bool exported;
};

struct vars {
    struct variable *items; /* sorted by name */
    size_t count, capacity;
};

/* NULL when unset. Valid until the next change. */
const char *vars_get(const struct vars *vars, const char *name);
void vars_set(struct vars *vars, const char *name, const char *value);
/* value NULL: keep, or set to nothing when there is none. */
void vars_export(struct vars *vars, const char *name, const char *value);
void vars_free(struct vars *vars);
void vars_unset(struct vars *vars, const char *name);
/* Take over NAME=VALUE strings as exported variables. */
void vars_import(struct vars *vars, char *const *environment);
/* NAME=VALUE of the exported ones, NULL-terminated; free with vars_environment_free(). */
char **vars_environment(const struct vars *vars);
void vars_environment_free(char **environment);

#endif
