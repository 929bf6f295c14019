/*
 * The supervisor: decides what to start and to kill. Pure: no clock and no system calls of its own;
 * init tells it what happened and carries out the actions it asks for.
 *
 * After the failure of a service that is to be restarted, its group's strategy says who starts
 * again: the service alone (one_for_one), all of the group (one_for_all), or those configured after
 * it, too (rest_for_one). A simple_one_for_one group's services are started by request only, and
 * restarted like one_for_one. More restarts than the group's intensity allows: the group has
 * failed, everything in it is killed, and its parent's strategy applies to it as to a service. A
 * group without a parent is given up. (After Erlang/OTP, "Supervisor Behaviour".) Failures of a
 * service that has not been ready in between count however long they take. Pauses keep one that is
 * ready before each of its failures below the intensity; what ends it is the group's budget.
 *
 * A session can begin when everything is up, or given up. Who has failed to start three times in a
 * row is not waited for, unless the session needs it; who is needed and given up is missing.
 */
#ifndef INIT_SUPERVISE_H
#define INIT_SUPERVISE_H

#include "config.h"

/* Whether a session can do without: no matter; needs it; needs one at least of all of this kind. */
enum supervise_need { NEED_NOT, NEED_THIS, NEED_ONE };

enum child_state { CHILD_DOWN, CHILD_STARTING, CHILD_UP, CHILD_STOPPING };

struct child {
    enum child_state state;
    bool wanted;         /* to be up */
    bool recycled;       /* up, but to be killed and started again */
    bool failing;        /* being killed because it does not answer: its end is a failure */
    uint64_t since;      /* when it was started; then of its last sign of life */
    uint64_t not_before; /* of the next start */
    uint32_t failures;   /* in a row, without having been ready */
    enum supervise_need need;
};

struct group_state {
    uint64_t times[16]; /* of the last restarts, a ring */
    uint32_t count;
    uint64_t budget_full; /* when all of the budget is there again */
    bool given_up, announced;
};

struct supervisor {
    const struct config *config;
    struct child children[CONFIG_SERVICES];
    struct group_state groups[CONFIG_GROUPS];
};

enum supervise_kind { SUPERVISE_START, SUPERVISE_KILL, SUPERVISE_GIVEN_UP };
struct supervise_action {
    enum supervise_kind kind;
    uint32_t index; /* of the service; of the group that was given up */
};

void supervise_init(struct supervisor *supervisor, const struct config *config);

/* The next thing to do; false: nothing now. A start and a kill are asked for once. */
bool supervise_next(struct supervisor *supervisor, uint64_t now, struct supervise_action *action);
/* When supervise_next may have something to do although nothing happens; UINT64_MAX: never. */
uint64_t supervise_deadline(const struct supervisor *supervisor);

/* How a service ended: status 0; by itself, badly; by a signal, which init may have sent. */
enum supervise_end { ENDED_WELL, ENDED_BADLY, ENDED_BY_SIGNAL };

/* What happened. A start that did not work is an exit. */
void supervise_ready(struct supervisor *supervisor, uint32_t index, uint64_t now);
void supervise_beat(struct supervisor *supervisor, uint32_t index, uint64_t now);
void supervise_exited(struct supervisor *supervisor, uint32_t index, enum supervise_end end,
                      uint64_t now);
/* init was restarted and found the service running. */
void supervise_adopt(struct supervisor *supervisor, uint32_t index, uint64_t now);

/* Requests of the administrator. */
void supervise_want(struct supervisor *supervisor, uint32_t index, bool wanted);
void supervise_restart(struct supervisor *supervisor, uint32_t index);

void supervise_need(struct supervisor *supervisor, uint32_t index, enum supervise_need need);
/* Nothing that a session should wait for is on its way up any more. */
bool supervise_settled(const struct supervisor *supervisor);
/* A service that a session needs and that will not come, or CONFIG_NONE. */
int supervise_missing(const struct supervisor *supervisor);
/* "up", "starting", "stopping", "waiting", "down" or "failed". */
const char *supervise_text(const struct supervisor *supervisor, uint32_t index);

#endif
