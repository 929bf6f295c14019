/* Generated from spec/syscalls.vibee by tools/generator/generate.py. Do not edit. */
#include <syscall/dispatch.h>
#include <syscall/handlers.gen.h>
#include <vibee/objects.h>
#include <vibee/status.h>
#include <vibee/syscall_numbers.h>

_Static_assert(SYSCALL_HANDLES_MAX >= 2, "handles of one call");

const struct syscall_check syscall_checks[] = {
    {CHECK_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_MEMORY}, /* spawn */
    {CHECK_BUFFER, 1, 0, 0}, /* spawn */
    {CHECK_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_MEMORY}, /* exec */
    {CHECK_BUFFER, 1, 0, 0}, /* exec */
    {CHECK_OPTIONAL_HANDLE, 0, VB_RIGHT_SPAWN, 1u << VB_OBJECT_JOB}, /* fork */
    {CHECK_HANDLE, 0, VB_RIGHT_WAIT, 1u << VB_OBJECT_TASK}, /* wait */
    {CHECK_STRUCTURE, 1, 256, 0}, /* wait */
    {CHECK_HANDLE, 0, VB_RIGHT_WAIT, 1u << VB_OBJECT_TASK}, /* task_watch */
    {CHECK_HANDLE, 1, VB_RIGHT_SEND, 1u << VB_OBJECT_PULSE}, /* task_watch */
    {CHECK_OPTIONAL_HANDLE, 0, VB_RIGHT_SIGNAL, 1u << VB_OBJECT_TASK | 1u << VB_OBJECT_JOB}, /* kill */
    {CHECK_OPTIONAL_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_TASK}, /* task_info */
    {CHECK_STRUCTURE, 1, 80, 0}, /* task_info */
    {CHECK_BUFFER, 1, 0, 0}, /* start_block */
    {CHECK_OPTIONAL_HANDLE, 1, VB_RIGHT_SEND, 1u << VB_OBJECT_PULSE}, /* signal_handle */
    {CHECK_OPTIONAL_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_JOB}, /* job_create */
    {CHECK_HANDLE, 0, VB_RIGHT_WAIT, 1u << VB_OBJECT_THREAD}, /* thread_join */
    {CHECK_STRUCTURE, 1, 256, 0}, /* thread_join */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_THREAD}, /* thread_cancel */
    {CHECK_OPTIONAL_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_THREAD}, /* thread_priority */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_MEMORY}, /* memory_free */
    {CHECK_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_MEMORY}, /* memory_read */
    {CHECK_BUFFER, 2, 0, 0}, /* memory_read */
    {CHECK_HANDLE, 0, VB_RIGHT_WRITE, 1u << VB_OBJECT_MEMORY}, /* memory_write */
    {CHECK_BUFFER, 2, 0, 0}, /* memory_write */
    {CHECK_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_MEMORY}, /* memory_size */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_MEMORY}, /* memory_resize */
    {CHECK_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_MEMORY}, /* memory_clone */
    {CHECK_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_MEMORY}, /* memory_slice */
    {CHECK_HANDLE, 0, VB_RIGHT_WRITE, 1u << VB_OBJECT_MEMORY}, /* memory_copy */
    {CHECK_HANDLE, 2, VB_RIGHT_READ, 1u << VB_OBJECT_MEMORY}, /* memory_copy */
    {CHECK_STRUCTURE, 2, 16, 0}, /* channel_create */
    {CHECK_HANDLE, 0, VB_RIGHT_BADGE, 1u << VB_OBJECT_SENDER}, /* channel_badge */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_SENDER}, /* channel_receiver */
    {CHECK_HANDLE, 0, VB_RIGHT_RECEIVE, 1u << VB_OBJECT_RECEIVER}, /* channel_badge_count */
    {CHECK_HANDLE, 0, VB_RIGHT_SEND, 1u << VB_OBJECT_SENDER}, /* channel_send */
    {CHECK_STRUCTURE, 1, 64, 0}, /* channel_send */
    {CHECK_HANDLE, 0, VB_RIGHT_RECEIVE, 1u << VB_OBJECT_RECEIVER}, /* channel_receive */
    {CHECK_STRUCTURE, 1, 64, 0}, /* channel_receive */
    {CHECK_HANDLE, 0, VB_RIGHT_SEND, 1u << VB_OBJECT_SENDER}, /* channel_call */
    {CHECK_STRUCTURE, 1, 64, 0}, /* channel_call */
    {CHECK_STRUCTURE, 2, 64, 0}, /* channel_call */
    {CHECK_HANDLE, 0, 0, 1u << VB_OBJECT_REPLY}, /* channel_reply */
    {CHECK_STRUCTURE, 1, 64, 0}, /* channel_reply */
    {CHECK_OPTIONAL_HANDLE, 0, 0, 1u << VB_OBJECT_REPLY}, /* channel_reply_receive */
    {CHECK_HANDLE, 2, VB_RIGHT_RECEIVE, 1u << VB_OBJECT_RECEIVER}, /* channel_reply_receive */
    {CHECK_STRUCTURE, 1, 64, 0}, /* channel_reply_receive */
    {CHECK_STRUCTURE, 3, 64, 0}, /* channel_reply_receive */
    {CHECK_HANDLE, 0, 0, 1u << VB_OBJECT_REPLY}, /* window_read */
    {CHECK_BUFFER, 3, 0, 0}, /* window_read */
    {CHECK_HANDLE, 0, 0, 1u << VB_OBJECT_REPLY}, /* window_write */
    {CHECK_BUFFER, 3, 0, 0}, /* window_write */
    {CHECK_HANDLE, 0, 0, 1u << VB_OBJECT_REPLY}, /* window_info */
    {CHECK_STRUCTURE, 2, 16, 0}, /* window_info */
    {CHECK_HANDLE, 0, 0, 1u << VB_OBJECT_REPLY}, /* window_memory */
    {CHECK_HANDLE, 3, 0, 1u << VB_OBJECT_MEMORY}, /* window_memory */
    {CHECK_HANDLE, 0, 0, 1u << VB_OBJECT_REPLY}, /* reply_signal */
    {CHECK_HANDLE, 1, VB_RIGHT_SIGNAL, 1u << VB_OBJECT_JOB}, /* reply_signal */
    {CHECK_HANDLE, 0, VB_RIGHT_RECEIVE, 1u << VB_OBJECT_RECEIVER}, /* pulse_create */
    {CHECK_HANDLE, 0, VB_RIGHT_SEND, 1u << VB_OBJECT_PULSE}, /* pulse_fire */
    {CHECK_HANDLE, 0, VB_RIGHT_SEND, 1u << VB_OBJECT_PULSE}, /* timer_create */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_TIMER}, /* timer_set */
    {CHECK_HANDLE, 0, VB_RIGHT_DUPLICATE, ~0u}, /* handle_duplicate */
    {CHECK_HANDLE, 0, 0, ~0u}, /* handle_restrict */
    {CHECK_HANDLE, 0, 0, ~0u}, /* handle_close */
    {CHECK_HANDLE, 0, 0, ~0u}, /* handle_info */
    {CHECK_STRUCTURE, 1, 24, 0}, /* handle_info */
    {CHECK_OPTIONAL_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_NAMESPACE}, /* scheme_open */
    {CHECK_BUFFER, 1, 0, 0}, /* scheme_open */
    {CHECK_HANDLE, 0, 0, 1u << VB_OBJECT_SENDER | 1u << VB_OBJECT_FILE}, /* scheme_read */
    {CHECK_BUFFER, 1, 0, 0}, /* scheme_read */
    {CHECK_HANDLE, 0, 0, 1u << VB_OBJECT_SENDER | 1u << VB_OBJECT_FILE}, /* scheme_write */
    {CHECK_BUFFER, 1, 0, 0}, /* scheme_write */
    {CHECK_HANDLE, 0, 0, 1u << VB_OBJECT_SENDER | 1u << VB_OBJECT_FILE}, /* scheme_close */
    {CHECK_OPTIONAL_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_NAMESPACE}, /* namespace_create */
    {CHECK_OPTIONAL_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_NAMESPACE}, /* namespace_bind */
    {CHECK_HANDLE, 3, VB_RIGHT_DUPLICATE, 1u << VB_OBJECT_SENDER | 1u << VB_OBJECT_SCHEME}, /* namespace_bind */
    {CHECK_BUFFER, 1, 0, 0}, /* namespace_bind */
    {CHECK_OPTIONAL_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_NAMESPACE}, /* namespace_unbind */
    {CHECK_BUFFER, 1, 0, 0}, /* namespace_unbind */
    {CHECK_OPTIONAL_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_NAMESPACE}, /* namespace_lookup */
    {CHECK_BUFFER, 1, 0, 0}, /* namespace_lookup */
    {CHECK_HANDLE, 0, VB_RIGHT_DUPLICATE, 1u << VB_OBJECT_SCHEME}, /* scheme_scope */
    {CHECK_HANDLE, 1, 0, 1u << VB_OBJECT_JOB}, /* scheme_scope */
    {CHECK_OPTIONAL_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_ACCOUNT}, /* account_create */
    {CHECK_OPTIONAL_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_ACCOUNT}, /* account_info */
    {CHECK_STRUCTURE, 1, 32, 0}, /* account_info */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_ACCOUNT}, /* account_limit */
    {CHECK_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_DEVICE}, /* device_info */
    {CHECK_STRUCTURE, 1, 72, 0}, /* device_info */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_DEVICE}, /* device_watch */
    {CHECK_HANDLE, 1, VB_RIGHT_SEND, 1u << VB_OBJECT_PULSE}, /* device_watch */
    {CHECK_HANDLE, 0, VB_RIGHT_WRITE, 1u << VB_OBJECT_DEVICE}, /* device_submit */
    {CHECK_STRUCTURE, 1, 48, 0}, /* device_submit */
    {CHECK_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_DEVICE}, /* device_complete */
    {CHECK_STRUCTURE, 1, 24, 0}, /* device_complete */
    {CHECK_BUFFER, 2, 0, 0}, /* device_complete */
    {CHECK_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_DEVICE}, /* device_peek */
    {CHECK_STRUCTURE, 1, 24, 0}, /* device_peek */
    {CHECK_BUFFER, 2, 0, 0}, /* device_peek */
    {CHECK_BUFFER, 1, 0, 0}, /* log */
    {CHECK_BUFFER, 0, 0, 0}, /* entropy */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_SYSTEM}, /* system_stop */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_SYSTEM}, /* system_message */
    {CHECK_BUFFER, 1, 0, 0}, /* system_message */
    {CHECK_HANDLE, 0, VB_RIGHT_SEED, 1u << VB_OBJECT_DEVICE}, /* entropy_add */
    {CHECK_BUFFER, 1, 0, 0}, /* entropy_add */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_DEVICE}, /* region_create */
    {CHECK_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_REGION}, /* region_read */
    {CHECK_STRUCTURE, 3, 8, 0}, /* region_read */
    {CHECK_HANDLE, 0, VB_RIGHT_WRITE, 1u << VB_OBJECT_REGION}, /* region_write */
    {CHECK_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_REGION}, /* region_read_bytes */
    {CHECK_BUFFER, 2, 0, 0}, /* region_read_bytes */
    {CHECK_HANDLE, 0, VB_RIGHT_WRITE, 1u << VB_OBJECT_REGION}, /* region_write_bytes */
    {CHECK_BUFFER, 2, 0, 0}, /* region_write_bytes */
    {CHECK_HANDLE, 0, VB_RIGHT_READ, 1u << VB_OBJECT_REGION}, /* region_fetch */
    {CHECK_HANDLE, 3, VB_RIGHT_WRITE, 1u << VB_OBJECT_MEMORY}, /* region_fetch */
    {CHECK_HANDLE, 0, VB_RIGHT_WRITE, 1u << VB_OBJECT_REGION}, /* region_post */
    {CHECK_HANDLE, 4, VB_RIGHT_WRITE, 1u << VB_OBJECT_MEMORY}, /* region_post */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_DEVICE}, /* interrupt_create */
    {CHECK_STRUCTURE, 3, 16, 0}, /* interrupt_create */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_INTERRUPT}, /* interrupt_watch */
    {CHECK_HANDLE, 1, VB_RIGHT_SEND, 1u << VB_OBJECT_PULSE}, /* interrupt_watch */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_INTERRUPT}, /* interrupt_acknowledge */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_DEVICE}, /* dma_create */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_DMA}, /* dma_map */
    {CHECK_HANDLE, 1, VB_RIGHT_READ | VB_RIGHT_WRITE, 1u << VB_OBJECT_MEMORY}, /* dma_map */
    {CHECK_STRUCTURE, 2, 8, 0}, /* dma_map */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_TASK}, /* task_save */
    {CHECK_HANDLE, 3, VB_RIGHT_WRITE | VB_RIGHT_MANAGE, 1u << VB_OBJECT_MEMORY}, /* task_save */
    {CHECK_STRUCTURE, 2, 16, 0}, /* task_save */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_TASK}, /* task_load */
    {CHECK_HANDLE, 3, VB_RIGHT_READ, 1u << VB_OBJECT_MEMORY}, /* task_load */
    {CHECK_STRUCTURE, 2, 16, 0}, /* task_load */
    {CHECK_BUFFER, 6, 0, 0}, /* task_load */
    {CHECK_HANDLE, 0, VB_RIGHT_WRITE, 1u << VB_OBJECT_SCHEME}, /* task_open */
    {CHECK_HANDLE, 0, VB_RIGHT_MANAGE, 1u << VB_OBJECT_TASK}, /* task_handle */
};

const struct syscall_checks syscall_table[SYSCALL_COUNT] = {
    [SYSCALL_SPAWN] = {0, 2},
    [SYSCALL_EXEC] = {2, 2},
    [SYSCALL_FORK] = {4, 1},
    [SYSCALL_WAIT] = {5, 2},
    [SYSCALL_TASK_WATCH] = {7, 2},
    [SYSCALL_KILL] = {9, 1},
    [SYSCALL_TASK_INFO] = {10, 2},
    [SYSCALL_START_BLOCK] = {12, 1},
    [SYSCALL_SIGNAL_HANDLE] = {13, 1},
    [SYSCALL_JOB_CREATE] = {14, 1},
    [SYSCALL_THREAD_JOIN] = {15, 2},
    [SYSCALL_THREAD_CANCEL] = {17, 1},
    [SYSCALL_THREAD_PRIORITY] = {18, 1},
    [SYSCALL_MEMORY_FREE] = {19, 1},
    [SYSCALL_MEMORY_READ] = {20, 2},
    [SYSCALL_MEMORY_WRITE] = {22, 2},
    [SYSCALL_MEMORY_SIZE] = {24, 1},
    [SYSCALL_MEMORY_RESIZE] = {25, 1},
    [SYSCALL_MEMORY_CLONE] = {26, 1},
    [SYSCALL_MEMORY_SLICE] = {27, 1},
    [SYSCALL_MEMORY_COPY] = {28, 2},
    [SYSCALL_CHANNEL_CREATE] = {30, 1},
    [SYSCALL_CHANNEL_BADGE] = {31, 1},
    [SYSCALL_CHANNEL_RECEIVER] = {32, 1},
    [SYSCALL_CHANNEL_BADGE_COUNT] = {33, 1},
    [SYSCALL_CHANNEL_SEND] = {34, 2},
    [SYSCALL_CHANNEL_RECEIVE] = {36, 2},
    [SYSCALL_CHANNEL_CALL] = {38, 3},
    [SYSCALL_CHANNEL_REPLY] = {41, 2},
    [SYSCALL_CHANNEL_REPLY_RECEIVE] = {43, 4},
    [SYSCALL_WINDOW_READ] = {47, 2},
    [SYSCALL_WINDOW_WRITE] = {49, 2},
    [SYSCALL_WINDOW_INFO] = {51, 2},
    [SYSCALL_WINDOW_MEMORY] = {53, 2},
    [SYSCALL_REPLY_SIGNAL] = {55, 2},
    [SYSCALL_PULSE_CREATE] = {57, 1},
    [SYSCALL_PULSE_FIRE] = {58, 1},
    [SYSCALL_TIMER_CREATE] = {59, 1},
    [SYSCALL_TIMER_SET] = {60, 1},
    [SYSCALL_HANDLE_DUPLICATE] = {61, 1},
    [SYSCALL_HANDLE_RESTRICT] = {62, 1},
    [SYSCALL_HANDLE_CLOSE] = {63, 1},
    [SYSCALL_HANDLE_INFO] = {64, 2},
    [SYSCALL_SCHEME_OPEN] = {66, 2},
    [SYSCALL_SCHEME_READ] = {68, 2},
    [SYSCALL_SCHEME_WRITE] = {70, 2},
    [SYSCALL_SCHEME_CLOSE] = {72, 1},
    [SYSCALL_NAMESPACE_CREATE] = {73, 1},
    [SYSCALL_NAMESPACE_BIND] = {74, 3},
    [SYSCALL_NAMESPACE_UNBIND] = {77, 2},
    [SYSCALL_NAMESPACE_LOOKUP] = {79, 2},
    [SYSCALL_SCHEME_SCOPE] = {81, 2},
    [SYSCALL_ACCOUNT_CREATE] = {83, 1},
    [SYSCALL_ACCOUNT_INFO] = {84, 2},
    [SYSCALL_ACCOUNT_LIMIT] = {86, 1},
    [SYSCALL_DEVICE_INFO] = {87, 2},
    [SYSCALL_DEVICE_WATCH] = {89, 2},
    [SYSCALL_DEVICE_SUBMIT] = {91, 2},
    [SYSCALL_DEVICE_COMPLETE] = {93, 3},
    [SYSCALL_DEVICE_PEEK] = {96, 3},
    [SYSCALL_LOG] = {99, 1},
    [SYSCALL_ENTROPY] = {100, 1},
    [SYSCALL_SYSTEM_STOP] = {101, 1},
    [SYSCALL_SYSTEM_MESSAGE] = {102, 2},
    [SYSCALL_ENTROPY_ADD] = {104, 2},
    [SYSCALL_REGION_CREATE] = {106, 1},
    [SYSCALL_REGION_READ] = {107, 2},
    [SYSCALL_REGION_WRITE] = {109, 1},
    [SYSCALL_REGION_READ_BYTES] = {110, 2},
    [SYSCALL_REGION_WRITE_BYTES] = {112, 2},
    [SYSCALL_REGION_FETCH] = {114, 2},
    [SYSCALL_REGION_POST] = {116, 2},
    [SYSCALL_INTERRUPT_CREATE] = {118, 2},
    [SYSCALL_INTERRUPT_WATCH] = {120, 2},
    [SYSCALL_INTERRUPT_ACKNOWLEDGE] = {122, 1},
    [SYSCALL_DMA_CREATE] = {123, 1},
    [SYSCALL_DMA_MAP] = {124, 3},
    [SYSCALL_TASK_SAVE] = {127, 3},
    [SYSCALL_TASK_LOAD] = {130, 4},
    [SYSCALL_TASK_OPEN] = {134, 1},
    [SYSCALL_TASK_HANDLE] = {135, 1},
};

int64_t syscall_invoke(struct thread *thread, uint32_t number, const uint64_t *arguments,
                       struct handle *const *handles)
{
    switch (number) {
    case SYSCALL_TASK_EXIT:
        return sys_task_exit(thread, (int32_t)arguments[0]);
    case SYSCALL_YIELD:
        return sys_yield(thread);
    case SYSCALL_GETPID:
        return sys_getpid(thread);
    case SYSCALL_SPAWN:
        return sys_spawn(thread, handles[0], (struct user_buffer){arguments[1], arguments[2]});
    case SYSCALL_EXEC:
        return sys_exec(thread, handles[0], (struct user_buffer){arguments[1], arguments[2]});
    case SYSCALL_FORK:
        return sys_fork(thread, handles[0]);
    case SYSCALL_WAIT:
        return sys_wait(thread, handles[0], arguments[1], (uint32_t)arguments[2], arguments[3]);
    case SYSCALL_TASK_WATCH:
        return sys_task_watch(thread, handles[0], handles[1]);
    case SYSCALL_KILL:
        return sys_kill(thread, handles[0], (uint32_t)arguments[1]);
    case SYSCALL_TASK_INFO:
        return sys_task_info(thread, handles[0], arguments[1]);
    case SYSCALL_START_BLOCK:
        return sys_start_block(thread, arguments[0], (struct user_buffer){arguments[1], arguments[2]});
    case SYSCALL_SIGNAL_HANDLE:
        return sys_signal_handle(thread, arguments[0], handles[0]);
    case SYSCALL_JOB_CREATE:
        return sys_job_create(thread, handles[0]);
    case SYSCALL_THREAD_CREATE:
        return sys_thread_create(thread, (uint32_t)arguments[0], arguments[1], arguments[2]);
    case SYSCALL_THREAD_EXIT:
        return sys_thread_exit(thread, (int32_t)arguments[0]);
    case SYSCALL_THREAD_JOIN:
        return sys_thread_join(thread, handles[0], arguments[1], arguments[2]);
    case SYSCALL_THREAD_CANCEL:
        return sys_thread_cancel(thread, handles[0]);
    case SYSCALL_THREAD_PRIORITY:
        return sys_thread_priority(thread, handles[0], (uint32_t)arguments[1]);
    case SYSCALL_MEMORY_ALLOC:
        return sys_memory_alloc(thread, arguments[0]);
    case SYSCALL_MEMORY_FREE:
        return sys_memory_free(thread, handles[0]);
    case SYSCALL_MEMORY_READ:
        return sys_memory_read(thread, handles[0], arguments[1], (struct user_buffer){arguments[2], arguments[3]});
    case SYSCALL_MEMORY_WRITE:
        return sys_memory_write(thread, handles[0], arguments[1], (struct user_buffer){arguments[2], arguments[3]});
    case SYSCALL_MEMORY_SIZE:
        return sys_memory_size(thread, handles[0]);
    case SYSCALL_MEMORY_RESIZE:
        return sys_memory_resize(thread, handles[0], arguments[1]);
    case SYSCALL_MEMORY_CLONE:
        return sys_memory_clone(thread, handles[0]);
    case SYSCALL_MEMORY_SLICE:
        return sys_memory_slice(thread, handles[0], arguments[1], arguments[2]);
    case SYSCALL_MEMORY_COPY:
        return sys_memory_copy(thread, handles[0], arguments[1], handles[1], arguments[3], arguments[4]);
    case SYSCALL_CALLER_READ:
        return sys_caller_read(thread, arguments[0], arguments[1], arguments[2]);
    case SYSCALL_CALLER_WRITE:
        return sys_caller_write(thread, arguments[0], arguments[1], arguments[2]);
    case SYSCALL_CHANNEL_CREATE:
        return sys_channel_create(thread, (uint32_t)arguments[0], (uint32_t)arguments[1], arguments[2]);
    case SYSCALL_CHANNEL_BADGE:
        return sys_channel_badge(thread, handles[0], arguments[1]);
    case SYSCALL_CHANNEL_RECEIVER:
        return sys_channel_receiver(thread, handles[0]);
    case SYSCALL_CHANNEL_BADGE_COUNT:
        return sys_channel_badge_count(thread, handles[0], arguments[1]);
    case SYSCALL_CHANNEL_SEND:
        return sys_channel_send(thread, handles[0], arguments[1], arguments[2]);
    case SYSCALL_CHANNEL_RECEIVE:
        return sys_channel_receive(thread, handles[0], arguments[1], arguments[2]);
    case SYSCALL_CHANNEL_CALL:
        return sys_channel_call(thread, handles[0], arguments[1], arguments[2], arguments[3]);
    case SYSCALL_CHANNEL_REPLY:
        return sys_channel_reply(thread, handles[0], arguments[1]);
    case SYSCALL_CHANNEL_REPLY_RECEIVE:
        return sys_channel_reply_receive(thread, handles[0], arguments[1], handles[1], arguments[3], arguments[4]);
    case SYSCALL_WINDOW_READ:
        return sys_window_read(thread, handles[0], (uint32_t)arguments[1], arguments[2], (struct user_buffer){arguments[3], arguments[4]});
    case SYSCALL_WINDOW_WRITE:
        return sys_window_write(thread, handles[0], (uint32_t)arguments[1], arguments[2], (struct user_buffer){arguments[3], arguments[4]});
    case SYSCALL_WINDOW_INFO:
        return sys_window_info(thread, handles[0], (uint32_t)arguments[1], arguments[2]);
    case SYSCALL_WINDOW_MEMORY:
        return sys_window_memory(thread, handles[0], (uint32_t)arguments[1], arguments[2], handles[1], arguments[4], arguments[5], (uint32_t)arguments[6]);
    case SYSCALL_REPLY_SIGNAL:
        return sys_reply_signal(thread, handles[0], handles[1], (uint32_t)arguments[2]);
    case SYSCALL_PULSE_CREATE:
        return sys_pulse_create(thread, handles[0], arguments[1]);
    case SYSCALL_PULSE_FIRE:
        return sys_pulse_fire(thread, handles[0], (uint32_t)arguments[1]);
    case SYSCALL_TIMER_CREATE:
        return sys_timer_create(thread, handles[0]);
    case SYSCALL_TIMER_SET:
        return sys_timer_set(thread, handles[0], arguments[1], arguments[2]);
    case SYSCALL_CLOCK:
        return sys_clock(thread, (uint32_t)arguments[0]);
    case SYSCALL_SLEEP:
        return sys_sleep(thread, arguments[0]);
    case SYSCALL_HANDLE_DUPLICATE:
        return sys_handle_duplicate(thread, handles[0], (uint32_t)arguments[1]);
    case SYSCALL_HANDLE_RESTRICT:
        return sys_handle_restrict(thread, handles[0], (uint32_t)arguments[1]);
    case SYSCALL_HANDLE_CLOSE:
        return sys_handle_close(thread, handles[0]);
    case SYSCALL_HANDLE_INFO:
        return sys_handle_info(thread, handles[0], arguments[1]);
    case SYSCALL_SCHEME_OPEN:
        return sys_scheme_open(thread, handles[0], (struct user_buffer){arguments[1], arguments[2]}, (uint32_t)arguments[3], arguments[4]);
    case SYSCALL_SCHEME_READ:
        return sys_scheme_read(thread, handles[0], (struct user_buffer){arguments[1], arguments[2]}, arguments[3]);
    case SYSCALL_SCHEME_WRITE:
        return sys_scheme_write(thread, handles[0], (struct user_buffer){arguments[1], arguments[2]}, arguments[3]);
    case SYSCALL_SCHEME_CLOSE:
        return sys_scheme_close(thread, handles[0]);
    case SYSCALL_NAMESPACE_CREATE:
        return sys_namespace_create(thread, handles[0], (uint32_t)arguments[1]);
    case SYSCALL_NAMESPACE_BIND:
        return sys_namespace_bind(thread, handles[0], (struct user_buffer){arguments[1], arguments[2]}, handles[1]);
    case SYSCALL_NAMESPACE_UNBIND:
        return sys_namespace_unbind(thread, handles[0], (struct user_buffer){arguments[1], arguments[2]});
    case SYSCALL_NAMESPACE_LOOKUP:
        return sys_namespace_lookup(thread, handles[0], (struct user_buffer){arguments[1], arguments[2]});
    case SYSCALL_SCHEME_SCOPE:
        return sys_scheme_scope(thread, handles[0], handles[1]);
    case SYSCALL_ACCOUNT_CREATE:
        return sys_account_create(thread, handles[0], arguments[1]);
    case SYSCALL_ACCOUNT_INFO:
        return sys_account_info(thread, handles[0], arguments[1]);
    case SYSCALL_ACCOUNT_LIMIT:
        return sys_account_limit(thread, handles[0], arguments[1]);
    case SYSCALL_DEVICE_INFO:
        return sys_device_info(thread, handles[0], arguments[1]);
    case SYSCALL_DEVICE_WATCH:
        return sys_device_watch(thread, handles[0], handles[1]);
    case SYSCALL_DEVICE_SUBMIT:
        return sys_device_submit(thread, handles[0], arguments[1]);
    case SYSCALL_DEVICE_COMPLETE:
        return sys_device_complete(thread, handles[0], arguments[1], (struct user_buffer){arguments[2], arguments[3]});
    case SYSCALL_DEVICE_PEEK:
        return sys_device_peek(thread, handles[0], arguments[1], (struct user_buffer){arguments[2], arguments[3]});
    case SYSCALL_LOG:
        return sys_log(thread, (uint32_t)arguments[0], (struct user_buffer){arguments[1], arguments[2]});
    case SYSCALL_ENTROPY:
        return sys_entropy(thread, (struct user_buffer){arguments[0], arguments[1]});
    case SYSCALL_SYSTEM_STOP:
        return sys_system_stop(thread, handles[0], (uint32_t)arguments[1], (int32_t)arguments[2]);
    case SYSCALL_SYSTEM_MESSAGE:
        return sys_system_message(thread, handles[0], (struct user_buffer){arguments[1], arguments[2]});
    case SYSCALL_ENTROPY_ADD:
        return sys_entropy_add(thread, handles[0], (struct user_buffer){arguments[1], arguments[2]});
    case SYSCALL_REGION_CREATE:
        return sys_region_create(thread, handles[0], (uint32_t)arguments[1], (uint32_t)arguments[2], arguments[3], arguments[4]);
    case SYSCALL_REGION_READ:
        return sys_region_read(thread, handles[0], arguments[1], (uint32_t)arguments[2], arguments[3]);
    case SYSCALL_REGION_WRITE:
        return sys_region_write(thread, handles[0], arguments[1], (uint32_t)arguments[2], arguments[3]);
    case SYSCALL_REGION_READ_BYTES:
        return sys_region_read_bytes(thread, handles[0], arguments[1], (struct user_buffer){arguments[2], arguments[3]});
    case SYSCALL_REGION_WRITE_BYTES:
        return sys_region_write_bytes(thread, handles[0], arguments[1], (struct user_buffer){arguments[2], arguments[3]});
    case SYSCALL_REGION_FETCH:
        return sys_region_fetch(thread, handles[0], arguments[1], (uint32_t)arguments[2], handles[1], arguments[4]);
    case SYSCALL_REGION_POST:
        return sys_region_post(thread, handles[0], arguments[1], (uint32_t)arguments[2], arguments[3], handles[1], arguments[5], arguments[6]);
    case SYSCALL_INTERRUPT_CREATE:
        return sys_interrupt_create(thread, handles[0], (uint32_t)arguments[1], (uint32_t)arguments[2], arguments[3]);
    case SYSCALL_INTERRUPT_WATCH:
        return sys_interrupt_watch(thread, handles[0], handles[1]);
    case SYSCALL_INTERRUPT_ACKNOWLEDGE:
        return sys_interrupt_acknowledge(thread, handles[0]);
    case SYSCALL_DMA_CREATE:
        return sys_dma_create(thread, handles[0], (uint32_t)arguments[1]);
    case SYSCALL_DMA_MAP:
        return sys_dma_map(thread, handles[0], handles[1], arguments[2]);
    case SYSCALL_TASK_SAVE:
        return sys_task_save(thread, handles[0], (uint32_t)arguments[1], arguments[2], handles[1]);
    case SYSCALL_TASK_LOAD:
        return sys_task_load(thread, handles[0], (uint32_t)arguments[1], arguments[2], handles[1], arguments[4], arguments[5], (struct user_buffer){arguments[6], arguments[7]});
    case SYSCALL_TASK_OPEN:
        return sys_task_open(thread, handles[0], (uint32_t)arguments[1]);
    case SYSCALL_TASK_HANDLE:
        return sys_task_handle(thread, handles[0], arguments[1]);
    default:
        return VB_ERR_NOT_SUPPORTED;
    }
}
