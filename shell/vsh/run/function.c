/* Functions (XCU 2.9.5) and the variables that are local to them. */
#include "scope.h"

#include <stdlib.h>
#include <string.h>

struct function {
    char *name;
    struct arena *arena; /* of body; the function holds it */
    const struct node *body;
    int users; /* calls under way; the function is freed behind the last one */
    bool gone;
};

struct functions {
    struct function **items; /* sorted by name */
    size_t count, capacity;
};

static size_t find(const struct functions *list, const char *name, bool *found)
{
    size_t low = 0, high = list ? list->count : 0;
    *found = false;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = strcmp(list->items[middle]->name, name);
        if (order == 0)
            *found = true;
        if (order == 0)
            return middle;
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return low;
}

static void release(struct function *function)
{
    if (!function->gone || function->users > 0)
        return;
    arena_release(function->arena);
    free(function->name);
    free(function);
}

const struct function *function_find(const struct shell *shell, const char *name)
{
    bool found;
    size_t at = find(shell->functions, name, &found);
    return found ? shell->functions->items[at] : NULL;
}

const char *function_name(const struct shell *shell, size_t number)
{
    const struct functions *list = shell->functions;
    return list && number < list->count ? list->items[number]->name : NULL;
}

bool function_unset(struct shell *shell, const char *name)
{
    bool found;
    struct functions *list = shell->functions;
    size_t at = find(list, name, &found);
    if (!found)
        return false;
    struct function *function = list->items[at];
    list->count--;
    memmove(list->items + at, list->items + at + 1, (list->count - at) * sizeof *list->items);
    function->gone = true;
    release(function);
    return true;
}

void function_define(struct shell *shell, const struct node *node)
{
    bool found;
    function_unset(shell, node->name);
    if (!shell->functions)
        shell->functions = checked_alloc(sizeof *shell->functions);
    struct functions *list = shell->functions;
    size_t at = find(list, node->name, &found);
    if (list->count == list->capacity) {
        list->capacity = list->capacity ? list->capacity * 2 : 8;
        list->items = checked_resize(list->items, list->capacity * sizeof *list->items);
    }
    struct function *function = checked_alloc(sizeof *function);
    function->name = checked_copy(node->name, strlen(node->name));
    function->arena = arena_hold(shell->arena);
    function->body = node->body;
    memmove(list->items + at + 1, list->items + at, (list->count - at) * sizeof *list->items);
    list->items[at] = function;
    list->count++;
}

void functions_free(struct shell *shell)
{
    while (shell->functions && shell->functions->count > 0)
        function_unset(shell, shell->functions->items[0]->name);
    if (shell->functions)
        free(shell->functions->items);
    free(shell->functions);
    shell->functions = NULL;
}

int function_call(struct shell *shell, const struct function *called,
                  const struct arguments *arguments)
{
    struct function *function = (struct function *)called;
    struct arguments parameters = shell->parameters;
    struct scope scope = {.function = true};
    struct arena *arena = shell->arena;
    const int loops = shell->loop_depth;
    shell->parameters = (struct arguments){0};
    set_parameters(shell, arguments->count - 1, arguments->items + 1);
    scope_enter(shell, &scope);
    shell->loop_depth = 0; /* break and continue stay inside of the function */
    shell->call_depth++;
    shell->arena = function->arena;
    function->users++;
    int status = run_element(shell, function->body);
    if (shell->jump == JUMP_RETURN) {
        shell->jump = JUMP_NONE;
        status = shell->status;
    }
    function->users--;
    release(function);
    shell->arena = arena;
    shell->call_depth--;
    shell->loop_depth = loops;
    scope_leave(shell);
    arguments_free(&shell->parameters);
    shell->parameters = parameters;
    return status;
}

/* ---- scopes ---------------------------------------------------------------------------------- */

void scope_enter(struct shell *shell, struct scope *scope)
{
    scope->outer = shell->scope;
    shell->scope = scope;
}

static char *copy_or_null(const char *text)
{
    return text ? checked_copy(text, strlen(text)) : NULL;
}

static void save(struct scope *scope, const struct vars *vars, const char *name)
{
    const struct variable *old = vars_find(vars, name);
    if (scope->count == scope->capacity) {
        scope->capacity = scope->capacity ? scope->capacity * 2 : 4;
        scope->saved = checked_resize(scope->saved, scope->capacity * sizeof *scope->saved);
    }
    scope->saved[scope->count++] = (struct saved_variable){
        .variable = {.name = copy_or_null(name),
                     .value = old ? copy_or_null(old->value) : NULL,
                     .exported = old && old->exported,
                     .readonly = old && old->readonly},
        .existed = old != NULL,
    };
}

void scope_save(struct shell *shell, const char *name)
{
    save(shell->scope, &shell->vars, name);
}

bool scope_local(struct shell *shell, const char *name)
{
    struct scope *scope = shell->scope;
    while (scope && !scope->function)
        scope = scope->outer;
    if (!scope)
        return false;
    for (size_t i = 0; i < scope->count; i++)
        if (strcmp(scope->saved[i].variable.name, name) == 0)
            return true;
    save(scope, &shell->vars, name);
    return true;
}

static void restore(struct vars *vars, const struct saved_variable *saved)
{
    const struct variable *old = &saved->variable;
    if (!saved->existed || !old->value)
        vars_unset(vars, old->name);
    if (!saved->existed)
        return;
    if (old->value)
        vars_set(vars, old->name, old->value);
    struct variable *variable = vars_ensure(vars, old->name);
    variable->exported = old->exported;
    variable->readonly = old->readonly;
}

void scope_leave(struct shell *shell)
{
    struct scope *scope = shell->scope;
    shell->scope = scope->outer;
    while (scope->count > 0) {
        struct saved_variable *saved = &scope->saved[--scope->count];
        restore(&shell->vars, saved);
        free(saved->variable.name);
        free(saved->variable.value);
    }
    free(scope->saved);
}
