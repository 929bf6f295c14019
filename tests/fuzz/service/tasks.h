/* Tasks that init started. */
#ifndef FUZZ_SERVICE_TASKS_H
#define FUZZ_SERVICE_TASKS_H

#include <stdint.h>

uint32_t tasks_running(const char *name);
void tasks_happen(void); /* one ends */
void tasks_end(void);    /* all do */

#endif
