/*
 * tmpfs against a model, and against kills: every sequence of operations is cut after each write of
 * the store; what was completed must be there, what was not must be there whole or not at all, and
 * nothing may leak.
 */
#include "../tmpfs_internal.h"
#include "tmpfs_model.h"
#include <check.h>

#define NAME(text) ((struct tmpfs_name){text, sizeof text - 1})

static struct tmpfs *open_store(struct memory_store *memory)
{
    struct store store = memory_store(memory);
    struct tmpfs *fs = NULL;

    return tmpfs_open(&store, 1, &fs) == VB_OK ? fs : NULL;
}

/* After every file is gone only superblock, tables and the root's blocks are in use: nothing has
 * leaked. */
static void check_balance(struct tmpfs *fs)
{
    static uint32_t used[1 << 16];
    uint32_t i, count = 0, reached = 0;
    struct memory_store *memory = fs->store.context;
    struct tmpfs *again;

    for (i = 0; i < fs->block_count; i++)
        count += (fs->bitmap[i / 64] >> (i % 64)) & 1;
    CHECK_EQ(fs->block_count - count, fs->free_blocks);
    again = open_store(memory);
    CHECK(again != NULL);
    for (i = 0; i < again->block_count && i < sizeof used / sizeof used[0]; i++)
        reached += (again->bitmap[i / 64] >> (i % 64)) & 1;
    CHECK_EQ(reached, count);
    tmpfs_close(again);
}

static void does_the_same_as_the_model(void)
{
    struct memory_store memory = {0};
    struct tmpfs *fs = open_store(&memory);
    struct model model;
    uint32_t random = 4711, i;

    model_init(&model);
    for (i = 0; i < 3000 && check_failures == 0; i++) {
        struct model_op op = model_random(&random);
        int found, wanted;

        if (op.kind <= OP_SYMLINK && model.nodes[MODEL_NODES - 2].type != 0)
            continue; /* the model is full */
        found = model_apply_tmpfs(fs, &memory, &model, &op);
        wanted = model_apply(&model, &op);
        if (found != wanted)
            check_fail(__FILE__, __LINE__, "step %u, operation %d: expected %d, found %d", i,
                       op.kind, wanted, found);
        /* The comparison also learns the inodes of what is new. */
        if (i % 25 == 0 || (op.kind <= OP_SYMLINK && found == VB_OK))
            CHECK(model_matches(fs, &model, NULL));
        if (i % 100 == 0) {
            check_balance(fs);
            tmpfs_close(fs);
            fs = open_store(&memory);
            CHECK(model_matches(fs, &model, NULL));
        }
    }
    CHECK(!memory.bad);
    model_free(&model);
    tmpfs_close(fs);
    free(memory.bytes);
}

enum { CUT_STEPS = 45 };

static void replay(struct model *model, uint32_t seed, uint32_t steps)
{
    struct model_op op;

    model_init(model);
    while (steps-- > 0) {
        op = model_random(&seed);
        (void)model_apply(model, &op);
    }
}

/* Run until the cut; true when the store died. *steps operations were completed. */
static bool run_until_cut(struct memory_store *memory, uint32_t seed, uint32_t *steps,
                          struct model_op *last)
{
    struct tmpfs *fs = open_store(memory);
    struct model model;
    uint32_t random = seed;
    bool dead = memory_store_dead(memory);

    model_init(&model);
    for (*steps = 0; fs != NULL && !dead && *steps < CUT_STEPS; ++*steps) {
        *last = model_random(&random);
        (void)model_apply_tmpfs(fs, memory, &model, last);
        dead = memory_store_dead(memory);
        if (dead)
            break;
        (void)model_apply(&model, last);
        (void)model_matches(fs, &model, NULL); /* learns the inodes */
    }
    model_free(&model);
    if (fs != NULL)
        tmpfs_close(fs);
    return dead || fs == NULL;
}

static void check_cut(struct memory_store *memory, uint32_t seed, uint32_t steps,
                      const struct model_op *last)
{
    struct tmpfs *fs;
    struct model before, after;
    const struct model_op *torn = last->kind == OP_WRITE ? last : NULL;

    memory->cut = 0;
    fs = open_store(memory);
    if (fs == NULL) {
        check_fail(__FILE__, __LINE__, "seed %u, step %u: does not open", seed, steps);
        return;
    }
    replay(&before, seed, steps);
    replay(&after, seed, steps + 1);
    if (!model_matches(fs, &before, torn) && !model_matches(fs, &after, torn))
        check_fail(__FILE__, __LINE__, "seed %u, step %u, operation %d: neither before nor after",
                   seed, steps, last->kind);
    check_balance(fs);
    model_free(&before);
    model_free(&after);
    tmpfs_close(fs);
}

static void survives_a_kill_after_each_write(void)
{
    uint32_t seed, steps;
    uint64_t cut;
    bool died;

    for (seed = 1; seed <= 12 && check_failures == 0; seed++)
        for (cut = 1, died = true; died && check_failures == 0; cut++) {
            struct memory_store memory = {.cut = cut};
            struct model_op last = {.kind = OP_CLOSE};

            died = run_until_cut(&memory, seed * 7919, &steps, &last);
            if (died)
                check_cut(&memory, seed * 7919, steps, &last);
            CHECK(!memory.bad);
            free(memory.bytes);
        }
}

static void grows_sparse_files_over_two_levels(void)
{
    struct memory_store memory = {0};
    struct tmpfs *fs = open_store(&memory);
    uint32_t inode = (uint32_t)tmpfs_create(fs, TMPFS_ROOT, NAME("big"), VB_TYPE_REGULAR, 1);
    const uint64_t far = UINT64_C(100) << 20;
    struct tmpfs_usage usage;
    char bytes[16];

    CHECK_EQ(write_file(fs, &memory, inode, far, "end", 3), 3);
    CHECK_EQ(write_file(fs, &memory, inode, 0, "start", 5), 5);
    CHECK_EQ(write_file(fs, &memory, inode, 5u << 20, "middle", 6), 6);
    tmpfs_close(fs);
    fs = open_store(&memory);
    CHECK_EQ(read_file(fs, &memory, inode, far - 2, bytes, 16), 5);
    CHECK(memcmp(bytes, "\0\0end", 5) == 0);
    CHECK_EQ(read_file(fs, &memory, inode, 5u << 20, bytes, 6), 6);
    CHECK(memcmp(bytes, "middle", 6) == 0);
    tmpfs_usage(fs, &usage);
    CHECK(usage.arena < 1u << 20);
    CHECK_EQ(tmpfs_set_size(fs, inode, 3, 1), VB_OK);
    CHECK_EQ(tmpfs_set_size(fs, inode, 20, 1), VB_OK);
    CHECK_EQ(read_file(fs, &memory, inode, 0, bytes, 16), 16);
    CHECK(memcmp(bytes, "sta\0\0\0\0", 7) == 0);
    check_balance(fs);
    CHECK_EQ(tmpfs_set_size(fs, inode, TMPFS_SIZE_MAX + 1, 1), VB_ERR_FILE_TOO_BIG);
    tmpfs_close(fs);
    free(memory.bytes);
}

static void refuses_when_full_and_changes_nothing(void)
{
    struct memory_store memory = {.limit = 40 * TMPFS_BLOCK};
    struct tmpfs *fs = open_store(&memory);
    uint32_t inode = (uint32_t)tmpfs_create(fs, TMPFS_ROOT, NAME("file"), VB_TYPE_REGULAR, 1);
    static char bytes[TMPFS_BLOCK * 64];
    struct vb_file_stat stat;

    CHECK_EQ(write_file(fs, &memory, inode, 0, "abc", 3), 3);
    CHECK_EQ(write_file(fs, &memory, inode, 3, bytes, sizeof bytes), VB_ERR_NO_SPACE);
    tmpfs_stat(fs, inode, &stat);
    CHECK_EQ(stat.size, 3);
    check_balance(fs);
    CHECK_EQ(write_file(fs, &memory, inode, 3, bytes, TMPFS_BLOCK * 20), TMPFS_BLOCK * 20);
    CHECK_EQ(tmpfs_unlink(fs, TMPFS_ROOT, NAME("file"), false, 1), VB_OK);
    check_balance(fs);
    inode = (uint32_t)tmpfs_create(fs, TMPFS_ROOT, NAME("file"), VB_TYPE_REGULAR, 1);
    CHECK_EQ(write_file(fs, &memory, inode, 0, bytes, TMPFS_BLOCK * 24), TMPFS_BLOCK * 24);
    tmpfs_close(fs);
    free(memory.bytes);
}

static void checks_names(void)
{
    struct memory_store memory = {0};
    struct tmpfs *fs = open_store(&memory);
    static char name[VB_NAME_MAX + 1];
    const struct tmpfs_name longest = {name, VB_NAME_MAX}, too_long = {name, VB_NAME_MAX + 1};

    memset(name, 'n', sizeof name);
    CHECK(tmpfs_create(fs, TMPFS_ROOT, longest, VB_TYPE_REGULAR, 1) > 0);
    CHECK_EQ(tmpfs_create(fs, TMPFS_ROOT, too_long, VB_TYPE_REGULAR, 1), VB_ERR_NAME_TOO_LONG);
    CHECK_EQ(tmpfs_lookup(fs, TMPFS_ROOT, too_long), VB_ERR_NAME_TOO_LONG);
    CHECK_EQ(tmpfs_create(fs, TMPFS_ROOT, NAME(""), VB_TYPE_REGULAR, 1), VB_ERR_INVALID);
    CHECK_EQ(tmpfs_create(fs, TMPFS_ROOT, NAME(".."), VB_TYPE_REGULAR, 1), VB_ERR_INVALID);
    CHECK_EQ(tmpfs_create(fs, TMPFS_ROOT, NAME("a/b"), VB_TYPE_REGULAR, 1), VB_ERR_INVALID);
    CHECK_EQ(tmpfs_create(fs, TMPFS_ROOT, NAME("a\0b"), VB_TYPE_REGULAR, 1), VB_ERR_INVALID);
    tmpfs_close(fs);
    free(memory.bytes);
}

/* Descriptions that were dropped in memory and are still in the store when it is taken up again. */
static void drops_descriptions_late(void)
{
    struct memory_store memory = {0};
    struct tmpfs *fs = open_store(&memory);
    struct tmpfs_description record = {.used = 1};
    struct tmpfs_usage usage;
    uint32_t first, second, i;

    first = (uint32_t)tmpfs_create(fs, TMPFS_ROOT, NAME("first"), VB_TYPE_REGULAR, 1);
    for (i = 0; i < 2; i++) {
        record.inode = first;
        CHECK_EQ(tmpfs_description_write(fs, i, &record), VB_OK);
    }
    CHECK_EQ(tmpfs_unlink(fs, TMPFS_ROOT, NAME("first"), false, 1), VB_OK);
    tmpfs_description_drop(fs, 0);
    CHECK_EQ(tmpfs_type(fs, first), VB_TYPE_REGULAR);
    tmpfs_description_drop(fs, 1);
    /* Another file takes the number that the records still name. */
    second = (uint32_t)tmpfs_create(fs, TMPFS_ROOT, NAME("second"), VB_TYPE_REGULAR, 1);
    CHECK_EQ(second, first);
    tmpfs_close(fs);

    fs = open_store(&memory);
    CHECK_EQ(tmpfs_lookup(fs, TMPFS_ROOT, NAME("second")), second);
    for (i = 0; i < 2; i++) {
        CHECK_EQ(tmpfs_description_read(fs, i, &record), VB_OK);
        CHECK_EQ(record.used, 1);
        tmpfs_description_drop(fs, i);
    }
    CHECK_EQ(tmpfs_unlink(fs, TMPFS_ROOT, NAME("second"), false, 1), VB_OK);
    tmpfs_usage(fs, &usage);
    CHECK_EQ(usage.inodes, 1);
    check_balance(fs);
    tmpfs_close(fs);
    free(memory.bytes);
}

int main(void)
{
    RUN(does_the_same_as_the_model);
    RUN(survives_a_kill_after_each_write);
    RUN(grows_sparse_files_over_two_levels);
    RUN(refuses_when_full_and_changes_nothing);
    RUN(checks_names);
    RUN(drops_descriptions_late);
    return check_exit();
}
