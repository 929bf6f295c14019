/*
 * What ipc and drivers keep in struct kernel and struct thread, and when the kernel calls them.
 */
#ifndef KERNEL_IPC_STATE_H
#define KERNEL_IPC_STATE_H

#include <base/list.h>
#include <base/macros.h>
#include <hal/hal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct account;
struct exchange;
struct interrupt;
struct kernel;
struct message;
struct object;
struct right;
struct task;
struct thread;
struct vb_fault;

struct kernel_ipc {
    struct list condemned; /* struct message: handles to be closed, see message.c */
    bool draining;
    struct list channels;               /* every struct channel, see cycle.c */
    struct list devices;                /* every struct device */
    struct list quiet;                  /* struct dma whose drivers have gone, see dma.c */
    struct interrupt *lines[HAL_LINES]; /* who gets a line's records; NULL: paravirtual devices */
};

struct thread_ipc {
    struct exchange *exchange; /* NULL until the thread's first message that waits */
    struct list serving;       /* struct exchange: calls to answer; zeroed until the first */
};

void ipc_init(struct kernel *kernel);

/* The thread ends and waits no more: let go of what it has here. */
void ipc_thread_ended(struct thread *thread);
/* The task ends: its device requests are cancelled. Before its handles are closed. */
void ipc_task_ended(struct task *task);

/* ---- fault messages ------------------------------------------------------------------------- */

/* A message with room for a struct vb_fault, made while memory can still be refused. NULL with
 * *status as kernel_alloc(). */
struct message *fault_message_create(struct account *account, int *status);
/* Give back one that was not sent; NULL is allowed. */
void fault_message_free(struct kernel *kernel, struct message *message);
/* Queue it in the channel of a sender right, whatever the channel's depth; never waits. The message
 * is used up. False, and freed, when nobody will ever receive it. */
bool fault_message_send(struct kernel *kernel, const struct right *sender, struct message *message,
                        const struct vb_fault *fault);

/* ---- pulses --------------------------------------------------------------------------------- */

/* Fire a VB_OBJECT_PULSE from inside the kernel; a channel that is gone is nobody's concern. */
void pulse_fire_object(struct kernel *kernel, struct object *pulse, uint32_t bits);

/* ---- devices and the kernel's own schemes --------------------------------------------------- */

/* Take what is in the interrupt ring: interrupts and completions of device requests become pulses.
 */
void interrupts_poll(struct kernel *kernel);
/* The object for device `index` of the platform; the caller owns its one reference. */
MUST_CHECK int device_create(struct kernel *kernel, struct account *account, size_t index,
                             struct object **out);
/* The kernel ends, all tasks are gone: cancel every request and wait until the platform has let go
 * of its buffers. */
void devices_end(struct kernel *kernel);
/* The same for memory that devices of dead drivers may still have written to. */
void dma_end(struct kernel *kernel);

/* An empty namespace; the caller owns its one reference. */
MUST_CHECK int namespace_create(struct kernel *kernel, struct account *account,
                                struct object **out);
/* The same with the bindings of another. */
MUST_CHECK int namespace_copy(struct kernel *kernel, struct account *account, struct object *from,
                              struct object **out);
/* Bind a name, replacing what was there; the right is copied. */
MUST_CHECK int namespace_bind(struct kernel *kernel, struct object *object, const char *name,
                              size_t name_size, struct object *target, uint32_t rights,
                              uint64_t badge);
/* The proc scheme, scoped to a job and the jobs below it (NULL: everything), and the mem scheme. */
struct job;
MUST_CHECK int scheme_proc_create(struct kernel *kernel, struct account *account, struct job *scope,
                                  struct object **out);
MUST_CHECK int scheme_mem_create(struct kernel *kernel, struct account *account,
                                 struct object **out);

#define DEVICE_RIGHTS_ALL                                                                          \
    (VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER | VB_RIGHT_READ | VB_RIGHT_WRITE | VB_RIGHT_MANAGE |   \
     VB_RIGHT_SEED)
#define NAMESPACE_RIGHTS_ALL                                                                       \
    (VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER | VB_RIGHT_READ | VB_RIGHT_MANAGE)
#define SCHEME_RIGHTS_ALL (VB_RIGHT_DUPLICATE | VB_RIGHT_TRANSFER | VB_RIGHT_READ | VB_RIGHT_WRITE)

#endif
