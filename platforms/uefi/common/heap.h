#ifndef UEFI_HEAP_H
#define UEFI_HEAP_H

#include <engine/engine.h>

/* For what lives as long as the kernel. */
extern const struct engine_allocator heap;

#endif
