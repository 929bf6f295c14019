/*
 * Handle tables: what a task may reach.
 *
 * A handle's value is (generation << 32) | index. A slot's generation runs from 1 to 2^31 - 1 and
 * changes whenever the slot is reused, so values are positive as i64, never 0, and a stale one is
 * refused; a slot whose generations are used up is retired. The table grows by doubling, up to
 * HANDLES_MAX slots, charged to the task's account.
 *
 * A pointer to a slot is valid until the next reserve, insert or place in the same table, which may
 * move it, and until the slot is closed. Handlers that insert copy what they need first.
 *
 * Reserve first, then act: after handle_reserve(task, n) the next n handle_place() cannot fail.
 */
#ifndef KERNEL_PROCESS_HANDLE_H
#define KERNEL_PROCESS_HANDLE_H

#include <object.h>

struct task;

#define HANDLES_MAX (1u << 20)

struct handle {
    struct object *object; /* NULL: free. &kernel->dead: a dead slot, which can only be closed */
    uint64_t badge;        /* of sender rights; of a free slot: index of the next free one */
    uint32_t rights;       /* enum vb_rights */
    uint32_t generation;
};

struct handle_table {
    struct handle *slots; /* kernel_alloc()ed; NULL while the task never had a handle */
    uint32_t capacity;
    uint32_t used;
    uint32_t first_free; /* index; capacity when there is none */
    uint32_t free;       /* slots on the free list */
};

/* NULL when the value names no slot in use. A dead slot is found; its type is VB_OBJECT_NONE. */
struct handle *handle_lookup(const struct task *task, uint64_t value);
/* The value of a slot of this task's table. */
uint64_t handle_value(const struct task *task, const struct handle *handle);

/* Make sure that `count` slots are free. VB_ERR_NO_MEMORY, or VB_ERR_QUOTA,
 * also when the table is full. */
MUST_CHECK int handle_reserve(struct task *task, uint32_t count);
/* Put a right into a reserved slot. The right's reference moves; the result is positive. */
int64_t handle_place(struct task *task, struct right right);
/* Reserve one, open and place: a new handle to the object, which is retained. The value or an
 * error, in which case nothing has changed. */
MUST_CHECK int64_t handle_insert(struct task *task, struct object *object, uint32_t rights,
                                 uint64_t badge);

/* Take the right out of a slot, which becomes free; neither opened nor closed is reported. */
struct right handle_take(struct task *task, struct handle *handle);
/* Another right to what the slot names, with the rights that both have. */
struct right handle_copy(struct task *task, const struct handle *handle, uint32_t rights);
/* Close one handle; may call the object's hooks, which may close others. */
void handle_close(struct task *task, struct handle *handle);

/* Close those to objects of this type. */
void handle_close_type(struct task *task, uint32_t type);
/* Close all and free the table. */
void handle_table_clear(struct task *task);
/* Fork: give `child` a table with the same values (DESIGN section 3): memory objects become
 * copy-on-write clones; receivers, send-once rights, devices and what is made of them dead slots;
 * everything else another right to the same object. Changes nothing when it fails. */
MUST_CHECK int handle_table_fork(const struct task *parent, struct task *child);

#endif
