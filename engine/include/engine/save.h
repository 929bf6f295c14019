/*
 * Snapshots of a store: docs/snapshot-format.md, sections 4 (state) and 5 (pages).
 *
 * The state is small (frames, globals, tables); contents of memories are apart, and go in pieces,
 * so that an embedder that must not be busy for long can do something else in between. A store can
 * be saved whenever store_run() has returned, except after a trap.
 *
 * What is read is taken for hostile: nothing in it can make the restored store reach outside.
 */
#ifndef ENGINE_SAVE_H
#define ENGINE_SAVE_H

#include <engine/engine.h>

#define SAVE_PAGE_SIZE 4096u

/* Where the bytes go. VB_OK, or a negative status that ends the saving and is passed on. */
struct save_output {
    int (*write)(void *ctx, const void *bytes, size_t size);
    void *ctx;
};

/*
 * Writing the state, a step at a time: a step takes no longer than about writing 16 KiB, or one
 * frame with the validation of its function. 1: there is more; VB_OK: that was all. VB_ERR_INVALID
 * after a trap, VB_ERR_NOT_SUPPORTED for what the format has no place for (the diagnostic names
 * it), VB_ERR_NO_MEMORY. The store must not run nor be destroyed between begin and end, and is not
 * changed, but scratch memory is charged to it, and functions' validation takes memory of their
 * modules while it lasts.
 */
struct saver;
MUST_CHECK int store_save_begin(const struct store *store, struct saver **out);
MUST_CHECK int store_save_step(struct saver *saver, const struct save_output *out,
                               struct engine_diagnostic *diagnostic);
void store_save_end(struct saver *saver);
/* All steps. */
MUST_CHECK int store_save(const struct store *store, const struct save_output *out,
                          struct engine_diagnostic *diagnostic);

/* A place in the memories of a store; all zero at first. */
struct save_position {
    uint32_t memory;
    uint64_t page; /* of SAVE_PAGE_SIZE bytes */
};
/* Write runs of pages from *at on, which moves on, until about `pages` were looked at. 1: there is
 * more; VB_OK: that was all; negative: of the output. */
MUST_CHECK int store_save_pages(const struct store *store, struct save_position *at, uint64_t pages,
                                const struct save_output *out);

/* What modules the instances have, and which host functions they import. */
struct restore_source {
    struct module *const *modules; /* by instance */
    uint32_t module_count;
    /* Asked for each function that the host provided, by the import's name; must answer is_host. */
    struct import_resolver host;
    /* NULL, or a store whose memories, in their order, are those of the new one, too: a thread's.
     * It may be another one at each step. */
    const struct store *shares;
};
/*
 * Making a store of a state, in steps as long as those of writing it. Each reads from the first of
 * `bytes`, and *used of them were taken; all that are left are there. 1: there is more; VB_OK: that
 * was all. Its memories hold zeros, or what is in those that it shares, until store_restore_pages()
 * is through. VB_ERR_PROTOCOL: not a state, or not one of these modules, and the diagnostic says
 * what was expected and found, after how many bytes; VB_ERR_UNLINKABLE: the host does not provide
 * an import; VB_ERR_LIMIT, VB_ERR_NO_MEMORY. `source` stays where it is from begin to end.
 */
struct restorer;
MUST_CHECK int store_restore_begin(struct engine *engine, const struct store_config *config,
                                   const struct restore_source *source, struct restorer **out);
MUST_CHECK int store_restore_step(struct restorer *restorer, const uint8_t *bytes, size_t size,
                                  size_t *used, struct engine_diagnostic *diagnostic);
/* The store when the last step said so, else NULL: what was made is gone. */
struct store *store_restore_end(struct restorer *restorer);
/* All steps; VB_ERR_PROTOCOL also when bytes are left over. */
MUST_CHECK int store_restore(struct engine *engine, const struct store_config *config,
                             const struct restore_source *source, const uint8_t *bytes, size_t size,
                             struct store **out, struct engine_diagnostic *diagnostic);
/* Put whole runs of pages into the memories, as many as `bytes` has; *used of them were taken. 1:
 * there must be more; VB_OK: the memories are complete. VB_ERR_PROTOCOL. */
MUST_CHECK int store_restore_pages(struct store *store, struct save_position *at,
                                   const uint8_t *bytes, size_t size, size_t *used,
                                   struct engine_diagnostic *diagnostic);

#endif
