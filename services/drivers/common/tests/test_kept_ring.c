/* The kept queue when its driver is killed at any system call: nothing is lost, nothing comes
 * twice.
 */
#include "kept_ring.h"
#include <check.h>
#include <sdk/channel.h>
#include <sdk/log.h>
#include <setjmp.h>
#include <stdlib.h>
#include <vibee/syscalls.h>

enum { SIZE = 64, ROOM = 64 + SIZE, TOTAL = 2000 };

/* ---- the system: one memory object, one client's window, and death ---- */

static unsigned char memory[ROOM], window[SIZE];
static bool is_kept;
static uint64_t allocated, now = 1000;
static unsigned calls_left; /* until the driver is killed; 0: it lives */
static jmp_buf death;

static void enter(void)
{
    now++;
    if (calls_left > 0 && --calls_left == 0)
        longjmp(death, 1);
}

int64_t vb_memory_alloc(uint64_t size)
{
    enter();
    memset(memory, 0, sizeof memory);
    allocated = size;
    return 1;
}

int64_t vb_memory_size(uint64_t object)
{
    (void)object;
    return (int64_t)allocated;
}

int64_t vb_memory_read(uint64_t object, uint64_t offset, uint64_t buffer, uint64_t size)
{
    (void)object;
    enter();
    memcpy((void *)(uintptr_t)buffer, memory + offset, size);
    return (int64_t)size;
}

int64_t vb_memory_write(uint64_t object, uint64_t offset, uint64_t data, uint64_t size)
{
    (void)object;
    enter();
    if (size > 0)
        memcpy(memory + offset, (const void *)(uintptr_t)data, size);
    return (int64_t)size;
}

int64_t vb_window_memory(uint64_t reply, uint32_t number, uint64_t offset, uint64_t object,
                         uint64_t at, uint64_t size, uint32_t to_window)
{
    (void)reply, (void)number, (void)object;
    enter();
    if (to_window)
        memcpy(window + offset, memory + at, size);
    else
        memcpy(memory + at, window + offset, size);
    return (int64_t)size;
}

int64_t vb_clock(uint32_t which)
{
    (void)which;
    return (int64_t)now;
}

uint64_t sdk_kept(const char *name)
{
    (void)name;
    return is_kept;
}

int64_t sdk_keep(const char *name, uint64_t handle)
{
    (void)name, (void)handle;
    enter();
    is_kept = true;
    return VB_OK;
}

void sdk_log(uint32_t level, const char *format, ...)
{
    (void)level, (void)format;
}

/* ---- a driver that takes bytes from a device which keeps them until it is told ---- */

static struct kept_ring ring;

static unsigned char byte_of(uint64_t number)
{
    return (unsigned char)(number * 7 + number / 251);
}

static void take_from_device(uint64_t *device)
{
    unsigned char bytes[SIZE];
    uint64_t kept = 0, count = (uint64_t)(rand() % 20), i;

    kept_ring_get(&ring, &kept, sizeof kept);
    *device = kept; /* told that these are safe */
    if (count > kept_ring_room(&ring))
        count = kept_ring_room(&ring);
    if (count > TOTAL - kept)
        count = TOTAL - kept;
    for (i = 0; i < count; i++)
        bytes[i] = byte_of(kept + i);
    kept += count;
    kept_ring_set(&ring, &kept, sizeof kept);
    CHECK_EQ(kept_ring_put(&ring, bytes, count), VB_OK);
}

/* The reader's READ: again when the driver dies before it has answered. */
static void read_some(uint64_t *taken, uint64_t *got)
{
    struct vb_file_request request = {.offset = *taken, .size = (uint64_t)(1 + rand() % SIZE)};
    uint64_t position = 0;
    int64_t count = kept_ring_read(&ring, 0, &request, &position), i;

    enter(); /* the answer */
    for (i = 0; i < count; i++)
        CHECK_EQ(window[i], byte_of(*got + (uint64_t)i));
    if (count > 0) {
        *got += (uint64_t)count;
        *taken = position + (uint64_t)count;
    }
}

static void run(unsigned seed, bool kills)
{
    static uint64_t device, taken, got;
    static unsigned deaths;

    srand(seed);
    is_kept = false;
    device = taken = got = deaths = 0;
    if (setjmp(death) != 0)
        deaths++;
    calls_left = kills ? 1 + (unsigned)(rand() % 12) : 0;
    CHECK_EQ(kept_ring_open(&ring, "input", SIZE), VB_OK);
    CHECK(ring.found || device == 0);
    while (got < TOTAL && check_failures == 0) {
        take_from_device(&device);
        read_some(&taken, &got);
    }
    calls_left = 0;
    CHECK(!kills || deaths > 50);
}

static void nothing_is_lost_or_doubled(void)
{
    for (unsigned seed = 1; seed <= 50 && check_failures == 0; seed++) {
        run(seed, false);
        run(seed, true);
    }
}

/* A reader of another time, and one of a queue that is gone, get what is oldest. */
static void unknown_positions(void)
{
    struct vb_file_request request = {.size = SIZE};
    uint64_t position;

    is_kept = false;
    CHECK_EQ(kept_ring_open(&ring, "input", SIZE), VB_OK);
    CHECK_EQ(kept_ring_put(&ring, "hello", 5), VB_OK);
    CHECK_EQ(kept_ring_read(&ring, 0, &request, &position), 5);
    request.offset = position + 6;
    CHECK_EQ(kept_ring_read(&ring, 0, &request, &position), 5);
    request.offset = position + 2;
    CHECK_EQ(kept_ring_read(&ring, 0, &request, &position), 3);
    CHECK_EQ(window[0], 'l');
    request.offset = position + 3;
    CHECK_EQ(kept_ring_read(&ring, 0, &request, &position), VB_ERR_AGAIN);
    is_kept = false;
    CHECK_EQ(kept_ring_open(&ring, "input", SIZE), VB_OK);
    CHECK_EQ(kept_ring_put(&ring, "more", 4), VB_OK);
    request.offset = position;
    CHECK_EQ(kept_ring_read(&ring, 0, &request, &position), 4);
}

int main(void)
{
    RUN(nothing_is_lost_or_doubled);
    RUN(unknown_positions);
    return check_exit();
}
