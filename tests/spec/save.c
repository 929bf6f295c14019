/* Going on with a store that was saved and restored: nothing may live outside of what is written.
 */
#include "runner.h"
#include <bytes.h>
#include <engine/save.h>
#include <stdlib.h>
#include <string.h>

static int restore(struct runner *r, const struct restore_source *source, const struct bytes *state,
                   const struct bytes *pages, struct store **out,
                   struct engine_diagnostic *diagnostic)
{
    struct save_position at = {0};
    size_t used;
    int status = store_restore(r->host.engine, &r->config, source, state->data, state->size, out,
                               diagnostic);
    if (status < 0)
        return status;
    status = store_restore_pages(*out, &at, pages->data, pages->size, &used, diagnostic);
    if (status == VB_OK && used == pages->size)
        return VB_OK;
    store_destroy(*out);
    return VB_ERR_PROTOCOL;
}

static int save(const struct store *store, struct bytes *state, struct bytes *pages,
                struct engine_diagnostic *diagnostic)
{
    struct save_output state_out = {bytes_append, state}, pages_out = {bytes_append, pages};
    struct save_position at = {0};
    int status = store_save(store, &state_out, diagnostic);
    while (status == VB_OK && store_save_pages(store, &at, 16, &pages_out) > 0) {
    }
    return status;
}

int save_and_restore(struct runner *r, const struct import_resolver *host,
                     struct engine_diagnostic *diagnostic)
{
    struct bytes state = {0}, pages = {0};
    struct store *restored;
    uint32_t count = store_instance_count(r->store);
    struct module **modules = calloc(count + 1, sizeof(void *));
    struct restore_source source = {.modules = modules, .module_count = count, .host = *host};
    if (!modules)
        abort();
    for (uint32_t i = 0; i < count; i++)
        modules[i] = store_instance_module(r->store, i);
    int status = save(r->store, &state, &pages, diagnostic);
    if (status == VB_OK)
        status = restore(r, &source, &state, &pages, &restored, diagnostic);
    if (status == VB_OK) {
        store_destroy(r->store);
        r->store = restored;
    }
    free((void *)modules);
    free(state.data);
    free(pages.data);
    return status;
}
