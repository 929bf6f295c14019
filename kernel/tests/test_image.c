/* Loaded images: one for the same bytes, kept for the next time, dropped when room is wanting. */
#include "world.h"

#include <string.h>

#define INFO 512u

FAKE_PROGRAM(ends)
{
    (void)m;
    return FAKE_DOES_EXIT;
}

/* reg[0]: a memory object with the module of its own, in the middle of other bytes; reg[1]: a slice
 * with the module. Counts of the world's images are compared as it goes. */
static struct world world;

static int images(void)
{
    return world.cpu.images;
}

static void block_with(struct fake_machine *m, uint64_t image)
{
    block_begin(m, "ends");
    block_add(m, image, VB_START_IMAGE, NULL, VB_START_COPY);
}

#define SPAWN_AND_WAIT(m)                                                                          \
    FAKE_SPAWN(m);                                                                                 \
    CHECK((m)->result > 0);                                                                        \
    (m)->reg[29] = (uint64_t)(m)->result;                                                          \
    FAKE_CALL_N(m, 5, SYSCALL_WAIT, (m)->reg[29], INFO, 0, VB_FOREVER);                            \
    FAKE_CALL_N(m, 6, SYSCALL_HANDLE_CLOSE, (m)->reg[29])

FAKE_PROGRAM(spawner)
{
    FAKE_BEGIN(m);
    FAKE_START(m);
    FAKE_CALL(m, SYSCALL_MEMORY_ALLOC, 1000);
    m->reg[0] = (uint64_t)m->result;
    memcpy(fake_at(m, 0, sizeof ends_image), &ends_image, sizeof ends_image);
    FAKE_CALL(m, SYSCALL_MEMORY_WRITE, m->reg[0], 100, 0, sizeof ends_image);
    FAKE_CALL(m, SYSCALL_MEMORY_SLICE, m->reg[0], 100, sizeof ends_image);
    m->reg[1] = (uint64_t)m->result;
    CHECK_EQUAL(1, images()); /* init's own */
    block_with(m, m->reg[1]);
    SPAWN_AND_WAIT(m);
    CHECK_EQUAL(2, images()); /* kept: the bytes are still held */
    SPAWN_AND_WAIT(m);
    CHECK_EQUAL(2, images());
    /* Another slice of the same bytes is the same program. */
    FAKE_CALL(m, SYSCALL_MEMORY_SLICE, m->reg[0], 100, sizeof ends_image);
    m->reg[2] = (uint64_t)m->result;
    block_with(m, m->reg[2]);
    SPAWN_AND_WAIT(m);
    CHECK_EQUAL(2, images());
    /* Changing the object leaves the image alone, and what is there then is another. */
    FAKE_CALL(m, SYSCALL_MEMORY_WRITE, m->reg[0], 0, 0, 10);
    CHECK_EQUAL(10, m->result);
    SPAWN_AND_WAIT(m);
    CHECK_EQUAL(2, images());
    FAKE_CALL(m, SYSCALL_MEMORY_SLICE, m->reg[0], 100, sizeof ends_image);
    m->reg[3] = (uint64_t)m->result;
    block_with(m, m->reg[3]);
    SPAWN_AND_WAIT(m);
    CHECK_EQUAL(3, images());
    /* An image that nobody else holds the bytes of goes with its last task. */
    FAKE_CALL(m, SYSCALL_MEMORY_ALLOC, sizeof ends_image);
    m->reg[4] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_MEMORY_WRITE, m->reg[4], 0, 0, sizeof ends_image);
    block_begin(m, "ends");
    block_add(m, m->reg[4], VB_START_IMAGE, NULL, 0);
    SPAWN_AND_WAIT(m);
    CHECK_EQUAL(3, images());
    /* An account elsewhere that is full does not cost us our images; one of ours does. */
    FAKE_CALL(m, SYSCALL_ACCOUNT_CREATE, 0, 1);
    m->reg[5] = (uint64_t)m->result;
    FAKE_CALL(m, SYSCALL_ACCOUNT_CREATE, m->reg[5], 1000);
    CHECK_EQUAL(VB_ERR_QUOTA, m->result);
    CHECK_EQUAL(3, images());
    FAKE_CALL(m, SYSCALL_MEMORY_ALLOC, 1ull << 30);
    CHECK_EQUAL(VB_ERR_QUOTA, m->result);
    CHECK_EQUAL(1, images());
    FAKE_CALL(m, SYSCALL_SLEEP, VB_FOREVER);
    FAKE_END(m);
}

int main(void)
{
    world_begin(&world);
    world.config.memory_limit = 1 << 20;
    world_start(&world, &spawner_image, NULL, 0);
    CHECK_EQUAL(KERNEL_IDLE, world_run(&world));
    world_end(&world);
    return 0;
}
