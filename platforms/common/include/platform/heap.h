/* Memory for the engine's own few structures, which belong to no task, for platforms without a C
 * library: from hal_pages_get(). */
#ifndef PLATFORM_HEAP_H
#define PLATFORM_HEAP_H

#include <engine/engine.h>

extern const struct engine_allocator platform_heap;

#endif
