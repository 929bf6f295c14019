/* The pool of unpredictable bytes, and the cipher under it. */
#include <base/random.h>
#include <check.h>
#include <string.h>

/* RFC 8439, 2.3.2. */
static void makes_the_standards_block(void)
{
    static const uint32_t expected[16] = {0xe4e7f110, 0x15593bd1, 0x1fdd0f50, 0xc47120a3,
                                          0xc7f4d1c7, 0x0368c033, 0x9aaa2204, 0x4e6cd4c3,
                                          0x466482d2, 0x09aa9f07, 0x05d7c214, 0xa2028bd9,
                                          0xd19c12b5, 0xb94e16de, 0xe883d0cb, 0x4e3c50a2};
    uint32_t state[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574}, out[16];
    for (uint32_t i = 0; i < 8; i++) {
        state[4 + i] = 0x03020100 + i * 0x04040404;
    }
    state[12] = 1;
    state[13] = 0x09000000;
    state[14] = 0x4a000000;
    chacha20_block(state, out);
    CHECK(memcmp(out, expected, sizeof out) == 0);
}

static void wants_to_be_seeded(void)
{
    struct random_pool pool = {0};
    uint8_t out[4] = {1, 2, 3, 4};
    random_add(&pool, "0123456789012345678901234567890", 31);
    CHECK(!random_fill(&pool, out, sizeof out));
    CHECK(out[0] == 1 && out[3] == 4);
    random_add(&pool, "x", 1);
    CHECK(random_fill(&pool, out, sizeof out));
}

static void never_repeats_itself(void)
{
    struct random_pool pool = {0};
    uint8_t seed[32] = {1}, out[64][200];
    random_add(&pool, seed, sizeof seed);
    for (int i = 0; i < 64; i++) {
        CHECK(random_fill(&pool, out[i], sizeof out[i]));
        for (int j = 0; j < i; j++) {
            CHECK(memcmp(out[i], out[j], 16) != 0);
        }
        CHECK(memcmp(out[i], out[i] + 64, 64) != 0);
    }
}

/* Whatever is added afterwards, chosen by whom it may, what was secret before stays in it. */
static void nothing_cancels_what_was_added(void)
{
    uint8_t one[32] = {1}, other[32] = {2}, hostile[64] = {0}, a[32], b[32];
    struct random_pool first = {0}, second = {0};
    random_add(&first, one, sizeof one);
    random_add(&second, other, sizeof other);
    random_add(&first, hostile, sizeof hostile);
    random_add(&second, hostile, sizeof hostile);
    CHECK(random_fill(&first, a, sizeof a) && random_fill(&second, b, sizeof b));
    CHECK(memcmp(a, b, sizeof a) != 0);
    /* The same bytes twice do not take themselves away. */
    random_add(&second, hostile, 0);
    struct random_pool again = {0};
    random_add(&again, one, sizeof one);
    random_add(&again, one, sizeof one);
    CHECK(random_fill(&again, b, sizeof b));
    struct random_pool empty = {.added = RANDOM_SEEDED};
    CHECK(random_fill(&empty, a, sizeof a));
    CHECK(memcmp(a, b, sizeof a) != 0);
}

/* Who sees the state after bytes were made cannot make them again. */
static void forgets_what_it_made(void)
{
    struct random_pool pool = {0};
    uint8_t seed[32] = {7}, made[32], later[32];
    random_add(&pool, seed, sizeof seed);
    CHECK(random_fill(&pool, made, sizeof made));
    struct random_pool stolen = pool;
    CHECK(random_fill(&stolen, later, sizeof later));
    CHECK(memcmp(made, later, sizeof made) != 0);
    CHECK(memcmp(made, stolen.key, sizeof made) != 0);
}

int main(void)
{
    makes_the_standards_block();
    wants_to_be_seeded();
    never_repeats_itself();
    nothing_cancels_what_was_added();
    forgets_what_it_made();
    return 0;
}
