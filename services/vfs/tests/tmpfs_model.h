/*
 * The simplest file system that does: arrays. Random operations are made from a seed, applied to it
 * and to tmpfs, and both must answer the same and hold the same.
 */
#ifndef VFS_TESTS_TMPFS_MODEL_H
#define VFS_TESTS_TMPFS_MODEL_H

#include "../tmpfs.h"
#include "memory_store.h"

enum { MODEL_NODES = 64, MODEL_NAMES = 12, MODEL_SIZE = 120000, MODEL_OPENS = 4 };

enum model_kind {
    OP_CREATE,
    OP_MKDIR,
    OP_SYMLINK,
    OP_LINK,
    OP_UNLINK,
    OP_RMDIR,
    OP_RENAME,
    OP_WRITE,
    OP_SET_SIZE,
    OP_OPEN,
    OP_CLOSE,
    OP_KINDS,
};

struct model_op {
    enum model_kind kind;
    uint32_t a, b;         /* names: directory number * MODEL_NAMES + name */
    uint32_t offset, size; /* of a write */
    uint32_t seed, open;   /* bytes of a write; number of a description */
};

struct model_node {
    uint32_t type, links, opens;
    uint32_t size;
    uint8_t *data;
    uint32_t parent;
    uint32_t names[MODEL_NAMES]; /* of a directory: nodes; 0: none */
    uint32_t inode;              /* in tmpfs, when it was made there */
};

struct model {
    struct model_node nodes[MODEL_NODES]; /* 1 is the root */
    uint32_t opens[MODEL_OPENS];          /* node, 0: free */
};

void model_init(struct model *model);
void model_free(struct model *model);
struct model_op model_random(uint32_t *random);
/* The status that tmpfs must give, too. */
int model_apply(struct model *model, const struct model_op *op);
/* The same to tmpfs. */
int model_apply_tmpfs(struct tmpfs *fs, struct memory_store *memory, struct model *model,
                      const struct model_op *op);
/* Do both hold the same? Bytes that `torn` (a write, or NULL) covers may differ. */
bool model_matches(struct tmpfs *fs, struct model *model, const struct model_op *torn);
/* Write through a plan. */
int64_t write_file(struct tmpfs *fs, struct memory_store *memory, uint32_t inode, uint64_t offset,
                   const void *bytes, uint64_t size);
int64_t read_file(struct tmpfs *fs, struct memory_store *memory, uint32_t inode, uint64_t offset,
                  void *bytes, uint64_t size);

#endif
