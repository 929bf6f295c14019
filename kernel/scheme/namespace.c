#include <ipc/state.h>
#include <memory/account.h>
#include <memory/alloc.h>
#include <process/handle.h>
#include <process/task.h>
#include <process/thread.h>
#include <scheme/namespace.h>
#include <string.h>
#include <syscall/handlers.gen.h>

static struct namespace *namespace_object(struct object *object)
{
    return CONTAINER_OF(object, struct namespace, object);
}

/* ---- bindings ------------------------------------------------------------------------------- */

static void binding_remove(struct kernel *kernel, struct namespace *namespace,
                           struct binding *binding)
{
    list_remove(&binding->link);
    right_close(kernel, &binding->target);
    kernel_free(namespace->object.account, binding, sizeof *binding);
}

struct binding *namespace_find(struct namespace *namespace, const struct scheme_name *name)
{
    if (namespace == NULL)
        return NULL;
    LIST_FOR_EACH (node, &namespace->bindings) {
        struct binding *binding = LIST_ENTRY(node, struct binding, link);
        if (binding->name_size == name->size && memcmp(binding->name, name->text, name->size) == 0)
            return binding;
    }
    return NULL;
}

int namespace_bind(struct kernel *kernel, struct object *object, const char *name, size_t name_size,
                   struct object *target, uint32_t rights, uint64_t badge)
{
    struct namespace *namespace = namespace_object(object);
    struct scheme_name key = {.size = (uint32_t)name_size};
    if (name_size > sizeof key.text || !scheme_name_valid(name, (uint32_t)name_size))
        return VB_ERR_INVALID;
    memcpy(key.text, name, name_size);
    int status;
    struct binding *binding = kernel_alloc(object->account, sizeof *binding, &status);
    if (binding == NULL)
        return status;
    struct binding *before = namespace_find(namespace, &key);
    memcpy(binding->name, name, name_size);
    binding->name_size = key.size;
    binding->target =
        right_open(kernel, target, rights & ~(uint32_t)(VB_RIGHT_MANAGE | VB_RIGHT_BADGE), badge);
    list_append(&namespace->bindings, &binding->link);
    if (before != NULL)
        binding_remove(kernel, namespace, before);
    return VB_OK;
}

static void namespace_destroy(struct kernel *kernel, struct object *object)
{
    struct namespace *namespace = namespace_object(object);
    LIST_FOR_EACH (node, &namespace->bindings) {
        binding_remove(kernel, namespace, LIST_ENTRY(node, struct binding, link));
    }
    kernel_free(object->account, namespace, sizeof *namespace);
}

static const struct object_ops namespace_ops = {NULL, NULL, namespace_destroy};

int namespace_create(struct kernel *kernel, struct account *account, struct object **out)
{
    int status;
    struct namespace *namespace = kernel_alloc(account, sizeof *namespace, &status);
    if (namespace == NULL)
        return status;
    object_init(kernel, &namespace->object, VB_OBJECT_NAMESPACE, &namespace_ops, account);
    list_init(&namespace->bindings);
    *out = &namespace->object;
    return VB_OK;
}

/* ---- names ---------------------------------------------------------------------------------- */

bool scheme_name_valid(const char *text, uint32_t size)
{
    for (uint32_t i = 0; i < size; i++) {
        const char c = text[i];
        if (!(c >= 'a' && c <= 'z') && !(c >= '0' && c <= '9') && c != '-')
            return false;
    }
    return size > 0 && size <= VB_SCHEME_NAME_MAX;
}

int scheme_name_read(struct thread *self, struct user_buffer buffer, struct scheme_name *out)
{
    if (buffer.size > sizeof out->text)
        return VB_ERR_INVALID;
    out->size = (uint32_t)buffer.size;
    int status = user_copy_in(self, out->text, buffer.address, out->size);
    if (status != VB_OK)
        return status;
    return scheme_name_valid(out->text, out->size) ? VB_OK : VB_ERR_INVALID;
}

struct namespace *namespace_of(struct thread *self, const struct handle *handle)
{
    struct object *object = handle != NULL ? handle->object : self->task->namespace;
    return object != NULL ? namespace_object(object) : NULL;
}

/* ---- system calls --------------------------------------------------------------------------- */

static int copy_bindings(struct kernel *kernel, struct object *to, struct namespace *from)
{
    int status = VB_OK;
    if (from == NULL)
        return status;
    LIST_FOR_EACH (node, &from->bindings) {
        const struct binding *binding = LIST_ENTRY(node, struct binding, link);
        const struct right *target = &binding->target;
        if (status == VB_OK)
            status = namespace_bind(kernel, to, binding->name, binding->name_size, target->object,
                                    target->rights, target->badge);
    }
    return status;
}

int namespace_copy(struct kernel *kernel, struct account *account, struct object *from,
                   struct object **out)
{
    int status = namespace_create(kernel, account, out);
    if (status != VB_OK)
        return status;
    status = copy_bindings(kernel, *out, namespace_object(from));
    if (status != VB_OK) {
        object_release(kernel, *out);
        *out = NULL;
    }
    return status;
}

int64_t sys_namespace_create(struct thread *self, struct handle *source, uint32_t empty)
{
    struct task *task = self->task;
    struct object *object;
    if (empty > 1 || (empty == 1 && source != NULL))
        return VB_ERR_INVALID;
    int64_t result = namespace_create(task->kernel, task->account, &object);
    if (result != VB_OK)
        return result;
    if (!empty)
        result = copy_bindings(task->kernel, object, namespace_of(self, source));
    if (result == VB_OK)
        result = handle_insert(task, object, NAMESPACE_RIGHTS_ALL, 0);
    object_release(task->kernel, object);
    return result;
}

int64_t sys_namespace_bind(struct thread *self, struct handle *namespace, struct user_buffer name,
                           struct handle *target)
{
    struct task *task = self->task;
    struct scheme_name key;
    int status = scheme_name_read(self, name, &key);
    if (status != VB_OK)
        return status;
    if (namespace == NULL && task->namespace == NULL) {
        status = namespace_create(task->kernel, task->account, &task->namespace);
        if (status != VB_OK)
            return status;
    }
    return namespace_bind(task->kernel, &namespace_of(self, namespace)->object, key.text, key.size,
                          target->object, target->rights, target->badge);
}

int64_t sys_namespace_unbind(struct thread *self, struct handle *namespace, struct user_buffer name)
{
    struct scheme_name key;
    int status = scheme_name_read(self, name, &key);
    if (status != VB_OK)
        return status;
    struct namespace *from = namespace_of(self, namespace);
    struct binding *binding = namespace_find(from, &key);
    if (binding == NULL)
        return VB_ERR_NOT_FOUND;
    binding_remove(self->task->kernel, from, binding);
    return VB_OK;
}

int64_t sys_namespace_lookup(struct thread *self, struct handle *namespace, struct user_buffer name)
{
    struct scheme_name key;
    int status = scheme_name_read(self, name, &key);
    if (status != VB_OK)
        return status;
    const struct binding *binding = namespace_find(namespace_of(self, namespace), &key);
    if (binding == NULL)
        return VB_ERR_NOT_FOUND;
    return handle_insert(self->task, binding->target.object, binding->target.rights,
                         binding->target.badge);
}
