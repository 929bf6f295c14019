/*
 * Channels for clients and servers: thin wrappers that fill in vb_message.
 *
 * All results are a negative vb_status, or zero or a positive value.
 */
#ifndef SDK_CHANNEL_H
#define SDK_CHANNEL_H

#include <stddef.h>
#include <stdint.h>
#include <vibee/objects.h>
#include <vibee/status.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * A call and its answer. The caller sets what it has and leaves the rest 0. Request handles move
 * when the call was delivered. Room for the answer's data and handles may be 0 when none are
 * expected.
 */
struct sdk_call {
    int64_t id;
    const void *data; /* the request */
    size_t data_size;
    const void *text; /* appended to data: a path, say */
    size_t text_size;
    const uint64_t *handles;
    uint32_t handle_count;
    uint32_t window_count;
    const struct vb_window *windows;
    void *answer; /* where the answer's data go */
    size_t answer_room;
    uint64_t *answer_handles;
    uint32_t answer_handles_room;
    uint32_t answer_handle_count; /* out */
    size_t answer_size;           /* out */
    uint64_t deadline;            /* 0: VB_FOREVER */
};

/* Make the call; the result is the answer's id, or why there was none. */
int64_t sdk_call(uint64_t sender, struct sdk_call *call);

/* As sdk_call, made again up to a few times when the server died before it answered. */
int64_t sdk_call_again(uint64_t sender, struct sdk_call *call);

/* A window into the caller's own memory; rights as the server sees it. */
struct vb_window sdk_window(const void *start, size_t size, uint32_t rights);

/* What a server received. data is NUL-terminated at message.data_size, so that text can be used. */
struct sdk_received {
    struct vb_message message;
    uint64_t handles[VB_HANDLES_MAX];
    unsigned char data[VB_MESSAGE_MAX + 8];
};

/* Wait for the next message or pulse. Handles that come are the receiver's to close. */
int64_t sdk_receive(uint64_t receiver, struct sdk_received *received, uint64_t deadline);

/* Close the handles that came with a message and were not taken (set to 0). */
void sdk_drop_handles(struct sdk_received *received);

/* Answer a call; all ignore that the client may be gone, except the last. */
void sdk_reply(uint64_t reply, int64_t id);
void sdk_reply_data(uint64_t reply, int64_t id, const void *data, size_t size);

/* Answer with handles, which move; when it fails they are closed. */
int64_t sdk_reply_handles(uint64_t reply, int64_t id, const void *data, size_t size,
                          const uint64_t *handles, uint32_t count);

/* A server that waits at its channel for ever: handle is called for each message and pulse. */
typedef void sdk_handler(void *context, struct sdk_received *received);

/*
 * The last thing that a handler of sdk_serve does with a call: the answer goes out when it returns,
 * in one system call with the next receive (several: all but the last at once). At most
 * SDK_FINISH_MAX bytes and one handle (0: none), which moves; when nobody waits any more it is
 * closed.
 */
enum { SDK_FINISH_MAX = 128 };
void sdk_finish(uint64_t reply, int64_t id, const void *data, size_t size, uint64_t handle);

__attribute__((noreturn)) void sdk_serve(uint64_t receiver, sdk_handler *handle, void *context);

/* Say to init (named start handle "init") that the service serves; nothing when not supervised. */
void sdk_ready(void);

/* Give init a handle to keep for the next incarnation under this name; the caller keeps its own. */
int64_t sdk_keep(const char *name, uint64_t handle);
/* The next incarnation does not need it. */
int64_t sdk_forget(const char *name);

/* What an earlier incarnation gave init under this name; 0 when nothing. */
uint64_t sdk_kept(const char *name);

#ifdef __cplusplus
}
#endif

#endif
