/* The registry of function types. */
#include "support.h"
#include <module.h>

struct fixture {
    struct counting counting;
    struct engine_allocator allocator;
    struct engine *engine;
};

static void setup(struct fixture *f)
{
    f->counting = (struct counting){0};
    f->allocator = counting_allocator(&f->counting);
    CHECK_EQ(engine_create(&f->allocator, NULL, &f->engine), VB_OK);
}

static void teardown(struct fixture *f)
{
    CHECK_EQ(f->engine->func_type_count, 0);
    engine_destroy(f->engine);
    CHECK_EQ(f->counting.blocks, 0);
    CHECK_EQ(f->counting.bytes, 0);
}

static void equal_types_are_one(void)
{
    struct fixture f;
    setup(&f);
    const uint8_t types[] = {TYPE_I32, TYPE_I64, TYPE_F32};
    const struct func_type *a = func_type_intern(f.engine, types, 2, 1);
    const struct func_type *b = func_type_intern(f.engine, types, 2, 1);
    const struct func_type *other = func_type_intern(f.engine, types, 1, 2);
    CHECK(a == b);
    CHECK(a != other);
    CHECK_EQ(a->references, 2);
    CHECK_EQ(a->param_count, 2);
    CHECK_EQ(a->result_count, 1);
    CHECK_EQ(a->types[1], TYPE_I64);
    func_type_release(f.engine, a);
    func_type_release(f.engine, other);
    CHECK_EQ(b->references, 1);
    func_type_release(f.engine, b);
    teardown(&f);
}

/* The type whose parameters spell `number` in binary. */
static const struct func_type *numbered(struct fixture *f, uint32_t number)
{
    uint8_t types[12];
    for (uint32_t i = 0; i < sizeof types; i++)
        types[i] = number >> i & 1 ? TYPE_I64 : TYPE_I32;
    return func_type_intern(f->engine, types, sizeof types, 0);
}

static void many_types_come_and_go(void)
{
    enum { COUNT = 4096 };
    static const struct func_type *types[COUNT];
    struct fixture f;
    setup(&f);
    for (uint32_t i = 0; i < COUNT; i++)
        types[i] = numbered(&f, i);
    for (uint32_t i = 0; i < COUNT; i += 2)
        func_type_release(f.engine, types[i]);
    /* What is left is still found, and freed ids are used again. */
    for (uint32_t i = 1; i < COUNT; i += 2) {
        CHECK(numbered(&f, i) == types[i]);
        func_type_release(f.engine, types[i]);
    }
    for (uint32_t i = 0; i < COUNT; i += 2) {
        types[i] = numbered(&f, i);
        CHECK(types[i]->id < COUNT);
        CHECK(f.engine->func_types[types[i]->id] == types[i]);
    }
    for (uint32_t i = 0; i < COUNT; i++)
        func_type_release(f.engine, types[i]);
    teardown(&f);
}

static void out_of_memory_changes_nothing(void)
{
    struct fixture f;
    setup(&f);
    const struct func_type *kept = numbered(&f, 1);
    size_t blocks = f.counting.blocks;
    f.counting.fail_after = f.counting.allocations;
    CHECK(numbered(&f, 2) == NULL);
    CHECK(numbered(&f, 1) == kept);
    CHECK_EQ(f.counting.blocks, blocks);
    f.counting.fail_after = 0;
    func_type_release(f.engine, kept);
    func_type_release(f.engine, kept);
    teardown(&f);
}

int main(void)
{
    RUN(equal_types_are_one);
    RUN(many_types_come_and_go);
    RUN(out_of_memory_changes_nothing);
    return check_exit();
}
