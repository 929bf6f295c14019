#include "runner.h"
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* ---- life time ----------------------------------------------------------------------------- */

void runner_create(struct runner *r)
{
    int status = VB_OK;
    host_begin(&r->host);
    r->config = host_config(&r->host);
    if (!r->load_only)
        status = store_create(r->host.engine, &r->config, &r->store);
    if (status < 0) {
        fprintf(stderr, "spec-runner: cannot create the store (%d)\n", status);
        exit(2);
    }
}

void runner_destroy(struct runner *r)
{
    if (r->store)
        store_destroy(r->store);
    while (r->modules) {
        struct loaded *loaded = r->modules;
        r->modules = loaded->next;
        drop_module(r, loaded);
    }
    host_end(&r->host);
    r->line = 0;
    if (r->host.blocks > 0)
        report(r, "%zu blocks are still allocated at the end", r->host.blocks);
}

void report(struct runner *r, const char *format, ...)
{
    va_list arguments;
    if (r->uses_refused)
        return;
    va_start(arguments, format);
    printf("%s.wast:%d: ", r->stem, r->line);
    vprintf(format, arguments);
    printf("\n");
    va_end(arguments);
    r->failed++;
}

bool note_refusal(struct runner *r, const char *reason)
{
    if (!r->refusals)
        return false;
    r->uses_refused = true;
    if (reason)
        printf("%s.wast:%d: refused: %s\n", r->stem, r->line, reason);
    return true;
}

const char *json_text(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

/* ---- modules ------------------------------------------------------------------------------- */

int load_file(struct runner *r, const char *name, struct loaded **out,
              struct engine_diagnostic *diagnostic)
{
    char path[4096];
    size_t size;
    struct loaded *loaded = calloc(1, sizeof *loaded);
    snprintf(path, sizeof path, "%s/%s", r->folder, name);
    loaded->bytes = read_file(path, &size);
    int status = module_load(r->host.engine, &r->host.allocator, loaded->bytes, size,
                             &loaded->module, diagnostic);
    if (status < 0) {
        free(loaded->bytes);
        free(loaded);
        return status;
    }
    *out = loaded;
    return VB_OK;
}

void drop_module(struct runner *r, struct loaded *loaded)
{
    (void)r;
    if (loaded->module)
        module_release(loaded->module);
    free(loaded->bytes);
    free(loaded->name);
    free(loaded->registered);
    free(loaded);
}

void keep_module(struct runner *r, struct loaded *loaded)
{
    loaded->next = r->modules;
    r->modules = loaded;
}
