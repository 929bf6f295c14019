/* The binary format: what is refused, with which words, where. The standard's suite covers the
 * rest; see tests/spec. */
#include "support.h"

#define FUNC_TYPE 0x60
#define I32       TYPE_I32

static void empty_module_loads(void)
{
    struct builder b = module_start();
    check_loads(&b);
}

static void header(void)
{
    struct builder b = {NULL, 0, 0};
    check_refused(&b, VB_ERR_BAD_MODULE, "unexpected end", 0);
    b = (struct builder){NULL, 0, 0};
    add_bytes(&b, "\0asm\x0d\0\1\0", 8);
    check_refused(&b, VB_ERR_NOT_SUPPORTED, "component-model binaries are not supported", 4);
    b = (struct builder){NULL, 0, 0};
    add_bytes(&b, "\0asm\2\0\0\0", 8);
    check_refused(&b, VB_ERR_BAD_MODULE, "unknown binary version: expected 1, found 2", 4);
}

static void sections_have_an_order(void)
{
    struct builder b = module_start();
    ADD_SECTION(&b, SECTION_FUNCTION, 0);
    ADD_SECTION(&b, SECTION_TYPE, 0);
    check_refused(&b, VB_ERR_BAD_MODULE, "unexpected content after last section", 11);
    b = module_start();
    ADD_SECTION(&b, SECTION_MEMORY, 0);
    ADD_SECTION(&b, SECTION_TAG, 0);
    ADD_SECTION(&b, SECTION_GLOBAL, 0);
    ADD_SECTION(&b, SECTION_ELEMENT, 0);
    ADD_SECTION(&b, SECTION_DATA_COUNT, 0);
    ADD_SECTION(&b, SECTION_CODE, 0);
    ADD_SECTION(&b, SECTION_DATA, 0);
    check_loads(&b);
}

static void sizes_must_fit(void)
{
    struct builder b = module_start();
    add_bytes(&b, (const uint8_t[]){SECTION_TYPE, 5, 0}, 3);
    check_refused(&b, VB_ERR_BAD_MODULE, "length out of bounds", 9);
    b = module_start();
    ADD_SECTION(&b, SECTION_TYPE, 0, 0);
    check_refused(&b, VB_ERR_BAD_MODULE, "section size mismatch: 1 bytes follow", 11);
    b = module_start();
    ADD_SECTION(&b, SECTION_TYPE, 0x80, 0x80, 0x80, 0x80, 0x80, 0x00);
    check_refused(&b, VB_ERR_BAD_MODULE, "integer representation too long", 10);
    b = module_start();
    ADD_SECTION(&b, SECTION_TYPE, 0xff, 0xff, 0xff, 0xff, 0x7f);
    check_refused(&b, VB_ERR_BAD_MODULE, "integer too large", 10);
}

/* A count that the bytes left cannot hold is refused before memory is taken for it. */
static void huge_counts_allocate_nothing(void)
{
    static const enum section_id vectors[] = {
        SECTION_TYPE,   SECTION_IMPORT, SECTION_FUNCTION, SECTION_TABLE, SECTION_MEMORY,
        SECTION_GLOBAL, SECTION_EXPORT, SECTION_ELEMENT,  SECTION_DATA,  SECTION_TAG,
    };
    for (size_t i = 0; i < ARRAY_LEN(vectors); i++) {
        struct builder b = module_start();
        ADD_SECTION(&b, vectors[i], 0xff, 0xff, 0x3f, 0, 0, 0);
        struct load_result result = load_with(&b, NULL);
        CHECK_EQ(result.status, VB_ERR_BAD_MODULE);
        CHECK(result.peak < 4096);
    }
}

static void features_are_refused_by_name(void)
{
    static const struct {
        enum section_id section;
        uint8_t content[8];
        size_t size;
        const char *text;
    } cases[] = {
        {SECTION_TABLE, {1, 0x70, 0x03, 1, 1}, 5, "shared tables are not supported"},
        {SECTION_MEMORY, {1, 0x08, 1, 0}, 4, "custom page sizes are not supported"},
        {SECTION_TYPE, {1, FUNC_TYPE, 1, 0x64, 0x70, 0}, 6, "typed function references are not"},
        {SECTION_TYPE, {1, 0x5f, 0}, 3, "garbage collection is not supported"},
        {SECTION_TYPE, {1, 0x4e, 0}, 3, "garbage collection is not supported"},
        {SECTION_TABLE, {1, 0x74, 0, 1}, 4, "garbage collection is not supported"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct builder b = module_start();
        add_section(&b, cases[i].section, cases[i].content, cases[i].size);
        check_refused(&b, VB_ERR_NOT_SUPPORTED, cases[i].text, ANYWHERE);
    }
}

static void constant_expressions(void)
{
    struct builder b = module_start();
    ADD_SECTION(&b, SECTION_GLOBAL, 1, I32, 0, 0x41, 1, 0x41, 2, 0x6d, 0x0b);
    check_refused(&b, VB_ERR_BAD_MODULE, "constant expression required: found i32.div_s", 17);
    b = module_start();
    ADD_SECTION(&b, SECTION_GLOBAL, 1, I32, 0, 0x41, 1, 0x42, 2, 0x6a, 0x0b);
    check_refused(&b, VB_ERR_BAD_MODULE, "type mismatch: i32.add requires [i32 i32]", 17);
    b = module_start();
    ADD_SECTION(&b, SECTION_GLOBAL, 1, I32, 0, 0x42, 1, 0x0b);
    check_refused(&b, VB_ERR_BAD_MODULE,
                  "type mismatch: constant expression requires [i32] but has [i64]", 13);
    b = module_start();
    ADD_SECTION(&b, SECTION_GLOBAL, 2, I32, 0, 0x41, 1, 0x0b, I32, 0, 0x23, 0, 0x0b);
    check_refused(&b, VB_ERR_NOT_SUPPORTED, "unknown global 0", ANYWHERE);
    b = module_start();
    ADD_SECTION(&b, SECTION_GLOBAL, 1, 0x70, 0, 0xd2, 0, 0x0b);
    check_refused(&b, VB_ERR_BAD_MODULE, "unknown function 0", ANYWHERE);
}

static void export_names_are_unique(void)
{
    struct builder b = module_start();
    ADD_SECTION(&b, SECTION_MEMORY, 1, 0, 1);
    ADD_SECTION(&b, SECTION_EXPORT, 4, 1, 'b', 2, 0, 0, 2, 0, 2, 'a', 'b', 2, 0, 1, 'a', 2, 0);
    check_loads(&b);
    b = module_start();
    ADD_SECTION(&b, SECTION_MEMORY, 1, 0, 1);
    ADD_SECTION(&b, SECTION_EXPORT, 4, 1, 'b', 2, 0, 0, 2, 0, 2, 'a', 'b', 2, 0, 1, 'b', 2, 0);
    check_refused(&b, VB_ERR_BAD_MODULE, "duplicate export name: \"b\"", ANYWHERE);
}

/* Whatever is cut off or changed: an answer, and nothing left behind. */
static void every_prefix_is_refused_or_loads(void)
{
    struct builder whole = module_start();
    ADD_SECTION(&whole, SECTION_TYPE, 1, FUNC_TYPE, 1, I32, 1, I32);
    ADD_SECTION(&whole, SECTION_IMPORT, 1, 1, 'm', 1, 'f', 0, 0);
    ADD_SECTION(&whole, SECTION_FUNCTION, 1, 0);
    ADD_SECTION(&whole, SECTION_TABLE, 1, 0x70, 1, 1, 2);
    ADD_SECTION(&whole, SECTION_MEMORY, 1, 1, 1, 2);
    ADD_SECTION(&whole, SECTION_EXPORT, 1, 1, 'g', 0, 1);
    ADD_SECTION(&whole, SECTION_ELEMENT, 1, 0, 0x41, 0, 0x0b, 1, 1);
    ADD_SECTION(&whole, SECTION_DATA_COUNT, 1);
    ADD_BODY(&whole, 0x20, 0, 0x10, 0);
    ADD_SECTION(&whole, SECTION_DATA, 1, 0, 0x41, 0, 0x0b, 2, 'h', 'i');
    for (size_t size = 0; size < whole.size; size++) {
        struct builder cut = {NULL, 0, 0}, changed = {NULL, 0, 0};
        add_bytes(&cut, whole.bytes, size);
        struct load_result result = load_with(&cut, NULL);
        CHECK(result.status <= VB_OK);
        add_bytes(&changed, whole.bytes, whole.size);
        changed.bytes[size] ^= 0x85;
        CHECK(load_with(&changed, NULL).status <= VB_OK);
    }
    check_loads(&whole);
}

/* Every allocation of a load may fail. */
static void out_of_memory_is_reported(void)
{
    struct builder b = module_start();
    ADD_SECTION(&b, SECTION_TYPE, 1, FUNC_TYPE, 0, 0);
    ADD_SECTION(&b, SECTION_FUNCTION, 1, 0);
    ADD_SECTION(&b, SECTION_EXPORT, 1, 1, 'g', 0, 0);
    ADD_SECTION(&b, SECTION_ELEMENT, 1, 1, 0, 1, 0);
    ADD_BODY(&b, 0x41, 0, 0x1a);
    for (size_t fail_after = 1;; fail_after++) {
        struct counting counting = {.fail_after = fail_after};
        struct engine_allocator allocator = counting_allocator(&counting);
        struct engine_diagnostic diagnostic;
        struct engine *engine;
        struct module *module;
        CHECK_EQ(engine_create(&allocator, NULL, &engine), VB_OK);
        int status = module_load(engine, &allocator, b.bytes, b.size, &module, &diagnostic);
        if (status == VB_OK)
            module_release(module);
        engine_destroy(engine);
        CHECK_EQ(counting.blocks, 0);
        if (status != VB_ERR_NO_MEMORY) {
            CHECK_EQ(status, VB_OK);
            break;
        }
        CHECK_TEXT(diagnostic.text, "out of memory");
    }
    builder_free(&b);
}

int main(void)
{
    RUN(empty_module_loads);
    RUN(header);
    RUN(sections_have_an_order);
    RUN(sizes_must_fit);
    RUN(huge_counts_allocate_nothing);
    RUN(features_are_refused_by_name);
    RUN(constant_expressions);
    RUN(export_names_are_unique);
    RUN(every_prefix_is_refused_or_loads);
    RUN(out_of_memory_is_reported);
    return check_exit();
}
