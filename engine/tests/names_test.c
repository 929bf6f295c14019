/* Function names: from the name section, else the export, else the index. */
#include "support.h"
#include <stdlib.h>

static void check_name(const struct module *module, uint32_t function, const char *wanted)
{
    char name[32];
    module_function_name(module, function, name, sizeof name);
    CHECK_TEXT(name, wanted);
}

/* Four functions; function 2 is exported as "exported". */
static struct builder four_functions(void)
{
    struct builder b = module_start();
    ADD_SECTION(&b, SECTION_TYPE, 1, 0x60, 0, 0);
    ADD_SECTION(&b, SECTION_FUNCTION, 4, 0, 0, 0, 0);
    ADD_SECTION(&b, SECTION_EXPORT, 1, 8, 'e', 'x', 'p', 'o', 'r', 't', 'e', 'd', 0, 2);
    ADD_SECTION(&b, SECTION_CODE, 4, 2, 0, 0x0b, 2, 0, 0x0b, 2, 0, 0x0b, 2, 0, 0x0b);
    return b;
}

static void with_module(struct builder *b, void (*test)(const struct module *module))
{
    struct counting counting = {0};
    struct engine_allocator allocator = counting_allocator(&counting);
    struct engine_diagnostic diagnostic = {.text = ""};
    struct engine *engine;
    struct module *module;
    CHECK_EQ(engine_create(&allocator, NULL, &engine), VB_OK);
    int status = module_load(engine, &allocator, b->bytes, b->size, &module, &diagnostic);
    CHECK_TEXT(diagnostic.text, "");
    if (status == VB_OK) {
        CHECK(module_memory_use(module) > 0);
        test(module);
        module_retain(module);
        module_release(module);
        module_release(module);
    }
    engine_destroy(engine);
    CHECK_EQ(counting.blocks, 0);
    builder_free(b);
}

static void expect_names(const struct module *module)
{
    check_name(module, 0, "zero");
    check_name(module, 1, "func[1]");
    check_name(module, 2, "exported");
    check_name(module, 3, "th");
    check_name(module, 9, "func[9]");
    char tiny[4];
    module_function_name(module, 0, tiny, sizeof tiny);
    CHECK_TEXT(tiny, "zer");
}

static void sources_of_names(void)
{
    struct builder b = four_functions();
    ADD_SECTION(&b, SECTION_CUSTOM, 4, 'n', 'a', 'm', 'e', /* module name */ 0, 2, 1, 'm',
                /* functions */ 1, 11, 2, 0, 4, 'z', 'e', 'r', 'o', 3, 2, 't', 'h');
    with_module(&b, expect_names);
}

static void expect_no_names(const struct module *module)
{
    check_name(module, 0, "func[0]");
    check_name(module, 2, "exported");
}

static void broken_name_section_is_no_error(void)
{
    struct builder b = four_functions();
    ADD_SECTION(&b, SECTION_CUSTOM, 4, 'n', 'a', 'm', 'e', 1, 0x7f, 1, 0, 4, 'z');
    with_module(&b, expect_no_names);
    b = four_functions();
    ADD_SECTION(&b, SECTION_CUSTOM, 4, 'n', 'a', 'm', 'e', 1, 4, 1, 0, 4, 'z');
    with_module(&b, expect_no_names);
    b = four_functions();
    ADD_SECTION(&b, SECTION_CUSTOM, 4, 'n', 'a', 'm', 'e', 1, 5, 1, 0, 2, 0xff, 'z');
    with_module(&b, expect_no_names);
}

int main(void)
{
    RUN(sources_of_names);
    RUN(broken_name_section_is_no_error);
    return check_exit();
}
