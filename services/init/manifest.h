/*
 * What init needs to know again after it trapped: its handles, which the kernel leaves in its
 * table. They are written to a memory object that outlives it, a record at a time, each by one
 * memory_write.
 */
#ifndef INIT_MANIFEST_H
#define INIT_MANIFEST_H

#include "config.h"

enum { MANIFEST_KEPT = 16 };

struct manifest_kept {
    char name[CONFIG_NAME];
    uint64_t handle; /* 0: free */
};

struct manifest_service {
    char name[CONFIG_NAME];
    uint64_t task;    /* 0: none */
    uint64_t channel; /* its scheme's sender with MANAGE, 0: none */
    uint64_t restarts;
    uint64_t needed;           /* of a child: a session needs it or another such */
    uint64_t given;            /* of a child started by request: its handle from the starter */
    char starter[CONFIG_NAME]; /* who started it; "": the file lists it */
    char program[CONFIG_PATH];
    struct manifest_kept kept[MANIFEST_KEPT];
};

struct manifest_head {
    uint64_t magic;
    uint64_t receiver, sender; /* init's own channel */
    uint64_t session;          /* task, 0: none */
};

struct manifest {
    uint64_t memory; /* 0: nothing outlives */
    struct manifest_head head;
    struct manifest_service services[CONFIG_SERVICES];
};

/* True when an earlier init has left its records, which are then here. */
bool manifest_open(struct manifest *manifest, uint64_t memory);
void manifest_save_head(const struct manifest *manifest);
void manifest_save_service(const struct manifest *manifest, uint32_t index);
/* Put the records in the order of the configuration, by name, and add to it what was started by
 * request: in the order in which it was, because badges and pulses are made of indices. */
void manifest_match(struct manifest *manifest, struct config *config);

#endif
