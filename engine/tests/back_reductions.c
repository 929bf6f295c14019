/* Reductions: their count is a function of module and input, and stopping changes nothing. The
 * expected numbers follow from docs/engine.md; the same test runs on every dispatch variant. */
#include "back_support.h"

static uint64_t used_by(struct world *w, const char *name, uint32_t argument, int64_t budget)
{
    uint64_t before = store_reductions(w->store);
    start(w, w->store, name, argument);
    CHECK_EQ(finish(w->store, budget), ENGINE_STOP_DONE);
    return store_reductions(w->store) - before;
}

static void exact_counts(void)
{
    struct world w;
    begin(&w);
    CHECK_EQ(used_by(&w, "double", 1, INT64_MAX), 1); /* the call */
    CHECK_EQ(used_by(&w, "fib", 5, INT64_MAX), 15);   /* its calls */
    CHECK_EQ(used_by(&w, "sum", 0, INT64_MAX), 1);
    CHECK_EQ(used_by(&w, "sum", 10, INT64_MAX), 11);      /* and ten arrivals at the loop head */
    CHECK_EQ(used_by(&w, "ticks", 1, INT64_MAX), 3);      /* and two host calls */
    CHECK_EQ(used_by(&w, "tail_sum", 10, INT64_MAX), 12); /* tail calls cost as calls */
    CHECK_EQ(used_by(&w, "tail_host", 1, INT64_MAX), 2);
    CHECK_EQ(used_by(&w, "fill", 0, INT64_MAX), 2); /* an empty piece is one */
    CHECK_EQ(used_by(&w, "fill", 4096, INT64_MAX), 2);
    CHECK_EQ(used_by(&w, "fill", 4097, INT64_MAX), 3);
    CHECK_EQ(used_by(&w, "fill", 131072, INT64_MAX), 33);
    end(&w);
}

/* A stop at every single reduction gives the same result and the same count. */
static void stop_at_each(void)
{
    for (size_t i = 0; i < sample_count; i++) {
        struct world whole, pieces;
        begin(&whole);
        begin(&pieces);
        uint32_t wanted = call(&whole, samples[i].name, samples[i].argument);
        uint64_t used = used_by(&pieces, samples[i].name, samples[i].argument, 1);
        CHECK_EQ(result(pieces.store), wanted);
        CHECK_EQ(used, store_reductions(whole.store));
        CHECK_EQ(*store_global_value(pieces.store, 0), *store_global_value(whole.store, 0));
        end(&whole);
        end(&pieces);
    }
}

/* Each run with a budget of one ends at the next safepoint, with an offset inside the function. */
static void one_at_a_time(void)
{
    struct world w;
    uint64_t stops = 0;
    begin(&w);
    start(&w, w.store, "fib", 9);
    for (;;) {
        int64_t budget = 1;
        struct frame_info frame;
        enum engine_stop stop = store_run(w.store, &budget);
        if (stop == ENGINE_STOP_DONE)
            break;
        CHECK_EQ(stop, ENGINE_STOP_REDUCTIONS);
        CHECK_EQ(budget, 0);
        CHECK(store_backtrace(w.store, &frame, 1) >= 1);
        stops++;
    }
    CHECK_EQ(stops, store_reductions(w.store));
    end(&w);
}

static uint64_t fill_count(const uint8_t *base)
{
    uint64_t count = 0;
    while (base[count] == 1)
        count++;
    return count;
}

/* A bulk operation stops in its middle, with what is done visible in memory. */
static void bulk_stops_in_the_middle(void)
{
    struct world w;
    struct extern_value memory;
    begin(&w);
    CHECK_EQ(store_find_export(w.store, w.instance, "memory", 6, &memory), VB_OK);
    start(&w, w.store, "fill", 100000);
    int64_t budget = 4; /* the call and three pieces */
    CHECK_EQ(store_run(w.store, &budget), ENGINE_STOP_REDUCTIONS);
    struct linear_memory *m = store_host_memory(w.store, false);
    CHECK_EQ(fill_count(m->base), 3 * 4096);
    budget = 1;
    CHECK_EQ(store_run(w.store, &budget), ENGINE_STOP_REDUCTIONS);
    CHECK_EQ(fill_count(m->base), 4 * 4096);
    CHECK_EQ(finish(w.store, 2), ENGINE_STOP_DONE);
    CHECK_EQ(fill_count(m->base), 100000);
    end(&w);
}

int main(void)
{
    RUN(exact_counts);
    RUN(stop_at_each);
    RUN(one_at_a_time);
    RUN(bulk_stops_in_the_middle);
    return check_exit();
}
