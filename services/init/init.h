/*
 * init: process 1. Starts the services of etc/init.toml in the order of their needs, restarts what
 * dies, keeps what must outlive a service, and runs one session; when that ends, so does the
 * system.
 *
 *   config.cpp     init.toml to struct config
 *   supervise.c    what to restart when something ended: pure decisions
 *   boot.c         files of the boot image as memory objects
 *   start.c        start and stop of one service
 *   manifest.c     what survives a trap of init itself
 *   requests.c     the protocol of spec/init.vibee
 *   main.c         the loop
 *
 * init makes no call to a service: it only receives, so no service can block it.
 */
#ifndef INIT_INIT_H
#define INIT_INIT_H

#include "config.h"
#include "supervise.h"

#include <sdk/channel.h>
#include <stdbool.h>
#include <stdint.h>

enum {
    MAX_KEPT = 32,
    READY_SECONDS = 20,
    BADGE_SERVICES = 1,   /* service i has badge BADGE_SERVICES + i */
    BADGE_CLIENTS = 1000, /* the scheme "init" */
};

struct kept {
    char name[32];
    uint64_t handle;
};

/* A service as the manifest keeps it: plain data and handles. */
struct service {
    uint64_t task;   /* 0: not running */
    uint64_t sender; /* of its scheme's channel, with MANAGE; 0: serves no scheme */
    uint64_t pulse;  /* fires when the task ends */
    uint32_t state;  /* enum service_state */
    uint32_t restarts;
    uint32_t pid;
    uint32_t stopped; /* by svc: not to be restarted */
    uint64_t since;   /* when the state was entered, monotonic */
    uint64_t heard;   /* last heartbeat */
    struct kept kept[MAX_KEPT];
};

struct init {
    struct config config;
    struct supervisor supervisor;
    struct service services[MAX_SERVICES];
    uint64_t receiver, sender; /* init's own channel */
    uint64_t boot, manifest, system;
    uint64_t console; /* device */
    uint64_t session; /* task, 0: not started */
    uint64_t session_pulse;
    bool stopping;
};

/* ---- boot.c ---------------------------------------------------------------------------------- */
/* A file of the boot image ("/sbin/vfs.wasm") as a read-only memory object: a handle, or a status.
 */
int64_t boot_file(uint64_t boot, const char *path);
/* Its contents, NUL-terminated, in allocated memory; NULL when it is not there. */
char *boot_text(uint64_t boot, const char *path, size_t *size);

/* ---- start.c --------------------------------------------------------------------------------- */
void service_start(struct init *init, uint32_t index);
/* Kill it and forget its task; it can be started again at once. */
void service_stop(struct init *init, uint32_t index, enum service_state state);
/* Start everything that waits and whose needs are met. */
void services_start_waiting(struct init *init);
bool services_settled(const struct init *init);
void session_start(struct init *init);

/* ---- manifest.c ------------------------------------------------------------------------------ */
void manifest_save_service(const struct init *init, uint32_t index);
void manifest_save_init(const struct init *init);
/* False when there is none: a first start. */
bool manifest_load(struct init *init);

/* ---- requests.c ------------------------------------------------------------------------------ */
void serve_request(struct init *init, struct sdk_received *received);

/* ---- main.c ---------------------------------------------------------------------------------- */
_Noreturn void system_stop(struct init *init, uint32_t action, int status);

#endif
