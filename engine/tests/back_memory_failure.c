/* Every allocation refused once: nothing leaks, nothing crashes, and the next try succeeds. */
#include "back_support.h"
#include <stdlib.h>
#include <string.h>

/* Load, link, run everything, clone in the middle. False when memory ran out somewhere. */
static bool run_samples(struct world *w, struct store *store)
{
    for (size_t i = 0; i < sample_count; i++) {
        uint64_t argument = samples[i].argument;
        uint64_t function = find_function(store, w->instance, samples[i].name);
        if (store_call(store, function, &argument, 1) < 0)
            return false;
        if (finish(store, 50) == ENGINE_STOP_TRAP) {
            bool memory = trap_of(store) == TRAP_OUT_OF_MEMORY ||
                          trap_of(store) == TRAP_MEMORY_OUT_OF_BOUNDS ||
                          trap_of(store) == TRAP_TABLE_OUT_OF_BOUNDS;
            CHECK(memory); /* a growth that is refused shows as an access out of bounds */
            return false;
        }
    }
    return true;
}

static bool clone_in_the_middle(struct world *w)
{
    struct store_config config = host_config(&w->host);
    struct store *copy;
    uint64_t argument = 300;
    int64_t budget = 200;
    if (store_call(w->store, find_function(w->store, w->instance, "depth"), &argument, 1) < 0 ||
        store_run(w->store, &budget) != ENGINE_STOP_REDUCTIONS)
        return false;
    if (store_clone(w->store, &config, false, &copy) < 0)
        return false;
    bool done = finish(copy, 1000) == ENGINE_STOP_DONE;
    store_destroy(copy);
    return done;
}

static bool scenario(struct world *w)
{
    struct import_resolver resolver = {resolve_import, NULL};
    struct store_config config = host_config(&w->host);
    struct engine_diagnostic diagnostic;
    bool done = false;
    w->module = load_program(&w->host, "back_programs", &w->bytes);
    if (!w->module)
        return false;
    if (store_create(w->host.engine, &config, &w->store) == VB_OK) {
        done =
            store_instantiate(w->store, w->module, &resolver, &w->instance, &diagnostic) == VB_OK &&
            run_samples(w, w->store) && clone_in_the_middle(w);
        store_destroy(w->store);
    }
    module_release(w->module);
    free(w->bytes);
    return done;
}

/* One world each, because the engine keeps its registry of types until it is destroyed. The number
 * of allocations that the scenario makes, or makes until the n-th is refused. */
static size_t refuse(size_t n, bool *done)
{
    struct world w;
    memset(&w, 0, sizeof w);
    host_begin(&w.host);
    w.host.allocations = 0;
    w.host.refuse_at = n;
    *done = scenario(&w);
    host_end(&w.host);
    CHECK_EQ(w.host.blocks, 0);
    CHECK_EQ(w.host.bytes, 0);
    return w.host.allocations;
}

static void each_allocation(void)
{
    bool done;
    size_t refused = 0;
    while (refuse(refused + 1, &done) > refused)
        refused++;
    CHECK(done);
    CHECK(refused > 50);
}

int main(void)
{
    RUN(each_allocation);
    return check_exit();
}
