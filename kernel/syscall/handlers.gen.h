/* Generated from spec/syscalls.vibee by tools/generator/generate.py. Do not edit. */
#ifndef VIBEE_KERNEL_HANDLERS_GEN_H
#define VIBEE_KERNEL_HANDLERS_GEN_H

/*
 * The handlers of the system calls, one each, called with checked arguments (see dispatch.h).
 * A handle is NULL only where the specification says optional; in, out and inout are the
 * address of a structure that lies inside the caller's memory.
 */
#include <process/user.h>
#include <stdint.h>

struct handle;
struct thread;

int64_t sys_task_exit(struct thread *self, int32_t status);
int64_t sys_yield(struct thread *self);
int64_t sys_getpid(struct thread *self);
int64_t sys_spawn(struct thread *self, struct handle *block, struct user_buffer diagnostic);
int64_t sys_exec(struct thread *self, struct handle *block, struct user_buffer diagnostic);
int64_t sys_fork(struct thread *self, struct handle *job);
int64_t sys_wait(struct thread *self, struct handle *task, uint64_t info, uint32_t flags, uint64_t deadline);
int64_t sys_task_watch(struct thread *self, struct handle *task, struct handle *pulse);
int64_t sys_kill(struct thread *self, struct handle *target, uint32_t signal);
int64_t sys_task_info(struct thread *self, struct handle *task, uint64_t info);
int64_t sys_start_block(struct thread *self, uint64_t offset, struct user_buffer buffer);
int64_t sys_signal_handle(struct thread *self, uint64_t mask, struct handle *pulse);
int64_t sys_job_create(struct thread *self, struct handle *parent);
int64_t sys_thread_create(struct thread *self, uint32_t function, uint64_t stack, uint64_t argument);
int64_t sys_thread_exit(struct thread *self, int32_t status);
int64_t sys_thread_join(struct thread *self, struct handle *thread, uint64_t info, uint64_t deadline);
int64_t sys_thread_cancel(struct thread *self, struct handle *thread);
int64_t sys_thread_priority(struct thread *self, struct handle *thread, uint32_t priority);
int64_t sys_memory_alloc(struct thread *self, uint64_t size);
int64_t sys_memory_free(struct thread *self, struct handle *memory);
int64_t sys_memory_read(struct thread *self, struct handle *memory, uint64_t offset, struct user_buffer buffer);
int64_t sys_memory_write(struct thread *self, struct handle *memory, uint64_t offset, struct user_buffer data);
int64_t sys_memory_size(struct thread *self, struct handle *memory);
int64_t sys_memory_resize(struct thread *self, struct handle *memory, uint64_t size);
int64_t sys_memory_clone(struct thread *self, struct handle *memory);
int64_t sys_memory_slice(struct thread *self, struct handle *memory, uint64_t offset, uint64_t size);
int64_t sys_memory_copy(struct thread *self, struct handle *to, uint64_t to_offset, struct handle *from, uint64_t from_offset, uint64_t size);
int64_t sys_caller_read(struct thread *self, uint64_t to, uint64_t from, uint64_t size);
int64_t sys_caller_write(struct thread *self, uint64_t to, uint64_t from, uint64_t size);
int64_t sys_channel_create(struct thread *self, uint32_t depth, uint32_t flags, uint64_t rights);
int64_t sys_channel_badge(struct thread *self, struct handle *sender, uint64_t badge);
int64_t sys_channel_receiver(struct thread *self, struct handle *sender);
int64_t sys_channel_badge_count(struct thread *self, struct handle *receiver, uint64_t badge);
int64_t sys_channel_send(struct thread *self, struct handle *sender, uint64_t message, uint64_t deadline);
int64_t sys_channel_receive(struct thread *self, struct handle *receiver, uint64_t message, uint64_t deadline);
int64_t sys_channel_call(struct thread *self, struct handle *sender, uint64_t request, uint64_t reply, uint64_t deadline);
int64_t sys_channel_reply(struct thread *self, struct handle *reply, uint64_t message);
int64_t sys_channel_reply_receive(struct thread *self, struct handle *reply, uint64_t answer, struct handle *receiver, uint64_t message, uint64_t deadline);
int64_t sys_window_read(struct thread *self, struct handle *reply, uint32_t window, uint64_t offset, struct user_buffer buffer);
int64_t sys_window_write(struct thread *self, struct handle *reply, uint32_t window, uint64_t offset, struct user_buffer data);
int64_t sys_window_info(struct thread *self, struct handle *reply, uint32_t window, uint64_t info);
int64_t sys_window_memory(struct thread *self, struct handle *reply, uint32_t window, uint64_t offset, struct handle *memory, uint64_t memory_offset, uint64_t size, uint32_t to_window);
int64_t sys_reply_signal(struct thread *self, struct handle *reply, struct handle *job, uint32_t signal);
int64_t sys_pulse_create(struct thread *self, struct handle *receiver, uint64_t code);
int64_t sys_pulse_fire(struct thread *self, struct handle *pulse, uint32_t bits);
int64_t sys_timer_create(struct thread *self, struct handle *pulse);
int64_t sys_timer_set(struct thread *self, struct handle *timer, uint64_t deadline, uint64_t period);
int64_t sys_clock(struct thread *self, uint32_t which);
int64_t sys_sleep(struct thread *self, uint64_t deadline);
int64_t sys_handle_duplicate(struct thread *self, struct handle *handle, uint32_t rights);
int64_t sys_handle_restrict(struct thread *self, struct handle *handle, uint32_t rights);
int64_t sys_handle_close(struct thread *self, struct handle *handle);
int64_t sys_handle_info(struct thread *self, struct handle *handle, uint64_t info);
int64_t sys_scheme_open(struct thread *self, struct handle *namespace, struct user_buffer url, uint32_t flags, uint64_t deadline);
int64_t sys_scheme_read(struct thread *self, struct handle *file, struct user_buffer buffer, uint64_t deadline);
int64_t sys_scheme_write(struct thread *self, struct handle *file, struct user_buffer data, uint64_t deadline);
int64_t sys_scheme_close(struct thread *self, struct handle *file);
int64_t sys_namespace_create(struct thread *self, struct handle *source, uint32_t empty);
int64_t sys_namespace_bind(struct thread *self, struct handle *namespace, struct user_buffer name, struct handle *target);
int64_t sys_namespace_unbind(struct thread *self, struct handle *namespace, struct user_buffer name);
int64_t sys_namespace_lookup(struct thread *self, struct handle *namespace, struct user_buffer name);
int64_t sys_scheme_scope(struct thread *self, struct handle *scheme, struct handle *job);
int64_t sys_account_create(struct thread *self, struct handle *parent, uint64_t limit);
int64_t sys_account_info(struct thread *self, struct handle *account, uint64_t info);
int64_t sys_account_limit(struct thread *self, struct handle *account, uint64_t limit);
int64_t sys_device_info(struct thread *self, struct handle *device, uint64_t info);
int64_t sys_device_watch(struct thread *self, struct handle *device, struct handle *pulse);
int64_t sys_device_submit(struct thread *self, struct handle *device, uint64_t request);
int64_t sys_device_complete(struct thread *self, struct handle *device, uint64_t completion, struct user_buffer buffer);
int64_t sys_device_peek(struct thread *self, struct handle *device, uint64_t completion, struct user_buffer buffer);
int64_t sys_log(struct thread *self, uint32_t level, struct user_buffer text);
int64_t sys_entropy(struct thread *self, struct user_buffer buffer);
int64_t sys_system_stop(struct thread *self, struct handle *system, uint32_t action, int32_t status);
int64_t sys_system_message(struct thread *self, struct handle *system, struct user_buffer text);
int64_t sys_entropy_add(struct thread *self, struct handle *device, struct user_buffer bytes);
int64_t sys_region_create(struct thread *self, struct handle *device, uint32_t kind, uint32_t caching, uint64_t base, uint64_t size);
int64_t sys_region_read(struct thread *self, struct handle *region, uint64_t offset, uint32_t width, uint64_t value);
int64_t sys_region_write(struct thread *self, struct handle *region, uint64_t offset, uint32_t width, uint64_t value);
int64_t sys_region_read_bytes(struct thread *self, struct handle *region, uint64_t offset, struct user_buffer buffer);
int64_t sys_region_write_bytes(struct thread *self, struct handle *region, uint64_t offset, struct user_buffer data);
int64_t sys_region_fetch(struct thread *self, struct handle *region, uint64_t offset, uint32_t width, struct handle *memory, uint64_t at);
int64_t sys_region_post(struct thread *self, struct handle *region, uint64_t offset, uint32_t width, uint64_t value, struct handle *memory, uint64_t at, uint64_t note);
int64_t sys_interrupt_create(struct thread *self, struct handle *device, uint32_t kind, uint32_t number, uint64_t info);
int64_t sys_interrupt_watch(struct thread *self, struct handle *interrupt, struct handle *pulse);
int64_t sys_interrupt_acknowledge(struct thread *self, struct handle *interrupt);
int64_t sys_dma_create(struct thread *self, struct handle *device, uint32_t requester);
int64_t sys_dma_map(struct thread *self, struct handle *dma, struct handle *memory, uint64_t address);
int64_t sys_task_save(struct thread *self, struct handle *task, uint32_t part, uint64_t position, struct handle *memory);
int64_t sys_task_load(struct thread *self, struct handle *task, uint32_t part, uint64_t position, struct handle *memory, uint64_t offset, uint64_t size, struct user_buffer diagnostic);
int64_t sys_task_open(struct thread *self, struct handle *scheme, uint32_t pid);
int64_t sys_task_handle(struct thread *self, struct handle *task, uint64_t value);

#endif
