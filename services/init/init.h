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
    BADGE_SCHEME = 1,      /* the scheme `init` */
    BADGE_SERVICE = 0x100, /* and up: one for each service */
};
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
    uint64_t system, console_device;
    bool session_started, stopping;
};

/* ---- services.c: the runtime side of one service ---- */

/* Channels of all schemes, so that every name can be bound before anyone runs. */
void services_open(struct init *init);
/* Start, or say why not; then the supervisor has been told. */
void service_start(struct init *init, uint32_t index);
void service_kill(struct init *init, uint32_t index);
/* The pulse of its end has come. */
void service_ended(struct init *init, uint32_t index);
/* After a restart of init: go on with what runs. */
void service_adopt(struct init *init, uint32_t index);
/* A new namespace with these names; those that are not known are reported. A handle. */
int64_t namespace_make(struct init *init, const char *who, const struct config_list *names);

/* ---- protocol.c: messages ---- */

void protocol_serve(struct init *init, struct sdk_received *received);

/* ---- session.c, session_shell.c, session_run.c: what the system is there for ---- */

void session_start(struct init *init);
/* The pulse of its end has come: stop the system when it has. */
void session_ended(struct init *init);
void session_watch(struct init *init);
__attribute__((noreturn)) void system_end(struct init *init, uint32_t action, int32_t status);

/* A task handle; or negative, and then the exit status is in *status. */
int64_t session_shell(struct init *init, int32_t *status);
int64_t session_run(struct init *init, int32_t *status);

/* The console's streams as handles, 0 where there is none. */
struct streams {
    uint64_t fds[3];
};
void streams_open(struct streams *streams);
void streams_close(struct streams *streams);
/* A line on standard error, and in the log. */
__attribute__((format(printf, 1, 2))) void complain(const char *format, ...);

/* The shim that WASI programs are linked with, and another file of the boot image. Handles. */
int64_t shim_image(struct init *init);

/* Each folder the platform offers: its device and its name. */
typedef void folder_visitor(struct init *init, uint64_t device, const char *name, void *context);
void folders_each(struct init *init, folder_visitor *visit, void *context);
/* Mount a folder at a path, or privately at "". The directory's handle. */
int64_t folder_mount(struct init *init, uint64_t device, const char *where);

#endif
