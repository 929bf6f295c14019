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

enum { SIZE = 64, ROOM = 256 + SIZE, TOTAL = 2000 };

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

/* A device with one register: reading takes what was typed there, writing is shown. */
static uint64_t typed, shown;

static unsigned char byte_of(uint64_t number)
{
    return (unsigned char)(number * 7 + number / 251);
}

int64_t vb_region_fetch(uint64_t region, uint64_t offset, uint32_t width, uint64_t object,
                        uint64_t at)
{
    uint64_t value = byte_of(typed);

    (void)region, (void)offset, (void)object;
    enter();
    CHECK_EQ(width, 1);
    memcpy(memory + at, &value, sizeof value);
    typed++;
    return (int64_t)value;
}

int64_t vb_region_post(uint64_t region, uint64_t offset, uint32_t width, uint64_t value,
                       uint64_t object, uint64_t at, uint64_t note)
{
    (void)region, (void)offset, (void)object;
    enter();
    CHECK_EQ(width, 1);
    CHECK_EQ(value, byte_of(shown));
    memcpy(memory + at, &note, sizeof note);
    shown++;
    return VB_OK;
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

/* ---- a driver whose device forgets what was read, and cannot be asked what it was given ---- */

static void take_what_was_fetched(void)
{
    unsigned char bytes[KEPT_RING_FETCHES];
    size_t count = kept_ring_fetched(&ring, bytes);

    if (count > 0)
        CHECK_EQ(kept_ring_put(&ring, bytes, count), VB_OK);
}

static void fetch_some(void)
{
    unsigned char bytes[KEPT_RING_FETCHES];
    size_t count, wanted = (size_t)rand() % (KEPT_RING_FETCHES + 1);

    if (wanted > kept_ring_room(&ring))
        wanted = kept_ring_room(&ring);
    for (count = 0; count < wanted; count++)
        bytes[count] = (unsigned char)kept_ring_fetch(&ring, 7, 0);
    CHECK_EQ(kept_ring_put(&ring, bytes, count), VB_OK);
}

static void post_some(void)
{
    unsigned char bytes[10];
    size_t count = kept_ring_peek(&ring, 0, bytes, (size_t)rand() % sizeof bytes), i;

    for (i = 0; i < count; i++)
        CHECK_EQ(kept_ring_post(&ring, 7, 0, bytes[i]), VB_OK);
}

static void nothing_is_lost_between_registers(void)
{
    static unsigned seed, deaths;

    for (seed = 1; seed <= 50 && check_failures == 0; seed++) {
        srand(seed);
        is_kept = false;
        typed = shown = deaths = 0;
        if (setjmp(death) != 0)
            deaths++;
        calls_left = seed % 5 != 0 ? 5 + (unsigned)(rand() % 30) : 0;
        CHECK_EQ(kept_ring_open(&ring, "input", SIZE), VB_OK);
        take_what_was_fetched();
        while (shown < TOTAL && check_failures == 0) {
            fetch_some();
            post_some();
        }
        calls_left = 0;
        CHECK_EQ(kept_ring_used(&ring), typed - shown);
        CHECK(seed % 5 == 0 || deaths > 50);
    }
}

/* ---- a writer that repeats what was not answered ---- */

static void nothing_is_written_twice(void)
{
    static uint64_t number, written, size;
    static unsigned deaths;

    srand(1);
    is_kept = false;
    number = 5000;
    written = shown = size = deaths = 0;
    if (setjmp(death) != 0)
        deaths++;
    calls_left = 5 + (unsigned)(rand() % 12);
    CHECK_EQ(kept_ring_open(&ring, "output", SIZE), VB_OK);
    while (shown < TOTAL && check_failures == 0) {
        if (size == 0) {
            number++;
            size = 1 + (uint64_t)rand() % 20;
        }
        for (uint64_t i = 0; i < size; i++)
            window[i] = byte_of(written + i);
        if (!kept_ring_has(&ring, number) && kept_ring_room(&ring) >= size)
            CHECK_EQ(kept_ring_put_window(&ring, 0, size, number), (int64_t)size);
        enter(); /* the answer */
        if (kept_ring_has(&ring, number)) {
            written += size;
            size = 0;
        }
        post_some();
    }
    calls_left = 0;
    CHECK(deaths > 50);
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
    RUN(nothing_is_lost_between_registers);
    RUN(nothing_is_written_twice);
    RUN(unknown_positions);
    return check_exit();
}
