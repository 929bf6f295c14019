/* Functions at the edges of the internal form: branches too far for 16 bits, very many locals. */
#include "back_support.h"
#include <stdlib.h>
#include <string.h>

struct bytes {
    uint8_t at[1 << 20];
    size_t count;
};

static void put(struct bytes *b, const void *data, size_t size)
{
    memcpy(b->at + b->count, data, size);
    b->count += size;
}
#define PUT(b, ...) put(b, (const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

/* Five bytes, so that a size can be written before it is known. */
static void put_u32(struct bytes *b, uint32_t v)
{
    PUT(b, v | 0x80, v >> 7 | 0x80, v >> 14 | 0x80, v >> 21 | 0x80, v >> 28);
}

/* A module that exports "f": i32 -> i32 with this body (local declarations and code). */
static void module_around(struct bytes *out, const struct bytes *body)
{
    out->count = 0;
    PUT(out, 0, 'a', 's', 'm', 1, 0, 0, 0);
    PUT(out, 1, 6, 1, 0x60, 1, 0x7f, 1, 0x7f); /* types */
    PUT(out, 3, 2, 1, 0);                      /* functions */
    PUT(out, 7, 5, 1, 1, 'f', 0, 0);           /* exports */
    PUT(out, 10);
    put_u32(out, (uint32_t)body->count + 6);
    PUT(out, 1);
    put_u32(out, (uint32_t)body->count);
    put(out, body->at, body->count);
}

static uint32_t run(const struct bytes *body, uint32_t argument, uint64_t *used)
{
    static struct bytes out;
    struct host host;
    struct engine_diagnostic diagnostic = {0};
    struct import_resolver resolver = {resolve_import, NULL};
    struct module *module;
    struct store *store;
    uint32_t instance, found = 0;
    uint64_t slot = argument;
    module_around(&out, body);
    host_begin(&host);
    struct store_config config = host_config(&host);
    if (module_load(host.engine, &host.allocator, out.at, out.count, &module, &diagnostic) < 0) {
        check_fail(__FILE__, __LINE__, "%s", diagnostic.text);
        host_end(&host);
        return 0;
    }
    CHECK_EQ(store_create(host.engine, &config, &store), VB_OK);
    CHECK_EQ(store_instantiate(store, module, &resolver, &instance, &diagnostic), VB_OK);
    CHECK_EQ(store_call(store, find_function(store, instance, "f"), &slot, 1), VB_OK);
    if (finish(store, 100) == ENGINE_STOP_DONE)
        found = result(store);
    else
        check_fail(__FILE__, __LINE__, "%s", trap_message(trap_of(store)));
    *used = store_reductions(store);
    store_destroy(store);
    module_release(module);
    host_end(&host);
    CHECK_EQ(host.blocks, 0);
    return found;
}

enum { I32 = 0x7f, LOOP = 3, IF = 4, END = 0x0b, BR_IF = 0x0d, GET = 0x20, SET = 0x21, TEE = 0x22 };
enum { CONST = 0x41, LT_S = 0x48, ADD = 0x6a, SUB = 0x6b, EMPTY = 0x40 };
#define ADDITIONS 40000

/* local 1 is the sum, and the loop runs n times: both its branch and that of the `if` around it are
 * longer than 32,768 words. */
static void far_branches(void)
{
    static struct bytes body;
    uint64_t used;
    body.count = 0;
    PUT(&body, 1, 1, I32);
    PUT(&body, CONST, 0, GET, 0, LT_S, IF, EMPTY, LOOP, EMPTY);
    for (int i = 0; i < ADDITIONS; i++)
        PUT(&body, GET, 1, CONST, 3, ADD, SET, 1);
    PUT(&body, GET, 0, CONST, 1, SUB, TEE, 0, BR_IF, 0, END, END, GET, 1, END);
    CHECK_EQ(run(&body, 2, &used), 2 * 3 * ADDITIONS);
    /* The call; two arrivals at the loop head; 5 + 160,000 + 5 instructions hold 625 times 256. */
    CHECK_EQ(used, 1 + 2 + 2 * 625);
    CHECK_EQ(run(&body, 0, &used), 0);
    CHECK_EQ(used, 1);
}

enum { V128 = 0x7b, VECTOR = 0xfd, V128_CONST = 0x0c, EXTRACT = 0x1b };

/* The same with the sum in the last lane of a v128. */
static void far_branches_with_vectors(void)
{
    static struct bytes body;
    uint64_t used;
    body.count = 0;
    PUT(&body, 2, 1, I32, 1, V128);
    PUT(&body, CONST, 0, GET, 0, LT_S, IF, EMPTY, LOOP, EMPTY);
    for (int i = 0; i < ADDITIONS / 2; i++)
        PUT(&body, GET, 2, VECTOR, V128_CONST, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 3, 0, 0, 0,
            VECTOR, 0xae, 0x01, SET, 2); /* i32x4.add */
    PUT(&body, GET, 0, CONST, 1, SUB, TEE, 0, BR_IF, 0, END, END);
    PUT(&body, GET, 2, VECTOR, EXTRACT, 3, GET, 1, ADD, END);
    CHECK_EQ(run(&body, 2, &used), 3 * ADDITIONS);
    /* 5 + 80,000 + 5 instructions hold 312 times 256 in the loop. */
    CHECK_EQ(used, 1 + 2 + 2 * 312);
}

static void many_vectors(void)
{
    static struct bytes body;
    uint64_t used;
    body.count = 0;
    PUT(&body, 2, 1, I32);
    put_u32(&body, 20000);
    PUT(&body, V128);
    PUT(&body, GET, 0, VECTOR, 0x11, SET, 0xa1, 0x9c, 0x01); /* i32x4.splat to local 20,001 */
    PUT(&body, GET, 0xa1, 0x9c, 0x01, VECTOR, EXTRACT, 2);
    PUT(&body, GET, 0xa0, 0x9c, 0x01, VECTOR, EXTRACT, 0, ADD, END);
    CHECK_EQ(run(&body, 7, &used), 7);
    CHECK_EQ(used, 1 + 40001 / 512);
}

static void many_locals(void)
{
    static struct bytes body;
    uint64_t used;
    body.count = 0;
    PUT(&body, 1);
    put_u32(&body, 40000);
    PUT(&body, I32);
    PUT(&body, GET, 0, CONST, 1, ADD, SET, 0xc0, 0xb8, 0x02); /* local 40,000 */
    PUT(&body, GET, 0xc0, 0xb8, 0x02, GET, 0xbf, 0xb8, 0x02, ADD, END);
    CHECK_EQ(run(&body, 6, &used), 7);
    CHECK_EQ(used, 1 + 40000 / 512);
}

/* Far more operands on the stack than a frame has room for. */
static void frame_too_large(void)
{
    static struct bytes body, out;
    struct host host;
    struct module *module;
    struct engine_diagnostic diagnostic;
    body.count = 0;
    PUT(&body, 0);
    for (int i = 0; i < 70000; i++)
        PUT(&body, GET, 0);
    for (int i = 1; i < 70000; i++)
        PUT(&body, ADD);
    PUT(&body, END);
    module_around(&out, &body);
    host_begin(&host);
    CHECK_EQ(module_load(host.engine, &host.allocator, out.at, out.count, &module, &diagnostic),
             VB_OK);
    struct world w = {.host = host, .module = module};
    struct store_config config = host_config(&host);
    struct import_resolver resolver = {resolve_import, NULL};
    CHECK_EQ(store_create(host.engine, &config, &w.store), VB_OK);
    CHECK_EQ(store_instantiate(w.store, module, &resolver, &w.instance, &diagnostic), VB_OK);
    start(&w, w.store, "f", 1);
    CHECK_EQ(finish(w.store, 100), ENGINE_STOP_TRAP);
    CHECK_EQ(trap_of(w.store), TRAP_CALL_STACK_EXHAUSTED);
    store_destroy(w.store);
    module_release(module);
    host_end(&host);
    CHECK_EQ(host.blocks, 0);
}

int main(void)
{
    RUN(far_branches);
    RUN(far_branches_with_vectors);
    RUN(many_vectors);
    RUN(many_locals);
    RUN(frame_too_large);
    return check_exit();
}
