/* Copies of a store, at every place where one can stop. */
#include "back_support.h"
#include <store.h>

static struct store *clone(struct world *w, bool share)
{
    struct store_config config = host_config(&w->host);
    struct store *copy = NULL;
    CHECK_EQ(store_clone(w->store, &config, share, &copy), VB_OK);
    return copy;
}

/* The stack has room for every frame, not only for the innermost. */
static void check_room(const struct store *store)
{
    struct frame_cursor frame;
    for (bool more = frame_first(store, &frame); more; more = frame_next(store, &frame)) {
        const struct module *module = store->instances[frame.instance]->module;
        CHECK(store->stack_limit - frame.slots >= module->funcs[frame.function].code->frame_slots);
    }
}

static void callers_have_room(void)
{
    struct world w;
    int64_t budget = 3;
    begin(&w);
    start(&w, w.store, "wide", 10);
    CHECK_EQ(store_run(w.store, &budget), ENGINE_STOP_REDUCTIONS);
    CHECK_EQ(store_backtrace(w.store, NULL, 0), 2);
    struct store *copy = clone(&w, false);
    check_room(copy);
    CHECK_EQ(finish(copy, INT64_MAX), ENGINE_STOP_DONE);
    store_destroy(copy);
    end(&w);
}

/* Clone after every reduction, host calls included; the copy finishes, then the original goes on
 * as if nothing had been. */
static void clone_at_each_stop(const struct sample *sample)
{
    struct world w, plain;
    begin(&plain);
    uint32_t wanted = call(&plain, sample->name, sample->argument);
    uint64_t used = store_reductions(plain.store);
    end(&plain);
    begin(&w);
    start(&w, w.store, sample->name, sample->argument);
    for (;;) {
        int64_t budget = 1;
        enum engine_stop stop = store_run(w.store, &budget);
        if (stop == ENGINE_STOP_DONE)
            break;
        struct store *copy = clone(&w, false);
        CHECK_EQ(finish(copy, INT64_MAX), ENGINE_STOP_DONE);
        CHECK_EQ(result(copy), wanted);
        CHECK_EQ(store_reductions(copy), used);
        store_destroy(copy);
        if (stop == ENGINE_STOP_HOST_CALL) {
            struct host_call call;
            store_host_call(w.store, &call);
            uint64_t answer = 10 * call.arguments[0];
            store_host_return(w.store, &answer);
        }
    }
    CHECK_EQ(result(w.store), wanted);
    end(&w);
}

static void every_stop(void)
{
    for (size_t i = 0; i < sample_count; i++)
        clone_at_each_stop(&samples[i]);
}

static void deep_recursion(void)
{
    struct world w;
    begin(&w);
    uint32_t wanted = call(&w, "depth", 3000);
    start(&w, w.store, "depth", 3000);
    int64_t budget = 2500;
    CHECK_EQ(store_run(w.store, &budget), ENGINE_STOP_REDUCTIONS);
    CHECK_EQ(store_backtrace(w.store, NULL, 0), 2500);
    struct store *copy = clone(&w, false);
    CHECK_EQ(store_backtrace(copy, NULL, 0), 2500);
    CHECK_EQ(finish(w.store, INT64_MAX), ENGINE_STOP_DONE);
    CHECK_EQ(finish(copy, 3), ENGINE_STOP_DONE);
    CHECK_EQ(result(w.store), wanted);
    CHECK_EQ(result(copy), wanted);
    store_destroy(copy);
    end(&w);
}

/* The memories of a fork are apart; those of a thread are one, and it has no frames. */
static void memories(void)
{
    struct world w;
    begin(&w);
    struct store *fork = clone(&w, false), *thread = clone(&w, true);
    CHECK_EQ(store_backtrace(thread, NULL, 0), 0);
    CHECK_EQ(call(&w, "grow", 1), 3042);
    start(&w, fork, "grow", 1);
    CHECK_EQ(finish(fork, INT64_MAX), ENGINE_STOP_DONE);
    CHECK_EQ(result(fork), 3042);
    start(&w, thread, "grow", 1); /* sees the page that the first store added */
    CHECK_EQ(finish(thread, INT64_MAX), ENGINE_STOP_DONE);
    CHECK_EQ(result(thread), 4042);
    store_destroy(fork);
    store_destroy(thread);
    end(&w);
}

int main(void)
{
    RUN(every_stop);
    RUN(callers_have_room);
    RUN(deep_recursion);
    RUN(memories);
    return check_exit();
}
