/*
 * The interpreter beside native code: the kernels of bench_kernels.c and bench_mix.c, compiled with
 * the same compiler, -O2 for WebAssembly, -O2 and -O3 natively, best of several runs. Prints a
 * table; with --json, an object a line. tests/bench/engines.py puts other engines beside these.
 *
 *   bench_engine KERNELS.wasm [--json] [NAME]
 */
#define _POSIX_C_SOURCE 200809L
#include "bench_kernels.h"
#include <engine_host.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define RUNS 11

struct kernel {
    const char *name;
    unsigned (*native)(unsigned), (*native3)(unsigned);
    unsigned rounds;
    bool integer;
};

static const struct kernel kernels[] = {
#define K(name, rounds, integer) {#name, bench_##name, bench3_##name, rounds, integer},
    BENCH_KERNELS(K)
#undef K
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* not what other processes take */
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static void stop(const char *what, const char *detail)
{
    fprintf(stderr, "bench_engine: %s: %s\n", what, detail);
    exit(1);
}

static unsigned run_wasm(struct store *store, uint32_t instance, const char *name, unsigned rounds)
{
    char export[64];
    struct extern_value function;
    int length = snprintf(export, sizeof export, "bench_%s", name);
    if (store_find_export(store, instance, export, (size_t)length, &function) < 0)
        stop("no such export", export);
    uint64_t argument = rounds;
    int64_t budget = INT64_MAX;
    uint32_t count;
    if (store_call(store, function.address, &argument, 1) < 0)
        stop("the call failed", export);
    for (;;) {
        enum engine_stop reason = store_run(store, &budget);
        if (reason == ENGINE_STOP_DONE)
            break;
        if (reason != ENGINE_STOP_HOST_CALL)
            stop("the call failed", export);
        struct host_call call;
        store_host_call(store, &call);
        uint64_t answer = call.arguments[0];
        store_host_return(store, &answer);
    }
    return (unsigned)store_results(store, &count)[0];
}

static int resolve(void *ctx, struct store *store, const struct module_import *import,
                   struct extern_value *out)
{
    (void)ctx, (void)store;
    if (import->kind != EXTERN_FUNC)
        return VB_ERR_NOT_FOUND;
    *out = (struct extern_value){.kind = EXTERN_FUNC, .is_host = true};
    return VB_OK;
}

unsigned bench_tick(unsigned value)
{
    return value;
}

static double measure(struct store *store, uint32_t instance, const struct kernel *k, bool json)
{
    double native = INFINITY, native3 = INFINITY, engine = INFINITY;
    for (int run = 0; run < RUNS; run++) {
        double t0 = now();
        unsigned wanted = k->native(k->rounds);
        double t1 = now();
        unsigned found = run_wasm(store, instance, k->name, k->rounds);
        double t2 = now();
        unsigned wanted3 = k->native3(k->rounds);
        double t3 = now();
        if (wanted != found || wanted3 != found)
            stop("the results differ", k->name);
        native = fmin(native, t1 - t0);
        engine = fmin(engine, t2 - t1);
        native3 = fmin(native3, t3 - t2);
    }
    printf(json ? "{\"bench\": \"engine/%s\", \"rounds\": %u, \"native_ns\": %.0f, "
                  "\"native_o3_ns\": %.0f, \"engine_ns\": %.0f, \"ratio\": %.2f}\n"
                : "%-12s %6u rounds   native %12.0f ns   -O3 %12.0f ns   engine %12.0f ns   ratio "
                  "%6.2f\n",
           k->name, k->rounds, native, native3, engine, engine / native);
    fflush(stdout);
    return engine / native;
}

int main(int argc, char **argv)
{
    bool json = argc > 2 && strcmp(argv[2], "--json") == 0;
    const char *only = argc > 2 + json ? argv[2 + json] : NULL;
    struct host host;
    struct engine_diagnostic diagnostic;
    struct module *module;
    struct store *store;
    uint32_t instance;
    size_t size;
    if (argc < 2)
        stop("usage", "bench_engine KERNELS.wasm [--json] [NAME]");
    uint8_t *bytes = read_file(argv[1], &size);
    host_begin(&host);
    if (module_load(host.engine, &host.allocator, bytes, size, &module, &diagnostic) < 0)
        stop("load", diagnostic.text);
    struct store_config config = host_config(&host);
    struct import_resolver resolver = {resolve, NULL};
    if (store_create(host.engine, &config, &store) < 0 ||
        store_instantiate(store, module, &resolver, &instance, &diagnostic) < 0)
        stop("instantiate", diagnostic.text);

    double product = 0;
    int integers = 0;
    for (size_t i = 0; i < sizeof kernels / sizeof *kernels; i++) {
        if (only && strcmp(only, kernels[i].name) != 0)
            continue;
        double ratio = measure(store, instance, &kernels[i], json);
        if (kernels[i].integer) {
            product += log(ratio);
            integers++;
        }
    }
    if (integers > 0 && !json)
        printf("geometric mean of the integer kernels: native / %.2f\n", exp(product / integers));
    store_destroy(store);
    module_release(module);
    host_end(&host);
    free(bytes);
    return host.blocks != 0;
}
