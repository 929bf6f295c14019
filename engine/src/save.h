/*
 * What the parts of saving and restoring share. Internal to save*.c.
 *
 * The frame walk: a frame is known by function, offset in the module and place, and its locals,
 * operands and caught exceptions by their types, which validation of the body up to the offset
 * finds. Only save_frame.c knows in which slots they are.
 */
#ifndef ENGINE_SRC_SAVE_H
#define ENGINE_SRC_SAVE_H

#include "store.h"
#include <engine/save.h>

#define STATE_VERSION 2u
/* What one step writes or reads, in bytes, or does in about the time that so many take. */
#define STEP_WORK     16384u
#define TABLE_RUN_MAX 65536u /* entries */

/* In the format: how a thread stands to the instruction at the offset. */
enum frame_place { PLACE_BEFORE, PLACE_CHARGED, PLACE_CALL, PLACE_RETURNED, PLACE_COUNT };
enum limits_flag { LIMITS_MAXIMUM = 1, LIMITS_64 = 2, LIMITS_SHARED = 4 };
enum page_kind { PAGE_ZERO, PAGE_INITIAL, PAGE_STORED, PAGE_KINDS };

/* Whether it goes on with the instruction at ip, as from its beginning. */
static inline bool store_stopped_before(const struct store *store)
{
    return store->state == STORE_READY || store->state == STORE_ATOMIC;
}

/* ---- save_layout.c: what is in a frame ------------------------------------------------------ */

struct caught_exception {
    uint32_t operand; /* operands below it */
    uint32_t tag;     /* index in the module, or CATCH_ALL */
};

struct frame_layout {
    uint32_t size; /* of the block, bytes */
    uint32_t local_count, operand_count, caught_count;
    bool can_stop;                /* BEFORE is a safepoint here by what precedes */
    bool is_bulk;                 /* or by the instruction itself */
    bool is_charged;              /* the instruction is one of every 256 */
    const struct func_type *call; /* the type of the call here, or NULL */
    bool is_indirect;             /* it takes an index, too */
    const struct caught_exception *caught;
    const uint8_t *types; /* of the locals, then of the operands */
};

/* The layout of a frame at an offset: with CALL without the operands that the call takes, with
 * RETURNED with its results. VB_ERR_NOT_FOUND: no instruction begins there, or it cannot be
 * reached, or it is no call. Freed by layout_free(). */
MUST_CHECK int layout_make(struct store *store, struct module *module, uint32_t function,
                           uint64_t offset, enum frame_place place, struct frame_layout **out);
void layout_free(struct store *store, struct frame_layout *layout);

/* ---- save_frame.c: where it is -------------------------------------------------------------- */

/* Goes through a frame's items in the order of the format. */
struct item_cursor {
    const struct frame_layout *layout;
    const struct module *module;
    uint32_t params;        /* locals that are parameters */
    uint32_t behind_header; /* slot */
    uint32_t item;          /* next local, then operand */
    uint32_t caught;        /* next exception */
    uint32_t slot;
};
void items_begin(struct item_cursor *c, const struct module *module, uint32_t function,
                 const struct frame_layout *layout);
/* The slot of the next local or operand, and its type. */
uint32_t items_next(struct item_cursor *c, uint8_t *type);
/* The slot of each caught exception in turn; on a fresh cursor. */
uint32_t items_next_caught(struct item_cursor *c);

/* Where a frame of a stopped store is, in the module's terms, and its layout. VB_ERR_NOT_SUPPORTED
 * when that is no place of the format. */
MUST_CHECK int frame_locate(struct store *store, const struct frame_cursor *frame, uint64_t *offset,
                            enum frame_place *place, struct frame_layout **out);
/* The reverse: the word to go on at, or of the call. VB_ERR_NOT_FOUND: no safepoint. */
MUST_CHECK int frame_word(const struct module *module, uint32_t function, uint64_t offset,
                          enum frame_place place, const struct frame_layout *layout,
                          uint32_t *word);
/* Words of the call instruction, 0 when it is none; whether its callee finds its link in it, as
 * tail calls' do not. */
uint32_t call_words(const struct insn *at);
bool call_has_link(const struct insn *at);

/* ---- save_exceptions.c ---------------------------------------------------------------------- */

struct exception_list {
    uint32_t *numbers; /* by index in the store; 0: not met; NULL: none is */
    uint32_t *order;   /* the reverse */
    uint32_t count, capacity;
};
struct restorer;
/* The number of what a reference leads to, 0 for null. VB_ERR_NO_MEMORY. */
MUST_CHECK int exception_number(struct store *store, struct exception_list *list, uint64_t exnref,
                                uint32_t *number);
void exception_list_free(struct store *store, struct exception_list *list);
MUST_CHECK int restore_exnref(struct restorer *r, uint64_t *out);
MUST_CHECK int restore_exception(struct restorer *r); /* a step: see save_read.c */

/* ---- save_read.c: the cursor over a state --------------------------------------------------- */

/* What is called next, and where its frame begins. What was called may since have called another in
 * its place, so its results are what counts. */
struct expected_frame {
    const struct func_type *type;
    uint32_t at; /* slot of the stack */
    uint64_t link;
};

struct restorer {
    struct store *store;
    const struct restore_source *source;
    struct engine_diagnostic *diagnostic; /* of this step, as are the bytes */
    const uint8_t *start, *at, *end;
    uint64_t before; /* bytes of earlier steps */
    uint64_t work;   /* of this step besides what it read, see STEP_WORK */
    uint32_t phase;
    bool counted;           /* the number of its items was read */
    uint32_t count, next;   /* items of the phase */
    uint32_t entry;         /* of a table */
    uint32_t *global_slots; /* of each global its address in the store */
    uint32_t global_count, global_capacity;
    uint32_t exceptions_named; /* the highest number of one that was referred to */
    struct expected_frame expected;
};
MUST_CHECK int restore_fail(struct restorer *r, int status, const char *format, ...)
    PRINTF_LIKE(3, 4);
/* A number of at most `most`. */
MUST_CHECK int restore_number(struct restorer *r, uint64_t most, const char *what, uint64_t *out);
MUST_CHECK int restore_u32(struct restorer *r, uint32_t most, const char *what, uint32_t *out);
MUST_CHECK int restore_bytes(struct restorer *r, size_t size, const char *what,
                             const uint8_t **out);
/* A value of the type into slots. References are checked by restore_reference_ok(). */
MUST_CHECK int restore_value(struct restorer *r, uint8_t type, uint64_t *slots);
MUST_CHECK int restore_funcref(struct restorer *r, uint64_t *out);
/* Whether a reference leads to a function by its own name. */
bool restore_reference_ok(const struct store *store, uint64_t funcref);
/* A step of items whose number comes first. */
MUST_CHECK int restore_each(struct restorer *r, const char *what, int (*read)(struct restorer *r));

/* Steps, an item a call. 0: and there may be more; 1: that was all. */
MUST_CHECK int restore_instance(struct restorer *r); /* save_instances.c */
MUST_CHECK int restore_global(struct restorer *r);
MUST_CHECK int restore_table(struct restorer *r);
MUST_CHECK int restore_memory(struct restorer *r);
MUST_CHECK int restore_own_items(struct restorer *r);
MUST_CHECK int restore_tags(struct restorer *r);
MUST_CHECK int restore_imports(struct restorer *r);
MUST_CHECK int restore_thread(struct restorer *r); /* save_thread.c */
MUST_CHECK int restore_frame(struct restorer *r);
MUST_CHECK int restore_rest(struct restorer *r);

/* What instantiation wrote to a page, given zeros; false when finding out would take long.
 * save_pages.c. */
void initial_range(const struct store *store, uint32_t memory, uint64_t at, uint8_t *to,
                   uint64_t size);

#endif
