/*
 * A kernel with tasks that the test steps by hand: it makes each system call itself and looks at
 * once at what happened, to the caller and to everybody else. Programs and scheduling are left out.
 *
 * Each actor is a task with one thread over 64 KiB of memory. Its standard buffers: what it sends
 * is put together at OUT_*, what it receives arrives at IN_*.
 */
#ifndef KERNEL_TESTS_IPC_WORLD_H
#define KERNEL_TESTS_IPC_WORLD_H

#include "check.h"

#include <hal_fake/fake.h>
#include <kernel_state.h>
#include <process/task.h>
#include <process/thread.h>
#include <stdlib.h>
#include <string.h>
#include <vibee/device.h>
#include <vibee/file.h>
#include <vibee/syscall_numbers.h>

#define MEMORY_SIZE 65536u
#define OUT_MESSAGE 0x100u
#define IN_MESSAGE  0x200u
#define OUT_HANDLES 0x300u
#define IN_HANDLES  0x400u
#define WINDOWS     0x500u
#define SCRATCH     0x600u
#define OUT_DATA    0x1000u /* VB_MESSAGE_MAX bytes */
#define IN_DATA     0x4000u /* VB_MESSAGE_MAX bytes */
#define BUFFER      0x8000u /* 32 KiB */

/* Stands for a wait that has not ended. */
#define WAITS SYSCALL_BLOCKED

struct cpu_context {
    uint8_t *memory;         /* actor_memory() is for tests */
    struct hal_space *space; /* it is mapped there, and goes with this context; NULL: on the heap */
    int64_t result;          /* of the last call; WAITS */
};

struct actor {
    struct task *task;
    struct thread *thread;
    struct cpu_context context;
};

struct world {
    struct hal_ring ring;
    struct kernel *kernel;
    struct kernel_counts before;
};

void world_begin(struct world *world);
/* Also checks that everything has been given back. */
void world_end(struct world *world);
/* Let time pass and the kernel look at the clock and the interrupts. */
void world_advance(struct world *world, uint64_t nanoseconds);

void actor_begin(struct world *world, struct actor *actor);
/* The same, charged to an account with a limit, which the caller keeps. */
void actor_begin_charged(struct world *world, struct actor *actor, struct account *account);
/* Its memory, accessible until another actor is looked at or makes a call. */
uint8_t *actor_memory(const struct actor *actor);
/* Another thread of the actor's task, over the same memory. */
void actor_begin_thread(struct actor *of, struct actor *actor);
/* Kill it, if it still lives, and let go of it. */
void actor_end(struct actor *actor);

/* A system call; WAITS when it waits. Arguments are cast to uint64_t. */
#define SYS(actor, name, ...) actor_call(actor, SYSCALL_##name, (const uint64_t[7]){__VA_ARGS__})
int64_t actor_call(struct actor *actor, uint32_t number, const uint64_t *arguments);

struct sending {
    int64_t id;
    const void *data;
    uint32_t size;
    uint64_t handles[VB_HANDLES_MAX];
    uint32_t handle_count;
    struct vb_window windows[VB_WINDOWS_MAX];
    uint32_t window_count;
};
int64_t actor_send(struct actor *actor, uint64_t sender, struct sending sending, uint64_t deadline);
int64_t actor_request(struct actor *actor, uint64_t sender, struct sending sending,
                      uint64_t deadline);
int64_t actor_reply(struct actor *actor, uint64_t reply, struct sending sending);
int64_t actor_receive(struct actor *actor, uint64_t receiver, uint64_t deadline);
int64_t actor_reply_receive(struct actor *actor, uint64_t reply, struct sending sending,
                            uint64_t receiver, uint64_t deadline);
/* What the actor received last. */
struct vb_message actor_received(const struct actor *actor);
uint64_t actor_received_handle(const struct actor *actor, uint32_t index);

struct ends {
    uint64_t receiver, sender;
};
struct ends actor_channel(struct actor *actor, uint32_t depth, uint32_t flags);
/* Put a copy of one actor's handle into another's table. */
uint64_t actor_give(struct actor *from, uint64_t value, struct actor *to);
/* A handle with one of the rights and type; VB_OBJECT_NONE when closed. */
uint32_t actor_handle_type(const struct actor *actor, uint64_t value);

#endif
