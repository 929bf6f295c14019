/*
 * The space of a program: where its linear memories live on a platform that has spaces
 * (hal/space.h), NULL on one that has none. A task's belongs to the task, one that is being started
 * to the start plan; the contexts in it are destroyed before it.
 */
#ifndef KERNEL_MEMORY_SPACE_H
#define KERNEL_MEMORY_SPACE_H

#include <base/macros.h>
#include <hal/space.h>
#include <kernel_state.h>

/* VB_OK with NULL where the platform has none; VB_ERR_NO_MEMORY, VB_ERR_QUOTA. The platform's pages
 * for it are charged to the account. */
MUST_CHECK int space_create(struct account *account, struct hal_space **out);
/* Leaves it first when it is entered. The same account; NULL for the space is allowed. */
void space_destroy(struct account *account, struct hal_space *space);

/* Make it the one whose memories are accessible. */
static inline void space_enter(struct kernel *kernel, struct hal_space *space)
{
    if (kernel->space == space)
        return;
    kernel->space = space;
    hal_space_enter(space);
}

#endif
