/* The end of a request to a device, whichever the platform has. */
#include "uefi.h"

void device_complete(struct hal_request *request, int64_t result, uint32_t output_size)
{
    /* Once `done` is set the request may be gone: read what is still needed before. */
    struct hal_ring *ring = request->ring;
    uint32_t line = request->device; /* index and line are the same number */
    request->output_size = output_size;
    request->result = result;
    atomic_store_explicit(&request->done, true, memory_order_release);
    platform_post(ring, line, 0);
}
