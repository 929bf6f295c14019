/* What the parts of init share. See docs/services.md. */
#ifndef INIT_INIT_H
#define INIT_INIT_H

#include "boot.h"
#include "config.h"
#include "manifest.h"
#include "supervise.h"
#include <sdk/channel.h>
#include <vibee/init.h>

/* Badges of init's own channel. */
enum {
    BADGE_SCHEME = 1,        /* the scheme `init`: may look */
    BADGE_ADMINISTRATOR = 2, /* may also start and stop services and the system */
    BADGE_SERVICE = 0x100,   /* and up: one for each service */
};
/* Badge of devmgr's channel for who may look at devices, but not open their drivers. */
enum { BADGE_LOOK = 2 };
/* Codes of pulses into it. */
enum {
    CODE_TIMER = 1,
    CODE_SESSION = 2,
    CODE_EXIT = 0x100, /* and up: the end of a service's task */
};

struct init {
    struct config config;
    struct supervisor supervisor;
    struct boot boot;
    struct manifest manifest;
    uint64_t bindings[CONFIG_SERVICES]; /* senders with badge 1, for namespaces */
    uint64_t pulses[CONFIG_SERVICES];   /* of the services' ends; 0: not yet made */
    uint64_t accounts[CONFIG_SERVICES]; /* 0: init's own */
    uint64_t timer;
    uint64_t system;
    bool session_started;
    char why[240]; /* how the service that failed last did */
};

/* ---- services.c: the runtime side of one service ---- */

/* Channels of all schemes, so that every name can be bound before anyone runs. */
void services_open(struct init *init);
/* Start, or say why not; then the supervisor has been told. */
void service_start(struct init *init, uint32_t index);
void service_kill(struct init *init, uint32_t index);
/* Make the channel that outlives it. */
int service_open_channel(struct manifest_service *record);
/* The pulse of its end has come. */
void service_ended(struct init *init, uint32_t index);
/* After a restart of init: go on with what runs. */
void service_adopt(struct init *init, uint32_t index);
/* A new namespace with these names; those that are not known are reported. A handle. */
int64_t namespace_make(struct init *init, const char *who, const struct config_list *names);

/* ---- protocol.c: messages ---- */

void protocol_serve(struct init *init, struct sdk_received *received);

/* ---- children.c: services that a service has started ---- */

/* VB_INIT_START from service number `starter`; answers it. */
void child_start(struct init *init, uint32_t starter, struct sdk_received *received);

/* ---- read_config.c ---- */

/* init->config from the boot image; errors are reported, what is right is kept. */
void read_config(struct init *init);

/* ---- session.c ---- */

void session_start(struct init *init);
/* The pulse of its end has come: stop the system when it has. */
void session_ended(struct init *init);
void session_watch(struct init *init);
__attribute__((noreturn)) void system_end(struct init *init, uint32_t action, int32_t status);
/* A line in the log and on the platform's own console: a person must see it. */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);

#endif
