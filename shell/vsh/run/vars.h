/* Named texts: shell variables, and aliases. */
#ifndef VSH_VARS_H
#define VSH_VARS_H

#include <stdbool.h>
#include <stddef.h>

struct variable {
    char *name, *value; /* value NULL: it has attributes only */
    bool exported, readonly;
};

struct vars {
    struct variable *items; /* sorted by name */
    size_t count, capacity;
};

/* NULL when unset. Valid until the next change. */
const char *vars_get(const struct vars *vars, const char *name);
/* The variable, even if it has no value; NULL when there is none. */
struct variable *vars_find(const struct vars *vars, const char *name);
/* The same, made if there is none. */
struct variable *vars_ensure(struct vars *vars, const char *name);
/* Set the value, read-only or not. */
void vars_set(struct vars *vars, const char *name, const char *value);
/* value NULL: keep. */
void vars_export(struct vars *vars, const char *name, const char *value);
void vars_free(struct vars *vars);
void vars_unset(struct vars *vars, const char *name);
/* Take over NAME=VALUE strings as exported variables. */
void vars_import(struct vars *vars, char *const *environment);
/* NAME=VALUE of the exported ones, NULL-terminated; free with vars_environment_free(). */
char **vars_environment(const struct vars *vars);
void vars_environment_free(char **environment);

#endif
