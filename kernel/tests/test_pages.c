/* The page allocator and the slab caches against a model, with random requests. */
#include "world.h"

#include <kernel_state.h>
#include <string.h>

#define RANGES 300

struct range {
    uint8_t *base;
    size_t count;
    uint8_t fill;
};

static uint64_t seed = 12345;

static uint32_t roll(uint32_t sides)
{
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % sides;
}

static void fill(struct range *range, size_t from)
{
    memset(range->base + from * HAL_PAGE_SIZE, range->fill, (range->count - from) * HAL_PAGE_SIZE);
}

static void check_filled(const struct range *range)
{
    for (size_t i = 0; i < range->count * HAL_PAGE_SIZE; i += 64)
        CHECK(range->base[i] == range->fill);
    CHECK(range->base[range->count * HAL_PAGE_SIZE - 1] == range->fill);
}

static void check_zero(const uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        CHECK(bytes[i] == 0);
}

static size_t random_count(void)
{
    switch (roll(8)) {
    case 0:
        return 1 + roll(700); /* some go directly to the platform */
    case 1:
        return 1 + roll(100);
    default:
        return 1 + roll(20);
    }
}

static void step(struct kernel *kernel, struct range *range)
{
    if (range->base == NULL) {
        range->count = random_count();
        range->base = pages_get(kernel, range->count, true);
        CHECK(range->base != NULL);
        check_zero(range->base, range->count * HAL_PAGE_SIZE);
        range->fill = (uint8_t)(1 + roll(255));
        fill(range, 0);
    } else if (roll(3) == 0) {
        size_t more = range->count + 1 + roll(16);
        check_filled(range);
        if (!pages_extend(kernel, range->base, range->count, more))
            return;
        check_zero(range->base + range->count * HAL_PAGE_SIZE,
                   (more - range->count) * HAL_PAGE_SIZE);
        size_t old = range->count;
        range->count = more;
        fill(range, old);
    } else {
        check_filled(range);
        pages_release(kernel, range->base, range->count);
        range->base = NULL;
    }
}

static void test_random_ranges(void)
{
    static struct range ranges[RANGES];
    struct world w;
    world_begin(&w);
    CHECK_EQUAL(VB_OK, kernel_create(&w.config, &w.kernel));
    memset(ranges, 0, sizeof ranges);
    for (int i = 0; i < 20000; i++)
        step(w.kernel, &ranges[roll(RANGES)]);
    for (size_t i = 0; i < RANGES; i++) {
        if (ranges[i].base != NULL) {
            check_filled(&ranges[i]);
            pages_release(w.kernel, ranges[i].base, ranges[i].count);
        }
    }
    CHECK(w.kernel->pages.arenas <= 2); /* one idle, one with the root job's slab */
    world_end(&w);
}

/* Every page of a small platform can be used, and given back. */
static void test_no_pages(void)
{
    static void *pages[4 * ARENA_PAGES];
    struct world w;
    size_t count = 0;
    world_begin(&w);
    CHECK_EQUAL(VB_OK, kernel_create(&w.config, &w.kernel));
    hal_fake_limit_pages(hal_fake_pages_held() + 2 * ARENA_PAGES + 100);
    CHECK(pages_get(w.kernel, 3 * ARENA_PAGES, true) == NULL);
    while ((pages[count] = pages_get(w.kernel, 1, false)) != NULL)
        count++;
    CHECK(count >= 2 * (ARENA_PAGES - 1));
    CHECK(pages_get(w.kernel, PAGES_DIRECT, false) == NULL);
    while (count-- > 0)
        pages_release(w.kernel, pages[count], 1);
    world_end(&w);
}

struct piece {
    uint8_t *ptr;
    size_t size;
    uint8_t fill;
};

static void test_random_pieces(void)
{
    static struct piece pieces[1000];
    struct world w;
    world_begin(&w);
    CHECK_EQUAL(VB_OK, kernel_create(&w.config, &w.kernel));
    uint64_t before = w.kernel->root.used;
    memset(pieces, 0, sizeof pieces);
    for (int i = 0; i < 100000; i++) {
        struct piece *piece = &pieces[roll(ARRAY_LEN(pieces))];
        int status;
        if (piece->ptr == NULL) {
            piece->size = 1 + roll(roll(10) == 0 ? 20000 : 2100);
            piece->ptr = kernel_alloc(&w.kernel->root, piece->size, &status);
            CHECK(piece->ptr != NULL && (uintptr_t)piece->ptr % 16 == 0);
            check_zero(piece->ptr, piece->size);
            piece->fill = (uint8_t)(1 + roll(255));
            memset(piece->ptr, piece->fill, piece->size);
        } else {
            CHECK(piece->ptr[0] == piece->fill && piece->ptr[piece->size - 1] == piece->fill);
            kernel_free(&w.kernel->root, piece->ptr, piece->size);
            piece->ptr = NULL;
        }
    }
    for (size_t i = 0; i < ARRAY_LEN(pieces); i++)
        kernel_free(&w.kernel->root, pieces[i].ptr, pieces[i].size);
    CHECK_EQUAL(before, w.kernel->root.used);
    world_end(&w);
}

int main(void)
{
    test_random_ranges();
    test_random_pieces();
    test_no_pages();
    return 0;
}
