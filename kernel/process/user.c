#include <kernel_state.h>
#include <process/task.h>
#include <process/user.h>
#include <string.h>

void *user_translate(struct thread *thread, uint64_t address, uint64_t size)
{
    return thread->task->kernel->cpu->translate(thread->context, address, size);
}

int user_copy_in(struct thread *thread, void *to, uint64_t address, size_t size)
{
    if (size == 0)
        return VB_OK;
    const void *from = user_translate(thread, address, size);
    if (from == NULL)
        return VB_ERR_FAULT;
    memcpy(to, from, size);
    return VB_OK;
}

int user_copy_out(struct thread *thread, uint64_t address, const void *from, size_t size)
{
    if (size == 0)
        return VB_OK;
    void *to = user_translate(thread, address, size);
    if (to == NULL)
        return VB_ERR_FAULT;
    memcpy(to, from, size);
    return VB_OK;
}
