/* Snapshots of stopped tasks (docs/snapshot-format.md): what programs that write, read or compare
 * them share. A task handle needs the right MANAGE. */
#ifndef SDK_SNAPSHOT_H
#define SDK_SNAPSHOT_H

#include <base/sha256.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Add a part of a memory object to a hash. */
int64_t sdk_hash_memory(struct sha256 *hash, uint64_t memory, uint64_t offset, uint64_t size);
/* The hash of a whole one, whose size is the result. */
int64_t sdk_hash_image(uint64_t memory, uint8_t out[SHA256_SIZE]);

/* The hash of a stopped task's state: what the format calls so. VB_OK or a negative vb_status. */
int64_t sdk_hash_state(uint64_t task, uint8_t out[SHA256_SIZE]);

#ifdef __cplusplus
}
#endif

#endif
