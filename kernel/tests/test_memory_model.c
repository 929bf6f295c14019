/*
 * Memory objects against a model: random creations, copies, slices, writes, changes of size and
 * pins of a few objects, each beside an array of bytes of the test's own. Large enough that a
 * platform with lazy pages (hal/lazy.h) has some of them in those; the charges are the same with
 * and without.
 */
#include "world.h"

#include <kernel_state.h>
#include <memory/memory_object.h>
#include <stdlib.h>
#include <string.h>

#define OBJECTS 8
#define LONGEST (400u * 1024)
#define STEPS   4000
#define PAGE    ((size_t)HAL_PAGE_SIZE)

struct model {
    struct memory_object *memory; /* NULL: none */
    uint8_t *bytes;               /* LONGEST */
    size_t size;
    bool pinned;
};

static uint64_t state;

static size_t below(size_t limit)
{
    state = state * 6364136223846793005u + 1442695040888963407u;
    return (size_t)(state >> 33) % limit;
}

static size_t some_size(void)
{
    size_t size = below(3) == 0 ? below(5000) : below(LONGEST);
    return below(2) == 0 ? ALIGN_DOWN(size, PAGE) : size;
}

static void check_same(const struct model *m)
{
    CHECK_EQUAL(m->size, m->memory->size);
    CHECK(m->size == 0 || memcmp(m->bytes, memory_object_bytes(m->memory), m->size) == 0);
}

static void drop(struct kernel *kernel, struct model *m)
{
    if (m->memory == NULL)
        return;
    if (m->pinned)
        memory_object_unpin(m->memory);
    object_release(kernel, &m->memory->object);
    m->memory = NULL;
    m->pinned = false;
}

static void create(struct kernel *kernel, struct model *m)
{
    drop(kernel, m);
    m->size = some_size();
    memset(m->bytes, 0, m->size);
    CHECK_EQUAL(VB_OK, memory_object_create(&kernel->root, m->size, &m->memory));
}

static void share(struct kernel *kernel, struct model *m, const struct model *from)
{
    if (m == from || from->memory == NULL)
        return;
    drop(kernel, m);
    size_t offset = below(from->size + 1);
    offset = below(2) == 0 ? ALIGN_DOWN(offset, PAGE) : offset;
    m->size = below(2) == 0 ? from->size - offset : below(from->size - offset + 1);
    memcpy(m->bytes, from->bytes + offset, m->size);
    CHECK_EQUAL(VB_OK,
                memory_object_share(&kernel->root, from->memory, offset, m->size, &m->memory));
}

static void write(struct model *m)
{
    uint8_t *bytes;
    CHECK_EQUAL(VB_OK, memory_object_writable(m->memory, &bytes));
    if (m->size == 0)
        return;
    size_t offset = below(m->size), size = 1 + below(MIN(m->size - offset, (size_t)10000));
    uint8_t value = (uint8_t)below(256);
    memset(bytes + offset, value, size);
    memset(m->bytes + offset, value, size);
}

static void resize(struct model *m)
{
    size_t size = some_size();
    if (m->pinned) {
        CHECK_EQUAL(VB_ERR_BUSY, memory_object_resize(m->memory, size));
        return;
    }
    CHECK_EQUAL(VB_OK, memory_object_resize(m->memory, size));
    if (size > m->size)
        memset(m->bytes + m->size, 0, size - m->size);
    m->size = size;
}

/* The pages of a device are not lazy: it reads them as the memory of the host. */
static void pin(struct model *m)
{
    uint8_t *bytes;
    if (m->pinned || m->size == 0 || m->size % PAGE != 0)
        return;
    CHECK_EQUAL(VB_OK, memory_object_pin(m->memory, &bytes));
    CHECK(!m->memory->backing->lazy && (uintptr_t)bytes % PAGE == 0);
    m->pinned = true;
}

static void step(struct kernel *kernel, struct model *objects)
{
    struct model *m = &objects[below(OBJECTS)];
    size_t what = below(10);
    if (what == 0 || m->memory == NULL)
        create(kernel, m);
    else if (what < 4)
        share(kernel, m, &objects[below(OBJECTS)]);
    else if (what < 7)
        write(m);
    else if (what < 9)
        resize(m);
    else
        pin(m);
}

/* Answers a hash of what was charged on the way. */
static uint64_t play(uint64_t seed)
{
    struct world w;
    struct model objects[OBJECTS] = {0};
    uint64_t charges = 0;
    world_begin(&w);
    CHECK_EQUAL(VB_OK, kernel_create(&w.config, &w.kernel));
    const uint64_t used = w.kernel->root.used;
    for (size_t i = 0; i < OBJECTS; i++)
        objects[i].bytes = malloc(LONGEST);
    state = seed;
    for (int i = 0; i < STEPS; i++) {
        step(w.kernel, objects);
        const struct model *m = &objects[below(OBJECTS)];
        if (m->memory != NULL)
            check_same(m);
        charges = charges * 31 + (w.kernel->root.used - used);
    }
    for (size_t i = 0; i < OBJECTS; i++) {
        if (objects[i].memory != NULL)
            check_same(&objects[i]);
        drop(w.kernel, &objects[i]);
        free(objects[i].bytes);
    }
    CHECK_EQUAL(used, w.kernel->root.used);
    world_end(&w);
    return charges;
}

static void test_charges_are_the_same(uint64_t seed)
{
    const char *spaces = getenv("HAL_FAKE_SPACES");
    uint64_t here = play(seed);
    if (spaces == NULL)
        return;
    unsetenv("HAL_FAKE_SPACES");
    CHECK_EQUAL(play(seed), here);
    setenv("HAL_FAKE_SPACES", "1", 1);
}

int main(void)
{
    for (uint64_t seed = 1; seed <= 5; seed++)
        test_charges_are_the_same(seed);
    return 0;
}
