#include <kernel_state.h>
#include <memory/account.h>
#include <memory/linear.h>
#include <process/task.h>
#include <process/user.h>
#include <syscall/handlers.gen.h>

static void *host_alloc(void *account, size_t size)
{
    int status;
    return kernel_alloc(account, size, &status);
}

static void host_free(void *account, void *ptr, size_t size)
{
    kernel_free(account, ptr, size);
}

static void account_init(struct kernel *kernel, struct account *account, uint64_t limit)
{
    account->kernel = kernel;
    account->limit = limit;
    account->host = (struct cpu_host){.account = account,
                                      .alloc = host_alloc,
                                      .free = host_free,
                                      .memory_create = linear_create,
                                      .memory_grow = linear_grow,
                                      .memory_clone = linear_clone,
                                      .memory_retain = linear_retain,
                                      .memory_release = linear_release};
}

static void account_destroy(struct kernel *kernel, struct object *object)
{
    (void)kernel;
    struct account *account = account_of(object);
    kernel_free(account->parent, account, sizeof *account);
}

static const struct object_ops account_ops = {.destroy = account_destroy};

void account_init_root(struct kernel *kernel, struct account *account, uint64_t limit)
{
    /* The root is part of struct kernel and has nobody to be charged to: its one reference is never
     * dropped. */
    account->object =
        (struct object){.ops = &account_ops, .type = VB_OBJECT_ACCOUNT, .references = 1};
    account_init(kernel, account, limit);
}

int account_create(struct account *parent, uint64_t limit, struct account **out)
{
    if (parent->depth + 1 >= ACCOUNT_DEPTH_MAX)
        return VB_ERR_INVALID;
    int status = VB_OK;
    struct account *account = kernel_alloc(parent, sizeof *account, &status);
    if (account == NULL)
        return status;
    object_init(parent->kernel, &account->object, VB_OBJECT_ACCOUNT, &account_ops, parent);
    account_init(parent->kernel, account, limit);
    account->parent = parent; /* kept alive by the object */
    account->depth = parent->depth + 1;
    *out = account;
    return VB_OK;
}

struct account *account_full(struct account *account, uint64_t bytes)
{
    while (account != NULL && account->used <= account->limit &&
           bytes <= account->limit - account->used)
        account = account->parent;
    return account;
}

bool account_contains(const struct account *account, const struct account *other)
{
    while (other != NULL && other != account)
        other = other->parent;
    return other != NULL;
}

int account_charge(struct account *account, uint64_t bytes)
{
    account->refused = account_full(account, bytes) != NULL;
    if (account->refused)
        return VB_ERR_QUOTA;
    for (struct account *a = account; a != NULL; a = a->parent) {
        a->used += bytes;
        a->peak = MAX(a->peak, a->used);
    }
    return VB_OK;
}

int account_cpu_status(const struct account *account, int status)
{
    return status == VB_ERR_NO_MEMORY && account->refused ? VB_ERR_QUOTA : status;
}

void account_uncharge(struct account *account, uint64_t bytes)
{
    for (struct account *a = account; a != NULL; a = a->parent)
        a->used -= bytes;
}

/* ---- system calls -----------------------------------------------------------------------------
 */

static struct account *account_or_own(struct thread *self, struct handle *handle)
{
    return handle != NULL ? account_of(handle->object) : self->task->account;
}

int64_t sys_account_create(struct thread *self, struct handle *parent, uint64_t limit)
{
    struct account *account;
    int status = account_create(account_or_own(self, parent), limit, &account);
    if (status != VB_OK)
        return status;
    int64_t value = handle_insert(self->task, &account->object, ACCOUNT_RIGHTS_ALL, 0);
    object_release(self->task->kernel, &account->object);
    return value;
}

int64_t sys_account_info(struct thread *self, struct handle *handle, uint64_t info)
{
    const struct account *account = account_or_own(self, handle);
    struct vb_account_info out = {.used = account->used,
                                  .limit = account->limit,
                                  .peak = account->peak,
                                  .tasks = account->tasks};
    return user_copy_out(self, info, &out, sizeof out);
}

int64_t sys_account_limit(struct thread *self, struct handle *handle, uint64_t limit)
{
    (void)self;
    account_of(handle->object)->limit = limit;
    return VB_OK;
}
