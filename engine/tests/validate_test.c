/* Validation of function bodies. The standard's suite tests the types of each instruction; here are
 * diagnostics, and what the suite leaves out. Byte values: see src/opcodes.def. */
#include "module.h"
#include "support.h"

#define BODY_OFFSET 23 /* of the first instruction in a module of with_body() */

/* One function [] -> []. */
static struct builder with_body(const uint8_t *instructions, size_t size)
{
    struct builder b = module_start();
    ADD_SECTION(&b, SECTION_TYPE, 1, 0x60, 0, 0);
    ADD_SECTION(&b, SECTION_FUNCTION, 1, 0);
    add_body(&b, instructions, size);
    return b;
}

#define BODY(...) with_body((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}))

static void check_body(const char *file, int line, struct builder b, int status, const char *text,
                       uint64_t at)
{
    check_refused_at(file, line, &b, status, text, at == ANYWHERE ? at : BODY_OFFSET + at);
}
#define REFUSED(body, text, at) check_body(__FILE__, __LINE__, body, VB_ERR_BAD_MODULE, text, at)
#define LOADS(body)                                                                                \
    do {                                                                                           \
        struct builder b_ = (body);                                                                \
        check_loads(&b_);                                                                          \
    } while (0)

static void says_what_was_expected_and_found(void)
{
    REFUSED(BODY(0x41, 0, 0x42, 0, 0x6a, 0x1a),
            "type mismatch: instruction requires [i32] but stack has [i64] (i32.add)", 4);
    REFUSED(BODY(0x6a), "type mismatch: instruction requires [i32] but stack has [] (i32.add)", 0);
    REFUSED(BODY(0x41, 0, 0x42, 0), "type mismatch: block requires [] but stack has [i32 i64]", 4);
    REFUSED(BODY(0x20, 5), "unknown local 5: there are 0", 1);
    REFUSED(BODY(0x0c, 1), "unknown label 1: there are 1", 1);
    REFUSED(BODY(0x10, 1), "unknown function 1: there are 1", 1);
    REFUSED(BODY(0x3f, 0, 0x1a), "unknown memory 0", 1);
    REFUSED(BODY(0x02, 0x01, 0x0b), "unknown type 1: there are 1", 1);
    REFUSED(BODY(0xd2, 0, 0x1a), "undeclared function reference", 0);
}

static void unreachable_code_is_polymorphic(void)
{
    LOADS(BODY(0x00, 0x6a, 0x1a));    /* unreachable i32.add drop */
    LOADS(BODY(0x00, 0x1b, 0x1a));    /* unreachable select drop */
    LOADS(BODY(0x00, 0xd1, 0x1a));    /* unreachable ref.is_null drop */
    LOADS(BODY(0x00, 0x0e, 1, 0, 0)); /* unreachable br_table 0 0 */
}

static void unreachable_code_is_still_checked(void)
{
    REFUSED(BODY(0x00, 0x42, 0, 0x1b, 0x1a), "type mismatch", 3);
    REFUSED(BODY(0x00, 0x42, 0, 0x41, 0, 0x6a, 0x1a), "type mismatch", 5);
    REFUSED(BODY(0x00, 0x41, 0), "type mismatch: block requires [] but stack has [i32]", 3);
    REFUSED(BODY(0x00, 0x20, 0), "unknown local 0", 2);
}

static void blocks(void)
{
    LOADS(BODY(0x41, 0, 0x04, 0x40, 0x05, 0x0b)); /* i32.const 0 if else end */
    REFUSED(BODY(0x05), "END opcode expected", 0);
    REFUSED(BODY(0x07, 0), "unknown tag 0", 1);
    REFUSED(BODY(0x19), "END opcode expected", 0);
    REFUSED(BODY(0x18, 0), "END opcode expected", 0);
    LOADS(BODY(0x1f, 0x40, 1, 2, 0, 0x0b)); /* try_table catch_all 0 end */
    REFUSED(BODY(0x1f, 0x40, 1, 3, 0, 0x0b), "type mismatch: the label of a catch clause", 0);
    REFUSED(BODY(0x1f, 0x40, 1, 4, 0, 0x0b), "malformed catch clause", 3);
    REFUSED(BODY(0x1f, 0x40, 1, 2, 1, 0x0b), "unknown label 1", 4);
    REFUSED(BODY(0x1f, 0x40, 1, 0, 0, 0, 0x0b), "unknown tag 0", 4);
    REFUSED(BODY(0x0a), "type mismatch: instruction requires [exnref]", 0);
    REFUSED(BODY(0x41, 0, 0x04, 0x7f, 0x41, 0, 0x0b, 0x1a), "type mismatch: if without else", 6);
    REFUSED(BODY(0x0b, 0x01), "section size mismatch: 2 bytes follow", 1);
    REFUSED(BODY(0x02, 0x40), "unexpected end of section or function", ANYWHERE);
}

static void exceptions(void)
{
    LOADS(BODY(0x06, 0x40, 0x19, 0x09, 0, 0x0b)); /* try catch_all rethrow 0 end */
    LOADS(BODY(0x06, 0x40, 0x18, 0));             /* try delegate 0: to the caller */
    REFUSED(BODY(0x06, 0x40, 0x18, 1), "unknown label 1", 3);
    REFUSED(BODY(0x06, 0x40, 0x19, 0x19, 0x0b), "END opcode expected", 3);
    REFUSED(BODY(0x06, 0x40, 0x09, 0, 0x0b), "invalid rethrow label", 2);
}

static void features_are_refused_by_name(void)
{
    static const struct {
        uint8_t bytes[3];
        const char *text;
    } cases[] = {
        {{0xfb, 0x00, 0}, "garbage collection is not supported"},
        {{0x14, 0x00, 0}, "typed function references are not supported"},
        {{0xfc, 0x13, 0}, "wide arithmetic is not supported"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++)
        check_body(__FILE__, __LINE__, with_body(cases[i].bytes, 3), VB_ERR_NOT_SUPPORTED,
                   cases[i].text, 0);
    REFUSED(BODY(0x16), "illegal opcode 0x16", 0);
    REFUSED(BODY(0xfc, 0x7f), "illegal opcode 0xfc 0x7f", 0);
    REFUSED(BODY(0xfc, 0x80, 0x02), "illegal opcode 0xfc 0x100", 0);
}

static void check_in_memory(const uint8_t *body, size_t size, const char *text)
{
    struct builder b = module_start();
    ADD_SECTION(&b, SECTION_TYPE, 1, 0x60, 0, 0);
    ADD_SECTION(&b, SECTION_FUNCTION, 1, 0);
    ADD_SECTION(&b, SECTION_MEMORY, 1, 3, 1, 1);
    uint8_t code[32] = {1, (uint8_t)(size + 2), 0};
    for (size_t i = 0; i < size; i++)
        code[3 + i] = body[i];
    code[3 + size] = 0x0b;
    add_section(&b, SECTION_CODE, code, size + 4);
    if (text)
        check_refused(&b, VB_ERR_BAD_MODULE, text, ANYWHERE);
    else
        CHECK_EQ(load_with(&b, NULL).status, VB_OK);
}
#define IN_MEMORY(text, ...)                                                                       \
    check_in_memory((const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__}), text)

static void atomic_instructions(void)
{
    IN_MEMORY(NULL, 0x41, 0, 0xfe, 0x10, 2, 0, 0x1a); /* i32.const 0 i32.atomic.load drop */
    IN_MEMORY(NULL, 0xfe, 0x03, 0);
    IN_MEMORY("zero byte expected: found the order 0x01", 0xfe, 0x03, 1);
    IN_MEMORY("alignment must be equal to natural: expected 2^2, found 2^0", 0x41, 0, 0xfe, 0x10, 0,
              0, 0x1a);
    IN_MEMORY("alignment must not be larger than natural", 0x41, 0, 0xfe, 0x10, 3, 0, 0x1a);
    IN_MEMORY("alignment must be equal to natural", 0x41, 0, 0xfe, 0x10, 0x41, 0, 0, 0x1a);
    IN_MEMORY("unknown memory 1", 0x41, 0, 0xfe, 0x10, 0x42, 1, 0, 0x1a);
    IN_MEMORY("illegal opcode 0xfe 0x4f", 0xfe, 0x4f, 0);
    IN_MEMORY("illegal opcode 0xfe 0x04", 0xfe, 0x04, 0);
    IN_MEMORY("type mismatch: instruction requires [i64]", 0x41, 0, 0x41, 0, 0x41, 0, 0xfe, 0x01, 2,
              0, 0x1a);
    REFUSED(BODY(0x41, 0, 0xfe, 0x10, 2, 0, 0x1a), "unknown memory 0", ANYWHERE);
}

static void memory_arguments(void)
{
    static const struct {
        uint8_t align;
        int status;
        const char *text;
    } cases[] = {
        {3, VB_ERR_BAD_MODULE, "alignment must not be larger than natural: expected at most 2^2"},
        {0x42, VB_ERR_BAD_MODULE, "type mismatch: block requires []"}, /* the drop is the offset */
        {32, VB_ERR_BAD_MODULE, "alignment must not be larger than natural"},
    };
    for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
        struct builder b = module_start();
        ADD_SECTION(&b, SECTION_TYPE, 1, 0x60, 0, 0);
        ADD_SECTION(&b, SECTION_FUNCTION, 1, 0);
        ADD_SECTION(&b, SECTION_MEMORY, 1, 0, 1);
        ADD_BODY(&b, 0x41, 0, 0x28, cases[i].align, 0, 0x1a);
        check_refused(&b, cases[i].status, cases[i].text, ANYWHERE);
    }
}

static void vectors(void)
{
    REFUSED(BODY(0xfd, 0x9a, 0x01), "illegal opcode 0xfd 0x9a", 0);
    REFUSED(BODY(0xfd, 0x94, 0x02), "illegal opcode 0xfd 0x114", 0);
    REFUSED(BODY(0x41, 0, 0xfd, 0x0f, 0xfd, 0x16, 16, 0x1a, 0x0b), "invalid lane index", 6);
    REFUSED(BODY(0x41, 0, 0xfd, 0x0f, 0xfd, 0x15), "unexpected end", ANYWHERE);
    REFUSED(BODY(0xfd, 0x0c, 1, 2, 3), "unexpected end", ANYWHERE);
    REFUSED(BODY(0x41, 0, 0xfd, 0x4d, 0x1a, 0x0b), "type mismatch", ANYWHERE);
    REFUSED(BODY(0x02, 0xfb, 0x7f, 0x0b), "malformed block type", ANYWHERE);
}

/* Bodies of a trusted module are checked one by one, when they are called. */
static void trusted_modules(void)
{
    struct counting counting = {0};
    struct engine_allocator allocator = counting_allocator(&counting);
    struct builder b = BODY(0x6a), malformed = module_start();
    struct engine *engine;
    struct module *module;
    CHECK_EQ(engine_create(&allocator, NULL, &engine), VB_OK);
    CHECK_EQ(module_load_trusted(engine, &allocator, b.bytes, b.size, &module, NULL), VB_OK);
    CHECK_EQ(validate_function(module, 0), VB_ERR_BAD_MODULE);
    module_release(module);
    ADD_SECTION(&malformed, SECTION_FUNCTION, 1, 0);
    CHECK_EQ(
        module_load_trusted(engine, &allocator, malformed.bytes, malformed.size, &module, NULL),
        VB_ERR_BAD_MODULE);
    engine_destroy(engine);
    CHECK_EQ(counting.blocks, 0);
    builder_free(&b);
    builder_free(&malformed);
}

int main(void)
{
    RUN(says_what_was_expected_and_found);
    RUN(unreachable_code_is_polymorphic);
    RUN(unreachable_code_is_still_checked);
    RUN(blocks);
    RUN(exceptions);
    RUN(features_are_refused_by_name);
    RUN(memory_arguments);
    RUN(atomic_instructions);
    RUN(vectors);
    RUN(trusted_modules);
    return check_exit();
}
