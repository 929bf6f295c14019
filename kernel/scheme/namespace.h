/*
 * Namespaces: maps from scheme names to sender rights and to schemes that the kernel serves.
 *
 * A binding is a right of its own. It never has MANAGE or BADGE: whoever may look a name up may
 * talk to its server, not take its place, and a binding does not keep a channel without a server
 * open.
 */
#ifndef KERNEL_SCHEME_NAMESPACE_H
#define KERNEL_SCHEME_NAMESPACE_H

#include <base/list.h>
#include <object.h>
#include <process/user.h>

struct handle;
struct thread;

struct binding {
    struct list link;
    struct right target;
    uint32_t name_size;
    char name[VB_SCHEME_NAME_MAX];
};

struct namespace
{
    struct object object; /* VB_OBJECT_NAMESPACE */
    struct list bindings;
};

struct scheme_name {
    char text[VB_SCHEME_NAME_MAX];
    uint32_t size;
};

/* What a handle parameter means, NULL standing for the task's own. NULL: one without bindings. */
struct namespace *namespace_of(struct thread *self, const struct handle *handle);
/* NULL when the name is not bound. */
struct binding *namespace_find(struct namespace *namespace, const struct scheme_name *name);
/* Copy a name in. FAULT, INVALID. */
MUST_CHECK int scheme_name_read(struct thread *self, struct user_buffer buffer,
                                struct scheme_name *out);
bool scheme_name_valid(const char *text, uint32_t size);

#endif
