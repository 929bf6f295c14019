/*
 * The jobs of a terminal: which one is in the foreground, gets the keyboard's signals and may read,
 * and above which job those lie that are stopped when they try so in the background (POSIX
 * XBD 11.1.4). Who makes a request is told from the right to answer it.
 */
#ifndef COMMON_FOREGROUND_H
#define COMMON_FOREGROUND_H

#include <sdk/channel.h>
#include <stdint.h>

struct foreground {
    uint64_t job;     /* handle; 0: none, and nobody is in the background */
    uint64_t session; /* handle; 0: nobody is stopped */
};

/*
 * A request that only the foreground may make, or VB_SIGTTIN or VB_SIGTTOU for whoever makes it.
 * VB_OK: it may be carried out. VB_ERR_STOPPED: its job got the signal. VB_ERR_INTERRUPTED: and
 * handles it. VB_ERR_IO: it ignores SIGTTIN; who ignores SIGTTOU may do as he likes.
 */
int64_t foreground_check(const struct foreground *foreground, uint64_t reply, uint32_t signal);

/* Why the jobs that came with VB_FILE_FOREGROUND are not to be taken, else VB_OK. */
int64_t foreground_refused(const struct foreground *foreground,
                           const struct sdk_received *received);

/* To the job in the foreground, if there is one. */
void foreground_signal(const struct foreground *foreground, uint32_t signal);

#endif
