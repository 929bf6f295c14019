/*
 * Snapshots of stopped tasks (docs/snapshot-format.md): writing, reading and comparing them. A task
 * handle needs the right MANAGE. Results are VB_OK or a negative vb_status.
 */
#ifndef SDK_SNAPSHOT_H
#define SDK_SNAPSHOT_H

#include <base/sha256.h>
#include <sdk/spawn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Add a part of a memory object to a hash. */
int64_t sdk_hash_memory(struct sha256 *hash, uint64_t memory, uint64_t offset, uint64_t size);
/* The hash of a whole one, whose size is the result. */
int64_t sdk_hash_image(uint64_t memory, uint8_t out[SHA256_SIZE]);

/* The hash of a stopped task's state: what the format calls so. */
int64_t sdk_hash_state(uint64_t task, uint8_t out[SHA256_SIZE]);

/* Whether it is a service of the system, for which others wait while it is stopped; or a negative
 * vb_status. */
int64_t sdk_snapshot_is_service(uint64_t task);

/* What to write, and where. */
struct sdk_snapshot_out {
    uint64_t task;                  /* stopped */
    uint64_t file;                  /* at its current offset */
    bool without_program;           /* only its hash: who restores has the module */
    void (*tell)(const char *line); /* what cannot be saved, and how far it is */
    uint64_t size;                  /* out: bytes written */
};
int64_t sdk_snapshot_write(struct sdk_snapshot_out *out);

/* A snapshot, and what is needed to go on with it. */
struct sdk_snapshot_in {
    uint64_t memory;  /* the file's contents */
    uint64_t shim;    /* this system's */
    uint64_t files;   /* directory or scheme where paths begin, to open files again; 0: nowhere */
    const char *file; /* its name, for messages */
    void (*tell)(const char *line);
    /* The module with this hash when it does not travel along: a handle, or 0. May be NULL. */
    uint64_t (*find_program)(const uint8_t hash[SHA256_SIZE], uint64_t size);
    uint64_t program; /* out: the image */
};
/* Check the file whole; add to the block what the program was started with and what it had open.
 * The caller adds streams, preopened directories, shim and program, and starts it stopped. Says
 * what was expected, what was found and where when it refuses. */
int64_t sdk_snapshot_open(struct sdk_snapshot_in *in, struct sdk_block *block);
/* Make the task, started from the block and still stopped, what was saved. */
int64_t sdk_snapshot_load(struct sdk_snapshot_in *in, uint64_t task);

#ifdef __cplusplus
}
#endif

#endif
