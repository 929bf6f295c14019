/*
 * What a space's pages need when they are touched: a page that never was is made of zeros, one that
 * a fork shares is copied when it is written. Nothing here waits or can fail, because the frames
 * were committed and the tables made with the memory. Also copies into spaces that are not entered,
 * by windows: pages of the kernel's half that show a frame for the moment.
 */
#include "frames.h"
#include "lazy.h"
#include "processor.h"
#include "space.h"

#include <string.h>

/* Windows: a fault can come in the middle of a copy, so each has its own. */
enum { WINDOW_OLD, WINDOW_NEW, WINDOW_COPY };

static uint64_t *windows; /* their entries */

bool space_windows_start(void)
{
    if (!windows) {
        windows = paging_entry(paging_root(), WINDOWS, 0);
    }
    return windows != NULL;
}

static uint8_t *window_open(unsigned window, uint64_t frame)
{
    windows[window] = frame | PRESENT | WRITABLE | NO_EXECUTE;
    return (uint8_t *)(WINDOWS + window * PAGE);
}

static void window_close(unsigned window)
{
    windows[window] = 0;
    paging_forget(WINDOWS + window * PAGE);
}

/* ---- pages ------------------------------------------------------------------------------------
 */

static uint64_t zero_frame(void)
{
    uint64_t frame = frame_take();
    memset(window_open(WINDOW_NEW, frame), 0, PAGE);
    window_close(WINDOW_NEW);
    return frame;
}

static uint64_t copy_frame(uint64_t from)
{
    uint64_t frame = frame_take();
    memcpy(window_open(WINDOW_NEW, frame), window_open(WINDOW_OLD, from), PAGE);
    window_close(WINDOW_OLD);
    window_close(WINDOW_NEW);
    return frame;
}

void page_resolve(uint64_t *entry, bool write)
{
    uint64_t frame = *entry & ADDRESS;
    if (!(*entry & PRESENT)) {
        *entry = zero_frame() | PRESENT | WRITABLE | NO_EXECUTE;
        return;
    }
    if (write && (*entry & SHARED)) {
        uint64_t own = frame;
        if (frame_is_shared(frame)) {
            own = copy_frame(frame);
            frame_drop(frame);
        }
        *entry = own | PRESENT | WRITABLE | NO_EXECUTE;
    }
}

uint64_t page_share(uint64_t *entry)
{
    if (*entry & PRESENT) {
        *entry = (*entry & ~WRITABLE) | SHARED;
        frame_share(*entry & ADDRESS);
    }
    return *entry;
}

void page_drop(uint64_t *entry)
{
    if (*entry & PRESENT) {
        frame_drop(*entry & ADDRESS);
    }
    *entry = 0;
}

/* Make the page accessible; it lies inside a memory of the space. */
static void resolve(const struct hal_space *space, uint64_t address, bool write)
{
    page_resolve(space_entry(space, address), write);
    if (space == space_entered) {
        paging_forget(address);
    }
}

/* ---- copies -----------------------------------------------------------------------------------
 */

static size_t rest_of_page(const uint8_t *at, size_t size)
{
    return MIN(size, (size_t)(PAGE - (uintptr_t)at % PAGE));
}

void hal_space_read(struct hal_space *from, void *to, const uint8_t *at, size_t size)
{
    for (size_t part; size > 0; size -= part, at += part, to = (uint8_t *)to + part) {
        uint64_t entry = *space_entry(from, (uint64_t)at);
        part = rest_of_page(at, size);
        if (!(entry & PRESENT)) {
            memset(to, 0, part);
            continue;
        }
        memcpy(to, window_open(WINDOW_COPY, entry & ADDRESS) + (uintptr_t)at % PAGE, part);
        window_close(WINDOW_COPY);
    }
}

void hal_space_write(struct hal_space *to, uint8_t *at, const void *from, size_t size)
{
    for (size_t part; size > 0; size -= part, at += part, from = (const uint8_t *)from + part) {
        part = rest_of_page(at, size);
        resolve(to, (uint64_t)at, true);
        uint64_t frame = *space_entry(to, (uint64_t)at) & ADDRESS;
        memcpy(window_open(WINDOW_COPY, frame) + (uintptr_t)at % PAGE, from, part);
        window_close(WINDOW_COPY);
    }
}

/* ---- faults -----------------------------------------------------------------------------------
 */

#define ERROR_WRITE 2u
#define ERROR_BAD   (8u | 16u) /* a reserved bit in an entry; fetching an instruction */

/* space_run.S: the stack of the hal_space_run() in progress, 0: none; and what it will answer. */
extern uint64_t space_runner, space_fault_address;
extern const uint8_t space_escape[];

/* The kernel's root got an entry after this one was made. */
static bool resolve_kernel(uint64_t address)
{
    unsigned index = paging_index(address, 3);
    const uint64_t *kernel = physical_to_virtual(paging_root());
    uint64_t *table = physical_to_virtual(space_entered->root);
    if (!(kernel[index] & PRESENT) || (table[index] & PRESENT)) {
        return false;
    }
    table[index] = kernel[index];
    return true;
}

/* Within the reach of a memory, but outside: the end of what hal_space_run() runs. */
static bool escape(struct interrupt_frame *frame, uint64_t address)
{
    if (space_runner == 0) {
        return false;
    }
    space_fault_address = address;
    frame->rip = (uint64_t)space_escape;
    frame->rsp = space_runner;
    return true;
}

bool space_fault(struct interrupt_frame *frame)
{
    uint64_t address = read_cr2();
    if (frame->error & ERROR_BAD) {
        return false;
    }
    if (lazy_fault(address, frame->error & ERROR_WRITE)) {
        return true;
    }
    if (!space_entered) {
        return false;
    }
    if (address >= KERNEL_HALF) {
        return resolve_kernel(address);
    }
    uint64_t index = address / SPACE_STRIDE - 1, offset = address % SPACE_STRIDE;
    if (index >= SPACE_MEMORIES || !space_entered->memories[index].used ||
        offset >= HAL_SPACE_REACH) {
        return false;
    }
    if (offset >= space_entered->memories[index].pages * PAGE) {
        return escape(frame, address);
    }
    resolve(space_entered, address, frame->error & ERROR_WRITE);
    return true;
}
