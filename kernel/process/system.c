/* The log, entropy, and stopping the machine. */
#include <drivers/hardware.h>
#include <kernel_state.h>
#include <process/task.h>
#include <process/user.h>
#include <syscall/handlers.gen.h>

#define ENTROPY_MAX 256u /* a call */
#define FRESH_BYTES 32u  /* of the platform's, with each call */

static int log_text(struct thread *self, uint32_t level, struct user_buffer text, bool always)
{
    if (text.size > LOG_LINE_MAX)
        return VB_ERR_TOO_BIG;
    char line[LOG_LINE_MAX];
    const struct log_source source = {
        .pid = self->task->pid, .name = self->task->name, .always = always};
    const size_t size = (size_t)text.size;
    int status = user_copy_in(self, line, text.address, size);
    if (status == VB_OK)
        log_line(self->task->kernel, level, &source, line, size);
    return status;
}

int64_t sys_log(struct thread *self, uint32_t level, struct user_buffer text)
{
    return level > VB_LOG_DEBUG ? VB_ERR_INVALID : log_text(self, level, text, false);
}

int64_t sys_system_message(struct thread *self, struct handle *system, struct user_buffer text)
{
    (void)system;
    return log_text(self, VB_LOG_ERROR, text, true);
}

/* The same bytes in every run: a mixing function (splitmix64's) of how many there were before. */
static void reproducible_fill(struct task *task, uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        uint64_t x = ++task->draws * UINT64_C(0x9e3779b97f4a7c15);
        x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
        x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
        bytes[i] = (uint8_t)(x ^ x >> 31);
    }
}

int64_t sys_entropy(struct thread *self, struct user_buffer buffer)
{
    if (buffer.size > ENTROPY_MAX)
        return VB_ERR_TOO_BIG;
    if (buffer.size == 0)
        return VB_OK;
    struct random_pool *pool = &self->task->kernel->random;
    uint8_t bytes[ENTROPY_MAX];
    if (self->task->reproducible) {
        reproducible_fill(self->task, bytes, (size_t)buffer.size);
        return user_copy_out(self, buffer.address, bytes, (size_t)buffer.size);
    }
    if (hal_entropy(bytes, FRESH_BYTES) == VB_OK)
        random_add(pool, bytes, FRESH_BYTES);
    if (!random_fill(pool, bytes, (size_t)buffer.size))
        return VB_ERR_NOT_SUPPORTED;
    return user_copy_out(self, buffer.address, bytes, (size_t)buffer.size);
}

int64_t sys_entropy_add(struct thread *self, struct handle *device, struct user_buffer bytes)
{
    struct kernel *kernel = self->task->kernel;
    uint8_t copy[ENTROPY_MAX];
    if (!hardware_machine(device))
        return VB_ERR_BAD_TYPE;
    if (bytes.size > sizeof copy)
        return VB_ERR_TOO_BIG;
    int status = user_copy_in(self, copy, bytes.address, (size_t)bytes.size);
    if (status == VB_OK)
        random_add(&kernel->random, copy, (size_t)bytes.size);
    return status;
}

int64_t sys_system_stop(struct thread *self, struct handle *system, uint32_t action, int32_t status)
{
    (void)system;
    struct kernel *kernel = self->task->kernel;
    if (action > VB_SYSTEM_RESET)
        return VB_ERR_INVALID;
    kernel->stopped = true;
    kernel->stop_action = (enum vb_system_action)action;
    kernel->stop_status = status;
    kernel->entry_left = 0; /* nothing runs after this call */
    return SYSCALL_NORETURN;
}
