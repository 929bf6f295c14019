#include "internal.h"

#include <hal_fake/space.h>
#include <setjmp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

struct memory {
    struct memory *next;
    uint8_t *base;
    size_t pages;
};

struct hal_space {
    struct hal_space *next;
    struct memory *memories;
};

static struct hal_space *spaces; /* all: a system that stops leaves them, and leaks nothing */
static struct hal_space *entered;

static size_t cost, cost_divisor;

void hal_fake_space_cost(size_t space, size_t divisor)
{
    cost = space;
    cost_divisor = divisor;
}

size_t hal_space_cost(size_t pages)
{
    return pages == 0 ? cost : cost_divisor == 0 ? 0 : pages / cost_divisor;
}

/* ---- faults ---------------------------------------------------------------------------------- */

static sigjmp_buf *runner; /* where hal_space_run() waits, or NULL */
static volatile uintptr_t fault_address;
static struct sigaction before_faults;

/* The memory of the entered space within whose reach the address lies. */
static bool within_reach(uintptr_t address)
{
    for (const struct memory *m = entered != NULL ? entered->memories : NULL; m != NULL;
         m = m->next) {
        if (address - (uintptr_t)m->base < HAL_SPACE_REACH) {
            return true;
        }
    }
    return false;
}

static void on_fault(int number, siginfo_t *info, void *context)
{
    (void)context;
    uintptr_t address = (uintptr_t)info->si_addr;
    if (runner != NULL && within_reach(address)) {
        fault_address = address;
        siglongjmp(*runner, 1);
    }
    sigaction(number, &before_faults, NULL); /* the access is made again, and ends the process */
}

static void catch_faults(void)
{
    static bool done;
    if (done) {
        return;
    }
    done = true;
    struct sigaction action = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_NODEFER};
    sigemptyset(&action.sa_mask);
    sigaction(SIGSEGV, &action, &before_faults);
}

bool hal_space_run(void (*run)(void *ctx), void *ctx, uintptr_t *at)
{
    sigjmp_buf here;
    if (sigsetjmp(here, 0) != 0) {
        runner = NULL;
        *at = fault_address;
        return false;
    }
    runner = &here;
    run(ctx);
    runner = NULL;
    return true;
}

/* ---- spaces ---------------------------------------------------------------------------------- */

int hal_space_create(struct hal_space **out)
{
    if (!hal_fake_space_wanted()) {
        return VB_ERR_NOT_SUPPORTED;
    }
    if (!hal_fake_space_take(0)) {
        return VB_ERR_NO_MEMORY;
    }
    catch_faults();
    struct hal_space *space = calloc(1, sizeof *space);
    if (space == NULL) {
        return VB_ERR_NO_MEMORY;
    }
    space->next = spaces;
    spaces = space;
    *out = space;
    return VB_OK;
}

void hal_space_destroy(struct hal_space *space)
{
    if (space == entered || space->memories != NULL) {
        fake_fail("a space was destroyed that is entered or has memories");
    }
    struct hal_space **link = &spaces;
    while (*link != space) {
        link = &(*link)->next;
    }
    *link = space->next;
    free(space);
}

static void protect(const uint8_t *base, size_t pages, int protection)
{
    if (pages > 0 && mprotect((void *)(uintptr_t)base, pages * HAL_PAGE_SIZE, protection) != 0) {
        fake_fail("mprotect() failed");
    }
}

static void show(const struct hal_space *space, int protection)
{
    for (const struct memory *m = space != NULL ? space->memories : NULL; m != NULL; m = m->next) {
        protect(m->base, m->pages, protection);
    }
}

void hal_space_enter(struct hal_space *space)
{
    show(entered, PROT_NONE);
    entered = space;
    show(entered, PROT_READ | PROT_WRITE);
}

/* ---- memories -------------------------------------------------------------------------------- */

/* The memory that holds these bytes: all of them, or the caller is wrong. */
static struct memory *find(const struct hal_space *space, const uint8_t *at, size_t size)
{
    for (struct memory *m = space->memories; m != NULL; m = m->next) {
        size_t offset = (size_t)(at - m->base), end = m->pages * HAL_PAGE_SIZE;
        if (offset <= end && size <= end - offset) {
            return m;
        }
    }
    fake_fail("bytes were named that lie in no memory of the space");
}

static struct memory *find_base(const struct hal_space *space, const uint8_t *base, size_t pages)
{
    struct memory *memory = find(space, base, pages * HAL_PAGE_SIZE);
    if (memory->base != base || memory->pages != pages) {
        fake_fail("a memory was named that hal_space_map() did not give");
    }
    return memory;
}

int hal_space_map(struct hal_space *space, size_t pages, uint8_t **base)
{
    if (pages > HAL_SPACE_PAGES_MAX) {
        return VB_ERR_LIMIT;
    }
    if (!hal_fake_space_take(pages)) {
        return VB_ERR_NO_MEMORY;
    }
    struct memory *memory = malloc(sizeof *memory);
    void *range =
        mmap(NULL, HAL_SPACE_REACH, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (memory == NULL || range == MAP_FAILED) {
        fake_fail("no address space for a memory");
    }
    *memory = (struct memory){.next = space->memories, .base = range, .pages = pages};
    space->memories = memory;
    if (space == entered) {
        protect(memory->base, pages, PROT_READ | PROT_WRITE);
    }
    *base = memory->base;
    return VB_OK;
}

int hal_space_extend(struct hal_space *space, uint8_t *base, size_t old_pages, size_t new_pages)
{
    struct memory *memory = find_base(space, base, old_pages);
    if (new_pages > HAL_SPACE_PAGES_MAX) {
        return VB_ERR_LIMIT;
    }
    if (!hal_fake_space_take(new_pages - old_pages)) {
        return VB_ERR_NO_MEMORY;
    }
    memory->pages = new_pages;
    if (space == entered) {
        protect(base, new_pages, PROT_READ | PROT_WRITE);
    }
    return VB_OK;
}

void hal_space_unmap(struct hal_space *space, uint8_t *base, size_t pages)
{
    struct memory *memory = find_base(space, base, pages), **link = &space->memories;
    while (*link != memory) {
        link = &(*link)->next;
    }
    *link = memory->next;
    munmap(base, HAL_SPACE_REACH);
    hal_fake_space_give(pages);
    free(memory);
}

/* ---- copies ---------------------------------------------------------------------------------- */

static void open_window(const struct hal_space *space, const struct memory *memory, int protection)
{
    if (space != entered) {
        protect(memory->base, memory->pages, protection);
    }
}

static void close_window(const struct hal_space *space, const struct memory *memory)
{
    open_window(space, memory, PROT_NONE);
}

void hal_space_read(struct hal_space *from, void *to, const uint8_t *at, size_t size)
{
    const struct memory *memory = find(from, at, size);
    open_window(from, memory, PROT_READ);
    memcpy(to, at, size);
    close_window(from, memory);
}

void hal_space_write(struct hal_space *to, uint8_t *at, const void *from, size_t size)
{
    const struct memory *memory = find(to, at, size);
    open_window(to, memory, PROT_READ | PROT_WRITE);
    memcpy(at, from, size);
    close_window(to, memory);
}

int hal_space_clone(struct hal_space *from, const uint8_t *base, size_t pages, struct hal_space *to,
                    uint8_t **out)
{
    const struct memory *memory = find_base(from, base, pages);
    int status = hal_space_map(to, pages, out);
    if (status != VB_OK || pages == 0) {
        return status;
    }
    open_window(from, memory, PROT_READ);
    hal_space_write(to, *out, base, pages * HAL_PAGE_SIZE);
    close_window(from, memory);
    return VB_OK;
}
