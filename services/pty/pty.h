/*
 * The pty service: pairs of a terminal and what stands for the person at it.
 *
 * Opening the scheme makes a pair and gives its master; opening below the master, or below a slave,
 * gives a slave. What is written to the master is typed at the terminal; what is read from it is
 * what the terminal shows. A slave answers what a stream of the console does.
 *
 * Nothing of it survives the service: a handle of an earlier incarnation says VB_ERR_IO.
 */
#ifndef PTY_PTY_H
#define PTY_PTY_H

#include "../common/armed.h"
#include "../common/foreground.h"
#include "../common/line.h"
#include <sdk/channel.h>
#include <stdbool.h>
#include <vibee/file.h>
#include <vibee/syscalls.h>

enum pty_end { END_MASTER = 0, END_SLAVE = 1 };

/* Each is memory of the service's: pairs, slaves open at one, calls that wait at one pair. */
enum { PAIRS_MAX = 64, SLAVES_MAX = 64, WAITING_MAX = 64 };

/* What the terminal shows waits here until the master is read; a key's echo may use the last part.
 */
enum { OUTPUT_SIZE = 65536, ECHO_RESERVE = 4096 };

/* A call that waits for bytes or for room. */
struct waiting {
    struct waiting *next;
    uint64_t badge, reply, size;
};

struct pair {
    struct line line;
    uint32_t columns, rows;
    struct foreground foreground;
    bool master; /* is open */
    bool begun;  /* a slave was open once */
    uint32_t slaves;
    uint64_t head, tail; /* bytes ever put into and taken from the output */
    char output[OUTPUT_SIZE];
    struct waiting *readers[2], *writers[2]; /* at each end */
    struct armed *armed[2];
};

/* An open description: a badge. */
struct description {
    struct description *next;
    struct pair *pair;
    uint64_t badge;
    enum pty_end end;
    uint32_t flags; /* VB_OPEN_NONBLOCK */
};

struct pty_service {
    uint64_t receiver, sender;
    struct description *descriptions;
    uint64_t next_badge;
    uint32_t pairs;
};

/* pairs.c: pairs and descriptions. */
int64_t pair_new(struct pty_service *service, struct pair **pair);
/* A handle to a new description. When it fails a pair without any is gone. */
int64_t description_new(struct pty_service *service, struct pair *pair, enum pty_end end,
                        uint32_t flags);
struct description *description_find(const struct pty_service *service, uint64_t badge);
/* Its last handle is gone. */
void description_closed(struct pty_service *service, uint64_t badge);

/* requests.c: what an open description answers. */
void serve_description(struct description *description, struct sdk_received *received,
                       const struct vb_file_request *request);

/* input.c: from the master's writes to the slaves' reads. A count, a vb_status, or MUST_WAIT. */
#define MUST_WAIT INT64_MIN
int64_t input_type(struct pair *pair, uint64_t reply, uint64_t size);
int64_t input_read(struct pair *pair, uint64_t reply, uint64_t size);
bool input_is_readable(const struct pair *pair);
bool input_has_room(const struct pair *pair);

/* output.c: from the slaves' writes to the master's reads; results as above. */
int64_t output_write(struct pair *pair, uint64_t reply, uint64_t size);
int64_t output_take(struct pair *pair, uint64_t reply, uint64_t size);
bool output_has_room(const struct pair *pair);
bool output_has_echo_room(const struct pair *pair);
bool output_is_readable(const struct pair *pair);
void output_show(void *pair, const char *text, size_t size); /* line_show */

/* waiting.c: calls that wait, in the order they came. */
void waiting_start(struct description *description, bool writes, uint64_t reply, uint64_t size);
void waiting_check(struct pair *pair);                /* another job is in the foreground */
void waiting_drop(struct pair *pair, uint64_t badge); /* nobody is left to answer */
void pair_run(struct pair *pair);                     /* whatever can go on now does */

/* ready.c */
uint32_t ready_bits(const struct pair *pair, enum pty_end end);
void ready_fire(struct pair *pair);

#endif
