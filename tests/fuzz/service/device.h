/* One paravirtual device: requests that a service submits, and their completions. */
#ifndef FUZZ_SERVICE_DEVICE_H
#define FUZZ_SERVICE_DEVICE_H

#include "fake.h"

#define DEVICE_LATER INT64_MIN /* not now: device_finish() will say */

/* What a target gives: the kind of device, and what it does. Output beyond output_size is an error.
 */
struct device_kind {
    uint32_t kind, flags; /* of vb_device_info */
    int64_t (*carry_out)(const struct vb_device_request *request, const uint8_t *input,
                         uint8_t *output, uint32_t *size);
};
extern const struct device_kind device_kind;

void device_over(void); /* nothing is under way, nobody is told */
/* Complete the oldest request of an operation (0: of any) that is under way; false: there is none.
 */
bool device_finish(uint32_t operation, int64_t result, const void *output, size_t size);
/* Requests of the operation are answered with this, until it is told otherwise. 0: by carry_out. */
void device_answers(uint32_t operation, int64_t status);
/* Nothing is completed at once. */
void device_silent(bool silent);
uint32_t device_under_way(void);

#endif
