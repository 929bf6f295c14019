/* spawn and exec: what the child gets, what a hostile block gets, who is told of the end. */
#include "world.h"

#include <string.h>

#define INFO 512u

static struct vb_exit_info *info_of(struct fake_machine *m)
{
    return fake_at(m, INFO, sizeof(struct vb_exit_info));
}

static const char *diagnostic_of(struct fake_machine *m)
{
    return fake_at(m, DIAGNOSTIC_ADDRESS, DIAGNOSTIC_SIZE);
}

/* ---- a child with handles ----------------------------------------------------------------------
 */

FAKE_PROGRAM(child)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    m->reg[0] = start_named(m, "moved");
    m->reg[1] = start_named(m, "copied");
    CHECK(m->reg[0] != 0 && m->reg[1] != 0 && m->reg[0] != m->reg[1]);
    CHECK_EQUAL(0, start_named(m, "image"));
    FAKE_CALL(m, SYSCALL_MEMORY_READ, m->reg[0], 0, 0, 100);
    CHECK_EQUAL(4, m->result);
    CHECK_EQUAL(0, memcmp(fake_at(m, 0, 4), "data", 4));
    FAKE_CALL(m, SYSCALL_MEMORY_WRITE, m->reg[1], 0, 0, 4); /* rights were kept back */
    CHECK_EQUAL(VB_ERR_ACCESS, m->result);
    FAKE_CALL(m, SYSCALL_HANDLE_INFO, m->reg[1], 104);
    CHECK_EQUAL(VB_RIGHT_READ, ((struct vb_handle_info *)fake_at(m, 104, 24))->rights);
    FAKE_CALL(m, SYSCALL_TASK_INFO, 0, 200);
    CHECK_EQUAL(0, strcmp(((struct vb_task_info *)fake_at(m, 200, 80))->name, "kid"));
    CHECK_EQUAL(1, ((struct vb_task_info *)fake_at(m, 200, 80))->parent);
    FAKE_COMPUTE(m, 10000);
    FAKE_CALL(m, SYSCALL_TASK_EXIT, 42);
    FAKE_END(m);
}

FAKE_PROGRAM(parent)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    m->reg[0] = start_named(m, "child");
    FAKE_CALL(m, SYSCALL_MEMORY_ALLOC, 4);
    m->reg[1] = (uint64_t)m->result;
    memcpy(fake_at(m, 0, 4), "data", 4);
    FAKE_CALL(m, SYSCALL_MEMORY_WRITE, m->reg[1], 0, 0, 4);
    CHECK_EQUAL(4, m->result);
    FAKE_CALL(m, SYSCALL_HANDLE_DUPLICATE, m->reg[1], 0);
    m->reg[2] = (uint64_t)m->result;
    block_begin(m, "kid");
    block_add(m, m->reg[1], VB_START_NAMED, "moved", 0);
    block_add(m, m->reg[2], VB_START_NAMED, "copied", VB_START_COPY);
    block_entry(m, 1)->rights = VB_RIGHT_READ;
    block_add(m, m->reg[0], VB_START_IMAGE, "image", VB_START_COPY);
    FAKE_SPAWN(m);
    CHECK(m->result > 0);
    m->reg[3] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_HANDLE_CLOSE, m->reg[1]);
    CHECK_EQUAL(VB_ERR_BAD_HANDLE, m->result); /* it moved */
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[3], INFO, 0, VB_NO_WAIT);
    CHECK_EQUAL(VB_ERR_AGAIN, m->result);
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[3], INFO, 0, HAL_FAKE_EPOCH);
    CHECK_EQUAL(VB_ERR_TIMED_OUT, m->result);
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[3], INFO, 0, VB_FOREVER);
    CHECK_EQUAL(0, m->result);
    CHECK_EQUAL(VB_EXIT_STATUS, info_of(m)->kind);
    CHECK_EQUAL(42, info_of(m)->code);
    CHECK(info_of(m)->reductions > 10000);
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[3], INFO, 0, VB_NO_WAIT); /* as often as one likes */
    CHECK_EQUAL(0, m->result);
    FAKE_CALL(m, SYSCALL_TASK_INFO, m->reg[3], 200);
    CHECK_EQUAL(VB_TASK_ENDED, ((struct vb_task_info *)fake_at(m, 200, 80))->state);
    FAKE_CALL(m, SYSCALL_KILL, m->reg[3], VB_SIGTERM);
    CHECK_EQUAL(VB_ERR_DEAD, m->result);
    FAKE_CALL(m, SYSCALL_HANDLE_CLOSE, m->reg[3]);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void test_child(void)
{
    struct kernel_blob blobs[] = {WORLD_BLOB(child)};
    struct world w;
    world_begin(&w);
    world_start(&w, &parent_image, blobs, 1);
    CHECK_EQUAL(KERNEL_IDLE, world_run(&w));
    struct kernel_counts counts = world_counts(&w);
    CHECK_EQUAL(1, counts.tasks);
    CHECK_EQUAL(1, counts.threads);
    CHECK_EQUAL(2, counts.images); /* the child's stays for the next time */
    CHECK_EQUAL(1, w.cpu.contexts);
    world_end(&w);
}

/* ---- hostile blocks ----------------------------------------------------------------------------
 */

static uint64_t spoil_random = 99;

static uint32_t spoil_roll(uint32_t sides)
{
    spoil_random = spoil_random * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(spoil_random >> 33) % sides;
}

/* A good block for the machine's image in reg[0] and memory in reg[1], with one thing wrong. */
static int spoil(struct fake_machine *m, uint32_t how)
{
    block_begin(m, "bad");
    block_add(m, m->reg[0], VB_START_IMAGE, "a,b", VB_START_COPY);
    block_add(m, m->reg[1], VB_START_NAMED, "x", VB_START_COPY);
    struct vb_start_header *header = block_header(m);
    struct vb_start_handle *entry = block_entry(m, 1);
    switch (how) {
    case 0:
        header->magic++;
        return VB_ERR_PROTOCOL;
    case 1:
        header->version = 2;
        return VB_ERR_PROTOCOL;
    case 2:
        header->argument_count = 2000;
        return VB_ERR_PROTOCOL;
    case 3:
        header->arguments = UINT32_MAX;
        return VB_ERR_PROTOCOL;
    case 4:
        header->environment_count = 1;
        header->environment = header->size;
        return VB_ERR_PROTOCOL;
    case 5:
        header->working_directory = header->size - 1 + 1;
        return VB_ERR_PROTOCOL;
    case 6:
        header->handle_count = VB_START_HANDLES_MAX;
        return VB_ERR_PROTOCOL;
    case 7:
        header->handles = 4;
        return VB_ERR_PROTOCOL;
    case 8:
        header->handles = UINT32_MAX - 7;
        return VB_ERR_PROTOCOL;
    case 9:
        header->priority = 17;
        return VB_ERR_INVALID;
    case 10:
        header->flags = 1;
        return VB_ERR_INVALID;
    case 11:
        entry->handle = 77;
        return VB_ERR_BAD_HANDLE;
    case 12:
        entry->kind = 0;
        return VB_ERR_INVALID;
    case 13:
        entry->kind = VB_START_FAULT;
        return VB_ERR_BAD_TYPE;
    case 14:
        entry->name = UINT32_MAX;
        return VB_ERR_PROTOCOL;
    case 15:
        entry->flags = 8;
        return VB_ERR_INVALID;
    case 16:
        entry->kind = VB_START_IMAGE;
        return VB_ERR_BAD_MODULE;
    case 17:
        entry->handle = m->reg[0];
        entry->flags = 0;
        return VB_ERR_INVALID;
    case 18:
        entry->kind = VB_START_FD;
        entry->fd = -1;
        return VB_ERR_INVALID;
    case 19:
        header->handle_count = 0;
        return VB_ERR_INVALID; /* no image */
    case 20:
        entry->handle = m->reg[2];
        return VB_ERR_ACCESS; /* no TRANSFER */
    case 21:
        entry->handle = 0;
        return VB_ERR_BAD_HANDLE;
    case 22:
        header->handle_count = UINT32_MAX;
        return VB_ERR_PROTOCOL;
    case 23:
        block_entry(m, 0)->handle = m->reg[3];
        return VB_ERR_UNLINKABLE;
    case 24:
        entry->kind = VB_START_ACCOUNT;
        return VB_ERR_BAD_TYPE;
    default:
        return VB_OK;
    }
}
#define SPOILS 25u

/* Random damage: anything but a crash or a leak will do. */
static void scramble(struct fake_machine *m)
{
    (void)spoil(m, SPOILS);
    uint8_t *bytes = fake_at(m, BLOCK_ADDRESS, 512);
    for (uint32_t i = 1 + spoil_roll(6); i > 0; i--)
        bytes[spoil_roll(200)] = (uint8_t)spoil_roll(256);
    block_header(m)->size = 2048;
}

static const struct fake_image unlinkable_image = {FAKE_MAGIC, child, "missing import a.b"};

FAKE_PROGRAM(hostile)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    m->reg[0] = start_named(m, "parent");
    m->reg[3] = start_named(m, "unlinkable");
    FAKE_CALL(m, SYSCALL_MEMORY_ALLOC, 4);
    m->reg[1] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_HANDLE_DUPLICATE, m->reg[1], VB_RIGHT_READ);
    m->reg[2] = (uint64_t)m->result;
    for (m->reg[4] = 0; m->reg[4] < SPOILS; m->reg[4]++) {
        m->reg[5] = (uint64_t)(int64_t)spoil(m, (uint32_t)m->reg[4]);
        FAKE_SPAWN(m);
        if ((int64_t)m->reg[5] != m->result)
            fprintf(stderr, "spoil %d: %s\n", (int)m->reg[4], diagnostic_of(m));
        CHECK_EQUAL(m->reg[5], m->result);
        CHECK(diagnostic_of(m)[0] != '\0');
        FAKE_CALL(m, SYSCALL_HANDLE_INFO, m->reg[1], 304); /* still there */
        CHECK_EQUAL(0, m->result);
    }
    for (m->reg[4] = 0; m->reg[4] < 2000; m->reg[4]++) {
        scramble(m);
        FAKE_SPAWN(m);
        if (m->result > 0) {
            m->reg[5] = (uint64_t)m->result;
            FAKE_CALL(m, SYSCALL_KILL, m->reg[5], VB_SIGKILL);
            FAKE_CALL(m, SYSCALL_HANDLE_CLOSE, m->reg[5]);
        }
        scramble(m);
        block_header(m)->size = spoil_roll(4096);
        FAKE_SPAWN(m);
        if (m->result > 0) {
            m->reg[5] = (uint64_t)m->result;
            FAKE_CALL(m, SYSCALL_KILL, m->reg[5], VB_SIGKILL);
            FAKE_CALL(m, SYSCALL_HANDLE_CLOSE, m->reg[5]);
        }
        FAKE_CALL(m, SYSCALL_MEMORY_SIZE, m->reg[1]);
        if (m->result < 0) { /* it was moved to a child */
            FAKE_CALL(m, SYSCALL_MEMORY_ALLOC, 4);
            m->reg[1] = (uint64_t)m->result;
        }
        FAKE_CALL(m, SYSCALL_MEMORY_SIZE, m->reg[0]);
        if (m->result < 0)
            break; /* and so was the image */
    }
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void test_hostile(void)
{
    struct kernel_blob blobs[] = {WORLD_BLOB(parent), WORLD_BLOB(unlinkable)};
    struct world w;
    world_begin(&w);
    world_start(&w, &hostile_image, blobs, 2);
    CHECK_EQUAL(KERNEL_IDLE, world_run(&w));
    CHECK_EQUAL(1, world_counts(&w).tasks);
    world_end(&w);
}

/* ---- exec --------------------------------------------------------------------------------------
 */

FAKE_PROGRAM(second)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    m->reg[0] = start_named(m, "kept");
    CHECK(m->reg[0] != 0);
    FAKE_CALL(m, SYSCALL_MEMORY_SIZE, m->reg[0]);
    CHECK_EQUAL(123, m->result);
    FAKE_CALL(m, SYSCALL_GETPID);
    FAKE_CALL(m, SYSCALL_TASK_EXIT, (uint64_t)m->result);
    FAKE_END(m);
}

FAKE_PROGRAM(first)
{
    FAKE_BEGIN(m);
    if (m->is_thread) {
        FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
        CHECK(!"a thread outlives exec");
    }
    FAKE_START(m);
    m->reg[0] = start_named(m, "second");
    FAKE_CALL(m, SYSCALL_THREAD_CREATE, 0, 0, 0);
    FAKE_CALL(m, SYSCALL_MEMORY_ALLOC, 123);
    m->reg[1] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_YIELD);
    block_begin(m, "second");
    block_add(m, m->reg[1], VB_START_IMAGE, NULL, 0); /* no module */
    FAKE_EXEC(m);
    CHECK_EQUAL(VB_ERR_BAD_MODULE, m->result);
    CHECK(diagnostic_of(m)[0] != '\0');
    block_begin(m, "second");
    block_add(m, m->reg[0], VB_START_IMAGE, NULL, 0);
    block_add(m, m->reg[1], VB_START_NAMED, "kept", 0);
    FAKE_EXEC(m);
    CHECK(!"exec returned");
    FAKE_END(m);
}

FAKE_PROGRAM(starts_first)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    block_begin(m, "first");
    block_add(m, start_named(m, "first"), VB_START_IMAGE, NULL, 0);
    block_add(m, start_named(m, "second"), VB_START_NAMED, "second", 0);
    FAKE_EXEC(m);
    CHECK_EQUAL(VB_ERR_NOT_SUPPORTED, m->result); /* init stays */
    FAKE_SPAWN(m);
    CHECK(m->result > 0);
    m->reg[0] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[0], INFO, 0, VB_FOREVER);
    CHECK_EQUAL(VB_EXIT_STATUS, info_of(m)->kind);
    CHECK_EQUAL(2, info_of(m)->code); /* the same pid */
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void test_exec(void)
{
    struct kernel_blob blobs[] = {WORLD_BLOB(first), WORLD_BLOB(second)};
    struct world w;
    world_begin(&w);
    world_start(&w, &starts_first_image, blobs, 2);
    CHECK_EQUAL(KERNEL_IDLE, world_run(&w));
    CHECK_EQUAL(1, world_counts(&w).threads);
    world_end(&w);
}

/* ---- limits ------------------------------------------------------------------------------------
 */

FAKE_PROGRAM(spins)
{
    m->compute = 1000;
    return FAKE_DOES_COMPUTE;
}

FAKE_PROGRAM(gives_fuel)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    FAKE_CALL(m, SYSCALL_ACCOUNT_CREATE, 0, 1000000);
    m->reg[1] = (uint64_t)m->result;
    block_begin(m, "spins");
    block_add(m, start_named(m, "spins"), VB_START_IMAGE, NULL, VB_START_COPY);
    block_add(m, m->reg[1], VB_START_ACCOUNT, NULL, VB_START_COPY);
    block_header(m)->fuel = 50000;
    block_header(m)->stack_limit = 7;
    block_header(m)->memory_limit = 8;
    FAKE_SPAWN(m);
    m->reg[0] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_ACCOUNT_INFO, m->reg[1], 0);
    CHECK_EQUAL(1, ((struct vb_account_info *)fake_at(m, 0, 32))->tasks);
    CHECK(((struct vb_account_info *)fake_at(m, 0, 32))->used > FAKE_MEMORY);
    FAKE_CALL(m, SYSCALL_WAIT, m->reg[0], INFO, 0, VB_FOREVER);
    CHECK_EQUAL(VB_EXIT_TRAP, info_of(m)->kind);
    CHECK_EQUAL(0, memcmp(info_of(m)->text, "out of fuel", 11));
    CHECK_EQUAL(50000, info_of(m)->reductions);
    FAKE_CALL(m, SYSCALL_ACCOUNT_LIMIT, m->reg[1], 60000);
    FAKE_SPAWN(m);
    CHECK_EQUAL(VB_ERR_QUOTA, m->result);
    FAKE_CALL(m, SYSCALL_HANDLE_CLOSE, m->reg[0]);
    FAKE_CALL(m, SYSCALL_ACCOUNT_INFO, m->reg[1], 0);
    CHECK_EQUAL(0, ((struct vb_account_info *)fake_at(m, 0, 32))->used);
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

static void test_fuel(void)
{
    struct kernel_blob blobs[] = {WORLD_BLOB(spins)};
    struct world w;
    world_begin(&w);
    world_start(&w, &gives_fuel_image, blobs, 1);
    CHECK_EQUAL(KERNEL_IDLE, world_run(&w));
    CHECK_EQUAL(7, w.cpu.stack_limit);
    CHECK_EQUAL(8, w.cpu.memory_limit);
    world_end(&w);
}

int main(void)
{
    test_child();
    test_hostile();
    test_exec();
    test_fuel();
    return 0;
}
