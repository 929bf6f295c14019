/* Generated from spec/syscalls.vibee by tools/generator/generate.py. Do not edit. */
#include "invoke.h"
#include <vibee/syscalls.h>

int64_t case_invoke(uint32_t number, const uint64_t *arguments)
{
    switch (number) {
    case SYSCALL_TASK_EXIT:
        vb_task_exit((int32_t)arguments[0]);
    case SYSCALL_YIELD:
        return vb_yield();
    case SYSCALL_GETPID:
        return vb_getpid();
    case SYSCALL_SPAWN:
        return vb_spawn(arguments[0], arguments[1], arguments[2]);
    case SYSCALL_EXEC:
        return vb_exec(arguments[0], arguments[1], arguments[2]);
    case SYSCALL_FORK:
        return vb_fork(arguments[0]);
    case SYSCALL_WAIT:
        return vb_wait(arguments[0], arguments[1], (uint32_t)arguments[2], arguments[3]);
    case SYSCALL_TASK_WATCH:
        return vb_task_watch(arguments[0], arguments[1]);
    case SYSCALL_KILL:
        return vb_kill(arguments[0], (uint32_t)arguments[1]);
    case SYSCALL_TASK_INFO:
        return vb_task_info(arguments[0], arguments[1]);
    case SYSCALL_START_BLOCK:
        return vb_start_block(arguments[0], arguments[1], arguments[2]);
    case SYSCALL_SIGNAL_HANDLE:
        return vb_signal_handle(arguments[0], arguments[1]);
    case SYSCALL_JOB_CREATE:
        return vb_job_create(arguments[0]);
    case SYSCALL_THREAD_CREATE:
        return vb_thread_create((uint32_t)arguments[0], arguments[1], arguments[2]);
    case SYSCALL_THREAD_EXIT:
        vb_thread_exit((int32_t)arguments[0]);
    case SYSCALL_THREAD_JOIN:
        return vb_thread_join(arguments[0], arguments[1], arguments[2]);
    case SYSCALL_THREAD_CANCEL:
        return vb_thread_cancel(arguments[0]);
    case SYSCALL_THREAD_PRIORITY:
        return vb_thread_priority(arguments[0], (uint32_t)arguments[1]);
    case SYSCALL_MEMORY_ALLOC:
        return vb_memory_alloc(arguments[0]);
    case SYSCALL_MEMORY_FREE:
        return vb_memory_free(arguments[0]);
    case SYSCALL_MEMORY_READ:
        return vb_memory_read(arguments[0], arguments[1], arguments[2], arguments[3]);
    case SYSCALL_MEMORY_WRITE:
        return vb_memory_write(arguments[0], arguments[1], arguments[2], arguments[3]);
    case SYSCALL_MEMORY_SIZE:
        return vb_memory_size(arguments[0]);
    case SYSCALL_MEMORY_RESIZE:
        return vb_memory_resize(arguments[0], arguments[1]);
    case SYSCALL_MEMORY_CLONE:
        return vb_memory_clone(arguments[0]);
    case SYSCALL_MEMORY_SLICE:
        return vb_memory_slice(arguments[0], arguments[1], arguments[2]);
    case SYSCALL_MEMORY_COPY:
        return vb_memory_copy(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4]);
    case SYSCALL_CALLER_READ:
        return vb_caller_read(arguments[0], arguments[1], arguments[2]);
    case SYSCALL_CALLER_WRITE:
        return vb_caller_write(arguments[0], arguments[1], arguments[2]);
    case SYSCALL_CHANNEL_CREATE:
        return vb_channel_create((uint32_t)arguments[0], (uint32_t)arguments[1], arguments[2]);
    case SYSCALL_CHANNEL_BADGE:
        return vb_channel_badge(arguments[0], arguments[1]);
    case SYSCALL_CHANNEL_RECEIVER:
        return vb_channel_receiver(arguments[0]);
    case SYSCALL_CHANNEL_BADGE_COUNT:
        return vb_channel_badge_count(arguments[0], arguments[1]);
    case SYSCALL_CHANNEL_SEND:
        return vb_channel_send(arguments[0], arguments[1], arguments[2]);
    case SYSCALL_CHANNEL_RECEIVE:
        return vb_channel_receive(arguments[0], arguments[1], arguments[2]);
    case SYSCALL_CHANNEL_CALL:
        return vb_channel_call(arguments[0], arguments[1], arguments[2], arguments[3]);
    case SYSCALL_CHANNEL_REPLY:
        return vb_channel_reply(arguments[0], arguments[1]);
    case SYSCALL_CHANNEL_REPLY_RECEIVE:
        return vb_channel_reply_receive(arguments[0], arguments[1], arguments[2], arguments[3], arguments[4]);
    case SYSCALL_WINDOW_READ:
        return vb_window_read(arguments[0], (uint32_t)arguments[1], arguments[2], arguments[3], arguments[4]);
    case SYSCALL_WINDOW_WRITE:
        return vb_window_write(arguments[0], (uint32_t)arguments[1], arguments[2], arguments[3], arguments[4]);
    case SYSCALL_WINDOW_INFO:
        return vb_window_info(arguments[0], (uint32_t)arguments[1], arguments[2]);
    case SYSCALL_WINDOW_MEMORY:
        return vb_window_memory(arguments[0], (uint32_t)arguments[1], arguments[2], arguments[3], arguments[4], arguments[5], (uint32_t)arguments[6]);
    case SYSCALL_REPLY_SIGNAL:
        return vb_reply_signal(arguments[0], arguments[1], (uint32_t)arguments[2]);
    case SYSCALL_PULSE_CREATE:
        return vb_pulse_create(arguments[0], arguments[1]);
    case SYSCALL_PULSE_FIRE:
        return vb_pulse_fire(arguments[0], (uint32_t)arguments[1]);
    case SYSCALL_TIMER_CREATE:
        return vb_timer_create(arguments[0]);
    case SYSCALL_TIMER_SET:
        return vb_timer_set(arguments[0], arguments[1], arguments[2]);
    case SYSCALL_CLOCK:
        return vb_clock((uint32_t)arguments[0]);
    case SYSCALL_SLEEP:
        return vb_sleep(arguments[0]);
    case SYSCALL_HANDLE_DUPLICATE:
        return vb_handle_duplicate(arguments[0], (uint32_t)arguments[1]);
    case SYSCALL_HANDLE_RESTRICT:
        return vb_handle_restrict(arguments[0], (uint32_t)arguments[1]);
    case SYSCALL_HANDLE_CLOSE:
        return vb_handle_close(arguments[0]);
    case SYSCALL_HANDLE_INFO:
        return vb_handle_info(arguments[0], arguments[1]);
    case SYSCALL_SCHEME_OPEN:
        return vb_scheme_open(arguments[0], arguments[1], arguments[2], (uint32_t)arguments[3], arguments[4]);
    case SYSCALL_SCHEME_READ:
        return vb_scheme_read(arguments[0], arguments[1], arguments[2], arguments[3]);
    case SYSCALL_SCHEME_WRITE:
        return vb_scheme_write(arguments[0], arguments[1], arguments[2], arguments[3]);
    case SYSCALL_SCHEME_CLOSE:
        return vb_scheme_close(arguments[0]);
    case SYSCALL_NAMESPACE_CREATE:
        return vb_namespace_create(arguments[0], (uint32_t)arguments[1]);
    case SYSCALL_NAMESPACE_BIND:
        return vb_namespace_bind(arguments[0], arguments[1], arguments[2], arguments[3]);
    case SYSCALL_NAMESPACE_UNBIND:
        return vb_namespace_unbind(arguments[0], arguments[1], arguments[2]);
    case SYSCALL_NAMESPACE_LOOKUP:
        return vb_namespace_lookup(arguments[0], arguments[1], arguments[2]);
    case SYSCALL_SCHEME_SCOPE:
        return vb_scheme_scope(arguments[0], arguments[1]);
    case SYSCALL_ACCOUNT_CREATE:
        return vb_account_create(arguments[0], arguments[1]);
    case SYSCALL_ACCOUNT_INFO:
        return vb_account_info(arguments[0], arguments[1]);
    case SYSCALL_ACCOUNT_LIMIT:
        return vb_account_limit(arguments[0], arguments[1]);
    case SYSCALL_DEVICE_INFO:
        return vb_device_info(arguments[0], arguments[1]);
    case SYSCALL_DEVICE_WATCH:
        return vb_device_watch(arguments[0], arguments[1]);
    case SYSCALL_DEVICE_SUBMIT:
        return vb_device_submit(arguments[0], arguments[1]);
    case SYSCALL_DEVICE_COMPLETE:
        return vb_device_complete(arguments[0], arguments[1], arguments[2], arguments[3]);
    case SYSCALL_DEVICE_PEEK:
        return vb_device_peek(arguments[0], arguments[1], arguments[2], arguments[3]);
    case SYSCALL_LOG:
        return vb_log((uint32_t)arguments[0], arguments[1], arguments[2]);
    case SYSCALL_ENTROPY:
        return vb_entropy(arguments[0], arguments[1]);
    case SYSCALL_SYSTEM_STOP:
        return vb_system_stop(arguments[0], (uint32_t)arguments[1], (int32_t)arguments[2]);
    case SYSCALL_SYSTEM_MESSAGE:
        return vb_system_message(arguments[0], arguments[1], arguments[2]);
    case SYSCALL_ENTROPY_ADD:
        return vb_entropy_add(arguments[0], arguments[1], arguments[2]);
    case SYSCALL_REGION_CREATE:
        return vb_region_create(arguments[0], (uint32_t)arguments[1], (uint32_t)arguments[2], arguments[3], arguments[4]);
    case SYSCALL_REGION_READ:
        return vb_region_read(arguments[0], arguments[1], (uint32_t)arguments[2], arguments[3]);
    case SYSCALL_REGION_WRITE:
        return vb_region_write(arguments[0], arguments[1], (uint32_t)arguments[2], arguments[3]);
    case SYSCALL_REGION_READ_BYTES:
        return vb_region_read_bytes(arguments[0], arguments[1], arguments[2], arguments[3]);
    case SYSCALL_REGION_WRITE_BYTES:
        return vb_region_write_bytes(arguments[0], arguments[1], arguments[2], arguments[3]);
    case SYSCALL_REGION_FETCH:
        return vb_region_fetch(arguments[0], arguments[1], (uint32_t)arguments[2], arguments[3], arguments[4]);
    case SYSCALL_REGION_POST:
        return vb_region_post(arguments[0], arguments[1], (uint32_t)arguments[2], arguments[3], arguments[4], arguments[5], arguments[6]);
    case SYSCALL_INTERRUPT_CREATE:
        return vb_interrupt_create(arguments[0], (uint32_t)arguments[1], (uint32_t)arguments[2], arguments[3]);
    case SYSCALL_INTERRUPT_WATCH:
        return vb_interrupt_watch(arguments[0], arguments[1]);
    case SYSCALL_INTERRUPT_ACKNOWLEDGE:
        return vb_interrupt_acknowledge(arguments[0]);
    case SYSCALL_DMA_CREATE:
        return vb_dma_create(arguments[0], (uint32_t)arguments[1]);
    case SYSCALL_DMA_MAP:
        return vb_dma_map(arguments[0], arguments[1], arguments[2]);
    case SYSCALL_TASK_SAVE:
        return vb_task_save(arguments[0], (uint32_t)arguments[1], arguments[2], arguments[3]);
    case SYSCALL_TASK_LOAD:
        return vb_task_load(arguments[0], (uint32_t)arguments[1], arguments[2], arguments[3], arguments[4], arguments[5], arguments[6], arguments[7]);
    case SYSCALL_TASK_OPEN:
        return vb_task_open(arguments[0], (uint32_t)arguments[1]);
    case SYSCALL_TASK_HANDLE:
        return vb_task_handle(arguments[0], arguments[1]);
    default:
        return VB_ERR_NOT_SUPPORTED;
    }
}
