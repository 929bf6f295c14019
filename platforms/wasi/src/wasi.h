/*
 * What the files of the WASI platform share. There is one thread: what may block is done when the
 * system is idle (console input) or at once (output, folders).
 */
#ifndef WASI_PLATFORM_H
#define WASI_PLATFORM_H

#include <hal/hal.h>

/* Fill in the result of a request and announce it on its device's line. */
void wasi_complete(struct hal_request *request, int64_t result, uint32_t output_size);

/* ---- input.c -----------------------------------------------------------------------------------
 */

void input_read(struct hal_request *request);
/* True when the request was waiting (it is then completed). */
bool input_cancel(struct hal_request *request);
/* Complete the first waiting read if there is input now, or sleep until there is or the deadline
 * has passed. Without a read that waits it is a sleep. */
void input_wait(uint64_t deadline);
/* Complete the first waiting read if there is input now; looks at most every few milliseconds. */
void input_look(void);

#endif
