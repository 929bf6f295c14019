/* Generated from spec/init.vibee by tools/generator/generate.py. Do not edit. */
#ifndef VIBEE_INIT_H
#define VIBEE_INIT_H

/* The protocol of init: what a supervised service says to it (the named start handle "init", one badge a service), and what svc and shutdown say to it (the scheme "init"). */

#include <stdint.h>

/* Message ids of requests. The data of a request is a vb_file_request and, after it, the text. The badge says which service asks. */
enum vb_init_operation {
    VB_INIT_READY = 1, /* the service serves; those that depend on it may start */
    VB_INIT_KEEP = 2, /* text: name; handle 0: kept and given to the next incarnation as a named start handle; replaces one of the same name */
    VB_INIT_FORGET = 3, /* text: name */
    VB_INIT_HEARTBEAT = 4, /* still alive */
    VB_INIT_STATUS = 5, /* data of the reply: text, a line a service: name, state, pid, restarts */
    VB_INIT_CONTROL = 6, /* text: start, stop or restart, NUL, name */
    VB_INIT_SHUTDOWN = 7, /* flags: vb_system_action; argument: exit status */
    VB_INIT_START = 8, /* flags: vb_init_start_flags; text: name, NUL, program; handle 0: given to the child under the starter's name. Reply: handle 0: sender to the child */
};

/* What START says of a child. */
#define VB_INIT_NEEDED 1 /* no session can do without it and all others with this flag: when all are given up before there is one, the system ends */

#endif
