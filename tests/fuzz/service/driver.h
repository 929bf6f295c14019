/* What every driver's target shares: its start handles, its claim, its interrupt. */
#ifndef FUZZ_SERVICE_DRIVER_H
#define FUZZ_SERVICE_DRIVER_H

#include "fake.h"
#include <vibee/devmgr.h>

/* What a target gives. */
extern const struct vb_devmgr_resources driver_has;

void driver_given(void);
void driver_finished(void);
int64_t driver_called(struct fake_object *peer, const struct vb_message *request,
                      struct vb_message *answer);
extern uint64_t driver_line; /* code of its interrupt's pulse */
void driver_interrupt(void);

#endif
