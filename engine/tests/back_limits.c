/* What is too large to be instantiated or to run is refused by the name of the limit. */
#include "back_support.h"
#include <string.h>

static const uint8_t magic[] = {0, 'a', 's', 'm', 1, 0, 0, 0};

/* Instantiate a module of these sections. */
static void check_no_instance(const uint8_t *sections, size_t size, uint64_t max_memory_bytes,
                              int status, const char *text)
{
    uint8_t bytes[200];
    struct host host;
    struct module *module;
    struct store *store;
    struct engine_diagnostic diagnostic = {0};
    struct import_resolver resolver = {resolve_import, NULL};
    uint32_t instance;
    memcpy(bytes, magic, sizeof magic);
    memcpy(bytes + sizeof magic, sections, size);
    host_begin(&host);
    struct store_config config = host_config(&host);
    config.max_memory_bytes = max_memory_bytes;
    CHECK_EQ(
        module_load(host.engine, &host.allocator, bytes, sizeof magic + size, &module, &diagnostic),
        VB_OK);
    CHECK_EQ(store_create(host.engine, &config, &store), VB_OK);
    CHECK_EQ(store_instantiate(store, module, &resolver, &instance, &diagnostic), status);
    CHECK_TEXT(diagnostic.text, text);
    store_destroy(store);
    module_release(module);
    host_end(&host);
    CHECK_EQ(host.blocks, 0);
}

static void memories(void)
{
    static const uint8_t two[] = {5, 5, 2, 0, 1, 0, 5}; /* of 1 and 5 pages */
    check_no_instance(two, sizeof two, 4 << 16, VB_ERR_LIMIT,
                      "memory 1 too big: expected at most 4 pages, found 5");
}

static void tags(void)
{
    static const uint8_t nine_vectors[] = {1,    13,   1,    0x60, 9, 0x7b, 0x7b, 0x7b, 0x7b, 0x7b,
                                           0x7b, 0x7b, 0x7b, 0x7b, 0, 13,   3,    1,    0,    0};
    check_no_instance(nine_vectors, sizeof nine_vectors, 0, VB_ERR_LIMIT,
                      "tag 0: expected at most 16 parameters (a v128 counts twice), found 18");
}

static void stack(void)
{
    struct world w;
    struct trap_info info;
    begin_with(&w, 4096);
    start(&w, w.store, "depth", 100000);
    CHECK_EQ(finish(w.store, 1000), ENGINE_STOP_TRAP);
    store_trap(w.store, &info);
    CHECK_EQ(info.code, TRAP_CALL_STACK_EXHAUSTED);
    CHECK_TEXT(info.excess.what, "bytes of stack");
    CHECK_EQ(info.excess.most, 4096);
    CHECK(info.excess.found > 4096 && info.excess.found < 8192);
    store_unwind(w.store);
    start(&w, w.store, "trap_in_try", 1); /* another trap is not about the stack */
    (void)finish(w.store, 1000);
    store_trap(w.store, &info);
    CHECK(info.excess.what == NULL);
    end(&w);
}

/* 40,000 locals of 128 bits need two slots each. */
static void slots_of_a_frame(void)
{
    static const uint8_t sections[] = {
        1,  4, 1, 0x60, 0,   0,                                 /* a type */
        3,  2, 1, 0,                                            /* a function */
        7,  5, 1, 1,    'f', 0,    0,                           /* its export */
        10, 9, 1, 7,    1,   0xc0, 0xb8, 0x02, 0x7b, 0x01, 0x0b /* locals, nop, end */
    };
    uint8_t bytes[sizeof magic + sizeof sections];
    struct host host;
    struct module *module;
    struct store *store;
    struct trap_info info;
    struct engine_diagnostic diagnostic = {0};
    struct import_resolver resolver = {resolve_import, NULL};
    uint32_t instance;
    memcpy(bytes, magic, sizeof magic);
    memcpy(bytes + sizeof magic, sections, sizeof sections);
    host_begin(&host);
    struct store_config config = host_config(&host);
    CHECK_EQ(module_load(host.engine, &host.allocator, bytes, sizeof bytes, &module, &diagnostic),
             VB_OK);
    CHECK_EQ(store_create(host.engine, &config, &store), VB_OK);
    CHECK_EQ(store_instantiate(store, module, &resolver, &instance, &diagnostic), VB_OK);
    CHECK_EQ(store_call(store, find_function(store, instance, "f"), NULL, 0), VB_OK);
    CHECK_EQ(finish(store, 1000), ENGINE_STOP_TRAP);
    store_trap(store, &info);
    CHECK_EQ(info.code, TRAP_CALL_STACK_EXHAUSTED);
    CHECK_TEXT(info.excess.what, "slots of a frame");
    CHECK_EQ(info.excess.most, 65535);
    store_destroy(store);
    module_release(module);
    host_end(&host);
    CHECK_EQ(host.blocks, 0);
}

int main(void)
{
    RUN(memories);
    RUN(tags);
    RUN(stack);
    RUN(slots_of_a_frame);
    return check_exit();
}
