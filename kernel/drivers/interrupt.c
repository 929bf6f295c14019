#include <drivers/hardware.h>
#include <ipc/pulse.h>
#include <kernel_state.h>
#include <memory/alloc.h>
#include <process/handle.h>
#include <process/task.h>
#include <process/user.h>
#include <syscall/handlers.gen.h>

struct interrupt {
    struct object object; /* VB_OBJECT_INTERRUPT */
    uint32_t line;
    uint32_t pending;     /* how many came that nobody could be told of; stays at its maximum */
    uint64_t came;        /* when it last did; 0: never */
    struct object *pulse; /* retained; NULL: nobody watches */
};

static struct interrupt *interrupt_of(struct object *object)
{
    return CONTAINER_OF(object, struct interrupt, object);
}

/* Tell the watcher. What it cannot be told, since there is none or its channel is gone, is kept for
 * the next one. */
static void announce(struct interrupt *interrupt)
{
    if (interrupt->pulse == NULL || pulse_fire(pulse_of(interrupt->pulse), INTERRUPT_BIT) != VB_OK)
        interrupt->pending += interrupt->pending < UINT32_MAX;
}

bool interrupt_came(struct kernel *kernel, uint32_t line, uint64_t time)
{
    struct interrupt *interrupt = line < HAL_LINES ? kernel->ipc.lines[line] : NULL;
    if (interrupt == NULL)
        return false;
    interrupt->came =
        time != 0 ? time : kernel_now(kernel); /* the ring was full: later than it was */
    announce(interrupt);
    return true;
}

static void interrupt_destroy(struct kernel *kernel, struct object *object)
{
    struct interrupt *interrupt = interrupt_of(object);
    hal_interrupt_close(interrupt->line);
    kernel->ipc.lines[interrupt->line] = NULL;
    object_release(kernel, interrupt->pulse);
    kernel_free(object->account, interrupt, sizeof *interrupt);
}

static const struct object_ops interrupt_ops = {NULL, NULL, interrupt_destroy};

/* A line that the ring has and nobody else got. */
static int route_open(struct kernel *kernel, uint32_t kind, uint32_t number, struct hal_route *out)
{
    int status = hal_interrupt_open(kernel->config.ring, (enum vb_interrupt_kind)kind, number, out);
    if (status != VB_OK)
        return status;
    if (out->line < HAL_LINES && kernel->ipc.lines[out->line] == NULL)
        return VB_OK;
    hal_interrupt_close(out->line);
    return VB_ERR_LIMIT;
}

int64_t sys_interrupt_create(struct thread *self, struct handle *device, uint32_t kind,
                             uint32_t number, uint64_t info)
{
    struct task *task = self->task;
    struct kernel *kernel = task->kernel;
    struct hal_route route = {0};
    if (!hardware_machine(device))
        return VB_ERR_BAD_TYPE;
    if (kind != VB_INTERRUPT_ISA && kind != VB_INTERRUPT_MESSAGE)
        return VB_ERR_INVALID;
    int status = handle_reserve(task, 1);
    if (status != VB_OK)
        return status;
    struct interrupt *interrupt = kernel_alloc(task->account, sizeof *interrupt, &status);
    if (interrupt == NULL)
        return status;
    interrupts_poll(kernel); /* what is left of the line's interrupt before is not of this one */
    status = route_open(kernel, kind, number, &route);
    if (status != VB_OK) {
        kernel_free(task->account, interrupt, sizeof *interrupt);
        return status;
    }
    object_init(kernel, &interrupt->object, VB_OBJECT_INTERRUPT, &interrupt_ops, task->account);
    interrupt->line = route.line;
    kernel->ipc.lines[route.line] = interrupt;
    const struct vb_interrupt_info out = {
        .address = route.message_address, .data = route.message_data, .line = route.line};
    status = user_copy_out(self, info, &out, sizeof out);
    if (status != VB_OK) {
        object_release(kernel, &interrupt->object);
        return status;
    }
    return hardware_place(task, &interrupt->object, INTERRUPT_RIGHTS_ALL);
}

int64_t sys_interrupt_watch(struct thread *self, struct handle *handle, struct handle *pulse)
{
    struct interrupt *interrupt = interrupt_of(handle->object);
    struct object *before = interrupt->pulse;
    interrupt->pulse = pulse->object;
    object_retain(interrupt->pulse);
    object_release(self->task->kernel, before);
    if (interrupt->pending > 0) {
        interrupt->pending = 0;
        announce(interrupt);
    }
    return VB_OK;
}

int64_t sys_interrupt_acknowledge(struct thread *self, struct handle *handle)
{
    (void)self;
    const struct interrupt *interrupt = interrupt_of(handle->object);
    hal_interrupt_acknowledge(interrupt->line);
    return (int64_t)interrupt->came;
}
