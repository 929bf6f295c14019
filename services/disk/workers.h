/*
 * The threads of the disk service. Each disk has WORKERS_OF_A_DISK that carry out its jobs, so that
 * a driver which does not answer holds up its own disks only; one more looks for disks. The first
 * thread alone serves clients, and touches jobs and descriptions.
 */
#ifndef DISK_WORKERS_H
#define DISK_WORKERS_H

#include "disk.h"
#include "jobs.h"

enum { WORKERS_OF_A_DISK = 4 };

/* Look for disks, now and whenever devmgr tells; returns when it was done once, or after a while.
 */
void finder_start(void);

/* Have a job, which is placed, carried out: its state will be JOB_DONE, and a pulse with the code
 * CODE_DONE comes into the service's channel. False: all threads of the disk are busy. */
#define CODE_DONE (UINT64_C(1) << 61)
bool worker_start(struct job *job);

/* Threads for a new disk; false: there is no memory. Called by the finder. */
bool workers_open(uint32_t disk);
/* The service's channel, for the pulses. */
void workers_begin(uint64_t receiver);

#endif
