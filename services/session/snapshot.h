/*
 * Snapshots of the program that a session runs (docs/snapshot-format.md): the file around what the
 * kernel writes and reads of a stopped task, and what its handles stand for.
 */
#ifndef SESSION_SNAPSHOT_H
#define SESSION_SNAPSHOT_H

#include <sdk/spawn.h>
#include <stdbool.h>
#include <stdint.h>
#include <vibee/objects.h>

#define SNAPSHOT_VERSION 1u
/* The folder device with the file to write; no guest path begins so. */
#define SNAPSHOT_FOLDER "//snapshot"

enum section_kind {
    SECTION_MODULES = 1,
    SECTION_PROCESS = 2,
    SECTION_HANDLES = 3,
    SECTION_STATE = 4,
    SECTION_PAGES = 5,
    SECTION_END = 255,
};
/* What a handle stands for. */
enum description { DESCRIBED_DEAD, DESCRIBED_FREE, DESCRIBED_STREAM, DESCRIBED_PREOPEN };

/* What the session was asked to do. */
struct snapshot_plan {
    const char *save; /* name of the file to write, in SNAPSHOT_FOLDER; NULL: none */
    uint64_t after;   /* reductions, 0: when SIGINT comes */
    bool restore;     /* the start handle "snapshot" holds the program */
};
extern struct snapshot_plan snapshot_plan;
/* The image of the program that runs (main.c), and the folder for the file (folders.c). */
uint64_t program_image(void);
void set_program_image(uint64_t image);
int64_t snapshot_folder(void);

/* ---- describe.c: handles that can be had again ----------------------------------------------- */
/* A preopened directory, while the session still has its handle. */
void describe_preopen(const char *name, uint64_t handle);
struct item {
    uint32_t description;
    int32_t fd;       /* of a stream */
    const char *name; /* of a preopened directory */
};
/* What a slot of a task's table stands for. */
struct item describe(const struct vb_saved_handle *slot);
bool same_item(const struct item *a, const struct item *b);
/* All slots of a task's table; free() them. */
int64_t table_of(uint64_t task, struct vb_saved_handle **out, uint32_t *count);

/* ---- save.c ---------------------------------------------------------------------------------- */
/* Write the stopped task, which was started with this block; complains. 0 or a negative vb_status.
 */
int64_t snapshot_save(uint64_t task, const char *name, const struct sdk_block *block);
/* Add a part of a memory object to a hash; the hash of a whole one, whose size is the result. */
struct sha256;
int64_t hash_memory(struct sha256 *hash, uint64_t memory, uint64_t offset, uint64_t size);
int64_t hash_image(uint64_t image, uint8_t out[32]);

/* ---- restore.c: each complains with what was expected, what was found and where ---------------
 */
/* Check the file; the program's image and name, and into the block what it was started with. */
int64_t snapshot_open(struct sdk_block *block, const char *file, char *name, size_t size);
/* Make the task, started stopped from that block, what was saved. */
int64_t snapshot_load(uint64_t task);

#endif
