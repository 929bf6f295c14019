/* Atomic instructions, and threads that wait in a shared memory: stores are the threads, and this
 * is their scheduler. */
#include "back_support.h"
#include <engine/save.h>
#include <stdlib.h>

static void begin_atomic(struct world *w)
{
    struct engine_diagnostic diagnostic = {0};
    struct import_resolver resolver = {resolve_import, NULL};
    memset(w, 0, sizeof *w);
    host_begin(&w->host);
    struct store_config config = host_config(&w->host);
    w->module = load_program(&w->host, "back_atomic", &w->bytes);
    if (!w->module || store_create(w->host.engine, &config, &w->store) < 0)
        abort();
    CHECK_EQ(store_instantiate(w->store, w->module, &resolver, &w->instance, &diagnostic), VB_OK);
}

static struct store *copy_of(struct world *w, const struct store *store, bool share)
{
    struct store_config config = host_config(&w->host);
    struct store *copy;
    CHECK_EQ(store_clone(store, &config, share, &copy), VB_OK);
    return copy;
}

static void traps(struct world *w, const char *name, uint32_t argument, enum trap_code code)
{
    start(w, w->store, name, argument);
    CHECK_EQ(finish(w->store, INT64_MAX), ENGINE_STOP_TRAP);
    CHECK_EQ(trap_of(w->store), code);
    store_unwind(w->store);
}

static void accesses(void)
{
    struct world w;
    begin_atomic(&w);
    CHECK_EQ(call(&w, "store", 8), 7);
    CHECK_EQ(call(&w, "exchange", 8), 7);
    CHECK_EQ(call(&w, "exchange", 8), 9);
    CHECK_EQ(call(&w, "load64", 8), 9);
    CHECK_EQ(call(&w, "add64", 8), 9);
    CHECK_EQ(call(&w, "load8", 8), 10);
    CHECK_EQ(call(&w, "store_own", 8), 15 + 10);
    CHECK_EQ(call(&w, "load", 65532), 0);
    end(&w);
}

static void alignment_and_bounds(void)
{
    struct world w;
    begin_atomic(&w);
    CHECK_EQ(call(&w, "load8", 3), 0);
    CHECK_EQ(call(&w, "load16", 1), 0); /* offset 1 */
    traps(&w, "load16", 2, TRAP_UNALIGNED_ATOMIC);
    for (uint32_t at = 1; at < 4; at++) {
        traps(&w, "load", at, TRAP_UNALIGNED_ATOMIC);
        traps(&w, "store", at, TRAP_UNALIGNED_ATOMIC);
        traps(&w, "exchange", at, TRAP_UNALIGNED_ATOMIC);
        traps(&w, "wait", at, TRAP_UNALIGNED_ATOMIC);
        traps(&w, "notify", at, TRAP_UNALIGNED_ATOMIC);
        traps(&w, "notify_own", at, TRAP_UNALIGNED_ATOMIC);
    }
    traps(&w, "load64", 4, TRAP_UNALIGNED_ATOMIC);
    traps(&w, "add64", 4, TRAP_UNALIGNED_ATOMIC);
    traps(&w, "wait64", 4, TRAP_UNALIGNED_ATOMIC);
    traps(&w, "load", 65536, TRAP_MEMORY_OUT_OF_BOUNDS);
    traps(&w, "load", UINT32_MAX, TRAP_MEMORY_OUT_OF_BOUNDS);
    traps(&w, "wait_soon", UINT32_MAX - 3, TRAP_MEMORY_OUT_OF_BOUNDS);
    traps(&w, "notify", 65536, TRAP_MEMORY_OUT_OF_BOUNDS);
    traps(&w, "wait_own", 0, TRAP_EXPECTED_SHARED);
    CHECK_EQ(call(&w, "notify_own", 0), 0);
    end(&w);
}

static struct atomic_operation stopped(struct store *store)
{
    struct atomic_operation operation = {0};
    CHECK_EQ(finish(store, INT64_MAX), ENGINE_STOP_ATOMIC);
    CHECK_EQ(finish(store, INT64_MAX), ENGINE_STOP_ATOMIC); /* until it is answered */
    CHECK(store_has_atomic(store));
    store_atomic(store, &operation);
    return operation;
}

static void waits_and_notifies(void)
{
    struct world w;
    begin_atomic(&w);
    struct store *other = copy_of(&w, w.store, true);
    start(&w, other, "wait_soon", 8);
    struct atomic_operation wait = stopped(other);
    CHECK_EQ(wait.kind, ATOMIC_WAIT);
    CHECK_EQ(wait.address, 12);
    CHECK_EQ(wait.timeout, 1000);
    start(&w, w.store, "notify", 12);
    struct atomic_operation notify = stopped(w.store);
    CHECK_EQ(notify.kind, ATOMIC_NOTIFY);
    CHECK_EQ(notify.address, 12);
    CHECK_EQ(notify.count, 2);
    CHECK(notify.memory == wait.memory);
    store_atomic_return(w.store, 1);
    store_atomic_return(other, ATOMIC_WOKEN);
    store_atomic_return(other, ATOMIC_TIMED_OUT); /* no longer pending: nothing */
    CHECK_EQ(finish(w.store, INT64_MAX), ENGINE_STOP_DONE);
    CHECK_EQ(result(w.store), 1);
    CHECK_EQ(finish(other, INT64_MAX), ENGINE_STOP_DONE);
    CHECK_EQ(result(other), ATOMIC_WOKEN);
    CHECK_EQ(call(&w, "store", 0), 7);
    start(&w, other, "wait", 0); /* what one has written the other sees */
    CHECK_EQ(finish(other, INT64_MAX), ENGINE_STOP_DONE);
    CHECK_EQ(result(other), ATOMIC_NOT_EQUAL);
    store_destroy(other);
    end(&w);
}

static void growth_is_seen_by_all(void)
{
    struct world w;
    begin_atomic(&w);
    struct store *other = copy_of(&w, w.store, true);
    start(&w, other, "wait", 0);
    (void)stopped(other);
    CHECK_EQ(call(&w, "grow", 2), 1);
    store_atomic_return(other, ATOMIC_TIMED_OUT);
    CHECK_EQ(finish(other, INT64_MAX), ENGINE_STOP_DONE);
    start(&w, other, "size", 0);
    CHECK_EQ(finish(other, INT64_MAX), ENGINE_STOP_DONE);
    CHECK_EQ(result(other), 3);
    start(&w, other, "store", 65536 * 3 - 4);
    CHECK_EQ(finish(other, INT64_MAX), ENGINE_STOP_DONE);
    CHECK_EQ(call(&w, "load", 65536 * 3 - 4), 7);
    CHECK_EQ(call(&w, "grow", 2), UINT32_MAX); /* the maximum is 4 */
    store_destroy(other);
    end(&w);
}

static void clone_waits_too(void)
{
    struct world w;
    begin_atomic(&w);
    start(&w, w.store, "wait", 4);
    (void)stopped(w.store);
    struct store *child = copy_of(&w, w.store, false);
    struct atomic_operation parents, childs = stopped(child);
    store_atomic(w.store, &parents);
    CHECK(childs.memory != parents.memory); /* a fork has memories of its own, shared or not */
    CHECK_EQ(childs.address, parents.address);
    store_atomic_return(child, ATOMIC_TIMED_OUT);
    CHECK_EQ(finish(child, INT64_MAX), ENGINE_STOP_DONE);
    CHECK_EQ(result(child), ATOMIC_TIMED_OUT);
    store_destroy(child);
    store_unwind(w.store);
    end(&w);
}

/* ---- snapshots ------------------------------------------------------------------------------ */

struct bytes {
    uint8_t data[65536];
    size_t size;
};

static int append(void *ctx, const void *bytes, size_t size)
{
    struct bytes *b = ctx;
    if (size > sizeof b->data - b->size)
        return VB_ERR_TOO_BIG;
    memcpy(b->data + b->size, bytes, size);
    b->size += size;
    return VB_OK;
}

/* The store, saved and restored. */
static void move(struct world *w)
{
    static struct bytes state, pages;
    struct store_config config = host_config(&w->host);
    struct save_output to_state = {append, &state}, to_pages = {append, &pages};
    struct save_position at = {0}, to = {0};
    struct restore_source source = {
        .modules = &w->module, .module_count = 1, .host = {resolve_import, NULL}};
    struct engine_diagnostic diagnostic = {0};
    struct store *restored = NULL;
    size_t used;
    state.size = pages.size = 0;
    CHECK_EQ(store_save(w->store, &to_state, &diagnostic), VB_OK);
    CHECK_EQ(store_save_pages(w->store, &at, UINT64_MAX, &to_pages), VB_OK);
    CHECK_EQ(store_restore(w->host.engine, &config, &source, state.data, state.size, &restored,
                           &diagnostic),
             VB_OK);
    CHECK_TEXT(diagnostic.text, "");
    if (!restored)
        abort();
    CHECK_EQ(store_restore_pages(restored, &to, pages.data, pages.size, &used, &diagnostic), VB_OK);
    store_destroy(w->store);
    w->store = restored;
}

/* Stopped at every reduction and moved there, and at each wait before and after it; with the same
 * result and count of reductions. `cut`: move at this stop only, 0: at none. */
static uint32_t run_moved(uint32_t cut, uint64_t *reductions, uint32_t *stops)
{
    struct world w;
    begin_atomic(&w);
    start(&w, w.store, "busy", 5);
    enum engine_stop stop = ENGINE_STOP_REDUCTIONS;
    for (*stops = 0; stop != ENGINE_STOP_DONE; (*stops)++) {
        int64_t budget = 1;
        stop = store_run(w.store, &budget);
        if (*stops + 1 == cut)
            move(&w);
        if (store_has_atomic(w.store)) {
            store_atomic_return(w.store, ATOMIC_TIMED_OUT);
            if (*stops + 2 == cut)
                move(&w);
        }
    }
    uint32_t value = result(w.store);
    *reductions = store_reductions(w.store);
    end(&w);
    return value;
}

static void saved_at_every_stop(void)
{
    uint64_t wanted, reductions;
    uint32_t stops, other;
    CHECK_EQ(run_moved(0, &wanted, &stops), 93);
    CHECK(stops >= 8); /* four waits, and loop heads */
    for (uint32_t cut = 1; cut <= stops; cut++) {
        CHECK_EQ(run_moved(cut, &reductions, &other), 93);
        CHECK_EQ(reductions, wanted);
    }
}

int main(void)
{
    RUN(accesses);
    RUN(alignment_and_bounds);
    RUN(waits_and_notifies);
    RUN(growth_is_seen_by_all);
    RUN(clone_waits_too);
    RUN(saved_at_every_stop);
    return check_exit();
}
