/* Tests of spaces: each process's linear memories in page tables of its own. test=spaces, and two
 * mistakes of a kernel that must end in a report: test=space-left, space-beyond. */
#include "spaces.h"
#include "../x86_64/space.h"
#include "check.h"
#include "conformance.h"

#include <string.h>

/* Does a table of the kernel's half, at whatever level, map the frame? */
static bool maps(uint64_t table, unsigned level, size_t first, uint64_t frame)
{
    const uint64_t *entries = physical_to_virtual(table);
    for (size_t i = first; i < 512; i++) {
        uint64_t size = 1ull << (12 + 9 * level), at = entries[i] & ADDRESS;
        if (!(entries[i] & PRESENT)) {
            continue;
        }
        bool leaf = level == 0 || (entries[i] & LARGE);
        if (leaf ? frame - ALIGN_DOWN(at, size) < size : maps(at, level - 1, 0, frame)) {
            return true;
        }
    }
    return false;
}

/* What the kernel charges for tables is enough for what they take. */
static void costs_are_told(void)
{
    const size_t pages = 300; /* more would need another block of frames */
    struct hal_space *first, *second;
    uint8_t *one, *many;
    CHECK_EQUAL(VB_OK, hal_space_create(&first));
    CHECK_EQUAL(VB_OK, hal_space_map(first, 1, &one));
    size_t before = hal_pages_available();
    CHECK_EQUAL(VB_OK, hal_space_create(&second));
    CHECK_EQUAL(VB_OK, hal_space_map(second, pages, &many));
    size_t taken = before - hal_pages_available();
    CHECK(taken > 0 && taken <= hal_space_cost(0) + hal_space_cost(pages));
    hal_space_unmap(second, many, pages);
    hal_space_destroy(second);
    CHECK_EQUAL(before, hal_pages_available());
    hal_space_unmap(first, one, 1);
    hal_space_destroy(first);
}

static void conform(void)
{
    struct hal_space *space, *other;
    uint8_t *base, *copy;
    CHECK_EQUAL(VB_OK, hal_space_create(&space));
    CHECK_EQUAL(VB_OK, hal_space_create(&other));
    CHECK_EQUAL(VB_OK, hal_space_map(space, 3, &base));
    hal_space_enter(space);
    memset(base, 1, 2 * HAL_PAGE_SIZE);
    CHECK_EQUAL(VB_OK, hal_space_clone(space, base, 3, other, &copy));
    base[0] = 2;
    hal_space_enter(NULL);
    uint8_t byte = 3;
    hal_space_write(other, copy + HAL_PAGE_SIZE, &byte, 1); /* a window, which is closed again */
    hal_space_read(space, &byte, base, 1);
    uint64_t frames[] = {*space_entry(space, (uint64_t)base) & ADDRESS,
                         *space_entry(space, (uint64_t)base + HAL_PAGE_SIZE) & ADDRESS,
                         *space_entry(other, (uint64_t)copy) & ADDRESS,
                         *space_entry(other, (uint64_t)copy + HAL_PAGE_SIZE) & ADDRESS};
    for (size_t i = 0; i < ARRAY_LEN(frames); i++) {
        CHECK(frames[i] != 0 && !maps(paging_root(), 3, 256, frames[i]));
        CHECK(i == 0 || frames[i] != frames[i - 1]);
    }
    CHECK(!(*space_entry(space, (uint64_t)base + 2 * HAL_PAGE_SIZE) & PRESENT)); /* not touched */
    hal_space_unmap(space, base, 3);
    hal_space_unmap(other, copy, 3);
    hal_space_destroy(space);
    hal_space_destroy(other);
    CHECK(maps(paging_root(), 3, 256, frames[0])); /* given back to the kernel */
    costs_are_told();
    CHECK(hal_conformance_spaces());
    CHECK(hal_conformance_lazy());
    console_printf("spaces: passed\n");
}

/* The kernel itself does not get at a process by its addresses. */
__attribute__((noinline)) static void touch_left_space(void)
{
    struct hal_space *space;
    uint8_t *base;
    CHECK_EQUAL(VB_OK, hal_space_create(&space));
    CHECK_EQUAL(VB_OK, hal_space_map(space, 1, &base));
    hal_space_enter(space);
    *base = 1;
    hal_space_enter(NULL);
    (void)*(volatile const int *)base;
}

/* Outside of hal_space_run() what is beyond a memory is a mistake of the kernel. */
__attribute__((noinline)) static void touch_beyond(void)
{
    struct hal_space *space;
    uint8_t *base;
    CHECK_EQUAL(VB_OK, hal_space_create(&space));
    CHECK_EQUAL(VB_OK, hal_space_map(space, 1, &base));
    hal_space_enter(space);
    (void)*(volatile const int *)(base + HAL_PAGE_SIZE);
}

bool test_spaces(const char *test)
{
    if (strcmp(test, "spaces") == 0) {
        conform();
    } else if (strcmp(test, "space-left") == 0) {
        touch_left_space();
    } else if (strcmp(test, "space-beyond") == 0) {
        touch_beyond();
    } else {
        return false;
    }
    return true;
}
