#include <base/random.h>
#include <string.h>

#define KEY_BYTES 32u

/* Different uses of the same key never make the same block: the last word of the nonce. */
enum use { USE_MAKE, USE_ADD };

static uint32_t rotate(uint32_t value, unsigned bits)
{
    return value << bits | value >> (32 - bits);
}

static void quarter_round(uint32_t *a, uint32_t *b, uint32_t *c, uint32_t *d)
{
    *a += *b, *d = rotate(*d ^ *a, 16);
    *c += *d, *b = rotate(*b ^ *c, 12);
    *a += *b, *d = rotate(*d ^ *a, 8);
    *c += *d, *b = rotate(*b ^ *c, 7);
}

void chacha20_block(const uint32_t state[16], uint32_t out[16])
{
    uint32_t x[16];
    memcpy(x, state, sizeof x);
    for (int round = 0; round < 10; round++) {
        for (int i = 0; i < 4; i++) {
            quarter_round(&x[i], &x[4 + i], &x[8 + i], &x[12 + i]);
        }
        for (int i = 0; i < 4; i++) {
            quarter_round(&x[i], &x[4 + (i + 1) % 4], &x[8 + (i + 2) % 4], &x[12 + (i + 3) % 4]);
        }
    }
    for (int i = 0; i < 16; i++) {
        out[i] = x[i] + state[i];
    }
}

static void block(const struct random_pool *pool, enum use use, uint32_t counter, uint32_t out[16])
{
    uint32_t state[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};
    memcpy(state + 4, pool->key, KEY_BYTES);
    state[12] = counter;
    state[15] = use;
    chacha20_block(state, out);
}

void random_add(struct random_pool *pool, const void *bytes, size_t size)
{
    const uint8_t *from = bytes;
    for (size_t done = 0; done < size; done += KEY_BYTES) {
        uint32_t piece[8] = {0}, mixed[16];
        memcpy(piece, from + done, MIN(size - done, KEY_BYTES));
        for (int i = 0; i < 8; i++) {
            pool->key[i] ^= piece[i];
        }
        block(pool, USE_ADD, (uint32_t)MIN(size - done, KEY_BYTES), mixed);
        memcpy(pool->key, mixed, KEY_BYTES);
    }
    pool->added += (uint32_t)MIN(size, RANDOM_SEEDED - pool->added);
}

bool random_fill(struct random_pool *pool, void *out, size_t size)
{
    uint8_t *to = out;
    uint32_t next[16], made[16];
    if (pool->added < RANDOM_SEEDED) {
        return false;
    }
    block(pool, USE_MAKE, 0, next);
    for (uint32_t counter = 1; size > 0; counter++) {
        size_t count = MIN(size, sizeof made);
        block(pool, USE_MAKE, counter, made);
        memcpy(to, made, count);
        to += count;
        size -= count;
    }
    memcpy(pool->key, next, KEY_BYTES);
    return true;
}
