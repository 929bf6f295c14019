/* Put before every file of a service (-include): its allocations are counted, can fail, and are
 * gone after each run. */
#ifndef FUZZ_SERVICE_MEMORY_H
#define FUZZ_SERVICE_MEMORY_H

#include <stdlib.h>
#include <string.h>

void *fake_malloc(size_t size);
void *fake_calloc(size_t count, size_t size);
void *fake_realloc(void *bytes, size_t size);
void fake_free(void *bytes);
size_t fake_allocated(void); /* blocks */
void fake_free_all(void);

int service_main(void); /* what its main() is called here */

/* Its variables are together, so that they can be as at a start again: memory.c. */
#ifdef FAKE_SERVICE_SOURCE
#pragma clang section bss = "service_bss" data = "service_data"
#endif

#define malloc  fake_malloc
#define calloc  fake_calloc
#define realloc fake_realloc
#define free    fake_free

#endif
