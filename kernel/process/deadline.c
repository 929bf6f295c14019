#include <kernel_state.h>
#include <process/deadline.h>

static struct deadline *deadline_of(struct heap_node *node)
{
    return CONTAINER_OF(node, struct deadline, node);
}

void deadline_init(struct deadline *deadline,
                   void (*fire)(struct kernel *kernel, struct deadline *deadline))
{
    *deadline = (struct deadline){.fire = fire};
}

void deadline_cancel(struct kernel *kernel, struct deadline *deadline)
{
    if (!deadline->set)
        return;
    heap_remove(&kernel->deadlines, &deadline->node);
    deadline->set = false;
}

void deadline_set(struct kernel *kernel, struct deadline *deadline, uint64_t time)
{
    deadline_cancel(kernel, deadline);
    if (time == VB_FOREVER)
        return;
    heap_insert(&kernel->deadlines, &deadline->node, time);
    deadline->set = true;
}

uint64_t deadlines_next(const struct kernel *kernel)
{
    const struct heap_node *first = heap_first(&kernel->deadlines);
    return first == NULL ? VB_FOREVER : first->key;
}

void deadlines_fire(struct kernel *kernel, uint64_t now)
{
    while (deadlines_next(kernel) <= now && heap_first(&kernel->deadlines) != NULL) {
        struct deadline *deadline = deadline_of(heap_first(&kernel->deadlines));
        deadline_cancel(kernel, deadline);
        deadline->fire(kernel, deadline);
    }
}
