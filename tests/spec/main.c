/*
 * spec-runner [--load-only] [--quantum N] [--fork] [--save] [--refusals] script.json
 *
 * Runs a script of the WebAssembly test suite, prints each failure with its line in the script, for
 * each type of command "kind TYPE passed N failed N refused N", and at last
 * "passed N failed N text-skipped N not-run N refused N superseded N", where the last are
 * assertions of older scripts against what a proposal has made valid since. Exit status: 0 when
 * nothing failed, 1 when something did, 2 when the script is unusable.
 *
 *   --load-only  run only what needs no store
 *   --quantum N  interrupt execution after every N reductions
 *   --fork       continue with a clone of the store after interrupts and at host calls
 *   --save       likewise, and then with the clone saved and restored
 *   --refusals   count what needs a feature that the engine (or the converter) refuses by name
 *                apart, with its reason, and what uses such a module; else it fails
 */
#include "runner.h"
#include <stdlib.h>
#include <string.h>

/* ---- commands that need a loaded module only ------------------------------------------------ */

/* A module whose text the converter could not read. */
static void not_converted(struct runner *r, const json_t *command)
{
    const char *reason = json_text(command, "reason");
    if (!note_refusal(r, reason))
        report(r, "not converted: %s", reason);
}

/* assert_malformed and assert_invalid */
static void assert_refused(struct runner *r, const json_t *command)
{
    struct engine_diagnostic diagnostic = {.text = ""};
    struct loaded *loaded;
    const char *wanted = json_text(command, "text"), *file = json_text(command, "filename");
    if (*file == '\0') {
        not_converted(r, command);
        return;
    }
    int status = load_file(r, file, &loaded, &diagnostic);
    if (status == VB_OK) {
        drop_module(r, loaded);
        const char *proposal = superseding_proposal(wanted);
        if (proposal) {
            printf("%s.wast:%d: superseded by the proposal %s: %s\n", r->stem, r->line, proposal,
                   wanted);
            r->superseded++;
            return;
        }
        report(r, "%s was accepted, expected \"%s\"", file, wanted);
        return;
    }
    bool refused =
        status == VB_ERR_BAD_MODULE || status == VB_ERR_NOT_SUPPORTED || status == VB_ERR_LIMIT;
    bool matches = text_matches(r, wanted, diagnostic.text);
    if (status == VB_ERR_NOT_SUPPORTED && !matches && note_refusal(r, diagnostic.text))
        return;
    if (!refused || !matches)
        report(r, "%s: expected \"%s\", found \"%s\" (status %d)", file, wanted, diagnostic.text,
               status);
    else
        r->passed++;
}

static struct loaded *load_valid(struct runner *r, const json_t *command)
{
    struct engine_diagnostic diagnostic = {.text = ""};
    struct loaded *loaded = NULL;
    const char *file = json_text(command, "filename");
    if (*file == '\0') {
        not_converted(r, command);
        return NULL;
    }
    int status = load_file(r, file, &loaded, &diagnostic);
    bool refused = status == VB_ERR_NOT_SUPPORTED || status == VB_ERR_LIMIT;
    if (refused && note_refusal(r, diagnostic.text))
        return NULL;
    if (status < 0)
        report(r, "%s at %llu: %s (status %d)", file, (unsigned long long)diagnostic.offset,
               diagnostic.text, status);
    return loaded;
}

/* ---- commands that execute ------------------------------------------------------------------ */

static char *copy_text(const char *text)
{
    return text ? strdup(text) : NULL;
}

static void define_module(struct runner *r, const json_t *command)
{
    struct outcome outcome;
    struct loaded *loaded = load_valid(r, command);
    r->current = NULL;
    if (!loaded && r->uses_refused)
        loaded = calloc(1, sizeof *loaded);
    if (!loaded)
        return;
    keep_module(r, loaded);
    if (loaded->module && !r->load_only && instantiate(r, loaded, &outcome) < 0 &&
        !r->uses_refused) {
        report(r, "%s: cannot instantiate: %s", json_text(command, "filename"), outcome.text);
        return;
    }
    loaded->refused = r->uses_refused;
    loaded->name = copy_text(json_text(command, "name"));
    r->current = loaded;
    r->passed++;
}

/* A module that is instantiated later, by name. */
static void define_only(struct runner *r, const json_t *command)
{
    struct loaded *loaded = load_valid(r, command);
    if (!loaded && r->uses_refused) {
        loaded = calloc(1, sizeof *loaded);
        loaded->refused = true;
    }
    if (!loaded)
        return;
    loaded->name = copy_text(json_text(command, "name"));
    keep_module(r, loaded);
    r->definition = loaded;
    r->passed++;
}

static void instantiate_definition(struct runner *r, const json_t *command)
{
    const char *name = json_text(command, "definition");
    struct loaded *definition = r->definition, *loaded;
    struct outcome outcome;
    for (struct loaded *other = r->modules; name && other; other = other->next)
        if (other->name && strcmp(other->name, name) == 0)
            definition = other;
    loaded = calloc(1, sizeof *loaded);
    loaded->name = copy_text(json_text(command, "name"));
    keep_module(r, loaded);
    r->current = loaded;
    if (!definition || definition->refused) {
        loaded->refused = definition != NULL;
        if (!definition || !note_refusal(r, NULL))
            report(r, "no such definition");
        return;
    }
    loaded->module = definition->module;
    module_retain(loaded->module);
    if (instantiate(r, loaded, &outcome) < 0)
        report(r, "cannot instantiate: %s", outcome.text);
    else
        r->passed++;
}

static void register_module(struct runner *r, const json_t *command)
{
    const char *name = json_text(command, "name");
    struct loaded *m = r->current;
    for (struct loaded *other = r->modules; name && other; other = other->next)
        if (other->name && strcmp(other->name, name) == 0) {
            m = other;
            break;
        }
    if (!m) {
        report(r, "register: no module");
        return;
    }
    free(m->registered);
    m->registered = copy_text(json_text(command, "as"));
}

/* assert_unlinkable and assert_uninstantiable. What such a module wrote to tables of others before
 * it failed stays, so it is kept. */
static void assert_not_instantiated(struct runner *r, const json_t *command)
{
    const char *wanted = json_text(command, "text");
    bool unlinkable = strcmp(json_text(command, "type"), "assert_unlinkable") == 0;
    struct outcome outcome;
    struct loaded *loaded = load_valid(r, command);
    if (!loaded)
        return;
    keep_module(r, loaded);
    if (r->load_only) {
        r->not_run++;
        return;
    }
    int status = instantiate(r, loaded, &outcome);
    if (status != (unlinkable ? VB_ERR_UNLINKABLE : VB_ERR_TRAPPED) ||
        !text_matches(r, wanted, outcome.text))
        report(r, "expected \"%s\", found \"%s\" (status %d)", wanted, outcome.text, status);
    else
        r->passed++;
}

static const json_t *action_of(const json_t *command)
{
    return json_object_get(command, "action");
}

static void report_value(struct runner *r, size_t i, const json_t *expected, const uint64_t *found)
{
    const char *value = json_text(expected, "value"), *type = json_text(expected, "type");
    if (value_slots(expected) == 2)
        report(r, "result %zu: expected another %s, found 0x%016llx%016llx", i, type,
               (unsigned long long)found[1], (unsigned long long)found[0]);
    else
        report(r, "result %zu: expected %s %s, found %llu (0x%llx)", i, type,
               value ? value : "not null", (unsigned long long)*found, (unsigned long long)*found);
}

static void assert_return(struct runner *r, const json_t *command)
{
    const json_t *list = json_object_get(command, "expected");
    struct outcome outcome;
    perform(r, action_of(command), &outcome);
    if (outcome.kind != OUTCOME_DONE) {
        report(r, "expected results, found \"%s\"", outcome.text);
        return;
    }
    size_t slots = 0, slot = 0;
    for (size_t i = 0; i < json_array_size(list); i++)
        slots += value_slots(json_array_get(list, i));
    if (outcome.count != slots) {
        report(r, "expected results of %zu slots, found %u", slots, outcome.count);
        return;
    }
    for (size_t i = 0; i < json_array_size(list); i++) {
        const json_t *expected = json_array_get(list, i);
        if (!value_matches(expected, &outcome.results[slot])) {
            report_value(r, i, expected, &outcome.results[slot]);
            return;
        }
        slot += value_slots(expected);
    }
    r->passed++;
}

/* assert_trap and assert_exhaustion */
static void assert_trap(struct runner *r, const json_t *command)
{
    const char *wanted = json_text(command, "text");
    struct outcome outcome;
    perform(r, action_of(command), &outcome);
    if (outcome.kind == OUTCOME_TRAP && text_matches(r, wanted, outcome.text))
        r->passed++;
    else
        report(r, "expected trap \"%s\", found \"%s\"", wanted,
               outcome.kind == OUTCOME_DONE ? "results" : outcome.text);
}

static void assert_exception(struct runner *r, const json_t *command)
{
    struct outcome outcome;
    perform(r, action_of(command), &outcome);
    if (outcome.kind == OUTCOME_TRAP && outcome.trap == TRAP_UNCAUGHT_EXCEPTION)
        r->passed++;
    else
        report(r, "expected an exception, found \"%s\"",
               outcome.kind == OUTCOME_DONE ? "results" : outcome.text);
}

static void plain_action(struct runner *r, const json_t *command)
{
    struct outcome outcome;
    perform(r, action_of(command), &outcome);
    if (outcome.kind == OUTCOME_DONE)
        r->passed++;
    else
        report(r, "action: \"%s\"", outcome.text);
}

/* ---- the script ----------------------------------------------------------------------------- */

static const struct handler {
    const char *type;
    bool loads_only;
    void (*run)(struct runner *r, const json_t *command);
} handlers[] = {
    {"module", true, define_module},
    {"module_definition", true, define_only},
    {"module_instance", false, instantiate_definition},
    {"assert_malformed", true, assert_refused},
    {"assert_invalid", true, assert_refused},
    {"assert_unlinkable", true, assert_not_instantiated},
    {"assert_uninstantiable", true, assert_not_instantiated},
    {"register", false, register_module},
    {"action", false, plain_action},
    {"assert_return", false, assert_return},
    {"assert_trap", false, assert_trap},
    {"assert_exhaustion", false, assert_trap},
    {"assert_exception", false, assert_exception},
};

static struct tally *tally_of(struct runner *r, const char *type)
{
    for (size_t i = 0; i < MAX_TALLIES - 1; i++) {
        if (!r->tallies[i].type)
            r->tallies[i].type = type;
        if (strcmp(r->tallies[i].type, type) == 0)
            return &r->tallies[i];
    }
    return &r->tallies[MAX_TALLIES - 1];
}

/* What a command came to. If it needs a module that was refused, it neither passed nor failed. */
static void count(struct runner *r, const char *type, unsigned passed, unsigned failed)
{
    struct tally *tally = tally_of(r, type);
    if (r->uses_refused) {
        r->passed = passed;
        r->failed = failed;
        r->refused++;
        tally->refused++;
    }
    tally->passed += r->passed - passed;
    tally->failed += r->failed - failed;
}

static void run_command(struct runner *r, const json_t *command)
{
    const char *type = json_text(command, "type"), *form = json_text(command, "module_type");
    unsigned passed = r->passed, failed = r->failed;
    r->uses_refused = false;
    r->line = (int)json_integer_value(json_object_get(command, "line"));
    if (form && strcmp(form, "text") == 0) {
        r->text_skipped++;
        return;
    }
    for (size_t i = 0; i < ARRAY_LEN(handlers); i++) {
        if (strcmp(handlers[i].type, type) != 0)
            continue;
        if (r->load_only && !handlers[i].loads_only)
            r->not_run++;
        else
            handlers[i].run(r, command);
        count(r, handlers[i].type, passed, failed);
        return;
    }
    report(r, "unknown command %s", type);
}

static json_t *read_script(const char *path)
{
    json_t *script = json_load(path);
    if (!script)
        exit(2);
    return script;
}

/* "a/b/script.json" to "a/b"; "." without a slash. */
static char *folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? strndup(path, (size_t)(slash - path)) : strdup(".");
}

/* The script's name without folder and suffix, from the name of its source. */
static char *stem_of(const json_t *script, const char *path)
{
    const char *source = json_text(script, "source_filename");
    source = source ? source : path;
    const char *slash = strrchr(source, '/');
    char *stem = strdup(slash ? slash + 1 : source), *dot = strrchr(stem, '.');
    if (dot)
        *dot = '\0';
    return stem;
}

/* The script's path, NULL when the arguments are wrong. */
static const char *read_options(struct runner *r, int argc, char **argv)
{
    const char *path = NULL;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--load-only") == 0)
            r->load_only = true;
        else if (strcmp(argv[i], "--fork") == 0)
            r->fork = true;
        else if (strcmp(argv[i], "--save") == 0)
            r->fork = r->save = true;
        else if (strcmp(argv[i], "--refusals") == 0)
            r->refusals = true;
        else if (strcmp(argv[i], "--quantum") == 0 && i + 1 < argc)
            r->quantum = strtoll(argv[++i], NULL, 10);
        else if (!path && argv[i][0] != '-')
            path = argv[i];
        else
            return NULL;
    }
    return path;
}

int main(int argc, char **argv)
{
    struct runner runner = {0};
    const char *path = read_options(&runner, argc, argv);
    if (!path) {
        fprintf(stderr,
                "usage: spec-runner [--load-only] [--quantum N] [--fork] [--save] [--refusals] "
                "script.json\n");
        return 2;
    }
    json_t *script = read_script(path);
    char *folder = folder_of(path), *stem = stem_of(script, path);
    runner.folder = folder;
    runner.stem = stem;
    runner_create(&runner);
    const json_t *commands = json_object_get(script, "commands");
    for (size_t i = 0; i < json_array_size(commands); i++)
        run_command(&runner, json_array_get(commands, i));
    runner_destroy(&runner);
    for (size_t i = 0; i < MAX_TALLIES && runner.tallies[i].type; i++)
        printf("kind %s passed %u failed %u refused %u\n", runner.tallies[i].type,
               runner.tallies[i].passed, runner.tallies[i].failed, runner.tallies[i].refused);
    printf("passed %u failed %u text-skipped %u not-run %u refused %u superseded %u\n",
           runner.passed, runner.failed, runner.text_skipped, runner.not_run, runner.refused,
           runner.superseded);
    json_free(script);
    free(folder);
    free(stem);
    return runner.failed ? 1 : 0;
}
