/* Generated from spec/syscalls.vibee by tools/generator/generate.py. Do not edit. */
#ifndef VIBEE_SYSCALLS_H
#define VIBEE_SYSCALLS_H

/*
 * The system calls as imports; addresses are 64-bit numbers (VB_ADDRESS makes one of a
 * pointer; or VB_CALLER_MEMORY into it for the caller's memory).
 */
#include <stdint.h>
#include <vibee/objects.h>
#include <vibee/status.h>
#include <vibee/syscall_numbers.h>

#define VB_ADDRESS(pointer) ((uint64_t)(uintptr_t)(pointer))

#ifdef __cplusplus
extern "C" {
#endif

/* End the calling task with a status; all its threads stop. Handles close, children go to init. */
__attribute__((import_module("vibee"), import_name("task_exit"), noreturn))
void vb_task_exit(int32_t status);

/* Let other threads of the same priority run. */
__attribute__((import_module("vibee"), import_name("yield")))
int64_t vb_yield(void);

/* The number of the calling task; conveys no authority. */
__attribute__((import_module("vibee"), import_name("getpid")))
int64_t vb_getpid(void);

/* Make a task from a start block (vb_start_header) and start it. Handles of the list move or are copied; when spawn fails nothing moved, and diagnostic holds a NUL-terminated line that says what was expected and what was found. The result has all rights a task handle can have. */
__attribute__((import_module("vibee"), import_name("spawn")))
int64_t vb_spawn(uint64_t block, uint64_t diagnostic, uint64_t diagnostic_size);

/* Replace the program of the calling task by that of a start block: same pid, parent, job and account; handles that are not listed close; other threads end. Returns only when it fails, with a line in diagnostic as spawn. */
__attribute__((import_module("vibee"), import_name("exec")))
int64_t vb_exec(uint64_t block, uint64_t diagnostic, uint64_t diagnostic_size);

/* Copy the calling thread and all memories of all instances of the task into a new task with the same handle values, in a job; 0: in the same job. 0 in the child, a task handle in the parent. Receivers, send-once rights and devices are dead slots in the child; its own namespace is a copy. */
__attribute__((import_module("vibee"), import_name("fork")))
int64_t vb_fork(uint64_t job);

/* Wait until a task has ended (or, with VB_WAIT_STOPPED, was stopped) and say how. Can be repeated while the handle is open. */
__attribute__((import_module("vibee"), import_name("wait")))
int64_t vb_wait(uint64_t task, uint64_t info, uint32_t flags, uint64_t deadline);

/* Fire the pulse (bit 0) when the task ends; at once when it has. One watcher a task handle's task at a time for each pulse. */
__attribute__((import_module("vibee"), import_name("task_watch")))
int64_t vb_task_watch(uint64_t task, uint64_t pulse);

/* Send a signal to a task or to every task of a job and of the jobs below it; 0: to the calling task. Signal 0 only checks. */
__attribute__((import_module("vibee"), import_name("kill")))
int64_t vb_kill(uint64_t target, uint32_t signal);

/* What a task is and uses; handle 0: the calling task. */
__attribute__((import_module("vibee"), import_name("task_info")))
int64_t vb_task_info(uint64_t task, uint64_t info);

/* Read the calling task's own start block, with the handles as the task has them. */
__attribute__((import_module("vibee"), import_name("start_block")))
int64_t vb_start_block(uint64_t offset, uint64_t buffer, uint64_t buffer_size);

/* From now on signals whose bits (1 << number) are in mask fire the pulse (its bits: 1 << (number & 31)) instead of their default action; pulse 0 with a mask restores the default, and signals in the mask are then ignored when bit 63 is set. KILL and STOP cannot be handled. */
__attribute__((import_module("vibee"), import_name("signal_handle")))
int64_t vb_signal_handle(uint64_t mask, uint64_t pulse);

/* A new job below a job; 0: below the calling task's own. */
__attribute__((import_module("vibee"), import_name("job_create")))
int64_t vb_job_create(uint64_t parent);

/* A thread in the calling task. It gets a copy of the instances' globals and tables, shares the memories, and calls the export vibee_thread_start(function: i32, stack: i32, argument: i64). */
__attribute__((import_module("vibee"), import_name("thread_create")))
int64_t vb_thread_create(uint32_t function, uint64_t stack, uint64_t argument);

/* End the calling thread; the last one ends the task with that status. */
__attribute__((import_module("vibee"), import_name("thread_exit"), noreturn))
void vb_thread_exit(int32_t status);

/* Wait until a thread has ended. */
__attribute__((import_module("vibee"), import_name("thread_join")))
int64_t vb_thread_join(uint64_t thread, uint64_t info, uint64_t deadline);

/* The wait that the thread is in, if any, ends with VB_ERR_CANCELLED. */
__attribute__((import_module("vibee"), import_name("thread_cancel")))
int64_t vb_thread_cancel(uint64_t thread);

/* Set the priority; handle 0: the calling thread. At most the calling thread's own, or the one that its task was started with: who steps back may come forward again. Returns the one before. */
__attribute__((import_module("vibee"), import_name("thread_priority")))
int64_t vb_thread_priority(uint64_t thread, uint32_t priority);

/* A memory object of size zeroed bytes, charged to the calling task's account. */
__attribute__((import_module("vibee"), import_name("memory_alloc")))
int64_t vb_memory_alloc(uint64_t size);

/* Give its storage back at once; whoever holds it sees size 0. VB_ERR_BUSY: a device reaches it (dma_map). */
__attribute__((import_module("vibee"), import_name("memory_free")))
int64_t vb_memory_free(uint64_t memory);

/* Copy out; short at the end of the object. */
__attribute__((import_module("vibee"), import_name("memory_read")))
int64_t vb_memory_read(uint64_t memory, uint64_t offset, uint64_t buffer, uint64_t buffer_size);

/* Copy in, whole or not at all. */
__attribute__((import_module("vibee"), import_name("memory_write")))
int64_t vb_memory_write(uint64_t memory, uint64_t offset, uint64_t data, uint64_t data_size);

/* Size in bytes. */
__attribute__((import_module("vibee"), import_name("memory_size")))
int64_t vb_memory_size(uint64_t memory);

/* Grow with zeroes or cut. VB_ERR_BUSY: a device reaches it (dma_map). */
__attribute__((import_module("vibee"), import_name("memory_resize")))
int64_t vb_memory_resize(uint64_t memory, uint64_t size);

/* A copy-on-write copy. */
__attribute__((import_module("vibee"), import_name("memory_clone")))
int64_t vb_memory_clone(uint64_t memory);

/* A read-only object with part of the contents as they are now, sharing storage (copy-on-write). */
__attribute__((import_module("vibee"), import_name("memory_slice")))
int64_t vb_memory_slice(uint64_t memory, uint64_t offset, uint64_t size);

/* Copy between memory objects, whole or not at all; the ranges may overlap. */
__attribute__((import_module("vibee"), import_name("memory_copy")))
int64_t vb_memory_copy(uint64_t to, uint64_t to_offset, uint64_t from, uint64_t from_offset, uint64_t size);

/* For a shim: copy from the caller's memory at from into its own at to. */
__attribute__((import_module("vibee"), import_name("caller_read")))
int64_t vb_caller_read(uint64_t to, uint64_t from, uint64_t size);

/* For a shim: copy from its own memory at from into the caller's at to. */
__attribute__((import_module("vibee"), import_name("caller_write")))
int64_t vb_caller_write(uint64_t to, uint64_t from, uint64_t size);

/* A channel that queues at most depth messages (1 to VB_CHANNEL_DEPTH_MAX). rights[0]: the receiver; rights[1]: a sender with badge 0 and the rights SEND, BADGE and MANAGE. With VB_CHANNEL_WATCH_BADGES a pulse with id VB_BADGE_CLOSED and the badge comes when the last sender right of a non-zero badge is gone. */
__attribute__((import_module("vibee"), import_name("channel_create")))
int64_t vb_channel_create(uint32_t depth, uint32_t flags, uint64_t rights);

/* A sender right with the badge, without BADGE and MANAGE. */
__attribute__((import_module("vibee"), import_name("channel_badge")))
int64_t vb_channel_badge(uint64_t sender, uint64_t badge);

/* A new receiver for a channel whose receiver is gone: while a sender right with MANAGE exists the channel outlives its receiver, and its queue waits. */
__attribute__((import_module("vibee"), import_name("channel_receiver")))
int64_t vb_channel_receiver(uint64_t sender);

/* How many sender rights with the badge exist, in messages on the way too. */
__attribute__((import_module("vibee"), import_name("channel_badge_count")))
int64_t vb_channel_badge_count(uint64_t receiver, uint64_t badge);

/* Queue a message; waits for room. Handles move when it returns VB_OK and not otherwise. */
__attribute__((import_module("vibee"), import_name("channel_send")))
int64_t vb_channel_send(uint64_t sender, uint64_t message, uint64_t deadline);

/* Take the next message or pulse; pulses come first. VB_ERR_PEER_CLOSED when nothing is queued and nobody is left who could send; VB_ERR_CANCELLED, too, when the receiver is closed meanwhile. */
__attribute__((import_module("vibee"), import_name("channel_receive")))
int64_t vb_channel_receive(uint64_t receiver, uint64_t message, uint64_t deadline);

/* Send and wait for the reply, lending the caller's priority; windows are open until then. VB_ERR_SERVER_DIED when the reply right is closed unused. */
__attribute__((import_module("vibee"), import_name("channel_call")))
int64_t vb_channel_call(uint64_t sender, uint64_t request, uint64_t reply, uint64_t deadline);

/* Answer a call; the reply right is used up. VB_ERR_DEAD when nobody waits any more (also used up, handles stay). */
__attribute__((import_module("vibee"), import_name("channel_reply")))
int64_t vb_channel_reply(uint64_t reply, uint64_t message);

/* channel_reply, then channel_receive: one call for a server's loop. That nobody waits for the answer is not reported; its handles are closed then. Reply 0: only receive. */
__attribute__((import_module("vibee"), import_name("channel_reply_receive")))
int64_t vb_channel_reply_receive(uint64_t reply, uint64_t answer, uint64_t receiver, uint64_t message, uint64_t deadline);

/* Copy from a client's window; short at its end. */
__attribute__((import_module("vibee"), import_name("window_read")))
int64_t vb_window_read(uint64_t reply, uint32_t window, uint64_t offset, uint64_t buffer, uint64_t buffer_size);

/* Copy into a client's window; short at its end. */
__attribute__((import_module("vibee"), import_name("window_write")))
int64_t vb_window_write(uint64_t reply, uint32_t window, uint64_t offset, uint64_t data, uint64_t data_size);

/* Size and rights of a window. */
__attribute__((import_module("vibee"), import_name("window_info")))
int64_t vb_window_info(uint64_t reply, uint32_t window, uint64_t info);

/* Copy between a client's window and a memory object without passing through the server: 0 into the object (needs WRITE on it), 1 into the window (needs READ). Short at the end of either. */
__attribute__((import_module("vibee"), import_name("window_memory")))
int64_t vb_window_memory(uint64_t reply, uint32_t window, uint64_t offset, uint64_t memory, uint64_t memory_offset, uint64_t size, uint32_t to_window);

/* Send a signal to the job of the task that waits for this answer, if that job is the given one or lies below it; VB_ERR_NOT_FOUND: it does not. To nobody when the waiting task ignores the signal. What that task does about it: a vb_signal_action. Signal 0 only checks. So a terminal stops those who read in the background, whom it has no handles to. */
__attribute__((import_module("vibee"), import_name("reply_signal")))
int64_t vb_reply_signal(uint64_t reply, uint64_t job, uint32_t signal);

/* A source of pulses into the channel with this code. Bits fired before it is received accumulate: it needs no memory. */
__attribute__((import_module("vibee"), import_name("pulse_create")))
int64_t vb_pulse_create(uint64_t receiver, uint64_t code);

/* Or the bits (not VB_BADGE_CLOSED) into the pulse and queue it. No bits: only whether there is a receiver. */
__attribute__((import_module("vibee"), import_name("pulse_fire")))
int64_t vb_pulse_fire(uint64_t pulse, uint32_t bits);

/* A timer that fires the pulse (bit 0). */
__attribute__((import_module("vibee"), import_name("timer_create")))
int64_t vb_timer_create(uint64_t pulse);

/* Fire at the deadline, then every period nanoseconds (0: once); VB_FOREVER disarms. */
__attribute__((import_module("vibee"), import_name("timer_set")))
int64_t vb_timer_set(uint64_t timer, uint64_t deadline, uint64_t period);

/* Nanoseconds of a vb_clock. */
__attribute__((import_module("vibee"), import_name("clock")))
int64_t vb_clock(uint32_t which);

/* Wait until the deadline. */
__attribute__((import_module("vibee"), import_name("sleep")))
int64_t vb_sleep(uint64_t deadline);

/* Another handle to the same object with the rights that both have; 0: all. */
__attribute__((import_module("vibee"), import_name("handle_duplicate")))
int64_t vb_handle_duplicate(uint64_t handle, uint32_t rights);

/* Keep only these rights, in place. */
__attribute__((import_module("vibee"), import_name("handle_restrict")))
int64_t vb_handle_restrict(uint64_t handle, uint32_t rights);

/* Close it. */
__attribute__((import_module("vibee"), import_name("handle_close")))
int64_t vb_handle_close(uint64_t handle);

/* Type and rights. */
__attribute__((import_module("vibee"), import_name("handle_info")))
int64_t vb_handle_info(uint64_t handle, uint64_t info);

/* Open name:path or name://path in a namespace (0: the calling task's own). Other errors than these come from the scheme's server. */
__attribute__((import_module("vibee"), import_name("scheme_open")))
int64_t vb_scheme_open(uint64_t namespace_, uint64_t url, uint64_t url_size, uint32_t flags, uint64_t deadline);

/* Read at the current offset; 0 at the end. Other errors than these come from the file's server. */
__attribute__((import_module("vibee"), import_name("scheme_read")))
int64_t vb_scheme_read(uint64_t file, uint64_t buffer, uint64_t buffer_size, uint64_t deadline);

/* Write at the current offset. Other errors than these come from the file's server. */
__attribute__((import_module("vibee"), import_name("scheme_write")))
int64_t vb_scheme_write(uint64_t file, uint64_t data, uint64_t data_size, uint64_t deadline);

/* Close it. */
__attribute__((import_module("vibee"), import_name("scheme_close")))
int64_t vb_scheme_close(uint64_t file);

/* A namespace with the bindings of another (0: the calling task's own), or with none. */
__attribute__((import_module("vibee"), import_name("namespace_create")))
int64_t vb_namespace_create(uint64_t source, uint32_t empty);

/* Bind a scheme name (a-z, 0-9, -) to a duplicate of the handle, replacing what was there; 0: the calling task's own namespace. */
__attribute__((import_module("vibee"), import_name("namespace_bind")))
int64_t vb_namespace_bind(uint64_t namespace_, uint64_t name, uint64_t name_size, uint64_t target);

/* Remove a binding. */
__attribute__((import_module("vibee"), import_name("namespace_unbind")))
int64_t vb_namespace_unbind(uint64_t namespace_, uint64_t name, uint64_t name_size);

/* A duplicate of what a name is bound to. */
__attribute__((import_module("vibee"), import_name("namespace_lookup")))
int64_t vb_namespace_lookup(uint64_t namespace_, uint64_t name, uint64_t name_size);

/* The scheme proc with the tasks of a job and of those below it only. Scopes only shrink: it has the rights of the scheme's handle, and the job lies inside the scope that there is. */
__attribute__((import_module("vibee"), import_name("scheme_scope")))
int64_t vb_scheme_scope(uint64_t scheme, uint64_t job);

/* An account below another (0: the calling task's), that may hold limit bytes. */
__attribute__((import_module("vibee"), import_name("account_create")))
int64_t vb_account_create(uint64_t parent, uint64_t limit);

/* What an account (0: the calling task's) holds. */
__attribute__((import_module("vibee"), import_name("account_info")))
int64_t vb_account_info(uint64_t account, uint64_t info);

/* Change the limit; below what is used, only new charges fail. */
__attribute__((import_module("vibee"), import_name("account_limit")))
int64_t vb_account_limit(uint64_t account, uint64_t limit);

/* What a device is. */
__attribute__((import_module("vibee"), import_name("device_info")))
int64_t vb_device_info(uint64_t device, uint64_t info);

/* Fire the pulse (bit 0) whenever a request is completed; replaces the pulse before. */
__attribute__((import_module("vibee"), import_name("device_watch")))
int64_t vb_device_watch(uint64_t device, uint64_t pulse);

/* Start a request; its input is copied. */
__attribute__((import_module("vibee"), import_name("device_submit")))
int64_t vb_device_submit(uint64_t device, uint64_t request);

/* Take a completed request; VB_ERR_AGAIN when there is none. Output beyond the buffer is lost. */
__attribute__((import_module("vibee"), import_name("device_complete")))
int64_t vb_device_complete(uint64_t device, uint64_t completion, uint64_t buffer, uint64_t buffer_size);

/* Look at the completed request that device_complete would take, and leave it: so its output can be put away safely first. VB_ERR_AGAIN when there is none. */
__attribute__((import_module("vibee"), import_name("device_peek")))
int64_t vb_device_peek(uint64_t device, uint64_t completion, uint64_t buffer, uint64_t buffer_size);

/* Add a line (at most 1,024 bytes) to the kernel's log. */
__attribute__((import_module("vibee"), import_name("log")))
int64_t vb_log(uint32_t level, uint64_t text, uint64_t text_size);

/* Fill with random bytes; at most 256 a call. VB_ERR_NOT_SUPPORTED: neither the platform nor a driver has given any yet. */
__attribute__((import_module("vibee"), import_name("entropy")))
int64_t vb_entropy(uint64_t buffer, uint64_t buffer_size);

/* Stop or reset the machine; status is the exit status where there is one. */
__attribute__((import_module("vibee"), import_name("system_stop")))
int64_t vb_system_stop(uint64_t system, uint32_t action, int32_t status);

/* A line (at most 1,024 bytes) on the platform's own console, and into the log as an error: what a person must see when no service can show it. */
__attribute__((import_module("vibee"), import_name("system_message")))
int64_t vb_system_message(uint64_t system, uint64_t text, uint64_t text_size);

/* Mix random bytes, at most 256, into those that entropy hands out. The device is the machine (VB_DEVICE_MACHINE). What was there before stays in them, so bytes that somebody knows do no harm beside others that nobody knows. */
__attribute__((import_module("vibee"), import_name("entropy_add")))
int64_t vb_entropy_add(uint64_t device, uint64_t bytes, uint64_t bytes_size);

/* Open device registers or a table (VB_REGION_MEMORY, by physical address) or ports. The device is the machine (VB_DEVICE_MACHINE); ports are uncached. VB_ERR_ACCESS: memory of the kernel or of programs is in the range, or registers that the platform uses itself. The handle may be moved, not duplicated. */
__attribute__((import_module("vibee"), import_name("region_create")))
int64_t vb_region_create(uint64_t device, uint32_t kind, uint32_t caching, uint64_t base, uint64_t size);

/* Read a register of 1, 2, 4 or (not ports) 8 bytes at an offset that is a multiple of its width. */
__attribute__((import_module("vibee"), import_name("region_read")))
int64_t vb_region_read(uint64_t region, uint64_t offset, uint32_t width, uint64_t value);

/* Write a register of 1, 2, 4 or (not ports) 8 bytes at an offset that is a multiple of its width; higher bits of the value are ignored. */
__attribute__((import_module("vibee"), import_name("region_write")))
int64_t vb_region_write(uint64_t region, uint64_t offset, uint32_t width, uint64_t value);

/* Copy bytes out of a region of kind memory: of a table or framebuffer. In which accesses is not said; registers are read with region_read. */
__attribute__((import_module("vibee"), import_name("region_read_bytes")))
int64_t vb_region_read_bytes(uint64_t region, uint64_t offset, uint64_t buffer, uint64_t buffer_size);

/* Copy bytes into a region of kind memory. In which accesses is not said; registers are written with region_write. */
__attribute__((import_module("vibee"), import_name("region_write_bytes")))
int64_t vb_region_write_bytes(uint64_t region, uint64_t offset, uint64_t data, uint64_t data_size);

/* Read a register of 1, 2 or 4 bytes whose reading changes the device, and store its value, as 8 bytes, in a memory object: one step, so that a driver killed at any moment has read neither without the other. A slot that was all ones before says afterwards whether it was read. The result is the value, too. */
__attribute__((import_module("vibee"), import_name("region_fetch")))
int64_t vb_region_fetch(uint64_t region, uint64_t offset, uint32_t width, uint64_t memory, uint64_t at);

/* Write a register as region_write does, and a note of 8 bytes into a memory object: one step, so that whoever finds the note knows what the device was given. */
__attribute__((import_module("vibee"), import_name("region_post")))
int64_t vb_region_post(uint64_t region, uint64_t offset, uint32_t width, uint64_t value, uint64_t memory, uint64_t at, uint64_t note);

/* Route an interrupt of the machine to a new object: an ISA line by its number, or a message, for which info says what the device must write where (the number says nothing). It is unmasked. With the last handle it is masked. The handle may be moved, not duplicated. */
__attribute__((import_module("vibee"), import_name("interrupt_create")))
int64_t vb_interrupt_create(uint64_t device, uint32_t kind, uint32_t number, uint64_t info);

/* Fire the pulse (bit 0) whenever the interrupt comes; replaces the pulse before. When it came while there was none, it is fired at once. */
__attribute__((import_module("vibee"), import_name("interrupt_watch")))
int64_t vb_interrupt_watch(uint64_t interrupt, uint64_t pulse);

/* The driver has dealt with the device: unmask a level line, which was masked when it came; edges and messages are never masked. Result: when the interrupt last came, in nanoseconds of the monotonic clock; 0 when it never did. */
__attribute__((import_module("vibee"), import_name("interrupt_acknowledge")))
int64_t vb_interrupt_acknowledge(uint64_t interrupt);

/* Let a device of the machine, named by its PCI requester id (bus << 8 | device << 3 | function), reach memory: nothing but what dma_map gives it, where there is an IOMMU. With the last handle its bus mastering is stopped and all is unmapped; the memory objects are let go when the next driver of the device, which has reset it, maps memory. The handle may be moved, not duplicated. */
__attribute__((import_module("vibee"), import_name("dma_create")))
int64_t vb_dma_create(uint64_t device, uint32_t requester);

/* Let the device read and write a whole memory object, at least a page and whole pages long; address is what the device says to mean its first byte, and the others follow. The object is kept until the dma object has ended and the device is known to be quiet (dma_create), even when its handles are closed; until then it cannot be resized or freed (VB_ERR_BUSY), and its clones and slices are copied at once. */
__attribute__((import_module("vibee"), import_name("dma_map")))
int64_t vb_dma_map(uint64_t dma, uint64_t memory, uint64_t address);

/* Write a part of a stopped task (vb_save_part) to the start of a memory object, which grows when it must; the number of bytes. VB_SAVE_STATE, VB_SAVE_PAGES and VB_SAVE_IMAGE are asked for again and again, with a position that moves on; a piece of an image ends with it. VB_ERR_BUSY: the task is not stopped, or a thread of it has trapped (its start block and images can be had always). VB_ERR_INVALID: no such part, no piece that comes after the one before, or its state is not of a kind that can be saved. */
__attribute__((import_module("vibee"), import_name("task_save")))
int64_t vb_task_save(uint64_t task, uint32_t part, uint64_t position, uint64_t memory);

/* Make a part of a stopped task what a memory object says from offset on, which task_save wrote or, of VB_SAVE_HANDLES, somebody who knows what the handles stand for; how many bytes were taken. The task was started from the same images with VB_START_STOPPED and has not run. First VB_SAVE_THREADS, one by one in their order, of which the first is the thread that there is; then VB_SAVE_STATE, VB_SAVE_PAGES and the others, VB_SAVE_TASK last. A call that was pending ends with VB_ERR_INTERRUPTED. On failure a line in diagnostic; VB_ERR_PROTOCOL: the bytes are not what was expected. The task should then be killed. */
__attribute__((import_module("vibee"), import_name("task_load")))
int64_t vb_task_load(uint64_t task, uint32_t part, uint64_t position, uint64_t memory, uint64_t offset, uint64_t size, uint64_t diagnostic, uint64_t diagnostic_size);

/* A handle to the task with a pid, with all rights: whoever may signal tasks through the scheme proc may do so to each in its scope. VB_ERR_NOT_FOUND: there is none in the scope. */
__attribute__((import_module("vibee"), import_name("task_open")))
int64_t vb_task_open(uint64_t scheme, uint32_t pid);

/* A duplicate of a handle in the table of a stopped task, with all its rights: who may change everything in a task may use what it has. VB_ERR_NOT_FOUND: no open handle there; VB_ERR_ACCESS: it may not be duplicated; VB_ERR_BUSY: the task is not stopped. */
__attribute__((import_module("vibee"), import_name("task_handle")))
int64_t vb_task_handle(uint64_t task, uint64_t value);

#ifdef __cplusplus
}
#endif

#endif
