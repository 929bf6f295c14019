#include <kernel_state.h>
#include <memory/account.h>
#include <object.h>

void object_init(struct kernel *kernel, struct object *object, uint32_t type,
                 const struct object_ops *ops, struct account *account)
{
    *object = (struct object){
        .ops = ops, .account = account, .id = ++kernel->next_object, .type = type, .references = 1};
    object_retain(&account->object);
    kernel->counts.objects++;
}

static void doom(struct kernel *kernel, struct object *object)
{
    object->doomed = kernel->doomed;
    kernel->doomed = object;
}

static void destroy_now(struct kernel *kernel, struct object *object)
{
    struct account *account = object->account;
    kernel->counts.objects--;
    object->ops->destroy(kernel, object);
    object_release(kernel, &account->object);
}

static void close_now(struct kernel *kernel, struct object *object, uint32_t rights, uint64_t badge)
{
    object->handles--;
    if (object->ops->closed != NULL)
        object->ops->closed(kernel, object, rights, badge);
    object_release(kernel, object);
}

/* One postponed thing at a time: an object waiting for its close has a reference left, one waiting
 * for its end has none. */
static void finish_doomed(struct kernel *kernel)
{
    while (kernel->doomed != NULL) {
        struct object *object = kernel->doomed;
        kernel->doomed = object->doomed;
        if (object->references == 0)
            destroy_now(kernel, object);
        else
            close_now(kernel, object, object->closing_rights, object->closing_badge);
    }
    kernel->dooming = false;
}

void object_release(struct kernel *kernel, struct object *object)
{
    if (object == NULL || --object->references != 0)
        return;
    if (kernel->dooming) {
        doom(kernel, object);
        return;
    }
    kernel->dooming = true;
    destroy_now(kernel, object);
    finish_doomed(kernel);
}

struct right right_open(struct kernel *kernel, struct object *object, uint32_t rights,
                        uint64_t badge)
{
    object_retain(object);
    object->handles++;
    if (object->ops->opened != NULL)
        object->ops->opened(kernel, object, rights, badge);
    return (struct right){.object = object, .badge = badge, .rights = rights};
}

void right_restrict(struct kernel *kernel, struct right *right, uint32_t rights)
{
    if ((right->rights & ~rights) == 0)
        return;
    /* The object sees a lesser right appear and the old one go. */
    struct right old = *right;
    *right = right_open(kernel, old.object, old.rights & rights, old.badge);
    right_close(kernel, &old);
}

void right_close(struct kernel *kernel, struct right *right)
{
    struct right closing = *right;
    struct object *object = closing.object;
    *right = (struct right){0};
    if (object == NULL)
        return;
    if (kernel->dooming && object->handles == 1) {
        object->closing_rights = closing.rights;
        object->closing_badge = closing.badge;
        doom(kernel, object);
        return;
    }
    bool outermost = !kernel->dooming;
    kernel->dooming = true;
    close_now(kernel, object, closing.rights, closing.badge);
    if (outermost)
        finish_doomed(kernel);
}
