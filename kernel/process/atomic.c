#include <kernel_state.h>
#include <process/atomic.h>
#include <process/task.h>

void atomic_waits_init(struct atomic_waits *waits)
{
    for (size_t i = 0; i < ATOMIC_BUCKETS; i++)
        list_init(&waits->buckets[i]);
}

/* Addresses of one memory are mostly multiples of 4, and memories those of their structure. */
static struct list *bucket_of(struct kernel *kernel, const struct cpu_memory *memory,
                              uint64_t address)
{
    uint64_t key = ((uint64_t)(uintptr_t)memory >> 4 ^ address >> 2) * 0x9e3779b97f4a7c15u;
    return &kernel->atomic_waits.buckets[key >> 32 & (ATOMIC_BUCKETS - 1)];
}

static void cancel(struct thread *thread)
{
    list_remove(&thread->wait.link);
}

static const struct wait_ops wait_ops = {.name = "memory", .cancel = cancel};

static uint32_t notify(struct kernel *kernel, const struct cpu_atomic *atomic)
{
    uint32_t woken = 0;
    LIST_FOR_EACH (node, bucket_of(kernel, atomic->memory, atomic->address)) {
        struct thread *thread = LIST_ENTRY(node, struct thread, wait.link);
        if (woken == atomic->count)
            break;
        if (thread->wait.what != atomic->memory || thread->wait.address != atomic->address)
            continue;
        cancel(thread);
        thread_complete(thread, VB_OK);
        woken++;
    }
    return woken;
}

static uint64_t deadline_after(struct kernel *kernel, int64_t timeout)
{
    uint64_t now = kernel_now(kernel);
    if (timeout < 0 || (uint64_t)timeout >= VB_FOREVER - now)
        return VB_FOREVER;
    return now + (uint64_t)timeout;
}

void thread_atomic(struct thread *thread)
{
    struct kernel *kernel = thread->task->kernel;
    struct cpu_atomic atomic;
    kernel->cpu->atomic(thread->context, &atomic);
    if (atomic.notify) {
        kernel->cpu->complete(thread->context, notify(kernel, &atomic));
        return;
    }
    if (atomic.timeout == 0) {
        kernel->cpu->complete(thread->context, VB_ERR_TIMED_OUT);
        return;
    }
    thread->wait.address = atomic.address;
    list_append(bucket_of(kernel, atomic.memory, atomic.address), &thread->wait.link);
    (void)thread_block(thread, &wait_ops, (void *)(uintptr_t)atomic.memory,
                       deadline_after(kernel, atomic.timeout));
}
