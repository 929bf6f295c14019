/* Every limit of struct engine_limits is enforced, and its error names it. */
#include "support.h"

static void check_limit(struct builder b, const struct engine_limits *limits, const char *text)
{
    struct builder copy = {NULL, 0, 0};
    add_bytes(&copy, b.bytes, b.size);
    check_loads(&copy);
    struct load_result result = load_with(&b, limits);
    CHECK_EQ(result.status, VB_ERR_LIMIT);
    CHECK_TEXT(result.diagnostic.text, text);
}

/* Two functions of type [i32 i32] -> []; the first has three locals more and nested blocks. */
static struct builder sample(void)
{
    struct builder b = module_start();
    ADD_SECTION(&b, SECTION_TYPE, 2, 0x60, 0, 0, 0x60, 2, 0x7f, 0x7f, 0);
    ADD_SECTION(&b, SECTION_FUNCTION, 2, 1, 1);
    ADD_SECTION(&b, SECTION_TABLE, 1, 0x70, 0, 8);
    ADD_SECTION(&b, SECTION_GLOBAL, 2, 0x7f, 0, 0x41, 0, 0x0b, 0x7f, 0, 0x41, 0, 0x0b);
    ADD_SECTION(&b, SECTION_CODE, 2, /* locals */ 17, 1, 3, 0x7e, /* block block end end */ 2, 0x40,
                2, 0x40, 0x0b, 0x0b, /* br_table */ 0x20, 0, 0x0e, 2, 0, 0, 0, 0x0b, 2, 0, 0x0b);
    return b;
}

static void each_limit(void)
{
    check_limit(sample(), &(struct engine_limits){.max_module_size = 20},
                "module too big: expected at most 20 bytes, found 67");
    check_limit(sample(), &(struct engine_limits){.max_functions = 1},
                "too many functions: expected at most 1 with imported ones, found 2");
    check_limit(sample(), &(struct engine_limits){.max_types = 1},
                "too many types: expected at most 1, found 2");
    check_limit(sample(), &(struct engine_limits){.max_globals = 1},
                "too many globals: expected at most 1 with imported ones, found 2");
    check_limit(sample(), &(struct engine_limits){.max_locals = 4},
                "too many locals: expected at most 4 with parameters, found 5");
    check_limit(sample(), &(struct engine_limits){.max_function_size = 16},
                "function too big: expected at most 16 bytes, found 17");
    check_limit(sample(), &(struct engine_limits){.max_nesting = 1},
                "nesting too deep: expected at most 1 blocks, found 2");
    check_limit(sample(), &(struct engine_limits){.max_table_entries = 7},
                "too many table entries: expected at most 7, found 8");
    check_limit(sample(), &(struct engine_limits){.max_br_table = 1},
                "too many br_table targets: expected at most 1, found 2");
}

static void limits_are_inclusive(void)
{
    const struct engine_limits exact = {
        .max_functions = 2,
        .max_types = 2,
        .max_globals = 2,
        .max_locals = 5,
        .max_nesting = 2,
        .max_br_table = 2,
        .max_table_entries = 8,
        .max_function_size = 17,
    };
    struct builder b = sample();
    CHECK_EQ(load_with(&b, &exact).status, VB_OK);
}

/* Deep nesting costs no C stack. */
static void default_nesting(void)
{
    enum { DEPTH = 10000 };
    static uint8_t code[DEPTH * 3 + 6];
    for (int extra = 0; extra <= 1; extra++) {
        size_t size = 0;
        for (int i = 0; i < DEPTH + extra; i++) {
            code[size++] = 0x02;
            code[size++] = 0x40;
        }
        for (int i = 0; i < DEPTH + extra; i++)
            code[size++] = 0x0b;
        struct builder b = module_start();
        ADD_SECTION(&b, SECTION_TYPE, 1, 0x60, 0, 0);
        ADD_SECTION(&b, SECTION_FUNCTION, 1, 0);
        add_body(&b, code, size);
        if (extra)
            check_refused(&b, VB_ERR_LIMIT, "nesting too deep: expected at most 10000", ANYWHERE);
        else
            check_loads(&b);
    }
}

/* A call that returns 1000 values, again and again. */
static void operands_are_bounded(void)
{
    enum { RESULTS = 1000, CALLS = 1001 };
    static uint8_t type[RESULTS + 8], code[CALLS * 2 + 1];
    size_t size = 0;
    type[size++] = 1;
    type[size++] = 0x60;
    type[size++] = 0;
    type[size++] = (RESULTS & 0x7f) | 0x80;
    type[size++] = RESULTS >> 7;
    memset(type + size, 0x7f, RESULTS);
    for (size_t i = 0; i < CALLS; i++)
        code[2 * i] = 0x10;
    struct builder b = module_start();
    add_section(&b, SECTION_TYPE, type, size + RESULTS);
    ADD_SECTION(&b, SECTION_FUNCTION, 1, 0);
    add_body(&b, code, (size_t)CALLS * 2);
    check_refused(&b, VB_ERR_LIMIT, "too many operands: expected at most 1000000", ANYWHERE);
}

static void many_parameters(void)
{
    static uint8_t type[1010];
    type[0] = 1;
    type[1] = 0x60;
    type[2] = (1001 & 0x7f) | 0x80;
    type[3] = 1001 >> 7;
    memset(type + 4, 0x7f, 1001);
    struct builder b = module_start();
    add_section(&b, SECTION_TYPE, type, 4 + 1001 + 1);
    check_refused(&b, VB_ERR_LIMIT, "too many parameters: expected at most 1000, found 1001", 13);
}

static void add_import(struct builder *b, const void *description, size_t size)
{
    add_bytes(b, (const uint8_t[]){1, 'm', 1, 'n'}, 4);
    add_bytes(b, description, size);
}

/* A module that imports so many of what is described, and then defines as `section` says. */
static struct builder importer(uint32_t count, const void *description, size_t size,
                               enum section_id id, const void *section, size_t section_size)
{
    struct builder b = module_start(), imports = {NULL, 0, 0};
    ADD_SECTION(&b, SECTION_TYPE, 1, 0x60, 0, 0);
    add_u32(&imports, count);
    for (uint32_t i = 0; i < count; i++)
        add_import(&imports, description, size);
    add_section(&b, SECTION_IMPORT, imports.bytes, imports.size);
    builder_free(&imports);
    if (section_size > 0)
        add_section(&b, id, section, section_size);
    return b;
}

static void check_imports(uint32_t count, const void *description, size_t size,
                          const struct engine_limits *limits, const char *text)
{
    struct builder b = importer(count, description, size, SECTION_CUSTOM, NULL, 0);
    struct load_result result = load_with(&b, limits);
    CHECK_EQ(result.status, VB_ERR_LIMIT);
    CHECK_TEXT(result.diagnostic.text, text);
}

/* Imported items count, alone and with those of the module. */
static void imported_items_count(void)
{
    static const uint8_t function[] = {0, 0}, table[] = {1, 0x70, 0, 0}, memory[] = {2, 0, 0},
                         global[] = {3, 0x7f, 0}, tag[] = {4, 0, 0};
    check_imports(3, function, sizeof function, &(struct engine_limits){.max_functions = 2},
                  "too many functions: expected at most 2, found 3");
    check_imports(3, global, sizeof global, &(struct engine_limits){.max_globals = 2},
                  "too many globals: expected at most 2, found 3");
    check_imports(101, memory, sizeof memory, NULL,
                  "too many memories: expected at most 100, found 101");
    check_imports(100001, table, sizeof table, NULL,
                  "too many tables: expected at most 100000, found 100001");
    check_imports(1000001, tag, sizeof tag, NULL,
                  "too many tags: expected at most 1000000, found 1000001");
    struct builder b =
        importer(99, memory, sizeof memory, SECTION_MEMORY, (const uint8_t[]){2, 0, 0, 0, 0}, 5);
    check_refused(&b, VB_ERR_LIMIT,
                  "too many memories: expected at most 100 with imported ones, found 101",
                  ANYWHERE);
}

/* i32.const 300 times. */
static void constant_expressions_are_bounded(void)
{
    enum { OPERANDS = 300 };
    uint8_t global[3 + 2 * OPERANDS + 1] = {1, 0x7f, 0};
    for (size_t i = 0; i < OPERANDS; i++)
        global[3 + 2 * i] = 0x41;
    global[3 + 2 * OPERANDS] = 0x0b;
    struct builder b = module_start();
    add_section(&b, SECTION_GLOBAL, global, sizeof global);
    check_refused(&b, VB_ERR_LIMIT,
                  "constant expression too deep: expected at most 256 operands, found 257",
                  ANYWHERE);
}

int main(void)
{
    RUN(each_limit);
    RUN(limits_are_inclusive);
    RUN(default_nesting);
    RUN(operands_are_bounded);
    RUN(many_parameters);
    RUN(imported_items_count);
    RUN(constant_expressions_are_bounded);
    return check_exit();
}
