/* System calls that a test case over a service makes: clients.c. Those that are none ask the host
 * for something (SPECIAL in tools/generator/protocols.py). */
#ifndef SPEC_CASES_SERVICES_CALLS_H
#define SPEC_CASES_SERVICES_CALLS_H

#include "../interpreter.h"

enum special_call {
    SPECIAL_FAILS = 250,  /* allocation number n from now on */
    SPECIAL_POST = 251,   /* sender, request: called, and nobody waits for the answer */
    SPECIAL_CLIENT = 252, /* badge: a sender */
    SPECIAL_OBJECT = 253, /* type: an object */
    SPECIAL_TELL = 254,   /* enum fake_told, number, other, bytes, size */
};

/* Go on with the case until there is something for the service to receive. False: it has ended. */
bool case_goes_on(void);
void case_begins(uint32_t index);
/* NULL: the case ended, and all that it expected was so. */
const char *case_verdict(void);

#endif
