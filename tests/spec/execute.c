/* Instantiation and actions. */
#include "runner.h"
#include <stdlib.h>
#include <string.h>

/* No test of the suite needs more; one that loops for ever fails. */
#define MAX_REDUCTIONS 2000000000

static bool same_name(const char *text, const struct module_name *name)
{
    return text && strlen(text) == name->length && memcmp(text, name->text, name->length) == 0;
}

static int resolve(void *ctx, struct store *store, const struct module_import *import,
                   struct extern_value *out)
{
    struct runner *r = ctx;
    if (same_name("spectest", &import->module))
        return spectest_resolve(r, store, import, out);
    for (struct loaded *m = r->modules; m; m = m->next) {
        if (!same_name(m->registered, &import->module))
            continue;
        if (m->refused) {
            note_refusal(r, NULL);
            return VB_ERR_NOT_FOUND;
        }
        int status =
            store_find_export(store, m->instance, import->field.text, import->field.length, out);
        /* A host function that the other module exports again: only we know its type. */
        bool host = status == VB_OK && out->is_host && import->kind == EXTERN_FUNC;
        return host && !spectest_has_type(out->host_id, import->type.func) ? VB_ERR_BAD_TYPE
                                                                           : status;
    }
    return VB_ERR_NOT_FOUND;
}

static void set_error(struct outcome *out, const char *text, int status)
{
    out->kind = OUTCOME_ERROR;
    snprintf(out->text, sizeof out->text, "%s (status %d)", text, status);
}

static void take_results(struct runner *r, struct outcome *out)
{
    const uint64_t *results = store_results(r->store, &out->count);
    if (out->count > MAX_VALUES) {
        set_error(out, "too many results", 0);
        return;
    }
    out->kind = OUTCOME_DONE;
    if (out->count > 0)
        memcpy(out->results, results, out->count * sizeof *results);
}

static void take_trap(struct runner *r, struct outcome *out)
{
    struct trap_info trap;
    store_trap(r->store, &trap);
    out->kind = OUTCOME_TRAP;
    out->trap = trap.code;
    snprintf(out->text, sizeof out->text, "%s", trap_message(trap.code));
    store_unwind(r->store);
}

/* Go on with what was saved and restored. */
static bool move_store(struct runner *r, struct outcome *out)
{
    struct import_resolver host = {.resolve = resolve, .ctx = r};
    struct engine_diagnostic diagnostic = {.text = ""};
    int status = save_and_restore(r, &host, &diagnostic);
    if (status < 0)
        set_error(out, diagnostic.text, status);
    return status >= 0;
}

/* Go on with a copy: nothing of a stopped thread may live outside of its store. */
static bool fork_store(struct runner *r, struct outcome *out)
{
    struct store *copy;
    int status = store_clone(r->store, &r->config, false, &copy);
    if (status < 0) {
        set_error(out, "store_clone failed", status);
        return false;
    }
    store_destroy(r->store);
    r->store = copy;
    return !r->save || move_store(r, out);
}

/* Copies are made at the stops 1, 2, 4, 8 and so on of an action, for there can be very many. */
static bool should_fork(const struct runner *r, uint64_t stops)
{
    return r->fork && (stops & (stops - 1)) == 0;
}

/* False when it must be executed again, as after having been restored. */
static bool answer_atomic(struct store *store)
{
    struct atomic_operation operation;
    if (!store_has_atomic(store))
        return false;
    store_atomic(store, &operation);
    store_atomic_return(store, operation.kind == ATOMIC_WAIT ? ATOMIC_TIMED_OUT : 0);
    return true;
}

static void run(struct runner *r, struct outcome *out)
{
    int64_t left = MAX_REDUCTIONS;
    uint64_t stops = 0;
    bool moved = false;
    for (;;) {
        int64_t given = r->quantum ? r->quantum : left, reductions = given;
        enum engine_stop stop = store_run(r->store, &reductions);
        left -= given - reductions;
        switch (stop) {
        case ENGINE_STOP_DONE:
            take_results(r, out);
            return;
        case ENGINE_STOP_TRAP:
            take_trap(r, out);
            return;
        case ENGINE_STOP_HOST_CALL: /* one of spectest's prints: nothing to show */
            if (r->fork && !fork_store(r, out))
                return;
            store_host_return(r->store, NULL);
            break;
        case ENGINE_STOP_ATOMIC: /* nobody else can notify, or wait */
            if (r->fork && !moved && !fork_store(r, out))
                return;
            moved = !answer_atomic(r->store);
            break;
        case ENGINE_STOP_REDUCTIONS:
            if (left <= 0) {
                set_error(out, "does not end", 0);
                store_unwind(r->store);
                return;
            }
            if (should_fork(r, ++stops) && !fork_store(r, out))
                return;
            break;
        }
    }
}

static void call(struct runner *r, uint64_t funcref, const uint64_t *arguments, uint32_t count,
                 struct outcome *out)
{
    int status = store_call(r->store, funcref, arguments, count);
    if (status < 0)
        set_error(out, "store_call failed", status);
    else
        run(r, out);
}

int instantiate(struct runner *r, struct loaded *loaded, struct outcome *out)
{
    struct import_resolver resolver = {.resolve = resolve, .ctx = r};
    struct engine_diagnostic diagnostic = {.text = ""};
    *out = (struct outcome){.kind = OUTCOME_DONE};
    int status =
        store_instantiate(r->store, loaded->module, &resolver, &loaded->instance, &diagnostic);
    if (status < 0) {
        out->kind = status == VB_ERR_TRAPPED ? OUTCOME_TRAP : OUTCOME_ERROR;
        snprintf(out->text, sizeof out->text, "%s", diagnostic.text);
        return status;
    }
    uint64_t start = store_start_function(r->store, loaded->instance);
    if (start)
        call(r, start, NULL, 0, out);
    return out->kind == OUTCOME_DONE ? VB_OK : VB_ERR_TRAPPED;
}

/* ---- actions ------------------------------------------------------------------------------- */

static struct loaded *find_module(struct runner *r, const char *name)
{
    if (!name)
        return r->current;
    for (struct loaded *m = r->modules; m; m = m->next)
        if (m->name && strcmp(m->name, name) == 0)
            return m;
    return NULL;
}

static void invoke(struct runner *r, const struct extern_value *function, const json_t *action,
                   struct outcome *out)
{
    const json_t *values = json_object_get(action, "args");
    uint64_t arguments[MAX_VALUES];
    uint32_t slots = 0;
    for (size_t i = 0; i < json_array_size(values); i++) {
        const json_t *value = json_array_get(values, i);
        if (slots + value_slots(value) > MAX_VALUES || !parse_value(value, &arguments[slots])) {
            set_error(out, "cannot read an argument", 0);
            return;
        }
        slots += value_slots(value);
    }
    call(r, function->address, arguments, slots, out);
}

void perform(struct runner *r, const json_t *action, struct outcome *out)
{
    /* Names of exports may hold NULs. */
    const json_t *field = json_object_get(action, "field");
    const char *type = json_text(action, "type");
    struct loaded *module = find_module(r, json_text(action, "module"));
    struct extern_value item;
    *out = (struct outcome){.kind = OUTCOME_ERROR};
    if (!module || module->refused) {
        if (module)
            note_refusal(r, NULL);
        set_error(out, "no such module", 0);
        return;
    }
    int status = store_find_export(r->store, module->instance, json_string_value(field),
                                   json_string_length(field), &item);
    if (status < 0) {
        set_error(out, "no such export", status);
    } else if (strcmp(type, "get") == 0 && item.kind == EXTERN_GLOBAL) {
        out->kind = OUTCOME_DONE;
        out->count = value_type_slots(store_global_type(r->store, item.address).type);
        memcpy(out->results, store_global_value(r->store, item.address),
               out->count * sizeof *out->results);
    } else if (strcmp(type, "invoke") == 0 && item.kind == EXTERN_FUNC) {
        invoke(r, &item, action, out);
    } else {
        set_error(out, "the export is of another kind", 0);
    }
}
