/* Instantiation in progress. Internal to link.c and instantiate.c. */
#ifndef ENGINE_SRC_LINK_H
#define ENGINE_SRC_LINK_H

#include "store.h"

struct linker {
    struct store *store;
    struct module *module;
    const struct import_resolver *resolver;
    struct engine_diagnostic *diagnostic;
    struct instance *instance;
    uint32_t index; /* that the instance will have */
};

/* Record why linking failed; returns `status`. */
MUST_CHECK int link_fail(struct linker *l, int status, const char *format, ...) PRINTF_LIKE(3, 4);
/* Whether an item is in the store and fits the import. */
MUST_CHECK int link_check(struct linker *l, const struct module_import *import,
                          const struct extern_value *value);
/* Resolve and check every import, into the instance. */
MUST_CHECK int link_imports(struct linker *l);

#endif
