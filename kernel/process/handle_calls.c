/* System calls on handles of any type. */
#include <kernel_state.h>
#include <process/task.h>
#include <process/user.h>
#include <syscall/handlers.gen.h>

#define RIGHTS_ALL                                                                                 \
    (VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER | VB_RIGHT_READ | VB_RIGHT_WRITE | VB_RIGHT_SEND |     \
     VB_RIGHT_RECEIVE | VB_RIGHT_BADGE | VB_RIGHT_MANAGE | VB_RIGHT_SIGNAL | VB_RIGHT_WAIT |       \
     VB_RIGHT_SPAWN | VB_RIGHT_SEED)

int64_t sys_handle_duplicate(struct thread *self, struct handle *handle, uint32_t rights)
{
    if ((rights & ~(uint32_t)RIGHTS_ALL) != 0)
        return VB_ERR_INVALID;
    /* One receiver a channel, one answer a call. */
    uint32_t type = handle->object->type;
    if (type == VB_OBJECT_RECEIVER || type == VB_OBJECT_REPLY || type == VB_OBJECT_NONE)
        return VB_ERR_BAD_TYPE;
    uint64_t value = handle_value(self->task, handle);
    int status = handle_reserve(self->task, 1);
    if (status != VB_OK)
        return status;
    handle = handle_lookup(self->task, value);
    return handle_place(self->task, handle_copy(self->task, handle, rights == 0 ? ~0u : rights));
}

int64_t sys_task_handle(struct thread *self, struct handle *handle, uint64_t value)
{
    struct task *task = task_of(handle->object);
    if (task->ended)
        return VB_ERR_DEAD;
    if (!task->stopped)
        return VB_ERR_BUSY;
    const struct handle *wanted = handle_lookup(task, value);
    if (wanted == NULL || wanted->object->type == VB_OBJECT_NONE)
        return VB_ERR_NOT_FOUND;
    uint32_t type = wanted->object->type;
    if (type == VB_OBJECT_RECEIVER || type == VB_OBJECT_REPLY ||
        (wanted->rights & VB_RIGHT_DUPLICATE) == 0)
        return VB_ERR_ACCESS;
    int status = handle_reserve(self->task, 1);
    if (status != VB_OK)
        return status;
    wanted = handle_lookup(task, value); /* the tables may be one */
    return handle_place(self->task, handle_copy(task, wanted, ~0u));
}

int64_t sys_handle_restrict(struct thread *self, struct handle *handle, uint32_t rights)
{
    if ((rights & ~(uint32_t)RIGHTS_ALL) != 0)
        return VB_ERR_INVALID;
    struct right right = {
        .object = handle->object, .badge = handle->badge, .rights = handle->rights};
    handle->rights &= rights;
    right_restrict(self->task->kernel, &right, rights);
    return VB_OK;
}

int64_t sys_handle_close(struct thread *self, struct handle *handle)
{
    handle_close(self->task, handle);
    return VB_OK;
}

int64_t sys_handle_info(struct thread *self, struct handle *handle, uint64_t info)
{
    struct vb_handle_info out = {.type = handle->object->type,
                                 .rights = handle->rights,
                                 .badge = handle->badge,
                                 .object = handle->object->id};
    return user_copy_out(self, info, &out, sizeof out);
}
