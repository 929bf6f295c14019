/* The check of a load or a store. Which access.h is taken is the build's choice (CMakeLists.txt).
 */
#ifndef ENGINE_OPS_ACCESS_H
#define ENGINE_OPS_ACCESS_H

/* Whether store->ip is that of the load or store which an MMU stops. */
#define ACCESS_NOTES_PLACE false

/* An address plus an offset is below 2^33, so nothing here can overflow. */
#define CHECK_ACCESS(address, type)                                                                \
    if (UNLIKELY((address) + sizeof(type) > memory_size))                                          \
    TRAP(TRAP_MEMORY_OUT_OF_BOUNDS)

#endif
