/* What the parts of the fake platform tell each other. */
#ifndef HAL_FAKE_INTERNAL_H
#define HAL_FAKE_INTERNAL_H

#include <hal_fake/fake.h>

_Noreturn void fake_fail(const char *text);

void fake_pages_reset(void);
void fake_console_reset(void);
void fake_devices_reset(void);
void fake_dma_reset(void);
void fake_machine_reset(void);
void fake_stop_reset(void);

/* What hal_fake_fail_hardware() asked for, once. */
int fake_hardware_failure(void);
void fake_dma_count(struct hal_fake_hardware *out);
/* Are these among the pages that are held? */
bool fake_pages_held(const void *base, size_t count);
/* End the test when a device reaches one of the pages. */
void fake_dma_check_released(const void *base, size_t count);

/* The time of the next scheduled completion, UINT64_MAX when there is none. */
uint64_t fake_next_completion(void);
/* Do the completions that are due at `now`. */
void fake_complete_due(uint64_t now);

#endif
