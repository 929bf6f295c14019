/*
 * What the process half of the kernel asks of IPC, schemes and drivers.
 */
#ifndef KERNEL_IPC_HOOKS_H
#define KERNEL_IPC_HOOKS_H

#include <base/macros.h>
#include <object.h>
#include <stdbool.h>
#include <stddef.h>
#include <vibee/objects.h>

struct account;
struct kernel;
struct message;
struct thread;

/* Called last in kernel_create() and first after all tasks have ended in kernel_destroy(). Requests
 * that the platform still works on are cancelled and waited for in ipc_destroy(). */
MUST_CHECK int ipc_create(struct kernel *kernel);
void ipc_destroy(struct kernel *kernel);

/* kernel->ipc and thread->ipc are zeroed before; a thread that ends waits for nothing any more. */
void thread_ipc_init(struct thread *thread);
void thread_ipc_release(struct thread *thread);

/* Dispatch what the interrupt ring holds. */
void interrupts_poll(struct kernel *kernel);

/* Or the bits into a pulse (VB_OBJECT_PULSE) and queue it; nothing when its channel is gone. */
void pulse_fire(struct kernel *kernel, struct object *pulse, uint32_t bits);

/* A message made ahead, so that a fault can always be told. */
MUST_CHECK int fault_message_create(struct account *account, struct message **out);
void fault_message_free(struct kernel *kernel, struct message *message);
/* Queue it (beyond the channel's depth if need be); the message is used up when true. False: the
 * channel has no receiver and never will. */
bool fault_message_send(struct kernel *kernel, const struct right *sender, struct message *message,
                        const struct vb_fault *fault);

/* init's namespace: proc and mem bound. The caller owns the one reference. */
MUST_CHECK int namespace_create_root(struct account *account, struct object **out);

/* Devices of the platform as objects, made by ipc_create(). */
size_t devices_count(const struct kernel *kernel);
struct object *devices_object(struct kernel *kernel, size_t index);

#endif
