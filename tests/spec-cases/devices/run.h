/* What the cases of requests to one kind of device need: given by folder.c and console.c. */
#ifndef SPEC_CASES_DEVICES_RUN_H
#define SPEC_CASES_DEVICES_RUN_H

#include "../interpreter.h"
#include <hal/hal.h>
#include <protocol_errors.gen.h>

bool device_begin(uint32_t index); /* false with errno: it cannot */
void device_end(void);
/* Carry a request out and wait for it; what `device` means is the kind's. */
int64_t device_request(uint64_t device, struct hal_request *request);
/* Something happens at the device: TELL in tools/generator/protocols.py. */
void device_told(uint32_t what, uint64_t number, const uint8_t *bytes, size_t size);
extern const struct protocol_errors *const device_errors;

#endif
