#include <process/handle.h>
#include <process/thread.h>
#include <process/user.h>
#include <syscall/dispatch.h>
#include <vibee/objects.h>
#include <vibee/status.h>
#include <vibee/syscall_numbers.h>

static int check_handle(struct thread *thread, const struct syscall_check *check, uint64_t value,
                        struct handle **out)
{
    if (value == 0 && check->kind == CHECK_OPTIONAL_HANDLE) {
        *out = NULL;
        return VB_OK;
    }
    struct handle *handle = handle_lookup(thread->task, value);
    if (handle == NULL)
        return VB_ERR_BAD_HANDLE;
    if ((check->objects >> handle->object->type & 1) == 0)
        return VB_ERR_BAD_TYPE;
    if ((handle->rights & check->need) != check->need)
        return VB_ERR_ACCESS;
    *out = handle;
    return VB_OK;
}

static int check_memory(struct thread *thread, uint64_t address, uint64_t size)
{
    if (size == 0 || user_place(thread, address, size).bytes != NULL)
        return VB_OK;
    return VB_ERR_FAULT;
}

/* Apart, so that calls with nothing to check need no stack frame. */
__attribute__((noinline)) static int64_t check_and_invoke(struct thread *thread, uint32_t number,
                                                          const uint64_t *arguments)
{
    struct handle *handles[SYSCALL_HANDLES_MAX];
    struct handle **next = handles;
    const struct syscall_check *check = syscall_checks + syscall_table[number].first;
    const struct syscall_check *end = check + syscall_table[number].count;
    for (; check < end; check++) {
        const uint64_t *words = arguments + check->argument;
        int status;
        if (check->kind == CHECK_BUFFER)
            status = check_memory(thread, words[0], words[1]);
        else if (check->kind == CHECK_STRUCTURE)
            status = check_memory(thread, words[0], check->need);
        else
            status = check_handle(thread, check, words[0], next++);
        if (status != VB_OK)
            return status;
    }
    return syscall_invoke(thread, number, arguments, handles);
}

int64_t syscall_dispatch(struct thread *thread, uint32_t number, const uint64_t *arguments)
{
    if (number >= SYSCALL_COUNT)
        return VB_ERR_NOT_SUPPORTED;
    if (syscall_table[number].count == 0)
        return syscall_invoke(thread, number, arguments, NULL);
    return check_and_invoke(thread, number, arguments);
}
