/*
 * campaign KIND TARGET KILLS SEED [PAUSE]: kill a driver again and again at random moments while
 * threads use it, and say what came of it. A service for test images (tests/system/campaign.py):
 * it runs above all drivers, so that a kill can come between any two steps of theirs.
 *
 * Kinds: disk, entropy, terminal. The report goes to file:///tmp/report when it is complete.
 */
#ifndef CAMPAIGN_CAMPAIGN_H
#define CAMPAIGN_CAMPAIGN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WORKERS_MAX = 4, WORKER_PRIORITY = 16 };

/* What the threads have done, and found. */
struct counts {
    volatile uint64_t operations; /* that ended as they should */
    volatile uint64_t repeated;   /* calls that the death of a server ended; made again */
    volatile uint64_t failed;     /* that ended with an error */
    volatile uint64_t wrong;      /* that brought other data than they should */
};

struct kind {
    const char *name;
    /* Open what is used; ends the task when it cannot. */
    void (*open)(const char *target);
    /* Start the threads. */
    void (*start)(uint64_t seed);
    /* Just before and some time after a kill: together they say whether requests were with the
     * driver when it was killed. */
    bool (*before)(void);
    bool (*after)(void);
    /* Stop the threads, look at everything once more, add to the report. */
    void (*finish)(char *report, size_t size);
};
extern const struct kind disk_kind, entropy_kind, terminal_kind;

/* Whether the driver is in the middle of its work, and not waiting for more. */
bool target_is_busy(void);

extern struct counts counts;
extern volatile bool stopping;

/* xorshift64*: the same numbers for the same seed. */
uint64_t random_next(uint64_t *state);
void start_worker(void (*work)(uint64_t), uint64_t argument);
/* Wait until so many workers have ended: each calls worker_ended() last. */
void worker_ended(void);
void wait_for_workers(void);
uint64_t clock_now(void);
/* A sender to a driver of a class (vb_devmgr_class) by its name; waits until there is one. */
uint64_t open_driver(uint32_t class, const char *name);

#endif
