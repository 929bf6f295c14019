/* Variables that come back to what they were: behind a function, or behind a command with
 * assignments of its own. */
#ifndef VSH_SCOPE_H
#define VSH_SCOPE_H

#include "../shell.h"

struct saved_variable {
    struct variable variable;
    bool existed;
};

struct scope {
    struct scope *outer;
    bool function;
    struct saved_variable *saved;
    size_t count, capacity;
};

void scope_enter(struct shell *shell, struct scope *scope);
/* Restore what the innermost scope saved. */
void scope_leave(struct shell *shell);
/* Save a variable in the innermost scope. */
void scope_save(struct shell *shell, const char *name);

#endif
