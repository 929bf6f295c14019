/* The checks that decide whether a platform's spaces are spaces (hal/space.h). */
#include "check.h"
#include "conformance.h"

#include <hal/space.h>
#include <string.h>

#define PAGE ((size_t)HAL_PAGE_SIZE)

static struct hal_space *new_space(void)
{
    struct hal_space *space = NULL;
    CHECK_EQUAL(VB_OK, hal_space_create(&space));
    CHECK(space != NULL);
    return space;
}

static bool all_are(const uint8_t *bytes, size_t size, uint8_t value)
{
    for (size_t i = 0; i < size; i++) {
        if (bytes[i] != value) {
            return false;
        }
    }
    return true;
}

/* ---- accesses that may be stopped -------------------------------------------------------------
 */

struct access {
    volatile uint8_t *at;
    bool write;
    bool came_back;
};

static void make_access(void *ctx)
{
    struct access *access = ctx;
    uint8_t value = access->write ? 1 : *access->at;
    if (access->write) {
        *access->at = value;
    }
    access->came_back = true;
}

static bool reaches(uint8_t *at, bool write)
{
    struct access access = {.at = at, .write = write};
    uintptr_t stopped = 0;
    bool done = hal_space_run(make_access, &access, &stopped);
    CHECK_EQUAL(done, access.came_back);
    CHECK(done || stopped == (uintptr_t)at);
    return done;
}

static void what_is_outside_is_stopped(void)
{
    struct hal_space *space = new_space(), *other = new_space();
    uint8_t *base, *second, *elsewhere;
    CHECK_EQUAL(VB_OK, hal_space_map(space, 2, &base));
    CHECK_EQUAL(VB_OK, hal_space_map(space, 0, &second));
    CHECK_EQUAL(VB_OK, hal_space_map(other, 5, &elsewhere));
    hal_space_enter(space);
    for (int write = 0; write < 2; write++) {
        CHECK(reaches(base, write) && reaches(base + 2 * PAGE - 1, write));
        CHECK(!reaches(base + 2 * PAGE, write));
        CHECK(!reaches(base + (4ull << 30), write));
        CHECK(!reaches(base + HAL_SPACE_REACH - 1, write));
        CHECK(!reaches(second, write));
    }
    CHECK_EQUAL(VB_OK, hal_space_extend(space, base, 2, 3));
    CHECK(reaches(base + 2 * PAGE, true) && !reaches(base + 3 * PAGE, true));
    hal_space_enter(NULL);
    hal_space_unmap(space, base, 3);
    hal_space_unmap(space, second, 0);
    hal_space_unmap(other, elsewhere, 5);
    hal_space_destroy(space);
    hal_space_destroy(other);
}

/* ---- contents ---------------------------------------------------------------------------------
 */

static void memories_are_zeroed_and_grow(void)
{
    struct hal_space *space = new_space();
    uint8_t *base;
    hal_space_enter(space);
    for (int round = 0; round < 2; round++) { /* the second round gets what the first wrote to */
        CHECK_EQUAL(VB_OK, hal_space_map(space, 3, &base));
        CHECK_EQUAL(0, (uintptr_t)base % PAGE);
        CHECK(all_are(base, 3 * PAGE, 0));
        memset(base, 0xa5, 3 * PAGE);
        CHECK_EQUAL(VB_OK, hal_space_extend(space, base, 3, 600));
        CHECK(all_are(base, 3 * PAGE, 0xa5));
        CHECK(all_are(base + 3 * PAGE, 597 * PAGE, 0));
        memset(base, 0xa5, 600 * PAGE);
        CHECK_EQUAL(VB_ERR_LIMIT, hal_space_extend(space, base, 600, HAL_SPACE_PAGES_MAX + 1));
        hal_space_unmap(space, base, 600);
    }
    hal_space_enter(NULL);
    hal_space_destroy(space);
}

static void copies_reach_spaces_that_are_not_entered(void)
{
    struct hal_space *space = new_space(), *other = new_space();
    uint8_t *base, *elsewhere, bytes[3 * HAL_PAGE_SIZE];
    CHECK_EQUAL(VB_OK, hal_space_map(space, 4, &base));
    CHECK_EQUAL(VB_OK, hal_space_map(other, 4, &elsewhere));
    memset(bytes, 0x11, sizeof bytes);
    hal_space_write(space, base + 100, bytes, 2 * PAGE);
    hal_space_enter(other);
    hal_space_read(space, elsewhere + 7, base + 100, 2 * PAGE); /* neither was touched before */
    CHECK(all_are(elsewhere, 7, 0) && all_are(elsewhere + 7, 2 * PAGE, 0x11));
    memset(elsewhere, 0x22, 10);
    hal_space_write(space, base + 2 * PAGE, elsewhere, 10);
    hal_space_read(space, bytes, base + PAGE, 3 * PAGE);
    CHECK(all_are(bytes, PAGE, 0x11) && all_are(bytes + PAGE, 10, 0x22));
    CHECK(all_are(bytes + PAGE + 10, 90, 0x11) && all_are(bytes + PAGE + 100, 2 * PAGE - 100, 0));
    hal_space_enter(space);
    CHECK(all_are(base, 100, 0) && all_are(base + 100, 2 * PAGE - 100, 0x11));
    hal_space_enter(NULL);
    hal_space_unmap(space, base, 4);
    hal_space_unmap(other, elsewhere, 4);
    hal_space_destroy(space);
    hal_space_destroy(other);
}

/* Three generations, written in every order. */
static void clones_are_independent(void)
{
    struct hal_space *spaces[] = {new_space(), new_space(), new_space()};
    uint8_t *bases[3];
    CHECK_EQUAL(VB_OK, hal_space_map(spaces[0], 4, &bases[0]));
    hal_space_enter(spaces[0]);
    memset(bases[0], 1, 2 * PAGE); /* the other two are never touched before */
    CHECK_EQUAL(VB_OK, hal_space_clone(spaces[0], bases[0], 4, spaces[1], &bases[1]));
    memset(bases[0], 2, PAGE);
    hal_space_enter(spaces[1]);
    CHECK(all_are(bases[1], 2 * PAGE, 1) && all_are(bases[1] + 2 * PAGE, 2 * PAGE, 0));
    CHECK_EQUAL(VB_OK, hal_space_clone(spaces[1], bases[1], 4, spaces[2], &bases[2]));
    memset(bases[1] + PAGE, 3, 2 * PAGE);
    hal_space_write(spaces[2], bases[2] + PAGE, bases[1] + PAGE, 1);
    hal_space_enter(spaces[0]);
    CHECK(all_are(bases[0], PAGE, 2) && all_are(bases[0] + PAGE, PAGE, 1));
    memset(bases[0] + PAGE, 4, PAGE);
    hal_space_enter(NULL);
    hal_space_unmap(spaces[0], bases[0], 4); /* what the others share stays */
    hal_space_enter(spaces[1]);
    CHECK(all_are(bases[1], PAGE, 1) && all_are(bases[1] + PAGE, 2 * PAGE, 3));
    CHECK(all_are(bases[1] + 3 * PAGE, PAGE, 0));
    hal_space_enter(spaces[2]);
    CHECK(all_are(bases[2], PAGE, 1) && bases[2][PAGE] == 3);
    CHECK(all_are(bases[2] + PAGE + 1, PAGE - 1, 1) && all_are(bases[2] + 2 * PAGE, 2 * PAGE, 0));
    hal_space_enter(NULL);
    for (size_t i = 1; i < ARRAY_LEN(spaces); i++) {
        hal_space_unmap(spaces[i], bases[i], 4);
    }
    for (size_t i = 0; i < ARRAY_LEN(spaces); i++) {
        hal_space_destroy(spaces[i]);
    }
}

/* ---- memory -----------------------------------------------------------------------------------
 */

/* More than there is is refused at once; what was promised is there when it is touched. */
static void what_is_mapped_can_be_stored(void)
{
    size_t available = hal_pages_available();
    struct hal_space *space = new_space();
    uint8_t *bases[9];
    size_t count = 0, pages = MIN(available / 8, HAL_SPACE_PAGES_MAX);
    while (count < ARRAY_LEN(bases) && hal_space_map(space, pages, &bases[count]) == VB_OK) {
        count++;
    }
    CHECK(count >= 4);
    hal_space_enter(space);
    for (size_t i = 0; i < count; i++) {
        for (size_t page = 0; page < pages; page++) {
            bases[i][page * PAGE] = (uint8_t)(i + 1);
        }
    }
    for (size_t i = 0; i < count; i++) {
        CHECK_EQUAL(i + 1, bases[i][(pages - 1) * PAGE]);
    }
    hal_space_enter(NULL);
    while (count > 0) {
        count--;
        hal_space_unmap(space, bases[count], pages);
    }
    hal_space_destroy(space);
    CHECK_EQUAL(available, hal_pages_available());
}

bool hal_conformance_spaces(void)
{
    struct hal_space *space;
    int status = hal_space_create(&space);
    if (status == VB_ERR_NOT_SUPPORTED) {
        return false;
    }
    CHECK_EQUAL(VB_OK, status);
    hal_space_destroy(space);
    size_t available = hal_pages_available(); /* after what is made once */
    memories_are_zeroed_and_grow();
    copies_reach_spaces_that_are_not_entered();
    clones_are_independent();
    what_is_outside_is_stopped();
    CHECK_EQUAL(available, hal_pages_available());
    what_is_mapped_can_be_stored();
    return true;
}
