/* Generated from spec/objects.vibee by tools/generator/generate.py. Do not edit. */
#ifndef VIBEE_OBJECTS_H
#define VIBEE_OBJECTS_H

/* Kernel objects, rights, and the structures that system calls exchange. All structures are little-endian, naturally aligned, without implicit padding; all pointers are 64-bit addresses in a linear memory (see vb_buffer_selector). */

#include <stdint.h>

/* What a handle names. */
enum vb_object_type {
    VB_OBJECT_NONE = 0, /* a closed or dead slot */
    VB_OBJECT_TASK = 1, /* an address space with its handles and threads */
    VB_OBJECT_THREAD = 2, /* a thread of a task */
    VB_OBJECT_JOB = 3, /* a group of tasks and jobs: the unit of job control */
    VB_OBJECT_RECEIVER = 4, /* the one receiver right of a channel */
    VB_OBJECT_SENDER = 5, /* a sender right of a channel, with a badge */
    VB_OBJECT_REPLY = 6, /* a send-once right: answers one call */
    VB_OBJECT_PULSE = 7, /* a source of pulses into a channel */
    VB_OBJECT_MEMORY = 8, /* a memory object */
    VB_OBJECT_TIMER = 9, /* a timer */
    VB_OBJECT_NAMESPACE = 10, /* a map from scheme names to channels */
    VB_OBJECT_ACCOUNT = 11, /* a limit on memory, in a tree */
    VB_OBJECT_DEVICE = 12, /* a paravirtual device of the platform */
    VB_OBJECT_INTERRUPT = 13, /* an interrupt line */
    VB_OBJECT_REGION = 14, /* device registers or ports */
    VB_OBJECT_SCHEME = 15, /* a scheme that the kernel serves: proc or mem */
    VB_OBJECT_FILE = 16, /* an open file of a scheme that the kernel serves */
    VB_OBJECT_SYSTEM = 17, /* the right to stop or reset the machine */
    VB_OBJECT_DMA = 18, /* a device's access to memory */
};

/* Bits of a handle's rights. They only shrink. */
#define VB_RIGHT_DUPLICATE 1 /* may be duplicated */
#define VB_RIGHT_TRANSFER 2 /* may be sent in a message or a start block */
#define VB_RIGHT_READ 4 /* contents or state may be read */
#define VB_RIGHT_WRITE 8 /* contents may be written */
#define VB_RIGHT_SEND 16 /* messages may be sent */
#define VB_RIGHT_RECEIVE 32 /* messages may be received */
#define VB_RIGHT_BADGE 64 /* sender rights with other badges may be made */
#define VB_RIGHT_MANAGE 128 /* the object may be reconfigured */
#define VB_RIGHT_SIGNAL 256 /* signals may be sent */
#define VB_RIGHT_WAIT 512 /* its end may be waited for */
#define VB_RIGHT_SPAWN 1024 /* tasks may be made in it or charged to it */
#define VB_RIGHT_SEED 2048 /* of the machine: random bytes may be added to the kernel's */

/* Bit 63 of an address says whose memory it means: clear, memory 0 of the instance that makes the call; set, memory 0 of the instance that called into it (for a module linked as a shim). */
#define VB_CALLER_MEMORY 0x8000000000000000ull /* the caller's memory */

/* Absolute time on the monotonic clock in nanoseconds. */
#define VB_NO_WAIT 0 /* do not wait; VB_ERR_AGAIN instead */
#define VB_FOREVER 0xffffffffffffffffull /* no deadline */

enum vb_message_kind {
    VB_MESSAGE_SEND = 0, /* sent by channel_send */
    VB_MESSAGE_CALL = 1, /* sent by channel_call: reply holds the send-once right */
    VB_MESSAGE_PULSE = 2, /* a pulse: badge is its code, id its bits; no data */
};

/* Describes a message to send or a place to receive one. On a call the reply is received into a second one. Data and handles that do not fit make the receive fail with VB_ERR_TOO_BIG (data_size and handle_count then say what is needed) and stay queued. */
struct vb_message {
    int64_t id; /* in: chosen by the protocol; in a reply: its status or count; in a pulse: its bits */
    uint64_t badge; /* out of receive: the sender right's badge, or the pulse's code */
    uint64_t reply; /* out of receive: the send-once right, 0 when not a call */
    uint64_t data; /* in-line data */
    uint64_t handles; /* array of u64 handles; sending moves them */
    uint64_t windows; /* call: array of vb_window */
    uint32_t data_size; /* send: bytes (at most VB_MESSAGE_MAX); receive: in capacity, out size */
    uint32_t handle_count; /* send: count (at most VB_HANDLES_MAX); receive: in capacity, out count */
    uint32_t window_count; /* call: count (at most VB_WINDOWS_MAX); receive: out, how many were granted */
    uint32_t kind; /* out of receive: vb_message_kind */
};
_Static_assert(sizeof(struct vb_message) == 64, "vb_message");

/* Part of a client's memory that the server may read or write in place until it replies or the call is cancelled. */
struct vb_window {
    uint64_t address;
    uint64_t size;
    uint32_t rights; /* VB_RIGHT_READ, VB_RIGHT_WRITE or both, as the server sees it */
    uint32_t reserved;
};
_Static_assert(sizeof(struct vb_window) == 24, "vb_window");

#define VB_MESSAGE_MAX 0x2000u /* bytes of in-line data */
#define VB_HANDLES_MAX 16 /* handles in a message */
#define VB_WINDOWS_MAX 4 /* windows of a call */
#define VB_CHANNEL_DEPTH_MAX 1024 /* messages queued in a channel */
#define VB_PRIORITIES 32 /* priorities 0 to 31; 31 is the most urgent */
#define VB_PRIORITY_DEFAULT 16 /* of a task whose start block does not say */
#define VB_SCHEME_NAME_MAX 32 /* bytes of a scheme's name */
#define VB_PATH_MAX 4096 /* bytes of a path or URL */
#define VB_BADGE_CLOSED 0x40000000u /* bit in a pulse's id: no sender right with the badge remains */

struct vb_window_info {
    uint64_t size;
    uint32_t rights;
    uint32_t reserved;
};
_Static_assert(sizeof(struct vb_window_info) == 16, "vb_window_info");

struct vb_handle_info {
    uint32_t type; /* vb_object_type */
    uint32_t rights;
    uint64_t badge; /* of a sender right */
    uint64_t object; /* the same for handles to the same object; conveys no authority */
};
_Static_assert(sizeof(struct vb_handle_info) == 24, "vb_handle_info");

/* Signals, numbered as POSIX systems do. */
enum vb_signal {
    VB_SIGHUP = 1,
    VB_SIGINT = 2,
    VB_SIGQUIT = 3,
    VB_SIGKILL = 9,
    VB_SIGUSR1 = 10,
    VB_SIGUSR2 = 12,
    VB_SIGPIPE = 13,
    VB_SIGALRM = 14,
    VB_SIGTERM = 15,
    VB_SIGCHLD = 17, /* ignored by default */
    VB_SIGCONT = 18, /* continue */
    VB_SIGSTOP = 19, /* stop; cannot be handled */
    VB_SIGTSTP = 20, /* stop */
    VB_SIGTTIN = 21, /* stop */
    VB_SIGTTOU = 22, /* stop */
    VB_SIGWINCH = 28, /* ignored by default */
};

/* What a task does about a signal. */
enum vb_signal_action {
    VB_SIGNAL_DEFAULT = 0, /* its default action */
    VB_SIGNAL_HANDLED = 1, /* it has a pulse for it */
    VB_SIGNAL_IGNORED = 2, /* nothing */
};

enum vb_exit_kind {
    VB_EXIT_RUNNING = 0, /* not ended */
    VB_EXIT_STATUS = 1, /* ended by task_exit or by returning: code is the status */
    VB_EXIT_SIGNAL = 2, /* ended by a signal: code is its number */
    VB_EXIT_TRAP = 3, /* ended by a trap: code is its number, text describes it */
    VB_EXIT_STOPPED = 4, /* stopped by a signal (wait with VB_WAIT_STOPPED): code is its number */
};

#define VB_WAIT_STOPPED 1 /* also report that the task was stopped */

/* How a task or thread ended. */
struct vb_exit_info {
    uint32_t kind; /* vb_exit_kind */
    int32_t code;
    uint64_t reductions; /* used by the task */
    char text[240]; /* of a trap: its name, the function and the offset; NUL-terminated */
};
_Static_assert(sizeof(struct vb_exit_info) == 256, "vb_exit_info");

struct vb_task_info {
    uint32_t pid;
    uint32_t parent; /* pid of the parent, 0 for init */
    uint32_t threads;
    uint32_t state; /* vb_task_state */
    uint64_t reductions;
    uint64_t memory; /* bytes of linear memories and engine structures */
    uint64_t start_time; /* monotonic, nanoseconds */
    uint32_t priority;
    uint32_t job; /* number of its job */
    char name[32]; /* first argument, NUL-terminated, cut */
};
_Static_assert(sizeof(struct vb_task_info) == 80, "vb_task_info");

enum vb_task_state {
    VB_TASK_RUNNING = 0,
    VB_TASK_WAITING = 1,
    VB_TASK_STOPPED = 2,
    VB_TASK_ENDED = 3,
};

struct vb_account_info {
    uint64_t used; /* bytes, descendants included */
    uint64_t limit; /* bytes */
    uint64_t peak; /* bytes */
    uint32_t tasks;
    uint32_t reserved;
};
_Static_assert(sizeof(struct vb_account_info) == 32, "vb_account_info");

enum vb_clock {
    VB_CLOCK_MONOTONIC = 0, /* nanoseconds since boot */
    VB_CLOCK_WALL = 1, /* nanoseconds since 1970-01-01 UTC, without leap seconds */
    VB_CLOCK_TASK = 2, /* nanoseconds of CPU time of the calling task */
};

enum vb_log_level {
    VB_LOG_ERROR = 0,
    VB_LOG_WARNING = 1,
    VB_LOG_INFO = 2,
    VB_LOG_DEBUG = 3,
};

/* Flags of scheme_open and of the file protocol's open. */
#define VB_OPEN_READ 1
#define VB_OPEN_WRITE 2
#define VB_OPEN_CREATE 4 /* make a regular file when there is none */
#define VB_OPEN_EXCLUSIVE 8 /* with create: fail when there is one */
#define VB_OPEN_TRUNCATE 16
#define VB_OPEN_APPEND 32 /* every write goes to the end */
#define VB_OPEN_DIRECTORY 64 /* fail unless a directory */
#define VB_OPEN_NO_FOLLOW 128 /* fail with VB_ERR_LOOP when the last component is a symbolic link */
#define VB_OPEN_NONBLOCK 256 /* reads and writes answer VB_ERR_AGAIN instead of waiting */

/* What an entry of a start block's handle list is for. */
enum vb_start_kind {
    VB_START_FD = 1, /* file descriptor number fd */
    VB_START_PREOPEN = 2, /* a directory, reachable at the path name */
    VB_START_NAMED = 3, /* anything the program looks up by name */
    VB_START_IMAGE = 4, /* memory object with a module; the last one is the program; name: comma-separated import module names it provides. Not given to the child */
    VB_START_NAMESPACE = 5, /* the child's namespace; default: empty */
    VB_START_ACCOUNT = 6, /* charged for everything; default: the parent's. Not given to the child */
    VB_START_JOB = 7, /* the child's job; default: the parent's. Not given to the child */
    VB_START_FAULT = 8, /* sender right that gets a vb_fault when a thread traps. Not given to the child */
};

#define VB_START_COPY 1 /* the child gets a duplicate (needs VB_RIGHT_DUPLICATE); else the handle moves */
#define VB_START_IF_IMPORTED 2 /* image: link it only when a later image imports from a module it provides */

struct vb_start_handle {
    uint64_t handle; /* the parent's on spawn; rewritten to the child's; 0 when the child does not get it */
    uint32_t kind; /* vb_start_kind */
    int32_t fd; /* VB_START_FD: its number; else -1 */
    uint32_t name; /* offset of the NUL-terminated name in the block, 0 when none */
    uint32_t rights; /* to keep; 0: all that the handle has */
    uint32_t flags; /* vb_start_flags */
    uint32_t reserved;
};
_Static_assert(sizeof(struct vb_start_handle) == 32, "vb_start_handle");

/* The start block, a memory object: this header, then handle_count vb_start_handle entries at offset handles, and strings. arguments and environment are offsets of runs of NUL-terminated strings. What is not listed is not inherited. */
struct vb_start_header {
    uint32_t magic; /* VB_START_MAGIC */
    uint32_t version; /* 1 */
    uint32_t size; /* of the whole block in bytes, at most VB_START_MAX */
    uint32_t argument_count;
    uint32_t arguments;
    uint32_t environment_count;
    uint32_t environment;
    uint32_t working_directory; /* offset of a NUL-terminated path, 0: / */
    uint32_t handle_count;
    uint32_t handles; /* offset, a multiple of 8 */
    uint32_t priority; /* 0 to 31; 0: VB_PRIORITY_DEFAULT; at most the parent's */
    uint32_t flags; /* vb_start_header_flags; set by the kernel: VB_START_RESTARTED for init after a trap */
    uint64_t fuel; /* reductions the task may use in all, 0: no limit; with VB_START_PAUSE those after which it stops */
    uint64_t memory_limit; /* bytes of one linear memory, 0: no limit but the account's */
    uint64_t stack_limit; /* bytes of a thread's execution stack, 0: 1 MiB */
};
_Static_assert(sizeof(struct vb_start_header) == 72, "vb_start_header");

#define VB_START_STOPPED 2 /* the task starts stopped, as by VB_SIGSTOP; VB_SIGCONT lets it run. For spawn */
#define VB_START_PAUSE 4 /* after fuel reductions the task is stopped, as by VB_SIGSTOP, instead of trapping, and can go on; what limits the parent limits it too. fuel 0: only the second; VB_SIGINT stops it as well, instead of ending it. For spawn */
#define VB_START_REPRODUCIBLE 8 /* the task's clocks and entropy follow from its reductions, so that the same program does the same everywhere; its forks inherit that. When it is about to end it is stopped first, as by VB_SIGSTOP, and VB_SIGCONT ends it. Nothing that it makes by entropy is a secret. For spawn */

/* Parts of a stopped task, for task_save and task_load. */
enum vb_save_part {
    VB_SAVE_TASK = 0, /* a vb_saved_task */
    VB_SAVE_HANDLES = 1, /* its table: a vb_saved_handle for each slot, by index */
    VB_SAVE_STATE = 2, /* what its threads are doing, with globals and tables (docs/snapshot-format.md), piece by piece: memory of the position is the thread, page the piece */
    VB_SAVE_PAGES = 3, /* contents of its memories, piece by piece */
    VB_SAVE_START = 4, /* its start block, with the values that its handles had at first; only saved */
    VB_SAVE_THREADS = 6, /* a vb_saved_thread for each of its threads, in their order; loaded one by one, before their states */
    VB_SAVE_IMAGE = 5, /* the bytes of its images in link order, piece by piece: memory of the position is the image, page counts pieces of 4096 bytes; only saved */
};

struct vb_saved_task {
    uint32_t priority;
    uint32_t signals_ignored; /* 1 << number */
    uint64_t reductions; /* used so far */
};
_Static_assert(sizeof(struct vb_saved_task) == 16, "vb_saved_task");

struct vb_saved_thread {
    uint32_t id; /* 1 for the first of the task; they rise */
    uint32_t priority;
    uint64_t reductions; /* used so far */
};
_Static_assert(sizeof(struct vb_saved_thread) == 16, "vb_saved_thread");

/* A slot of a handle table. object is a number that handles to the same object have in common; of a free slot 0. When it is loaded, object is the handle in the table so far that goes there, 0: the slot is dead. One of type VB_OBJECT_THREAD is saved and loaded alike: object is the id of a thread of the task, badge 0; of one that has ended, object is the reductions it used and badge its exit code << 32 | vb_exit_kind. A thread of another task is no object. */
struct vb_saved_handle {
    uint64_t value; /* of a free slot: what the next handle there will have */
    uint64_t object;
    uint64_t badge;
    uint32_t type; /* vb_object_type, or VB_SAVED_FREE */
    uint32_t rights;
};
_Static_assert(sizeof(struct vb_saved_handle) == 32, "vb_saved_handle");

/* How far VB_SAVE_STATE, VB_SAVE_PAGES or VB_SAVE_IMAGE has come. All 0 at first; memory VB_SAVED_ALL at the end. */
struct vb_save_position {
    uint32_t memory;
    uint32_t reserved;
    uint64_t page;
};
_Static_assert(sizeof(struct vb_save_position) == 16, "vb_save_position");

#define VB_SAVED_FREE 0xffffffffull /* type of a free slot */
#define VB_SAVED_ALL 0xffffffffull /* there is no more */

#define VB_START_MAGIC 0x54534256u /* "VBST" */
#define VB_START_MAX 0x100000u /* bytes of a start block */
#define VB_START_RESTARTED 1 /* header flag: this init replaces one that trapped */
#define VB_START_HANDLES_MAX 256 /* entries of the handle list */

/* Data of the message with id VB_FAULT_ID sent to a fault channel when a thread traps. */
struct vb_fault {
    uint32_t pid;
    uint32_t thread;
    uint32_t trap; /* its number */
    uint32_t reserved;
    uint32_t function; /* index of the function */
    uint32_t instance; /* index of the instance in its task */
    uint64_t offset; /* in the module's bytes */
    char text[240];
};
_Static_assert(sizeof(struct vb_fault) == 272, "vb_fault");

#define VB_FAULT_ID 0x7fff0001u /* id of a fault message */

struct vb_device_info {
    uint32_t kind; /* vb_device_kind */
    uint32_t flags; /* by kind: see spec/device.vibee */
    char name[64]; /* for a folder: where it is to be mounted */
};
_Static_assert(sizeof(struct vb_device_info) == 72, "vb_device_info");

enum vb_device_kind {
    VB_DEVICE_CONSOLE = 1, /* terminal or standard streams */
    VB_DEVICE_FOLDER = 2, /* a folder of the host */
    VB_DEVICE_MACHINE = 3, /* the machine itself: its tables, and the right to its registers, interrupts and DMA */
};

enum vb_region_kind {
    VB_REGION_MEMORY = 1, /* memory-mapped registers, a framebuffer or a table, by physical address */
    VB_REGION_PORTS = 2, /* x86 input/output ports */
};

enum vb_region_caching {
    VB_REGION_UNCACHED = 0, /* registers: each access reaches the device, in order */
    VB_REGION_WRITE_COMBINING = 1, /* a framebuffer: writes may be gathered */
    VB_REGION_CACHED = 2, /* a table in memory */
};

enum vb_interrupt_kind {
    VB_INTERRUPT_ISA = 1, /* an ISA line, 0 to 15, with the polarity and trigger that the firmware gives it */
    VB_INTERRUPT_MESSAGE = 2, /* MSI or MSI-X: the device writes data to address */
};

struct vb_interrupt_info {
    uint64_t address; /* of a message: where the device writes */
    uint32_t data; /* of a message: what the device writes */
    uint32_t line; /* number of the line in records */
};
_Static_assert(sizeof(struct vb_interrupt_info) == 16, "vb_interrupt_info");

/* One asynchronous request to a paravirtual device. */
struct vb_device_request {
    uint64_t tag; /* returned with the completion */
    uint32_t operation; /* by kind: vb_console_operation, vb_folder_operation */
    uint32_t flags;
    uint64_t node; /* open item of the device, by operation */
    uint64_t offset;
    uint64_t input; /* bytes to the device */
    uint32_t input_size; /* at most VB_DEVICE_TRANSFER_MAX */
    uint32_t output_size; /* room wanted for bytes from the device, at most VB_DEVICE_TRANSFER_MAX */
};
_Static_assert(sizeof(struct vb_device_request) == 48, "vb_device_request");

struct vb_device_completion {
    uint64_t tag;
    int64_t result; /* status, count or node */
    uint32_t output_size; /* bytes copied to the buffer of device_complete */
    uint32_t reserved;
};
_Static_assert(sizeof(struct vb_device_completion) == 24, "vb_device_completion");

#define VB_DEVICE_TRANSFER_MAX 0x40000u /* bytes of one request's input or output */
#define VB_DEVICE_REQUESTS_MAX 64 /* requests under way on one device */

enum vb_system_action {
    VB_SYSTEM_POWER_OFF = 0,
    VB_SYSTEM_RESET = 1,
};

#endif
