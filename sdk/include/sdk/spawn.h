/*
 * Builds a start block (vb_start_header in spec/objects.vibee) and starts a task from it.
 *
 *   struct sdk_block block = {0};
 *   sdk_block_argument(&block, "cat");
 *   sdk_block_handle(&block, &(struct vb_start_handle){.handle = image, .kind = VB_START_IMAGE},
 * NULL); task = sdk_block_spawn(&block, diagnostic, sizeof diagnostic); sdk_block_free(&block);
 *
 * The first call that finds no memory is remembered; spawning then fails with VB_ERR_NO_MEMORY, so
 * the calls before need no checks.
 */
#ifndef SDK_SPAWN_H
#define SDK_SPAWN_H

#include <stddef.h>
#include <stdint.h>
#include <vibee/objects.h>
#include <vibee/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/* A growing run of bytes. */
struct sdk_bytes {
    char *data;
    size_t size, room;
};

/* All zero at first. header's counts and offsets are filled in at the end; the caller may set
 * priority, fuel, memory_limit and stack_limit. */
struct sdk_block {
    struct vb_start_header header;
    struct sdk_bytes arguments, environment, names, handles;
    const char *working_directory; /* the caller's, until the task is started; NULL: "/" */
    int64_t error;                 /* the first one */
};

void sdk_block_argument(struct sdk_block *block, const char *text);
void sdk_block_environment(struct sdk_block *block, const char *text); /* NAME=VALUE */

/* Add an entry; entry->name is set from name, which may be NULL. fd counts for VB_START_FD only. */
void sdk_block_handle(struct sdk_block *block, const struct vb_start_handle *entry,
                      const char *name);

/* Entries of the usual kinds; each gives the child a duplicate unless move is 1. */
void sdk_block_fd(struct sdk_block *block, int32_t fd, uint64_t handle, int move);
void sdk_block_preopen(struct sdk_block *block, const char *path, uint64_t directory, int move);
void sdk_block_named(struct sdk_block *block, const char *name, uint64_t handle, int move);

/* The WASI shim: linked when the program asks for it. Before sdk_block_program. */
void sdk_block_shim(struct sdk_block *block, uint64_t image);
void sdk_block_program(struct sdk_block *block, uint64_t image);

/* The block as a memory object; the caller closes it. */
int64_t sdk_block_finish(const struct sdk_block *block);

/* Start a task, or replace the program of this one. diagnostic gets the reason when it fails. */
int64_t sdk_block_spawn(const struct sdk_block *block, char *diagnostic, size_t size);
int64_t sdk_block_exec(const struct sdk_block *block, char *diagnostic, size_t size);

void sdk_block_free(struct sdk_block *block);

#ifdef __cplusplus
}
#endif

#endif
