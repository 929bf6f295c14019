/*
 * A pool of unpredictable bytes: what any number of sources add is mixed into 32 bytes of state,
 * from which as many bytes as are wanted are made. The state is changed after each use, so that who
 * sees it later learns nothing about what was handed out before (fast key erasure, Bernstein 2017).
 * Bytes of one source never cancel those of another: a source that lies, or repeats itself, adds
 * nothing and takes nothing away. Built on ChaCha20 (RFC 8439). Freestanding; not for several
 * threads at once.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <base/macros.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RANDOM_SEEDED 32u /* bytes that must have been added before any are made */

struct random_pool {
    uint32_t key[8];
    uint32_t added; /* bytes, RANDOM_SEEDED at most; a zeroed pool is empty */
};

/* Mix bytes in. */
void random_add(struct random_pool *pool, const void *bytes, size_t size);
/* Make bytes. False, and `out` is untouched: too little has been added. */
MUST_CHECK bool random_fill(struct random_pool *pool, void *out, size_t size);

/* The block function of RFC 8439, section 2.3; the words are the state's numbers. */
void chacha20_block(const uint32_t state[16], uint32_t out[16]);

#endif
