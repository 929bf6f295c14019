/*
 * Supervision as Erlang/OTP knows it: what to do when a service has ended. Pure: it decides,
 * start.c acts.
 */
#ifndef INIT_SUPERVISE_H
#define INIT_SUPERVISE_H

#include "config.h"

enum service_state {
    SERVICE_WAITING,  /* to be started when its needs are ready */
    SERVICE_STARTING, /* runs, has not said that it is ready */
    SERVICE_READY,
    SERVICE_ENDED,  /* ended, and its policy leaves it so */
    SERVICE_FAILED, /* given up */
};

enum verdict {
    VERDICT_KEEP,    /* not concerned */
    VERDICT_RESTART, /* stop if it runs; start again */
    VERDICT_GIVE_UP, /* stop if it runs; do not start again */
};

enum { MAX_RESTARTS_REMEMBERED = 64 };

struct restart_history {
    uint64_t times[MAX_RESTARTS_REMEMBERED]; /* a ring, nanoseconds */
    uint32_t next, count;
};

struct supervisor {
    const struct config *config;
    struct restart_history groups[MAX_GROUPS];
    struct restart_history alone[MAX_SERVICES]; /* of services without a group: 5 in 10 s */
};

void supervise_init(struct supervisor *supervisor, const struct config *config);
/* Service `index` ended at `now` (nanoseconds), badly or well: a verdict for every service. */
void supervise_ended(struct supervisor *supervisor, uint32_t index, bool failure, uint64_t now,
                     enum verdict verdicts[MAX_SERVICES]);

#endif
