/* Drivers of terminals and the device manager that knows them, as the console sees them. */
#ifndef FUZZ_SERVICE_TERMINALS_H
#define FUZZ_SERVICE_TERMINALS_H

#include "fake.h"

/* No terminals but the first, which is as at a start. */
void terminals_begin(void);
/* They and all pulses that they have are gone. */
void terminals_over(void);
/* A call to devmgr (peer "devices") or to a driver (peer "driver"). */
int64_t terminals_called(struct fake_object *peer, const struct vb_message *request,
                         struct vb_message *answer);
/* Something that the input says happens at one of them. */
void terminals_happen(void);
/* Each can do everything, and says so. */
void terminals_recover(void);
void terminals_told(uint32_t what, uint64_t number, uint64_t other, const uint8_t *bytes,
                    size_t size);

#endif
