#include <kernel_state.h>
#include <memory/space.h>
#include <process/task.h>
#include <process/user.h>
#include <string.h>

struct place user_place(struct thread *thread, uint64_t address, uint64_t size)
{
    const struct task *task = thread->task;
    uint8_t *bytes = task->kernel->cpu->translate(thread->context, address, size);
    return (struct place){task->space, bytes};
}

static bool accessible(const struct kernel *kernel, struct place place)
{
    return place.space == NULL || place.space == kernel->space;
}

void place_copy(struct kernel *kernel, struct place to, struct place from, size_t size)
{
    if (size == 0)
        return;
    if (!accessible(kernel, to) && !accessible(kernel, from))
        space_enter(kernel, to.space);
    if (!accessible(kernel, to))
        hal_space_write(to.space, to.bytes, from.bytes, size);
    else if (!accessible(kernel, from))
        hal_space_read(from.space, to.bytes, from.bytes, size);
    else
        memmove(to.bytes, from.bytes, size);
}

/* A thread that is not running is looked at several times in a row, and is mostly the next to run;
 * so its space is entered, which is left to who resumes another. */
int user_copy_in(struct thread *thread, void *to, uint64_t address, size_t size)
{
    if (size == 0)
        return VB_OK;
    const struct place from = user_place(thread, address, size);
    if (from.bytes == NULL)
        return VB_ERR_FAULT;
    space_enter(thread->task->kernel, from.space);
    memcpy(to, from.bytes, size);
    return VB_OK;
}

int user_copy_out(struct thread *thread, uint64_t address, const void *from, size_t size)
{
    if (size == 0)
        return VB_OK;
    const struct place to = user_place(thread, address, size);
    if (to.bytes == NULL)
        return VB_ERR_FAULT;
    space_enter(thread->task->kernel, to.space);
    memcpy(to.bytes, from, size);
    return VB_OK;
}
