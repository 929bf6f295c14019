/*
 * What every kernel object begins with.
 *
 * An object lives while it has references. Some references are handles: a task's handle, or a
 * struct right in a message, a namespace binding or a start block on its way. The kernel counts
 * those apart and tells the object when one appears or goes, so that a channel can count its sender
 * rights by badge and see when its receiver is gone. Other references (a waiting thread, a task's
 * account) only keep the memory.
 *
 * Two objects may be parts of one allocation: a channel holds the object its receiver right names
 * and the object its sender rights name, and frees itself when both have been destroyed.
 *
 * Closing and destroying may set off more of the same: a channel's queue holds messages that hold
 * the receivers of other channels, as deep as a program likes. So `closed` for an object's last
 * handle, and `destroy`, never run inside another: they are postponed until the outermost one has
 * returned, and done before object_release() or right_close() returns to whoever began.
 *
 * Each object is charged to an account, which it keeps alive.
 */
#ifndef KERNEL_OBJECT_H
#define KERNEL_OBJECT_H

#include <base/macros.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <vibee/objects.h>
#include <vibee/status.h>

struct account;
struct kernel;
struct object;

struct object_ops {
    /* A handle or right with these rights and badge has appeared or gone. May be NULL. `closed` is
     * called before the reference is dropped. */
    void (*opened)(struct kernel *kernel, struct object *object, uint32_t rights, uint64_t badge);
    void (*closed)(struct kernel *kernel, struct object *object, uint32_t rights, uint64_t badge);
    /* No reference is left: undo everything and free the memory (the account still exists). */
    void (*destroy)(struct kernel *kernel, struct object *object);
};

struct object {
    const struct object_ops *ops;
    struct account *account; /* retained; NULL only for objects inside struct kernel */
    struct object *doomed;   /* next of those to be closed or destroyed (object.c) */
    uint64_t id;             /* never used again for another object */
    uint64_t closing_badge;  /* of a postponed close */
    uint32_t closing_rights;
    uint32_t type;       /* enum vb_object_type; never changes */
    uint32_t references; /* all, handles included */
    uint32_t handles;    /* handles and rights */
};

/* Starts with one reference, which belongs to the caller, and no handle. Retains the account. */
void object_init(struct kernel *kernel, struct object *object, uint32_t type,
                 const struct object_ops *ops, struct account *account);

static inline void object_retain(struct object *object)
{
    object->references++;
}

/* NULL is allowed. */
void object_release(struct kernel *kernel, struct object *object);

/* A right outside any handle table: in a message, in a binding, kept by a task. Counts as a handle.
 * An empty one has object NULL. */
struct right {
    struct object *object;
    uint64_t badge; /* of sender rights; else 0 */
    uint32_t rights;
};

/* A new right to an object: takes a reference of its own and reports it opened. */
struct right right_open(struct kernel *kernel, struct object *object, uint32_t rights,
                        uint64_t badge);
/* Keep only these rights. */
void right_restrict(struct kernel *kernel, struct right *right, uint32_t rights);
/* Report it closed, drop the reference and leave it empty. An empty right is allowed. */
void right_close(struct kernel *kernel, struct right *right);

#endif
